import * as z from 'zod'
import { Instant } from '../units.ts'

/** An address that is never to be mailed again. Kept under a keyed hash, so that it can outlive the member. */
export const Suppression = z.object({ reason: z.enum(['bounced', 'complained']), at: Instant })
export type Suppression = z.output<typeof Suppression>

export const suppressionKey = (pseudonym: string) => ({ pk: `SUPPRESS#${pseudonym}`, sk: 'SUPPRESS' })
