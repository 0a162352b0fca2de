import { auditEntry } from '../../functions/adapters/audit.ts'
import { suppressing } from '../../functions/adapters/suppressions.ts'
import type { Write } from '../../functions/adapters/table.ts'
import { changeOf, firstWrites, readCampaign } from '../../functions/campaigns/campaigns.ts'
import { startCampaign } from '../../functions/campaigns/series/start-campaign.ts'
import { isPlanned } from '../../shared/campaigns/campaign.ts'
import { schedule } from '../../shared/campaigns/deciding/schedule.ts'
import { LEDGER_SHARDS } from '../../shared/campaigns/deciding/start.ts'
import { attentionKey } from '../../shared/campaigns/sending/attention.ts'
import { Mailbox } from '../../shared/identity/person.ts'
import { type Member, profileKey, shardOf } from '../../shared/membership/member.ts'
import { surveyKey } from '../../shared/surveys/survey.ts'
import { type Instant, plusDays, plusSeconds } from '../../shared/units.ts'
import { CAMPAIGN_ID, CITY, DRAFT, memberId, NOON, person, SAM, SURVEY } from '../campaigns/network.ts'
import { type Luck, openWorld, type World } from './world.ts'

const HOUR = 3600

/** The one of `candidates` whose row is mailed last. */
const last = (candidates: number[]): number =>
  candidates.toSorted(
    (a, b) => shardOf(memberId(b), LEDGER_SHARDS) - shardOf(memberId(a), LEDGER_SHARDS) || b - a,
  )[0] as number

/** Who leaves when the first mails are out already. */
export const LEAVER = last(Array.from({ length: 28 }, (_, n) => n + 12))

const SPECIAL: Record<number, Partial<Member>> = {
  1: { language: 'es' },
  2: { email: Mailbox.parse('home@example.org') },
  3: { email: Mailbox.parse('home@example.org') },
  4: { unsubscribes: { surveys: { at: NOON } } },
  6: { email: 'a..b@example.org' as Mailbox },
  9: { email: Mailbox.parse('bounce.9@example.org') },
  10: { email: Mailbox.parse('complaint.10@example.org') },
}
const SUPPRESSED = 5
/** Was mailed lately: there is room for one more in an hour. */
const PUT_OFF = 7
/** Was mailed so often that there is no room before the survey closes. */
const FULL = 8

const MAILED_BEFORE: Record<number, Instant[]> = {
  [PUT_OFF]: [plusSeconds(NOON, -47 * HOUR)],
  [FULL]: [plusDays(NOON, -8), plusDays(NOON, -6), plusDays(NOON, -4)],
}

export const CLOSES = plusDays(NOON, 5)

/** What the ledger must say of those who are not like everybody else. */
export const OTHERS: Record<number, string> = {
  4: 'SKIPPED unsubscribed',
  [SUPPRESSED]: 'SKIPPED suppressed',
  6: 'FAILED unreadable-profile',
  [FULL]: 'SKIPPED attention-limit',
  9: 'BOUNCED',
  10: 'COMPLAINED',
  [LEAVER]: 'SKIPPED unsubscribed',
}

export const members = (): Member[] => Array.from({ length: 40 }, (_, n) => person(n, SPECIAL[n]))

/** Denver with 40 members, and a survey that staff send to all of them at noon. */
export const fortyMembers = async (luck: Luck = {}): Promise<World> => {
  const world = openWorld(luck)
  const suppressed = await suppressing(world, person(SUPPRESSED).email, { reason: 'bounced', at: NOON })
  await world.begin(
    { put: { pk: 'CITIES', sk: CITY.slug, ...CITY } },
    { put: { ...surveyKey(SURVEY.surveyId, SURVEY.version), ...SURVEY } },
    suppressed,
    ...members().map((member): Write => ({ put: { ...profileKey(member.memberId), ...member } })),
    ...Object.entries(MAILED_BEFORE).map(
      ([n, sends]): Write => ({
        put: {
          ...attentionKey(memberId(Number(n))),
          step: 1,
          sends: sends.map((at) => ({ sendId: `before ${at}`, at })),
        },
      }),
    ),
    ...firstWrites({ ...DRAFT, closesAt: CLOSES }),
  )
  world.onTaken(async ({ number }) => {
    if (number !== 1) return
    const left = person(LEAVER, { ...SPECIAL[LEAVER], unsubscribes: { surveys: { at: world.now() } } })
    await world.table.write({ put: { ...profileKey(left.memberId), ...left } })
    world.left.set(left.memberId, world.claims.get(left.memberId) ?? 0)
  })
  return world
}

/** From the press of the button until everybody was mailed who may be, and everything was told. */
export const runForty = async (luck: Luck = {}, watch: (world: World) => void = () => {}): Promise<World> => {
  const world = await fortyMembers(luck)
  watch(world)
  await launchNow(world)
  await world.live(plusSeconds(NOON, 4 * HOUR))
  return world
}

/** An approved campaign, let go at once. Pressed again after a fault, it may have been launched by the first press. */
export const launchNow = (world: World) =>
  world.staff('launch', async (needs) => {
    const campaign = await readCampaign(needs.table, CAMPAIGN_ID)
    if (!campaign || !isPlanned(campaign)) return
    const at = needs.now()
    const responseKey = await needs.links.activeKey()
    const decided = schedule(campaign, { launchAt: 'now', now: at, content: 'ready', reached: 40, responseKey })
    if (decided.outcome === 'refused') throw new Error(decided.reason)
    await needs.table.write(
      changeOf(campaign, decided.campaign),
      auditEntry({ at, actor: SAM, act: 'campaign.scheduled', subject: CAMPAIGN_ID }),
    )
    await startCampaign(needs, decided.campaign)
  })
