import { type Context, Hono } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import * as z from 'zod'
import { City } from '../../shared/cities/city.ts'
import type { Language } from '../../shared/identity/person.ts'
import { ApplicationId, CitySlug, type NewId } from '../../shared/ids.ts'
import { Application, OTHER_AMOUNT, readJoin, type TypedJoin } from '../../shared/membership/application.ts'
import { dollars } from '../../shared/membership/dues.ts'
import { DUES } from '../../shared/membership/policy.ts'
import type { Clock } from '../../shared/units.ts'
import { JoinPage } from '../../web/membership/join-page.tsx'
import { JoinedPage } from '../../web/membership/joined-page.tsx'
import type { Payments } from '../adapters/stripe.ts'
import type { Table } from '../adapters/table.ts'
import type { Page, Site } from '../http/audience.tsx'
import { keys } from './items.ts'
import { startSignup } from './start-signup.ts'

type Needs = {
  site: Site
  table: Table
  now: Clock
  payments: Pick<Payments, 'createCheckout' | 'checkoutStanding' | 'endCheckout'>
  /** The id of an application stands in the address that leads back from the payment page. */
  unguessableId: NewId
}

/** Joining a city: the form, the way to the payment page, and what is read after it. */
export const joinRoutes = (needs: Needs) => {
  const { site, table } = needs
  const cityNamed = async (slug: string) => {
    const named = CitySlug.safeParse(slug)
    return named.success ? table.get(City, keys.city(named.data)) : undefined
  }
  const newApplication = () => needs.unguessableId(ApplicationId, 'app')
  const applicationOf = (c: Context<Page>, city: CitySlug) => {
    const held = ApplicationId.safeParse(getCookie(c, applicationCookie(city), 'host'))
    return held.success ? held.data : newApplication()
  }

  return new Hono<Page>()
    .get('/cities/:slug/join', async (c) => {
      const city = await cityNamed(c.req.param('slug'))
      if (!city) return c.notFound()
      const language = c.get('reader')
      const held = applicationOf(c, city.slug)
      const before = await table.get(Application, keys.application(held))
      // Only on the way back: whoever opens the form anew may be another person at the same screen.
      const cameBack = c.req.query('application') === held
      const left = cameBack && before?.state === 'applied' && before.joining.city === city.slug ? before : undefined
      keepApplication(c, city.slug, before && !left ? newApplication() : held)
      return c.html(
        <JoinPage
          site={site}
          language={language}
          city={city}
          typed={left ? typedAgain(left.joining) : { ...NOTHING, language }}
          unpaid={left?.applicationId}
        />,
      )
    })

    .post('/cities/:slug/join', async (c) => {
      const city = await cityNamed(c.req.param('slug'))
      if (!city) return c.notFound()
      const form = Typed.parse(await c.req.parseBody({ all: true }))
      // Only a program fills the field that nobody sees; it is told nothing.
      if (form.website !== '') return c.redirect('/joined', 303)
      const applicationId = applicationOf(c, city.slug)
      keepApplication(c, city.slug, applicationId)
      const read = readJoin(form, city.slug)
      if (form.otherLanguage !== '') {
        // What is wrong was told before, or is not asked yet.
        const problems = form.refused !== '' && read.outcome === 'refused' ? read.problems : []
        const unpaid = c.req.query('application') === applicationId ? applicationId : undefined
        const language = c.get('reader')
        const page = { site, language, city, typed: { ...form, language } }
        return c.html(<JoinPage {...page} problems={problems} unpaid={unpaid} />, problems.length > 0 ? 422 : 200)
      }
      if (read.outcome === 'refused')
        return c.html(
          <JoinPage site={site} language={c.get('reader')} city={city} typed={form} problems={read.problems} />,
          422,
        )
      const started = await startSignup(
        { ...needs, publicUrl: site.publicUrl },
        { applicationId, joining: read.joining },
      )
      switch (started.outcome) {
        case 'started':
          return c.redirect(started.checkoutUrl, 303)
        case 'paid-already':
          return c.redirect('/joined', 303)
        case 'form-used':
          keepApplication(c, city.slug, newApplication())
          return c.html(<JoinPage site={site} language={c.get('reader')} city={city} typed={form} formUsed />, 409)
        case 'overtaken':
          return c.redirect(`/cities/${city.slug}/join?application=${applicationId}`, 303)
      }
    })

    .get('/joined', (c) => c.html(<JoinedPage site={site} language={c.get('reader')} />))
}

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
    maxAge: 23 * 3600, // as long as its checkout can be paid
  })

const applicationCookie = (city: CitySlug) => `application-${city}`

const text = z.string().catch('')
const Typed = z.object({
  website: text,
  /** The button that was pressed asks for the page in the other language, with what was typed. */
  otherLanguage: text,
  refused: text,
  name: text,
  email: text,
  amount: text,
  other: text,
  interval: text,
  language: text,
  topics: z.union([z.array(z.string()), z.string().transform((one) => [one])]).catch([]),
})

const NOTHING: TypedJoin = { name: '', email: '', amount: '', other: '', interval: '', language: '', topics: [] }

const typedAgain = (joining: Extract<Application, { state: 'applied' }>['joining']): TypedJoin => {
  const suggested = DUES.suggestions.includes(joining.amount)
  return {
    name: joining.name,
    email: joining.email,
    amount: suggested ? String(joining.amount / 100) : OTHER_AMOUNT,
    other: suggested ? '' : dollars(joining.amount),
    interval: joining.interval,
    language: joining.language satisfies Language,
    topics: joining.topics,
  }
}
