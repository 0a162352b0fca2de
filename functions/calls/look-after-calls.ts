import type { Call } from '../../shared/calls/call.ts'
import { CITIES, City } from '../../shared/cities/city.ts'
import type { NewId } from '../../shared/ids.ts'
import { instantInCity } from '../../shared/local-time.ts'
import { Alias, aliasKey, presentMember } from '../../shared/membership/alias.ts'
import { Member, profileKey } from '../../shared/membership/member.ts'
import { taskItem } from '../../shared/membership/task.ts'
import type { Clock, Instant } from '../../shared/units.ts'
import type { Table } from '../adapters/table.ts'
import { callsAhead, readCall } from './calls.ts'
import { carryReply } from './carry-reply.ts'
import { fillSeats } from './fill-seats.ts'
import { moveCall } from './move-call.ts'
import { allReplies } from './read-replies.ts'
import { withdrawReply } from './store-reply.ts'

type Needs = {
  table: Table
  now: Clock
  newId: NewId
  /** The instant of a wall clock, by the rules of zones as they are known now. */
  instantOf?: typeof instantInCity
}

export type LookedAfter = { calls: number; moved: number; seated: number; carried: number }

/**
 * What can change about a call without anybody touching it: the rules of its time zone, who its members are now, and a
 * seat that was added while nobody came to fill it.
 */
export const lookAfterCalls = async (needs: Needs): Promise<LookedAfter> => {
  const { table, now } = needs
  const { items: cities } = await table.query(City, { pk: CITIES })
  const done = { calls: 0, moved: 0, seated: 0, carried: 0 }
  for (const city of cities) {
    for (const call of await callsAhead(table, [city.slug], now())) {
      if (call.state === 'cancelled') continue
      done.calls++
      if (await keepWallClock(needs, call, city.timeZone)) done.moved++
      done.carried += await followMembers(needs, call)
      done.seated += await fillSeats(needs, (await readCall(table, call.callId)) ?? call)
    }
  }
  return done
}

/** What was meant is the wall clock of the city: when the rules of the zone change, the instant moves and everybody is told. */
const keepWallClock = async (needs: Needs, call: Call, timeZone: string): Promise<boolean> => {
  const { table, now } = needs
  const startsAt = startBy(needs.instantOf ?? instantInCity, call, timeZone)
  if (startsAt === call.startsAt) return false
  const { callId, city, campaignId } = call
  const about = { callId, city, ...(campaignId && { campaignId }), at: now() }
  if (startsAt === undefined) {
    await table.write({ put: taskItem({ task: 'call-without-time', ...about }, callId) })
    return false
  }
  const moved = await moveCall(needs, callId, {
    fields: { ...call, startsAt },
    revision: call.revision,
    tellAll: false,
    actor: 'network',
    act: 'call.moved-by-clock-change',
    besides: [{ put: taskItem({ task: 'call-moved', ...about }, callId) }],
  })
  // In the past by the new rules: nobody can be told in time.
  if (moved.outcome === 'refused' && moved.reason === 'starts-in-the-past')
    await table.write({ put: taskItem({ task: 'call-without-time', ...about }, callId) })
  return moved.outcome === 'moved'
}

/** Undefined when the wall clock does not exist any more. One that has come to be twice stays what it was. */
const startBy = (instantOf: typeof instantInCity, call: Call, timeZone: string): Instant | undefined => {
  const time = instantOf(call.wallClock, timeZone, call.overlap)
  if (time.outcome === 'instant') return time.instant
  if (time.outcome === 'twice') return time.second === call.startsAt ? time.second : time.first
  return undefined
}

/** Replies of members who were merged are those of the present one; of somebody who is gone there is none. */
const followMembers = async (needs: Needs, call: Call): Promise<number> => {
  const { table } = needs
  const rsvps = await allReplies(table, call)
  const members = await table.getMany(
    Member.pick({ memberId: true }),
    rsvps.map(({ memberId }) => profileKey(memberId)),
  )
  let carried = 0
  for (const [nth, { memberId }] of rsvps.entries()) {
    if (members[nth]) continue
    const { memberId: present } = await presentMember((of) => table.get(Alias, aliasKey(of)), memberId)
    if (present === memberId) await withdrawReply(needs, call, memberId)
    else await carryReply(needs, call, memberId, present)
    carried++
  }
  return carried
}
