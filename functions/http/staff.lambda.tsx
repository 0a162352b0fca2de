import { handle } from 'hono/aws-lambda'
import {
  CampaignWorkflowEnvironment,
  LinkEnvironment,
  ReportWorkflowEnvironment,
  SignInEnvironment,
  SiteEnvironment,
  TableEnvironment,
} from '../../shared/environment.ts'
import { newId, now } from '../adapters/clock.ts'
import { openIssuer } from '../adapters/issuer.ts'
import { createLinks, hashOf } from '../adapters/links.ts'
import { secret } from '../adapters/secrets.ts'
import { openTable } from '../adapters/table.ts'
import { workflowStarter } from '../adapters/workflows.ts'
import { campaignRoutes } from '../campaigns/campaign.routes.tsx'
import { cityRoutes } from '../cities/cities.routes.tsx'
import { allCities } from '../cities/cities.ts'
import { peopleRoutes } from '../identity/people.routes.tsx'
import { sessions } from '../identity/sessions.ts'
import { signInRoutes } from '../identity/sign-in.routes.tsx'
import { signIn } from '../identity/sign-in.ts'
import { surveyRoutes } from '../surveys/survey.routes.tsx'
import { audienceApp } from './audience.tsx'
import { requireStaff } from './guard.tsx'

// A cold start builds this.
const environment = TableEnvironment.extend({
  ...SiteEnvironment.shape,
  ...LinkEnvironment.shape,
  ...SignInEnvironment.shape,
  ...CampaignWorkflowEnvironment.shape,
  ...ReportWorkflowEnvironment.shape,
}).parse(process.env)
const site = { publicUrl: environment.PUBLIC_URL, networkName: environment.NETWORK_NAME }
const table = openTable(environment.TABLE_NAME)
const links = createLinks(() => secret(environment.LINK_KEYS_PARAMETER))
const startWorkflow = workflowStarter(environment.CAMPAIGN_WORKFLOW_ARN)
const startReport = workflowStarter(environment.REPORT_WORKFLOW_ARN)
const staffSessions = sessions({ table, now, hashOf })
const issuer = openIssuer({
  issuer: environment.OIDC_ISSUER,
  clientId: environment.OIDC_CLIENT_ID,
  clientSecret: () => secret(environment.OIDC_CLIENT_SECRET_PARAMETER),
  redirectUri: `${site.publicUrl}/sign-in/callback`,
})
const cities = () => allCities(table)
const founder = { table, now, newId, hashOf, firstStaffEmail: environment.FIRST_STAFF_EMAIL }

const app = audienceApp(site, { section: 'staff', formTargets: [new URL(environment.OIDC_ISSUER).origin] })
app.route('/', signInRoutes({ site, issuer, sessions: staffSessions, signIn: (claims) => signIn(founder, claims) }))
const staffOnly = requireStaff({ site, actorOf: staffSessions.actorOf })
app.use('/staff', staffOnly)
app.use('/staff/*', staffOnly)
app.get('/staff', (c) => c.redirect('/staff/campaigns', 303))
app.route('/', campaignRoutes({ site, table, now, newId, links, startWorkflow, startReport, cities }))
app.route('/', surveyRoutes({ site, table, now, newId, cities }))
app.route('/', cityRoutes({ site, table, now }))
app.route('/', peopleRoutes({ site, table, now, cities }))

// AWS calls this for everything that staff do, and for signing in.
export const handler = handle(app)
