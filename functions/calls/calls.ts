import { Call, CallListed, callKey, callList, callListKey } from '../../shared/calls/call.ts'
import { type Seats, seatsKey } from '../../shared/calls/seats.ts'
import { Campaign, campaignKey } from '../../shared/campaigns/campaign.ts'
import type { CallId, CitySlug } from '../../shared/ids.ts'
import type { Instant } from '../../shared/units.ts'
import type { Table, Write } from '../adapters/table.ts'

export const readCall = (table: Pick<Table, 'get'>, callId: CallId): Promise<Call | undefined> =>
  table.get(Call, callKey(callId))

/** By whom people are invited, once that is planned. */
export const invitationOf = async (table: Pick<Table, 'get'>, call: Call): Promise<Campaign | undefined> =>
  call.campaignId && table.get(Campaign, campaignKey(call.campaignId))

/** Of these cities, the next first. */
export const callsAhead = async (
  table: Pick<Table, 'query' | 'getMany'>,
  cities: readonly CitySlug[],
  now: Instant,
): Promise<Call[]> => {
  const lists = await Promise.all(cities.map((city) => table.query(CallListed, { pk: callList(city), from: now })))
  return byStart(
    await readListed(
      table,
      lists.flatMap(({ items }) => items),
    ),
  )
}

/** Of these cities, the last one first: so many of each. */
export const callsOver = async (
  table: Pick<Table, 'query' | 'getMany'>,
  cities: readonly CitySlug[],
  now: Instant,
): Promise<Call[]> => {
  const lists = await Promise.all(
    cities.map((city) =>
      table.query(CallListed, { pk: callList(city), upTo: now, newestFirst: true, limit: MOST_OVER }),
    ),
  )
  return byStart(
    await readListed(
      table,
      lists.flatMap(({ items }) => items),
    ),
  ).reverse()
}
const MOST_OVER = 50

const readListed = async (table: Pick<Table, 'getMany'>, listed: readonly CallListed[]): Promise<Call[]> =>
  (
    await table.getMany(
      Call,
      listed.map(({ callId }) => callKey(callId)),
    )
  ).filter((call) => call !== undefined)

const byStart = (calls: Call[]): Call[] => calls.sort((a, b) => (a.startsAt < b.startsAt ? -1 : 1))

export const firstWrites = (call: Call): Write[] => [
  { put: { ...callKey(call.callId), ...call }, if: { exists: false } },
  { put: { ...callListKey(call), ...CallListed.parse(call) } },
  { put: { ...seatsKey(call.callId), ...seatsOf(call), taken: 0, waiting: 0 }, if: { exists: false } },
]

const seatsOf = ({ capacity }: Call): Pick<Seats, 'capacity'> => (capacity ? { capacity } : {})

/** Written only onto the call that the change was decided on; the first of the writes. */
export const changesOf = (before: Call, after: Call): Write[] => {
  const moved = before.startsAt !== after.startsAt
  return [
    { put: { ...callKey(after.callId), ...after }, if: { equals: { revision: before.revision } } },
    { put: { ...callListKey(after), ...CallListed.parse(after) } },
    ...(moved ? [{ delete: callListKey(before) }] : []),
    ...(before.capacity === after.capacity ? [] : [roomChanged(after)]),
  ]
}

const roomChanged = ({ callId, capacity }: Call): Write =>
  capacity
    ? { update: seatsKey(callId), set: { capacity }, if: { exists: true } }
    : { update: seatsKey(callId), remove: ['capacity'], if: { exists: true } }
