import { Campaign, campaignKey, roundOf } from '../../shared/campaigns/campaign.ts'
import { Figures, figuresKey } from '../../shared/campaigns/figures.ts'
import { Recipient } from '../../shared/campaigns/ledger.ts'
import { ATTENTION } from '../../shared/campaigns/policy.ts'
import { Attention, attentionKey } from '../../shared/campaigns/sending/attention.ts'
import { CAMPAIGN_ID } from '../campaigns/network.ts'
import type { Effect, How } from './faults.ts'
import type { World } from './world.ts'

export type Broken = string[]

/** What a fault explains. */
export type Excuse = { effect: Effect; how: How } | undefined

/** How the rows of each mailing ended, by member: `1 mbr_…` → `DELIVERED`. */
export const endsOf = (world: World): Map<string, string> =>
  new Map(rowsOf(world).map((row) => [nameOf(row), endOf(row)]))

/** What the ledger must come to. */
export type Ends = (world: World, excuse: Excuse) => Broken

/** What is not as it must be when everything has come to rest. */
export const broken = async (world: World, ends: Ends, excuse?: Excuse): Promise<Broken> => {
  const rows = rowsOf(world)
  return [
    ...unended(world, rows, excuse),
    ...ends(world, excuse),
    ...mailedTwice(world),
    ...mailedInSpite(world),
    ...(await notAtRest(world, rows)),
    ...(await figuresBroken(world, rows, excuse)),
    ...(await attentionBroken(world)),
    ...toldTooMuch(world),
    ...notLogged(world),
  ]
}

/** I1: every row has ended. */
const unended = (world: World, rows: Recipient[], excuse: Excuse): Broken =>
  rows
    .filter(({ state }) => state === 'PENDING' || state === 'CLAIMED' || state === 'SENDING' || state === 'UNCERTAIN')
    .filter((row) => !isExcused(world, row, '', excuse))
    .map((row) => `the row of ${nameOf(row)} is still ${row.state}`)

/** I1: and as it ended where nothing went wrong, except where nobody can know. */
export const endsAs = (whole: World): Ends => {
  const expected = endsOf(whole)
  return (world, excuse) => {
    const rows = new Map(rowsOf(world).map((row) => [nameOf(row), row]))
    return [...new Set([...rows.keys(), ...expected.keys()])].flatMap((name) => {
      const row = rows.get(name)
      const [wanted, got] = [expected.get(name) ?? 'no row', row ? endOf(row) : 'no row']
      if (wanted === got || (row && isExcused(world, row, wanted, excuse))) return []
      return [`the row of ${name} is ${got} instead of ${wanted}`]
    })
  }
}

/** Whether the fault explains that the row did not end as `wanted`. */
export const isExcused = (world: World, row: Recipient, wanted: string, excuse: Excuse): boolean => {
  if (!excuse) return false
  const { effect, how } = excuse
  const own = effect.member === row.memberId
  if (row.state === 'UNCERTAIN') return own && mayBeDoubtful(effect, how) && takenOf(world, row).length === 0
  if (how === 'rejected' && own) return endOf(row) === 'FAILED MessageRejected'
  // An event that never came leaves what was known without it.
  if (effect.kind === 'event' && how === 'lost')
    return takenOf(world, row).length === 1 && MAILED.indexOf(row.state) >= 0 && wanted !== row.state
  return false
}

const MAILED: readonly Recipient['state'][] = ['SENT', 'DELIVERED', 'BOUNCED', 'COMPLAINED']

/** A worker that is gone between its mark and the mail. */
const mayBeDoubtful = ({ kind, what }: Effect, how: How): boolean => {
  if (kind === 'send') return how === 'dies-before' || how === 'ends-before' || how === 'reset'
  // Stopped just after the mark, a worker takes it back: what keeps it from that leaves the mark.
  if (/RCPT (PENDING|CANCELLED)/.test(what)) return UNSAID.includes(how)
  return what.includes('RCPT SENDING') && MARKED.includes(how)
}
const UNSAID: readonly How[] = ['dies-before', 'ends-before', 'throttled', 'dies-with-first', 'dies-with-last']
const MARKED: readonly How[] = [
  'dies-after',
  'dies-with-first',
  'dies-with-last',
  'ends-after',
  'reply-lost',
  'asked-again',
]

/** I2: knowingly or not, nobody is mailed twice when events come. */
const mailedTwice = (world: World): Broken => {
  const mails = Map.groupBy(world.taken, ({ tags }) => `${tags.round ?? 0} ${tags.memberId}`)
  return [...mails].filter(([, { length }]) => length > 1).map(([name]) => `${name} was mailed more than once`)
}

/** I3: whoever left before their row was claimed gets nothing. */
const mailedInSpite = (world: World): Broken =>
  world.taken
    .filter(({ tags, claimsThen }) => {
      const before = world.left.get(tags.memberId ?? '')
      return before !== undefined && claimsThen > before
    })
    .map(({ tags }) => `${tags.memberId} was mailed after leaving`)

