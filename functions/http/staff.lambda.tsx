import { handle } from 'hono/aws-lambda'
import { LinkEnvironment, SignInEnvironment, StaffEnvironment } from '../../shared/environment.ts'
import { openIssuer } from '../adapters/issuer.ts'
import { createLinks, hashOf } from '../adapters/links.ts'
import { secret } from '../adapters/secrets.ts'
import { heldBackCampaigns } from '../campaigns/desk/held-back-campaigns.ts'
import { cityRoutes } from '../cities/cities.routes.tsx'
import { peopleRoutes } from '../identity/people.routes.tsx'
import { signInRoutes } from '../identity/sign-in.routes.tsx'
import { signIn } from '../identity/sign-in.ts'
import { sendingRoutes } from '../mail/sending.routes.tsx'
import { suppressionRoutes } from '../mail/suppressions.routes.tsx'
import { marginRoutes } from '../results/preparing/margins.routes.tsx'
import { surveyRoutes } from '../surveys/survey.routes.tsx'
import { staffApp } from './staff-app.ts'

// A cold start builds this.
const environment = StaffEnvironment.extend({
  ...LinkEnvironment.shape,
  ...SignInEnvironment.shape,
}).parse(process.env)
const { app, permits, sessions, desk } = staffApp(environment)
const { table } = desk
const issuer = openIssuer({
  issuer: environment.OIDC_ISSUER,
  clientId: environment.OIDC_CLIENT_ID,
  clientSecret: () => secret(environment.OIDC_CLIENT_SECRET_PARAMETER),
  redirectUri: `${environment.PUBLIC_URL}/sign-in/callback`,
})
const needs = {
  ...desk,
  hashOf,
  firstStaffEmail: environment.FIRST_STAFF_EMAIL,
  links: createLinks(() => secret(environment.LINK_KEYS_PARAMETER)),
  sessions,
  permits,
  founding: permits.founding,
  heldCampaigns: async () => heldBackCampaigns(table, await desk.cities()),
}

// Who signs in or out is not staff yet, or not any more: that stands outside /staff.
app.route('/', signInRoutes({ ...needs, issuer, signIn: (claims) => signIn(needs, claims) }))
app.get('/staff', (c) => c.redirect('/staff/campaigns', 303))
app.route('/', surveyRoutes(needs))
app.route('/', cityRoutes(needs))
app.route('/', marginRoutes(needs))
app.route('/', peopleRoutes(needs))
app.route('/', suppressionRoutes(needs))
app.route('/', sendingRoutes(needs))

// AWS calls this for what staff do, and for signing in.
export const handler = handle(app)
