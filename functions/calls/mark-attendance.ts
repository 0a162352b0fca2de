import { type Call, Rsvp, rsvpKey } from '../../shared/calls/call.ts'
import type { Actor } from '../../shared/identity/actor.ts'
import type { MemberId } from '../../shared/ids.ts'
import type { Clock } from '../../shared/units.ts'
import { auditEntry } from '../adapters/audit.ts'
import type { Table, Write } from '../adapters/table.ts'

type Marked =
  | { outcome: 'marked'; came: number; not: number }
  | { outcome: 'refused'; reason: 'not-begun' | 'call-cancelled' }

/** Of those who stood on the page, the ticked ones came. Only what differs is written; unticking takes a mark back, and whoever had not replied off the list. */
export const markAttendance = async (
  { table, now }: { table: Table; now: Clock },
  call: Call,
  { shown, came, actor }: { shown: readonly MemberId[]; came: readonly MemberId[]; actor: Actor },
): Promise<Marked> => {
  const at = now()
  if (call.state === 'cancelled') return { outcome: 'refused', reason: 'call-cancelled' }
  if (call.startsAt > at) return { outcome: 'refused', reason: 'not-begun' }
  const { callId } = call
  const ticked = new Set(came)
  const rsvps = await table.getMany(
    Rsvp,
    shown.map((memberId) => rsvpKey(callId, memberId)),
  )
  const differing = rsvps.flatMap((rsvp) =>
    rsvp && ticked.has(rsvp.memberId) !== (rsvp.attended !== undefined) ? [rsvp] : [],
  )
  const counts = { came: 0, not: 0 }
  for (let from = 0; from < differing.length; from += AT_ONCE) {
    const some = differing.slice(from, from + AT_ONCE)
    const come = some.filter(({ memberId }) => ticked.has(memberId)).length
    const { outcome } = await table.write(
      ...some.map(({ memberId, reply, revision }): Write => {
        const update = rsvpKey(callId, memberId)
        const add = { revision: 1 }
        if (reply === 'none') return { delete: update, if: { equals: { revision } } }
        return ticked.has(memberId)
          ? { update, set: { attended: { at } }, add, if: { equals: { revision } } }
          : { update, remove: ['attended'], add, if: { equals: { revision } } }
      }),
      auditEntry({
        at,
        actor,
        act: 'call.attendance-marked',
        subject: callId,
        detail: { came: come, not: some.length - come },
      }),
    )
    if (outcome === 'refused') continue
    counts.came += come
    counts.not += some.length - come
  }
  return { outcome: 'marked', ...counts }
}

const AT_ONCE = 90
