import * as z from 'zod'
import { Cents, PlainDate } from '../units.ts'

/**
 * A card that is charged by itself, as it stands at the provider. Whether a membership renews by itself is believed of an
 * `alive` mandate only. `stopping`: it was told to charge no more. `failing`: its last charge was refused.
 */
export const Mandate = z.object({
  subscriptionId: z.string().min(1).max(255),
  standing: z.enum(['alive', 'failing', 'stopping', 'over']),
  cents: Cents,
  interval: z.enum(['year', 'month']),
  /** The day of the next charge in the city of the member; absent when there is none. */
  chargesOn: PlainDate.optional(),
  /** Which card it was when the provider last told of it. */
  card: z.object({ brand: z.string().max(40), last4: z.string().max(8) }).optional(),
  /** The charge that was refused, and the day on which it first was. */
  failing: z.object({ invoiceId: z.string(), since: PlainDate }).optional(),
})
export type Mandate = z.output<typeof Mandate>

/** Will the card be charged without anybody doing anything? */
export const renewsByItself = (mandate: Mandate | undefined): mandate is Mandate => mandate?.standing === 'alive'
