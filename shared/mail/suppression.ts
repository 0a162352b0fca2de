import * as z from 'zod'
import { Instant } from '../units.ts'

/** An address that is never to be mailed again. Kept under a keyed hash, so that it can outlive the member. */
export const Suppression = z.object({ reason: z.enum(['bounced', 'complained']), at: Instant })
export type Suppression = z.output<typeof Suppression>

export const suppressionKey = (pseudonym: string) => ({ pk: `SUPPRESS#${pseudonym}`, sk: 'SUPPRESS' })

/**
 * Somebody with this address asked to be forgotten. No list may bring them back; they themselves may join again, so this
 * keeps no mail from them.
 */
export const Forgotten = z.object({ at: Instant })
export const forgottenKey = (pseudonym: string) => ({ pk: `SUPPRESS#${pseudonym}`, sk: 'FORGOTTEN' })
