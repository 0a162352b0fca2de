import { type Context, Hono } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import * as z from 'zod'
import { City } from '../../../shared/cities/city.ts'
import { ApplicationId, CitySlug, type NewId } from '../../../shared/ids.ts'
import { Application, CHECKOUT } from '../../../shared/membership/application.ts'
import { NOTHING_TYPED, readJoin, TypedJoin, typedAgain } from '../../../shared/membership/join-form.ts'
import { type Clock, epochSecondsOf } from '../../../shared/units.ts'
import { type JoinNotice, JoinPage } from '../../../web/membership/joining/join-page.tsx'
import { JoinedPage } from '../../../web/membership/joining/joined-page.tsx'
import type { Links } from '../../adapters/links.ts'
import type { Meter } from '../../adapters/metrics.ts'
import type { RateLimits } from '../../adapters/rate-limit.ts'
import type { Payments } from '../../adapters/stripe.ts'
import type { Table } from '../../adapters/table.ts'
import type { Page, Site } from '../../http/audience.tsx'
import { clientOf } from '../../http/client.ts'
import { keys } from '../items.ts'
import { dropDraft, type JoinDraft, keepDraft, readDraft } from './join-draft.ts'
import { startSignup } from './start-signup.ts'

type Needs = {
  site: Site
  table: Table
  now: Clock
  payments: Pick<Payments, 'createCheckout' | 'checkoutStanding' | 'endCheckout'>
  links: Pick<Links, 'sign' | 'read'>
  limits: RateLimits
  meter: Meter
  /** The id of an application stands in the address that leads back from the payment page. */
  unguessableId: NewId
}

