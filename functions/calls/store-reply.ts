import { type Call, type Reply, Rsvp, rsvpKey } from '../../shared/calls/call.ts'
import { lineKey, type Seating, Seats, seating, seatOf, seatsKey } from '../../shared/calls/seats.ts'
import type { CallId, MemberId, NewId } from '../../shared/ids.ts'
import type { Clock, Instant } from '../../shared/units.ts'
import type { Table, Write } from '../adapters/table.ts'
import { type InLine, readLine, seatGiven } from './fill-seats.ts'

type Needs = { table: Table; now: Clock; newId: NewId }

/**
 * Writes a reply together with what it does to the seats: a seat that gets free is the first one's of the line in the same
 * transaction. Of two at once one looks again. The same reply again changes nothing.
 */
export const storeReply = async (
  needs: Needs,
  call: Pick<Call, 'callId'>,
  memberId: MemberId,
  reply: Reply,
  at: Instant = needs.now(),
): Promise<Rsvp> => {
  const { table } = needs
  const { callId } = call
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const [before, seats] = await readReply(table, callId, memberId)
    if (before?.reply === reply) return before
    const decided = seating(seatOf(before), reply, seats)
    const rsvp: Rsvp = {
      callId,
      memberId,
      reply,
      at,
      ...(decided.waits && { waitingSince: at }),
      ...(before?.attended && { attended: before.attended }),
      revision: (before?.revision ?? 0) + 1,
    }
    const writes = await seatWrites(needs, callId, before, decided)
    if (!writes) continue
    const written = await table.write(
      { put: { ...rsvpKey(callId, memberId), ...rsvp }, if: asRead(before) },
      ...(decided.waits
        ? [{ put: { ...lineKey(callId, at, memberId), memberId, since: at }, if: { exists: false } }]
        : []),
      ...writes,
    )
    if (written.outcome === 'written') return rsvp
  }
  throw new Error('the replies to a call changed under every attempt to store one')
}

/** Takes a reply away, with its seat or its place in the line. Nobody is told of a seat in a call that is over. */
export const withdrawReply = async (
  needs: Needs,
  call: Pick<Call, 'callId' | 'startsAt' | 'state'>,
  memberId: MemberId,
): Promise<boolean> => {
  const { table, now } = needs
  const { callId } = call
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const [before, seats] = await readReply(table, callId, memberId)
    if (!before) return false
    const over = call.state === 'cancelled' || call.startsAt <= now()
    const decided = seating(seatOf(before), 'no', over ? { taken: seats.taken, waiting: seats.waiting } : seats)
    const writes = await seatWrites(needs, callId, before, over ? withoutHolds(decided) : decided)
    if (!writes) continue
    const written = await table.write({ delete: rsvpKey(callId, memberId), if: asRead(before) }, ...writes)
    if (written.outcome === 'written') return true
  }
  throw new Error('the replies to a call changed under every attempt to take one away')
}

const MOST_ATTEMPTS = 40

const readReply = async (table: Table, callId: CallId, memberId: MemberId) => {
  const [rsvp, seats] = await Promise.all([
    table.get(Rsvp, rsvpKey(callId, memberId)),
    table.get(Seats, seatsKey(callId)),
  ])
  if (!seats) throw new Error('a call has lost its seats')
  return [rsvp, seats] as const
}

const asRead = (before: Rsvp | undefined) => (before ? { equals: { revision: before.revision } } : { exists: false })

const withoutHolds = (decided: Seating): Seating =>
  decided.move ? { ...decided, move: { add: decided.move.add, holds: {} } } : decided

/** Undefined when the line is not what the seats say: somebody is changing it in this moment. */
const seatWrites = async (
  needs: Needs,
  callId: CallId,
  before: Rsvp | undefined,
  { waits, move, passesOn }: Seating,
): Promise<Write[] | undefined> => {
  const [first]: InLine[] = passesOn ? await readLine(needs.table, callId, 1) : []
  if (passesOn && !first) return undefined
  return [
    ...(before?.waitingSince && !waits
      ? [{ delete: lineKey(callId, before.waitingSince, before.memberId), if: { exists: true } }]
      : []),
    ...(move ? [{ update: seatsKey(callId), add: move.add, if: { exists: true, ...move.holds } }] : []),
    ...(first ? seatGiven(needs, callId, first) : []),
  ]
}
