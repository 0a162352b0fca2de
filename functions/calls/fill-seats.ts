import * as z from 'zod'
import { serviceMailItem } from '../../events/mail/service-mail.ts'
import { type Call, rsvpKey } from '../../shared/calls/call.ts'
import { LINE_BEGINS, lineKey, roomFor, Seats, seated, seatsKey } from '../../shared/calls/seats.ts'
import { type CallId, MailId, MemberId, type NewId } from '../../shared/ids.ts'
import { type Clock, Instant } from '../../shared/units.ts'
import type { Table, Write } from '../adapters/table.ts'

type Needs = { table: Table; now: Clock; newId: NewId }

export const InLine = z.object({ memberId: MemberId, since: Instant })
export type InLine = z.output<typeof InLine>

export const readLine = async (table: Pick<Table, 'query'>, callId: CallId, limit: number): Promise<InLine[]> =>
  (await table.query(InLine, { pk: seatsKey(callId).pk, begins: LINE_BEGINS, limit })).items

/** Seats that nobody has go to the first of the line, a handful in one transaction, until there is no line or no seat. */
export const fillSeats = async (needs: Needs, call: Pick<Call, 'callId' | 'startsAt' | 'state'>): Promise<number> => {
  const { table, now } = needs
  let all = 0
  for (let attempt = 0; attempt < MOST_ROUNDS; attempt++) {
    if (call.state === 'cancelled' || call.startsAt <= now()) return all
    const seats = await table.get(Seats, seatsKey(call.callId))
    const room = seats ? Math.min(roomFor(seats), AT_ONCE) : 0
    if (!seats || room === 0) return all
    const first = await readLine(table, call.callId, room)
    if (first.length === 0) return all
    const { add, holds } = seated(seats, first.length)
    const written = await table.write(
      { update: seatsKey(call.callId), add, if: { exists: true, ...holds } },
      ...first.flatMap((one) => seatGiven(needs, call.callId, one)),
    )
    if (written.outcome === 'written') all += first.length
  }
  return all
}

/** Three writes for each, and one for the seats: below what a transaction takes. */
const AT_ONCE = 30
const MOST_ROUNDS = 500

/** Somebody leaves the line for a seat and is told so; refused when they have left it for another reason meanwhile. */
export const seatGiven = ({ now, newId }: Needs, callId: CallId, { memberId, since }: InLine): Write[] => {
  const mailId = newId(MailId, 'mal')
  const asked = { mailId, memberId, template: 'call-seat', about: { callId }, at: now() } as const
  return [
    { delete: lineKey(callId, since, memberId), if: { exists: true } },
    {
      update: rsvpKey(callId, memberId),
      add: { revision: 1 },
      remove: ['waitingSince'],
      if: { equals: { waitingSince: since } },
    },
    { put: serviceMailItem(asked), if: { exists: false } },
  ]
}
