import type * as z from 'zod'
import type { Instant } from '../units.ts'
import type { Call, RsvpLink } from './call.ts'

export type ReplyRefusal = 'forged' | 'expired' | 'over' | 'call-cancelled' | 'voided'

/** Whether this link may be replied by now. Whoever holds it needs no session. */
export const mayReply = (
  call: Call | undefined,
  member: { tokenEpoch: number } | undefined,
  link: z.output<typeof RsvpLink>,
  now: Instant,
): { outcome: 'may'; call: Extract<Call, { state: 'planned' }> } | { outcome: 'refused'; reason: ReplyRefusal } => {
  if (!call) return { outcome: 'refused', reason: 'forged' }
  if (!member || member.tokenEpoch !== link.e) return { outcome: 'refused', reason: 'voided' }
  if (call.state === 'cancelled') return { outcome: 'refused', reason: 'call-cancelled' }
  if (call.startsAt <= now) return { outcome: 'refused', reason: 'over' }
  return { outcome: 'may', call }
}
