import { handle } from 'hono/aws-lambda'
import { ContactEnvironment, LinkEnvironment, SiteEnvironment, TableEnvironment } from '../../shared/environment.ts'
import { newId, now } from '../adapters/clock.ts'
import { createLinks, hashOf } from '../adapters/links.ts'
import { rateLimits } from '../adapters/rate-limit.ts'
import { secret } from '../adapters/secrets.ts'
import { siteOf } from '../adapters/site.ts'
import { openTable } from '../adapters/table.ts'
import { rsvpRoutes } from '../calls/rsvp.routes.tsx'
import { unsubscribeRoutes } from '../mail/unsubscribe.routes.tsx'
import { findingsRoutes } from '../membership/account/findings.routes.tsx'
import { memberSessions } from '../membership/account/member-sessions.ts'
import { myDataRoutes } from '../membership/account/my-data.routes.tsx'
import { erasureRoutes } from '../membership/erasure/erasure.routes.tsx'
import { happened } from '../membership/items.ts'
import { activationRoutes } from '../membership/joining/activation.routes.tsx'
import { answerRoutes } from '../surveys/answer.routes.tsx'
import { createQuestionnaires } from '../surveys/questionnaires.ts'
import { audienceApp } from './audience.tsx'

// A cold start builds this.
const environment = TableEnvironment.extend({
  ...SiteEnvironment.shape,
  ...LinkEnvironment.shape,
  ...ContactEnvironment.shape,
}).parse(process.env)
const site = siteOf(environment)
const table = openTable(environment.TABLE_NAME)
const links = createLinks(() => secret(environment.LINK_KEYS_PARAMETER))
const { memberOf, isForgotten } = memberSessions({ table, now, hashOf })
const questionnaires = createQuestionnaires(table, now)

const app = audienceApp(site, { section: 'member', postsFromAnywhere: ['/unsubscribe'] })
app.route('/', activationRoutes({ site, table, now, newId, hashOf, limits: rateLimits({ table, links, now }) }))
app.route('/', findingsRoutes({ site, table, links, memberOf }))
app.route('/', answerRoutes({ site, table, links, now, questionnaires }))
app.route('/', rsvpRoutes({ site, table, links, now, newId, contact: environment.MAIL_FROM }))
app.route('/', unsubscribeRoutes({ site, table, links, now, happened }))
app.route('/', myDataRoutes({ site, table, now, links, memberOf }))
app.route('/', erasureRoutes({ site, table, now, newId, memberOf, isForgotten }))

// AWS calls this for what members do by the links in their mails, and with their data.
export const handler = handle(app)
