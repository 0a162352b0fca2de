import { handle } from 'hono/aws-lambda'
import { SiteEnvironment, TableEnvironment } from '../../shared/environment.ts'
import { now } from '../adapters/clock.ts'
import { hashOf } from '../adapters/links.ts'
import { siteOf } from '../adapters/site.ts'
import { openTable } from '../adapters/table.ts'
import { sessions } from '../identity/sessions.ts'
import { councilRoutes } from '../results/publishing/council.routes.tsx'
import { audienceApp } from './audience.tsx'

// A cold start builds this.
const environment = TableEnvironment.extend(SiteEnvironment.shape).parse(process.env)
const site = siteOf(environment)
const table = openTable(environment.TABLE_NAME)
const { actorOf } = sessions({ table, now, hashOf })

const app = audienceApp(site, { section: 'council' })
app.route('/', councilRoutes({ site, table, now, actorOf }))

// AWS calls this for what councils read.
export const handler = handle(app)
