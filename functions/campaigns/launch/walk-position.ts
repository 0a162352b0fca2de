import * as z from 'zod'

/** Where the next page of a walk begins; `of`: which of several lists is walked, such as the ledger of an earlier mailing. */
export const WalkPosition = z.object({ of: z.number().int().nonnegative(), after: z.string().optional() })
export type WalkPosition = z.output<typeof WalkPosition>
