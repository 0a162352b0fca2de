import { type Call, Rsvp, rsvpKey } from '../../shared/calls/call.ts'
import type { Actor } from '../../shared/identity/actor.ts'
import type { MemberId } from '../../shared/ids.ts'
import { Member, profileKey } from '../../shared/membership/member.ts'
import type { Clock } from '../../shared/units.ts'
import { auditEntry } from '../adapters/audit.ts'
import type { Table, Write } from '../adapters/table.ts'

type Came =
  | { outcome: 'marked'; name: string }
  | { outcome: 'refused'; reason: 'not-begun' | 'call-cancelled' | 'not-a-member' | 'changed-meanwhile' }

/** Somebody of the city came, whether they had replied or not. */
export const markCame = async (
  { table, now }: { table: Table; now: Clock },
  call: Call,
  { memberId, actor }: { memberId: MemberId; actor: Actor },
): Promise<Came> => {
  const at = now()
  if (call.state === 'cancelled') return { outcome: 'refused', reason: 'call-cancelled' }
  if (call.startsAt > at) return { outcome: 'refused', reason: 'not-begun' }
  const key = rsvpKey(call.callId, memberId)
  const [member, rsvp] = await Promise.all([
    table.get(Member.pick({ name: true, city: true }), profileKey(memberId)),
    table.get(Rsvp, key),
  ])
  if (member?.city !== call.city) return { outcome: 'refused', reason: 'not-a-member' }
  if (rsvp?.attended) return { outcome: 'marked', name: member.name }
  const unasked: Rsvp = { callId: call.callId, memberId, reply: 'none', at, attended: { at }, revision: 1 }
  const mark: Write = rsvp
    ? { update: key, set: { attended: { at } }, add: { revision: 1 }, if: { equals: { revision: rsvp.revision } } }
    : { put: { ...key, ...unasked }, if: { exists: false } }
  const written = await table.write(
    mark,
    // Whoever is being forgotten leaves nothing behind.
    { check: profileKey(memberId), if: { equals: { city: call.city } } },
    auditEntry({
      at,
      actor,
      act: 'call.attendance-marked',
      subject: call.callId,
      detail: { memberId, came: 1, not: 0 },
    }),
  )
  if (written.outcome === 'refused') return { outcome: 'refused', reason: 'changed-meanwhile' }
  return { outcome: 'marked', name: member.name }
}
