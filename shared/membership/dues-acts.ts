import * as z from 'zod'
import type { Mandate } from './mandate.ts'
import type { Membership } from './membership.ts'

/** What members do about their dues by themselves. `resume`: let the card be charged again; `stay`: take a cancellation back. */
export const DuesAct = z.enum(['stop', 'resume', 'cancel', 'stay'])
export type DuesAct = z.output<typeof DuesAct>

/** The card would be charged, or would be tried again. */
export const isCharged = (mandate: Mandate | undefined): mandate is Mandate =>
  mandate?.standing === 'alive' || mandate?.standing === 'failing'

/** What of it is open to this membership now. */
export const duesActs = (membership: Membership): DuesAct[] => {
  if (membership.state === 'cancelled') return ['stay']
  if (membership.state !== 'active' && membership.state !== 'in-grace') return []
  const { mandate } = membership
  return [
    ...(isCharged(mandate) ? (['stop'] as const) : []),
    ...(mandate?.standing === 'stopping' ? (['resume'] as const) : []),
    'cancel',
  ]
}
