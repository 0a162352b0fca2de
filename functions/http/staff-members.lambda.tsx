import { handle } from 'hono/aws-lambda'
import {
  LinkEnvironment,
  PaymentEnvironment,
  SendingEnvironment,
  SiteEnvironment,
  TableEnvironment,
} from '../../shared/environment.ts'
import { newId, now } from '../adapters/clock.ts'
import { createLinks, hashOf } from '../adapters/links.ts'
import { secret } from '../adapters/secrets.ts'
import { openSendingPermit } from '../adapters/sending-permit.ts'
import { stripePayments } from '../adapters/stripe.ts'
import { openTable } from '../adapters/table.ts'
import { allCities } from '../cities/cities.ts'
import { sessions } from '../identity/sessions.ts'
import { staffMemberRoutes } from '../membership/desk/staff-member.routes.tsx'
import { countOpenTasks } from '../membership/desk/staff-tasks.ts'
import { taskRoutes } from '../membership/desk/task.routes.tsx'
import { memberRollRoutes } from '../membership/roll/member-roll.routes.tsx'
import { audienceApp } from './audience.tsx'
import { requireStaff } from './guard.tsx'

// A cold start builds this.
const environment = TableEnvironment.extend({
  ...SiteEnvironment.shape,
  ...SendingEnvironment.shape,
  ...LinkEnvironment.shape,
  ...PaymentEnvironment.shape,
}).parse(process.env)
const site = { publicUrl: environment.PUBLIC_URL, networkName: environment.NETWORK_NAME }
const table = openTable(environment.TABLE_NAME)
const permits = openSendingPermit({ table, now, environmentId: environment.ENVIRONMENT_ID })
const needs = {
  site,
  table,
  now,
  newId,
  links: createLinks(() => secret(environment.LINK_KEYS_PARAMETER)),
  payments: stripePayments({
    api: environment.STRIPE_API,
    product: environment.STRIPE_PRODUCT,
    secretKey: () => secret(environment.STRIPE_SECRET_KEY_PARAMETER),
  }),
  cities: () => allCities(table),
}

const app = audienceApp(site, { section: 'staff' })
const { actorOf } = sessions({ table, now, hashOf })
app.use('/staff/*', requireStaff({ site, actorOf, openTasks: () => countOpenTasks(table), sending: permits.shown }))
app.route('/', memberRollRoutes(needs))
app.route('/', taskRoutes(needs))
app.route('/', staffMemberRoutes(needs))

// AWS calls this for what staff do for members, and with their money.
export const handler = handle(app)
