import { handle } from 'hono/aws-lambda'
import { SiteEnvironment, TableEnvironment } from '../../shared/environment.ts'
import { now } from '../adapters/clock.ts'
import { hashOf } from '../adapters/links.ts'
import { siteOf } from '../adapters/site.ts'
import { openTable } from '../adapters/table.ts'
import { sessions } from '../identity/sessions.ts'
import { downloadRoutes } from '../results/publishing/downloads.routes.tsx'
import { AS_BYTES } from './as-bytes.ts'
import { audienceApp } from './audience.tsx'

// A cold start builds this.
const environment = TableEnvironment.extend(SiteEnvironment.shape).parse(process.env)
const site = siteOf(environment)
const table = openTable(environment.TABLE_NAME)
const { actorOf } = sessions({ table, now, hashOf })

const app = audienceApp(site, { section: 'council' })
app.route('/', downloadRoutes({ site, table, actorOf }))

// AWS calls this for the files that councils take along.
export const handler = handle(app, AS_BYTES)
