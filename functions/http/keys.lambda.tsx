import { handle } from 'hono/aws-lambda'
import { SiteEnvironment, TableEnvironment } from '../../shared/environment.ts'
import { unguessableId } from '../adapters/chance.ts'
import { now } from '../adapters/clock.ts'
import { hashOf, newToken } from '../adapters/links.ts'
import { siteOf } from '../adapters/site.ts'
import { openTable } from '../adapters/table.ts'
import { allCities } from '../cities/cities.ts'
import { apiKeyRoutes } from '../identity/api-keys.routes.tsx'
import { sessions } from '../identity/sessions.ts'
import { audienceApp } from './audience.tsx'

// A cold start builds this.
const environment = TableEnvironment.extend(SiteEnvironment.shape).parse(process.env)
const site = siteOf(environment)
const table = openTable(environment.TABLE_NAME)
const { actorOf } = sessions({ table, now, hashOf })

const app = audienceApp(site, { section: 'council' })
app.route(
  '/',
  apiKeyRoutes({ site, table, now, hashOf, newToken, unguessableId, cities: () => allCities(table), actorOf }),
)

// AWS calls this for the keys that councils and staff give to programs.
export const handler = handle(app)
