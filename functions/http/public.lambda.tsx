import { handle } from 'hono/aws-lambda'
import { LinkEnvironment, PaymentEnvironment, SiteEnvironment, TableEnvironment } from '../../shared/environment.ts'
import { unguessableId } from '../adapters/chance.ts'
import { now } from '../adapters/clock.ts'
import { createLinks } from '../adapters/links.ts'
import { meter } from '../adapters/metrics.ts'
import { rateLimits } from '../adapters/rate-limit.ts'
import { secret } from '../adapters/secrets.ts'
import { siteOf } from '../adapters/site.ts'
import { stripePayments } from '../adapters/stripe.ts'
import { openTable } from '../adapters/table.ts'
import { cityPageRoutes } from '../cities/city-pages.routes.tsx'
import { joinRoutes } from '../membership/joining/join.routes.tsx'
import { assetRoutes } from './assets.ts'
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
const payments = stripePayments({
  api: environment.STRIPE_API,
  product: environment.STRIPE_PRODUCT,
  secretKey: () => secret(environment.STRIPE_SECRET_KEY_PARAMETER),
})

// Browsers hold a form to its targets on the way to the payment page too.
const formTargets = ['https://checkout.stripe.com', new URL(environment.STRIPE_API).origin]

const app = audienceApp(site, { section: 'public', formTargets })
app.route('/', assetRoutes())
app.route('/', cityPageRoutes({ site, table, now }))
app.route(
  '/',
  joinRoutes({ site, table, now, payments, links, limits: rateLimits({ table, links, now }), meter, unguessableId }),
)
app.get('/robots.txt', (c) =>
  c.text(
    'User-agent: *\nDisallow: /activation\nDisallow: /answers/\nDisallow: /calls/\nDisallow: /me\nDisallow: /staff\n',
  ),
)

// AWS calls this for what the public may read, and for joining.
export const handler = handle(app)
