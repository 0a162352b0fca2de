import { handle } from 'hono/aws-lambda'
import { LinkEnvironment, PaymentEnvironment, StaffEnvironment } from '../../shared/environment.ts'
import { createLinks } from '../adapters/links.ts'
import { secret } from '../adapters/secrets.ts'
import { stripePayments } from '../adapters/stripe.ts'
import { staffMemberRoutes } from '../membership/desk/staff-member.routes.tsx'
import { taskRoutes } from '../membership/desk/task.routes.tsx'
import { memberRollRoutes } from '../membership/roll/member-roll.routes.tsx'
import { staffApp } from './staff-app.ts'

// A cold start builds this.
const environment = StaffEnvironment.extend({
  ...LinkEnvironment.shape,
  ...PaymentEnvironment.shape,
}).parse(process.env)
const { app, desk } = staffApp(environment)
const needs = {
  ...desk,
  links: createLinks(() => secret(environment.LINK_KEYS_PARAMETER)),
  payments: stripePayments({
    api: environment.STRIPE_API,
    product: environment.STRIPE_PRODUCT,
    secretKey: () => secret(environment.STRIPE_SECRET_KEY_PARAMETER),
  }),
}

app.route('/', memberRollRoutes(needs))
app.route('/', taskRoutes(needs))
app.route('/', staffMemberRoutes(needs))

// AWS calls this for what staff do for members, and with their money.
export const handler = handle(app)
