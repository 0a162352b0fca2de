import { handle } from 'hono/aws-lambda'
import { SendingEnvironment, SiteEnvironment, TableEnvironment } from '../../shared/environment.ts'
import { now } from '../adapters/clock.ts'
import { hashOf } from '../adapters/links.ts'
import { openSendingPermit } from '../adapters/sending-permit.ts'
import { openTable } from '../adapters/table.ts'
import { sessions } from '../identity/sessions.ts'
import { countOpenTasks } from '../membership/desk/staff-tasks.ts'
import { rawAnswerRoutes } from '../results/counting/raw-answers.routes.tsx'
import { audienceApp } from './audience.tsx'
import { requireStaff } from './guard.tsx'

// A cold start builds this.
const environment = TableEnvironment.extend({ ...SiteEnvironment.shape, ...SendingEnvironment.shape }).parse(
  process.env,
)
const site = { publicUrl: environment.PUBLIC_URL, networkName: environment.NETWORK_NAME }
const table = openTable(environment.TABLE_NAME)
const permits = openSendingPermit({ table, now, environmentId: environment.ENVIRONMENT_ID })

const app = audienceApp(site, { section: 'staff' })
const { actorOf } = sessions({ table, now, hashOf })
app.use('/staff/*', requireStaff({ site, actorOf, openTasks: () => countOpenTasks(table), sending: permits.shown }))
app.route('/', rawAnswerRoutes({ site, table, now }))

// AWS calls this for texts to choose quotations from, and for sealed inputs. By itself: no other page of staff reads answers.
export const handler = handle(app)
