import * as z from 'zod'
import { UserId } from '../ids.ts'
import { Instant } from '../units.ts'

/**
 * Which environment (a stack and its table) may send what this table asks for. A table that was copied or restored brings
 * the permit of the environment that it comes from, and that is how it is found out.
 */
export const SendingPermit = z.object({
  environmentId: z.string().min(1),
  allowedAt: Instant,
  /** `network`: by rule, when it was founded or before its first mail. */
  by: z.union([UserId, z.literal('network')]),
  /** Another environment that has found this permit, and when it first did. */
  found: z.object({ environmentId: z.string().min(1), at: Instant }).optional(),
})
export type SendingPermit = z.output<typeof SendingPermit>

export const SENDING_PERMIT = { pk: 'NETWORK', sk: 'SENDING' } as const

/**
 * `claim`: nobody has sent from this table, so whoever comes first may. `since` of a refusal: when this environment first
 * found that it may not.
 */
export type Sending =
  | { outcome: 'may'; since: Instant }
  | { outcome: 'claim' }
  | { outcome: 'may-not'; since?: Instant | undefined }

/**
 * `founded`: staff have signed in. The permit is written when they first do, so a founded network without one has been
 * set back, or is older than permits: it asks.
 */
export const sending = (
  environmentId: string,
  { permit, founded }: { permit: SendingPermit | undefined; founded: boolean },
): Sending => {
  if (!permit) return founded ? { outcome: 'may-not' } : { outcome: 'claim' }
  if (permit.environmentId === environmentId) return { outcome: 'may', since: permit.allowedAt }
  return { outcome: 'may-not', since: permit.found?.environmentId === environmentId ? permit.found.at : undefined }
}