/** Joining a city: the form, the way to the payment page, and what is read after it. */
export const joinRoutes = (needs: Needs) => {
  const { site, table, now, links, limits, meter } = needs
  const cityNamed = async (slug: string) => {
    const named = CitySlug.safeParse(slug)
    return named.success ? table.get(City, keys.city(named.data)) : undefined
  }
  const newApplication = () => needs.unguessableId(ApplicationId, 'app')
  const applicationOf = (c: Context<Page>, city: CitySlug) => {
    const held = ApplicationId.safeParse(getCookie(c, applicationCookie(city), 'host'))
    return held.success ? held.data : newApplication()
  }
  /** Says when a form was first shown, so that nobody can say so themselves. `again`: somebody has looked at it before. */
  const shownNow = (again: boolean) => links.sign('form', { t: epochSecondsOf(now()), ...(again && { again }) })
  const isTooFast = async (shown: string) => {
    const read = await links.read('form', Shown, shown, now())
    return read.outcome === 'refused' || (!read.payload.again && epochSecondsOf(now()) - read.payload.t < LEAST_SECONDS)
  }

  return new Hono<Page>()
    .get('/cities/:slug/join', async (c) => {
      const city = await cityNamed(c.req.param('slug'))
      if (!city) return c.notFound()
      const language = c.get('reader')
      const held = applicationOf(c, city.slug)
      const [before, draft] = await Promise.all([
        table.get(Application, keys.application(held)),
        c.req.query('again') ? readDraft(needs, held) : undefined,
      ])
      // Only on the way back: whoever opens the form anew may be another person at the same screen.
      const cameBack = c.req.query('application') === held
      const left = cameBack && before?.state === 'applied' && before.joining.city === city.slug ? before : undefined
      keepApplication(c, city.slug, before && !left && !draft ? newApplication() : held)
      const typed = draft?.typed ?? (left && typedAgain(left.joining)) ?? { ...NOTHING_TYPED, language }
      const read = readJoin(typed, city.slug)
      return c.html(
        <JoinPage
          site={site}
          language={language}
          city={city}
          typed={draft || left ? typed : { ...typed, from: c.req.query('from') ?? '' }}
          shown={await shownNow(draft !== undefined || left !== undefined)}
          problems={draft?.shows === 'problems' && read.outcome === 'refused' ? read.problems : []}
          notice={draft?.shows === 'too-fast' ? 'too-fast' : undefined}
          unpaid={left?.applicationId}
        />,
      )
    })

    .post('/cities/:slug/join', async (c) => {
      const city = await cityNamed(c.req.param('slug'))
      if (!city) return c.notFound()
      const body = await c.req.parseBody({ all: true })
      const form = Posted.parse(body)
      // Only a program fills the field that nobody sees; it is told nothing.
      if (form.website !== '') return c.redirect('/joined', 303)
      const typed = TypedJoin.parse(body)
      const applicationId = applicationOf(c, city.slug)
      keepApplication(c, city.slug, applicationId)

      const answer = async (status: 409 | 422 | 429, again: typeof typed, page: { notice?: JoinNotice } = {}) => {
        const read = readJoin(again, city.slug)
        const problems = status === 422 && read.outcome === 'refused' ? read.problems : []
        const shown = await shownNow(true)
        const language = c.get('reader')
        return c.html(<JoinPage {...{ site, language, city, shown, problems, typed: again, ...page }} />, status)
      }
      /** The page comes by another request, so that going back or loading it anew asks nobody to send the form again. */
      const showAgain = async (shows: JoinDraft['shows'], again = typed) => {
        const taken = await limits.take('typing-client', clientOf(c))
        if (taken.outcome === 'too-many') return answer(422, again)
        await keepDraft(needs, applicationId, { typed: again, shows })
        const unpaid = c.req.query('application') === applicationId && { application: applicationId }
        const query = new URLSearchParams({ again: 'yes', ...unpaid })
        return c.redirect(`/cities/${city.slug}/join?${query}`, 303)
      }

      const read = readJoin(typed, city.slug)
      if (form.otherLanguage !== '') {
        // What is wrong was told before, or is not asked yet.
        const told = form.refused !== '' && read.outcome === 'refused'
        return showAgain(told ? 'problems' : 'nothing', { ...typed, language: c.get('reader') })
      }
      if (read.outcome === 'refused') return showAgain('problems')
      if (await isTooFast(form.shown)) return showAgain('too-fast')

      const mayOpenCheckout = async () => {
        const byClient = await limits.take('joining-client', clientOf(c))
        const taken = byClient.outcome === 'taken' ? await limits.take('joining-mailbox', read.joining.email) : byClient
        meter(taken.outcome === 'taken' ? 'CheckoutsOpened' : 'JoinsLimited', 1)
        return taken
      }
      const started = await startSignup(
        { ...needs, publicUrl: site.publicUrl, mayOpenCheckout },
        { applicationId, joining: read.joining },
      )
      switch (started.outcome) {
        case 'started':
          await dropDraft(needs, applicationId)
          return c.redirect(started.checkoutUrl, 303)
        case 'paid-already':
          return c.redirect('/joined', 303)
        case 'form-used':
          keepApplication(c, city.slug, newApplication())
          return answer(409, typed, { notice: 'form-used' })
        case 'overtaken':
          return c.redirect(`/cities/${city.slug}/join?application=${applicationId}`, 303)
        case 'too-many':
          c.header('retry-after', String(started.againInSeconds))
          return answer(429, typed, { notice: { tooMany: { againInMinutes: Math.ceil(started.againInSeconds / 60) } } })
      }
    })

    .get('/joined', (c) => c.html(<JoinedPage site={site} language={c.get('reader')} />))
}

/** Nobody reads the form and fills it in less. */
const LEAST_SECONDS = 3

/**
 * An application belongs to the browser that was given it with the form, and its id is never taken from an address or a
 * field: somebody else could have put it there, to read or to replace what is typed.
 */
const keepApplication = (c: Context<Page>, city: CitySlug, applicationId: ApplicationId) =>
  setCookie(c, applicationCookie(city), applicationId, {
    prefix: 'host',
    path: '/',
    secure: true,
    httpOnly: true,
    sameSite: 'Lax',
    maxAge: CHECKOUT.openSeconds, // as long as its checkout can be paid
  })

const applicationCookie = (city: CitySlug) => `application-${city}`

const text = z.string().catch('')
const Posted = z.object({
  website: text,
  shown: text,
  /** The button that was pressed asks for the page in the other language, with what was typed. */
  otherLanguage: text,
  refused: text,
})
const Shown = z.object({ t: z.number(), again: z.boolean().optional() })
