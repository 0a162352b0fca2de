import { newId } from '../functions/adapters/clock.ts'
import { highsSolver } from '../functions/adapters/integer-programme.ts'
import { createLinks } from '../functions/adapters/links.ts'
import { secret } from '../functions/adapters/secrets.ts'
import { stripePayments } from '../functions/adapters/stripe.ts'
import { openTable } from '../functions/adapters/table.ts'
import { workflowStarter } from '../functions/adapters/workflows.ts'
import { createSigner } from '../functions/results/gate/signing.ts'
import {
  CampaignWorkflowEnvironment,
  LinkEnvironment,
  PaymentEnvironment,
  SigningEnvironment,
  SiteEnvironment,
  TableEnvironment,
} from '../shared/environment.ts'
import { wallClockInCity } from '../shared/local-time.ts'
import { type Clock, instantOf, plusDays } from '../shared/units.ts'
import { answerAll } from './answers.ts'
import { holdPastCall, inviteToNextCall } from './calls.ts'
import { conductPastSurvey, launchSurvey, sendPastUpdate, writeSurvey } from './campaigns.ts'
import { joinInThePresent } from './joiners.ts'
import { enterMargins, foundCities, importMembers, inviteStaffAndCouncils } from './network.ts'
import { publishNetworkReport } from './report.ts'
import { letTimePass } from './standings.ts'
import { FIRST_STEPS, WELL_BEING } from './surveys.ts'
import { NEXT_STEPS } from './updates.ts'

/**
 * Fills an empty network through its own use cases: three cities, some 400 members of every kind and standing, a quarterly
 * series in each with its first report, one report on the network, findings for those who answered, an update, one open survey,
 * a call that was held and one to which people are invited.
 */
const { TABLE_NAME } = TableEnvironment.parse(process.env)
const { LINK_KEYS_PARAMETER } = LinkEnvironment.parse(process.env)
const { SIGNING_KEYS_PARAMETER } = SigningEnvironment.parse(process.env)
const { CAMPAIGN_WORKFLOW_ARN } = CampaignWorkflowEnvironment.parse(process.env)
const { PUBLIC_URL } = SiteEnvironment.parse(process.env)
const { STRIPE_API, STRIPE_PRODUCT, STRIPE_SECRET_KEY_PARAMETER } = PaymentEnvironment.parse(process.env)

// A new cloud begins by day, hours ahead of this process: what is launched by another clock would be found late.
const ahead = Number(process.env.DEMO_NOW) - Date.now()
const present: Clock = () => instantOf(Date.now() + ahead)

const needs = {
  table: openTable(TABLE_NAME),
  links: createLinks(() => secret(LINK_KEYS_PARAMETER)),
  now: present,
  newId,
}
const payments = stripePayments({
  api: STRIPE_API,
  product: STRIPE_PRODUCT,
  secretKey: () => secret(STRIPE_SECRET_KEY_PARAMETER),
})
const begun = present()

const cities = await foundCities(needs)
const staff = await inviteStaffAndCouncils(needs, cities)
const members = await importMembers(needs, cities, begun)
await enterMargins(needs, staff, plusDays(begun, -60))

const signer = createSigner(() => secret(SIGNING_KEYS_PARAMETER))
const reporting = { ...needs, signer, solve: highsSolver(), publicUrl: PUBLIC_URL }
const survey = await writeSurvey(needs, staff, WELL_BEING)
const launchedAt = plusDays(begun, -33)
const askPeopleOf = (slug: keyof typeof cities, share: number) =>
  conductPastSurvey(reporting, {
    staff,
    survey,
    city: cities[slug],
    launchedAt,
    closesAt: plusDays(begun, -12),
    repeats: { rule: 'FREQ=MONTHLY;INTERVAL=3;COUNT=8', from: wallClockInCity(launchedAt, cities[slug].timeZone) },
    answer: (campaign, at) => answerAll(needs, campaign, members[slug], WELL_BEING, { share, at }),
    mail: slug === 'san-francisco',
  })
// The first launch fixes the version of the survey; two at once would refuse each other.
const past = [
  await askPeopleOf('san-francisco', 0.71),
  ...(await Promise.all([askPeopleOf('denver', 0.62), askPeopleOf('new-orleans', 0.6)])),
]
await publishNetworkReport({ ...reporting, now: () => plusDays(begun, -11) }, staff)

const open = await launchSurvey(needs, {
  staff,
  survey: await writeSurvey(needs, staff, FIRST_STEPS),
  city: cities.denver,
  closesAt: plusDays(begun, 12),
  reminders: { most: 2, everyDays: 4 },
  startWorkflow: workflowStarter(CAMPAIGN_WORKFLOW_ARN),
})
const answered = await answerAll(needs, open, members.denver, FIRST_STEPS, { share: 0.4, at: begun })

const calling = { staff, city: cities['new-orleans'], members: members['new-orleans'] }
await holdPastCall(needs, { ...calling, heldAt: plusDays(begun, -20) })
await sendPastUpdate(needs, {
  staff,
  city: cities['new-orleans'],
  launchedAt: plusDays(begun, -9),
  closesAt: plusDays(begun, -2),
  ...NEXT_STEPS,
})
await inviteToNextCall(needs, calling)

const joined = await joinInThePresent({ ...needs, payments, publicUrl: PUBLIC_URL })
const others = await letTimePass(needs, cities['san-francisco'], begun)

console.log(
  `${Object.values(members).flat().length + joined + others} members in ${Object.keys(cities).length} cities, ` +
    `${past.reduce((sum, one) => sum + one.answered, 0)} answers in closed surveys with their reports, ${answered} in an open one`,
)
