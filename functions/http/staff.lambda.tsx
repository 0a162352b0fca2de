import { handle } from 'hono/aws-lambda'
import {
  LinkEnvironment,
  SendingEnvironment,
  SignInEnvironment,
  SiteEnvironment,
  TableEnvironment,
} from '../../shared/environment.ts'
import { newId, now } from '../adapters/clock.ts'
import { openIssuer } from '../adapters/issuer.ts'
import { createLinks, hashOf } from '../adapters/links.ts'
import { secret } from '../adapters/secrets.ts'
import { openSendingPermit } from '../adapters/sending-permit.ts'
import { openTable } from '../adapters/table.ts'
import { heldBackCampaigns } from '../campaigns/desk/held-back-campaigns.ts'
import { cityRoutes } from '../cities/cities.routes.tsx'
import { allCities } from '../cities/cities.ts'
import { peopleRoutes } from '../identity/people.routes.tsx'
import { sessions } from '../identity/sessions.ts'
import { signInRoutes } from '../identity/sign-in.routes.tsx'
import { signIn } from '../identity/sign-in.ts'
import { sendingRoutes } from '../mail/sending.routes.tsx'
import { suppressionRoutes } from '../mail/suppressions.routes.tsx'
import { countOpenTasks } from '../membership/desk/staff-tasks.ts'
import { marginRoutes } from '../results/preparing/margins.routes.tsx'
import { surveyRoutes } from '../surveys/survey.routes.tsx'
import { audienceApp } from './audience.tsx'
import { requireStaff } from './guard.tsx'

// A cold start builds this.
const environment = TableEnvironment.extend({
  ...SiteEnvironment.shape,
  ...SendingEnvironment.shape,
  ...LinkEnvironment.shape,
  ...SignInEnvironment.shape,
}).parse(process.env)
const site = { publicUrl: environment.PUBLIC_URL, networkName: environment.NETWORK_NAME }
const table = openTable(environment.TABLE_NAME)
const issuer = openIssuer({
  issuer: environment.OIDC_ISSUER,
  clientId: environment.OIDC_CLIENT_ID,
  clientSecret: () => secret(environment.OIDC_CLIENT_SECRET_PARAMETER),
  redirectUri: `${environment.PUBLIC_URL}/sign-in/callback`,
})
const permits = openSendingPermit({ table, now, environmentId: environment.ENVIRONMENT_ID })
const needs = {
  site,
  table,
  now,
  newId,
  hashOf,
  firstStaffEmail: environment.FIRST_STAFF_EMAIL,
  links: createLinks(() => secret(environment.LINK_KEYS_PARAMETER)),
  sessions: sessions({ table, now, hashOf }),
  cities: () => allCities(table),
  permits,
  founding: permits.founding,
  heldCampaigns: async () => heldBackCampaigns(table, await allCities(table)),
}

// Who signs in or out is not staff yet, or not any more; everything after the guard is staff's.
const app = audienceApp(site, { section: 'staff' })
app.route('/', signInRoutes({ ...needs, issuer, signIn: (claims) => signIn(needs, claims) }))
app.use(
  '/staff/*',
  requireStaff({
    site,
    actorOf: needs.sessions.actorOf,
    openTasks: () => countOpenTasks(table),
    sending: permits.shown,
  }),
)
app.get('/staff', (c) => c.redirect('/staff/campaigns', 303))
app.route('/', surveyRoutes(needs))
app.route('/', cityRoutes(needs))
app.route('/', marginRoutes(needs))
app.route('/', peopleRoutes(needs))
app.route('/', suppressionRoutes(needs))
app.route('/', sendingRoutes(needs))

// AWS calls this for what staff do, and for signing in.
export const handler = handle(app)
