import type { Context, MiddlewareHandler } from 'hono'
import { getCookie } from 'hono/cookie'
import { type Actor, isStaff, may } from '../../shared/identity/actor.ts'
import { CitySlug } from '../../shared/ids.ts'
import type { Sending } from '../../shared/mail/sending-permit.ts'
import { Layout } from '../../web/layout.tsx'
import { MessagePage } from '../../web/message-page.tsx'
import { pageWords } from '../../web/words/page.ts'
import type { Page, Site } from './audience.tsx'

export const SESSION_COOKIE = '__Host-session'

/** Whose session this cookie opens; undefined when it opens none (any more). */
export type ActorOf = (cookie: string) => Promise<Actor | undefined>

type Needs = {
  site: Site
  actorOf: ActorOf
  /** Shown in the menu of staff. */
  openTasks?: () => Promise<number>
  /** Told on every page of staff when this environment may not send. */
  sending?: () => Promise<Sending>
}

/** Lets staff pass; others are asked to sign in, or told that this is not theirs. */
export const requireStaff = (needs: Needs): MiddlewareHandler<Page> => requireActor(needs, (actor) => isStaff(actor))

/** Lets staff and council members pass; what they may see of a city is asked by `readerOfCity`. */
export const requireCouncil = (needs: Needs): MiddlewareHandler<Page> =>
  requireActor(needs, (actor) => actor.roles.length > 0)

/** The city in the path, if this actor may read its results; otherwise the refusal to answer with. */
export const readerOfCity = (site: Site, c: Context<Page>, city: string): CitySlug | Promise<Response> => {
  const slug = CitySlug.safeParse(city)
  return slug.success && may(c.get('actor'), 'report.read', slug.data) ? slug.data : refuse(site, c)
}

const requireActor =
  (needs: Needs, allowed: (actor: Actor) => boolean): MiddlewareHandler<Page> =>
  async (c, next) => {
    const cookie = getCookie(c, SESSION_COOKIE)
    const actor = cookie ? await needs.actorOf(cookie) : undefined
    if (!actor)
      return c.req.method === 'GET'
        ? c.redirect(`/sign-in?to=${encodeURIComponent(c.req.path)}`, 303)
        : keepWhatWasTyped(needs.site, c)
    c.set('actor', actor)
    if (!allowed(actor)) return refuse(needs.site, c)
    const [openTasks, sending] = await Promise.all([
      c.req.method === 'GET' ? needs.openTasks?.() : undefined,
      needs.sending?.(),
    ])
    const sendingOff = sending?.outcome === 'may-not' ? { since: sending.since } : undefined
    c.set('actor', { ...actor, ...(openTasks !== undefined && { openTasks }), ...(sendingOff && { sendingOff }) })
    await next()
  }

/** A form that arrives after the session has ended goes back to its writer, to be sent again after signing in. */
export const keepWhatWasTyped = async (site: Site, c: Context<Page>, signIn = '/sign-in'): Promise<Response> => {
  const words = pageWords[c.get('reader')].signedOut
  const typed = Object.entries(await c.req.parseBody({ all: true })).flatMap(([name, value]) =>
    [value].flat().flatMap((one) => (typeof one === 'string' ? [{ name, value: one }] : [])),
  )
  return c.html(
    <Layout site={site} section="account" language={c.get('reader')} title={words.title}>
      <h1>{words.title}</h1>
      <p>{words.text}</p>
      <form method="post" action={c.req.path}>
        {typed.map(({ name, value }) => (
          <textarea hidden name={name}>
            {`\n${value}`}
          </textarea>
        ))}
        <div class="actions">
          <a class="button second" href={signIn} target="_blank" rel="noopener">
            {words.signIn}
          </a>
          <button type="submit">{words.send}</button>
        </div>
      </form>
    </Layout>,
    401,
  )
}

const refuse = async (site: Site, c: Context<Page>): Promise<Response> => {
  const language = c.get('reader')
  const { title, text, reports } = pageWords[language].notYours
  const actor = c.get('actor')
  const next = actor.roles.length > 0 ? { href: '/council', label: reports } : undefined
  const page = { site, language, actor, title, text, next }
  return c.html(<MessagePage section="account" {...page} />, 403)
}
