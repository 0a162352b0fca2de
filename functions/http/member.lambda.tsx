import { handle } from 'hono/aws-lambda'
import { LinkEnvironment, SiteEnvironment, TableEnvironment } from '../../shared/environment.ts'
import { now } from '../adapters/clock.ts'
import { createLinks } from '../adapters/links.ts'
import { secret } from '../adapters/secrets.ts'
import { openTable } from '../adapters/table.ts'
import { answerRoutes } from '../surveys/answer.routes.tsx'
import { createQuestionnaires } from '../surveys/questionnaires.ts'
import { audienceApp } from './audience.tsx'

// What a cold start builds
const environment = TableEnvironment.extend({ ...SiteEnvironment.shape, ...LinkEnvironment.shape }).parse(process.env)
const site = { publicUrl: environment.PUBLIC_URL, networkName: environment.NETWORK_NAME }
const table = openTable(environment.TABLE_NAME)
const links = createLinks(() => secret(environment.LINK_KEYS_PARAMETER))
const questionnaires = createQuestionnaires(table, now)

// What runs per request
const app = audienceApp(site, { section: 'member' })
app.route('/', answerRoutes({ site, table, links, now, questionnaires }))

// What API Gateway calls
export const handler = handle(app)
