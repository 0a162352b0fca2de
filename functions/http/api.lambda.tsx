import { handle } from 'hono/aws-lambda'
import { SiteEnvironment, TableEnvironment } from '../../shared/environment.ts'
import { now } from '../adapters/clock.ts'
import { hashOf } from '../adapters/links.ts'
import { siteOf } from '../adapters/site.ts'
import { openTable } from '../adapters/table.ts'
import { admitProgram } from '../identity/admit-program.ts'
import { reportApiRoutes } from '../results/api/report-api.routes.ts'
import { apiApp } from './api-app.ts'

// A cold start builds this.
const environment = TableEnvironment.extend(SiteEnvironment.shape).parse(process.env)
const site = siteOf(environment)
const table = openTable(environment.TABLE_NAME)

const app = apiApp()
app.route('/', reportApiRoutes({ table, site, admit: admitProgram({ table, now, hashOf }) }))

// AWS calls this for programs that fetch what councils read.
export const handler = handle(app)
