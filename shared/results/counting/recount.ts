import * as z from 'zod'
import { type CampaignId, QuestionId, RecountId } from '../../ids.ts'
import { Instant } from '../../units.ts'
import { questionOf } from './contribution.ts'
import { type Disagreement, TALLIES_BEGIN } from './tally.ts'

const count = z.number().int().nonnegative()
const base = { recountId: RecountId, at: Instant, responses: count }

/**
 * What a recount has found: kept under `RECOUNTED#<campaignId>` / `<recountId>` for staff, who read neither answers nor
 * tallies. Of one person whose answer is not counted the exact cells and numbers would be the answer itself: here stand
 * only how many cells it is about, and which questions.
 */
export const RecountResult = z.discriminatedUnion('outcome', [
  z.object({ ...base, outcome: z.literal('equal') }),
  z.object({
    ...base,
    outcome: z.literal('differs'),
    /** Responses that are not counted as they stand now. */
    waiting: count,
    /** Responses whose stored form the code does not know; they are in no count. */
    unreadable: count,
    cells: count,
    questions: z.array(QuestionId),
  }),
])
export type RecountResult = z.output<typeof RecountResult>

export const recountsOf = (campaignId: CampaignId) => `RECOUNTED#${campaignId}`

/** What each partition gave, which counts are equal to it, and where exactly they differ. Shut to whom tallies are shut. */
export const recountPartsKey = (campaignId: CampaignId, recountId: RecountId) =>
  `${TALLIES_BEGIN}RECOUNT#${campaignId}#${recountId}`

export const whereItDiffers = (found: readonly Disagreement[]) => ({
  cells: new Set(found.map(({ cell }) => cell)).size,
  questions: [...new Set(found.map(({ attribute }) => questionOf(attribute)))].flatMap((id) => {
    const question = QuestionId.safeParse(id)
    return question.success ? [question.data] : []
  }),
})
