import { callOff } from '../../functions/calls/move-call.ts'
import { firstWrites } from '../../functions/campaigns/campaigns.ts'
import { type Call, callKey } from '../../shared/calls/call.ts'
import { answeredKey } from '../../shared/campaigns/answered.ts'
import type { CampaignIn } from '../../shared/campaigns/campaign.ts'
import { LEDGER_SHARDS } from '../../shared/campaigns/deciding/start.ts'
import { Mailbox } from '../../shared/identity/person.ts'
import { CallId } from '../../shared/ids.ts'
import { type Member, profileKey, shardOf } from '../../shared/membership/member.ts'
import { surveyKey } from '../../shared/surveys/survey.ts'
import { plusDays, plusSeconds } from '../../shared/units.ts'
import { CAMPAIGN_ID, CITY, DENVER, DRAFT, memberId, NOON, person, SAM, SURVEY } from '../campaigns/network.ts'
import { launchNow } from './forty.ts'
import { type Broken, type Excuse, endsOf, isExcused, rowsOf } from './promises.ts'
import { type Luck, openWorld, type World } from './world.ts'

const HOUR = 3600
type Survey = Extract<CampaignIn<'draft'>, { kind: 'survey' }>
const SPECIAL: Record<number, Partial<Member>> = {
  1: { language: 'es' },
  3: { email: Mailbox.parse('bounce.3@example.org') },
}
const twelve = () => Array.from({ length: 12 }, (_, n) => person(n, SPECIAL[n]))

/** Twelve are asked; two answer, one leaves, one has no mailbox: the others are reminded after three days. */
export const runReminder = async (luck: Luck = {}): Promise<World> => {
  const world = await twelveMembers(luck, { ...(DRAFT as Survey), reminders: { most: 1, everyDays: 3 } })
  await launchNow(world)
  await world.live(plusSeconds(NOON, 2 * HOUR))
  await answers(world, 5)
  await answers(world, 6)
  const left = person(7, { unsubscribes: { surveys: { at: world.now() } } })
  await world.table.write({ put: { ...profileKey(left.memberId), ...left } })
  world.left.set(left.memberId, world.claims.get(left.memberId) ?? 0)
  world.marked = world.effects.length
  await world.live(plusSeconds(plusDays(NOON, 3), 4 * HOUR))
  return world
}

/** Twelve are invited to a call. */
export const runInvited = async (luck: Luck = {}, watch: (world: World) => void = () => {}): Promise<World> => {
  const { campaignId, city, title, message, createdAt, revision, state } = DRAFT
  const plan = { campaignId, city, title, message, createdAt, revision, state }
  const world = await twelveMembers(luck, { ...plan, kind: 'call', callId: CALL.callId, closesAt: CALL.startsAt })
  await world.begin({ put: { ...callKey(CALL.callId), ...CALL } })
  world.unlimited = true
  watch(world)
  await launchNow(world)
  await world.live(plusSeconds(NOON, 4 * HOUR))
  return world
}

/** The same; while the invitations leave, staff call it off. */
export const runCalledOff = (luck: Luck = {}): Promise<World> =>
  runInvited(luck, (world) =>
    world.onTaken(async ({ number }) => {
      if (number !== 4) return
      world.marked = world.effects.length
      await callItOff(world)
    }),
  )

export const callItOff = (world: World) =>
  callOff(world, CALL.callId, { reason: 'The hall is closed.', revision: 1, actor: SAM })

/** Whoever may have been invited hears that it is off, and nobody else hears anything. */
export const calledOff = (world: World, excuse: Excuse): Broken => {
  const rows = Map.groupBy(rowsOf(world), ({ memberId }) => memberId)
  const ends = endsOf(world)
  return twelve().flatMap(({ memberId: member, email }) => {
    const pair = [0, 1].map((round) => ends.get(`${round} ${member}`) ?? 'no row').join(', ')
    const bounces = email.startsWith('bounce')
    const told = bounces ? TOLD_BOUNCING : TOLD
    if (pair === 'CANCELLED, no row' || pair === 'no row, no row' || told.includes(pair)) return []
    const wanted = bounces ? 'BOUNCED' : 'DELIVERED'
    const faulty = (rows.get(member) ?? []).filter((row) => !['DELIVERED', 'BOUNCED'].includes(row.state))
    // The events of a bounce may come before or after the second row is looked at.
    const rest = faulty.filter((row) => !(bounces && row.state === 'SKIPPED'))
    if (rest.length > 0 && rest.every((row) => isExcused(world, row, wanted, excuse))) return []
    return [`of ${member} the invitation is and the word that the call is off are ${pair}`]
  })
}
const TOLD = ['DELIVERED, DELIVERED']
const TOLD_BOUNCING = ['BOUNCED, no row', 'BOUNCED, SKIPPED suppressed', 'BOUNCED, BOUNCED']

const CALL: Call = {
  state: 'planned',
  callId: CallId.parse('cal_01HZZZZZZZZZZZZZZZZZZZZZZZ'),
  city: DENVER,
  title: 'Five Points, this winter',
  agenda: 'What we agreed, and what is next.',
  startsAt: plusDays(NOON, 4),
  wallClock: '2026-12-05T12:00',
  minutes: 60,
  sequence: 0,
  campaignId: CAMPAIGN_ID,
  createdAt: NOON,
  revision: 1,
}

const twelveMembers = async (luck: Luck, draft: CampaignIn<'draft'>): Promise<World> => {
  const world = openWorld(luck)
  await world.begin(
    { put: { pk: 'CITIES', sk: CITY.slug, ...CITY } },
    { put: { ...surveyKey(SURVEY.surveyId, SURVEY.version), ...SURVEY } },
    ...twelve().map((member) => ({ put: { ...profileKey(member.memberId), ...member } })),
    ...firstWrites(draft),
  )
  return world
}

const answers = (world: World, n: number) =>
  world.table.write({ put: answeredKey(CAMPAIGN_ID, shardOf(memberId(n), LEDGER_SHARDS), memberId(n)) })
