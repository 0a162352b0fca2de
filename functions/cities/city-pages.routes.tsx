import { Hono } from 'hono'
import { membersShown } from '../../shared/cities/members-shown.ts'
import { CitySlug } from '../../shared/ids.ts'
import { CityPage } from '../../web/cities/city-page.tsx'
import { FrontPage } from '../../web/cities/front-page.tsx'
import type { Table } from '../adapters/table.ts'
import type { Page, Site } from '../http/audience.tsx'
import { allCities, cityOf, memberCount } from './cities.ts'

/** What the public reads about the cities. */
export const cityPageRoutes = ({ site, table }: { site: Site; table: Table }) =>
  new Hono<Page>()
    .get('/', async (c) => c.html(<FrontPage site={site} language={c.get('reader')} cities={await allCities(table)} />))

    .get('/cities/:slug', async (c) => {
      const slug = CitySlug.safeParse(c.req.param('slug'))
      const city = slug.success ? await cityOf(table, slug.data) : undefined
      if (!city) return c.notFound()
      const members = membersShown(await memberCount(table, city.slug))
      return c.html(<CityPage site={site} language={c.get('reader')} city={city} members={members} />)
    })
