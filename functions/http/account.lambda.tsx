import { handle } from 'hono/aws-lambda'
import { LinkEnvironment, PaymentEnvironment, SiteEnvironment, TableEnvironment } from '../../shared/environment.ts'
import { unguessableId } from '../adapters/chance.ts'
import { newId, now } from '../adapters/clock.ts'
import { createLinks, hashOf } from '../adapters/links.ts'
import { rateLimits } from '../adapters/rate-limit.ts'
import { secret } from '../adapters/secrets.ts'
import { siteOf } from '../adapters/site.ts'
import { stripePayments } from '../adapters/stripe.ts'
import { openTable } from '../adapters/table.ts'
import { accountRoutes } from '../membership/account/account.routes.tsx'
import { duesRoutes } from '../membership/account/dues.routes.tsx'
import { memberSessions } from '../membership/account/member-sessions.ts'
import { memberSignInRoutes } from '../membership/account/member-sign-in.routes.tsx'
import { audienceApp } from './audience.tsx'

// A cold start builds this.
const environment = TableEnvironment.extend({
  ...SiteEnvironment.shape,
  ...LinkEnvironment.shape,
  ...PaymentEnvironment.shape,
}).parse(process.env)
const site = siteOf(environment)
const table = openTable(environment.TABLE_NAME)
const links = createLinks(() => secret(environment.LINK_KEYS_PARAMETER))
const limits = rateLimits({ table, links, now })
const sessions = memberSessions({ table, now, hashOf })
const { memberOf } = sessions
const payments = stripePayments({
  api: environment.STRIPE_API,
  product: environment.STRIPE_PRODUCT,
  secretKey: () => secret(environment.STRIPE_SECRET_KEY_PARAMETER),
})

// Browsers hold a form to its targets on the way to the provider's pages too.
const formTargets = [
  'https://checkout.stripe.com',
  'https://billing.stripe.com',
  'https://invoice.stripe.com',
  'https://pay.stripe.com',
  new URL(environment.STRIPE_API).origin,
]

const app = audienceApp(site, { section: 'me', formTargets })
app.route('/', memberSignInRoutes({ site, table, now, newId, hashOf, limits, sessions }))
app.route('/', accountRoutes({ site, table, now, newId, hashOf, links, limits, memberOf }))
app.route('/', duesRoutes({ site, table, now, newId, unguessableId, links, payments, memberOf }))

// AWS calls this for what members see and do about themselves.
export const handler = handle(app)
