import { Hono } from 'hono'
import { findCities } from '../../shared/cities/find-city.ts'
import { membersShown } from '../../shared/cities/members-shown.ts'
import { CitySlug } from '../../shared/ids.ts'
import { Source } from '../../shared/membership/member.ts'
import type { Clock } from '../../shared/units.ts'
import { CityPage } from '../../web/cities/city-page.tsx'
import { FindCityPage } from '../../web/cities/find-city-page.tsx'
import { FrontPage } from '../../web/cities/front-page.tsx'
import type { Table } from '../adapters/table.ts'
import type { Page, Site } from '../http/audience.tsx'
import { allCities, cityOf, memberCount, organizationsOf } from './cities.ts'
import { nextCallOf } from './next-call.ts'

/** What the public reads about the cities. */
export const cityPageRoutes = ({ site, table, now }: { site: Site; table: Table; now: Clock }) =>
  new Hono<Page>()
    .get('/', async (c) => c.html(<FrontPage site={site} language={c.get('reader')} cities={await allCities(table)} />))

    .get('/join', async (c) => {
      const all = await allCities(table)
      const from = Source.safeParse(c.req.query('from')).data ?? ''
      const chosen = all.find(({ slug }) => slug === c.req.query('city'))
      if (chosen) return c.redirect(`/cities/${chosen.slug}/join${from && `?${new URLSearchParams({ from })}`}`, 303)
      const typed = (c.req.query('q') ?? '').trim().slice(0, 100)
      const page = { site, language: c.get('reader'), typed, from, all, found: findCities(typed, all) }
      return c.html(<FindCityPage {...page} />)
    })

    .get('/cities/:slug', async (c) => {
      const slug = CitySlug.safeParse(c.req.param('slug'))
      const city = slug.success ? await cityOf(table, slug.data) : undefined
      if (!city) return c.notFound()
      const [count, taking, call] = await Promise.all([
        memberCount(table, city.slug),
        organizationsOf(table, city.slug),
        nextCallOf(table, city.slug, now()),
      ])
      const from = Source.safeParse(c.req.query('from')).data
      const page = { site, language: c.get('reader'), city, members: membersShown(count), ...taking, from, call }
      return c.html(<CityPage {...page} />)
    })
