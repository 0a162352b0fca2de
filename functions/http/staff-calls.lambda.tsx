import { handle } from 'hono/aws-lambda'
import { SendingEnvironment, SiteEnvironment, TableEnvironment } from '../../shared/environment.ts'
import { newId, now } from '../adapters/clock.ts'
import { hashOf } from '../adapters/links.ts'
import { openSendingPermit } from '../adapters/sending-permit.ts'
import { openTable } from '../adapters/table.ts'
import { callRoutes } from '../calls/call.routes.tsx'
import { allCities } from '../cities/cities.ts'
import { sessions } from '../identity/sessions.ts'
import { countOpenTasks } from '../membership/desk/staff-tasks.ts'
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
app.route('/', callRoutes({ site, table, now, newId, cities: () => allCities(table) }))

// AWS calls this for what staff do about calls.
export const handler = handle(app)