/** I7: nothing hangs. */
const notAtRest = async (world: World, all: Recipient[]): Promise<Broken> => {
  const campaign = await world.table.get(Campaign, campaignKey(CAMPAIGN_ID))
  const found: Broken = []
  if (campaign?.state !== 'open' && campaign?.state !== 'closed' && campaign?.state !== 'cancelled')
    found.push(`the campaign is ${stateOf(campaign)}`)
  else {
    const rows = all.filter((row) => (row.round ?? 0) === roundOf(campaign))
    if ((campaign.recipients ?? 0) !== rows.length) found.push(`${campaign.recipients} recipients, ${rows.length} rows`)
    if ((campaign.mailed ?? 0) > world.taken.length) found.push('more mails are told than were taken')
    if (campaign.state === 'open' && campaign.next) found.push(`waits for ${campaign.next.purpose}`)
  }
  for (const [name, how] of world.executions) if (how === 'running' || how === 'failed') found.push(`${name} is ${how}`)
  if (world.agenda.length > 0) found.push(`${world.agenda.length} things have not happened yet`)
  if (world.undelivered.length > 0) found.push(`${world.undelivered.length} events were given up`)
  return found
}

const stateOf = (campaign: Campaign | undefined) =>
  campaign && 'reason' in campaign ? `${campaign.state} (${campaign.reason})` : (campaign?.state ?? 'gone')

/** What is counted on the way: never more than there was, and less by one page of a worker that died. */
const figuresBroken = async (world: World, rows: Recipient[], excuse: Excuse): Promise<Broken> => {
  const figures = await world.table.get(Figures, figuresKey(CAMPAIGN_ID))
  const states = rows.map(({ state }) => state)
  const found: Broken = []
  const missing = world.taken.length - (figures?.accepted ?? 0)
  if (missing < 0) found.push(`${-missing} mails too many are counted as accepted`)
  if (missing > (excuse?.effect.by === 'execution' ? LARGEST_PAGE : 0)) found.push(`${missing} mails are not counted`)
  const count = (wanted: Recipient['state']) => states.filter((state) => state === wanted).length
  if (figures?.hardBounced !== count('BOUNCED')) found.push(`${figures?.hardBounced} hard bounces are counted`)
  if (figures?.complained !== count('COMPLAINED')) found.push(`${figures?.complained} complaints are counted`)
  return found
}
/** Members in the fullest shard of the ledger. */
const LARGEST_PAGE = 10

/** Nobody gets more mails of campaigns, or sooner after each other, than the rules say. */
const attentionBroken = async (world: World): Promise<Broken> => {
  const found: Broken = []
  for (const [memberId, mails] of Map.groupBy(world.taken, ({ tags }) => tags.memberId ?? '')) {
    const kept = await world.table.get(Attention, attentionKey(memberId as Recipient['memberId']))
    const own = new Set(mails.map(({ tags }) => tags.sendId))
    const limited = mails.filter(({ tags }) => kept?.sends.some(({ sendId }) => sendId === tags.sendId))
    if (limited.length < mails.length && !world.unlimited) found.push(`a mail to ${memberId} took no place`)
    const times = [
      ...(kept?.sends ?? []).filter(({ sendId }) => !own.has(sendId)).map(({ at }) => Date.parse(at)),
      ...limited.map(({ at }) => Date.parse(at)),
    ].sort((a, b) => a - b)
    times.forEach((at, index) => {
      const before = times[index - 1]
      // The place was taken a moment before the mail was.
      if (before !== undefined && at - before < ATTENTION.hoursApart * HOUR - MOMENT)
        found.push(`${memberId} was mailed twice within ${ATTENTION.hoursApart} hours`)
      const oldest = times[index - ATTENTION.mails]
      if (oldest !== undefined && at - oldest < ATTENTION.inDays * 24 * HOUR - MOMENT)
        found.push(`${memberId} was mailed too often`)
    })
  }
  return found
}
const HOUR = 3_600_000
const MOMENT = 60_000

/** I8: no address, no name and no link in what functions answer, in their faults and in the input of tasks. */
const toldTooMuch = (world: World): Broken =>
  world.spoken.filter((text) => /@|Ana Ruiz|[A-Za-z0-9_-]{43,}|https?:/.test(text)).map((text) => `told: ${text}`)

/** I9: the launch stands in the audit log, once. */
const notLogged = (world: World): Broken => {
  const launches = [...world.store.all()].filter(({ act }) => act === 'campaign.scheduled')
  return launches.length === 1 ? [] : [`${launches.length} launches stand in the audit log`]
}

export const rowsOf = (world: World): Recipient[] =>
  [...world.store.all()].filter(({ sk }) => String(sk).startsWith('RCPT#')).map((item) => Recipient.parse(item))

const takenOf = (world: World, row: Recipient) => world.taken.filter(({ tags }) => tags.sendId === row.sendId)

const nameOf = ({ round, memberId }: Recipient) => `${round ?? 0} ${memberId}`

const endOf = (row: Recipient): string =>
  row.state === 'SKIPPED' || row.state === 'FAILED' ? `${row.state} ${row.reason}` : row.state
