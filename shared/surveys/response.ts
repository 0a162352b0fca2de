import * as z from 'zod'
import { CampaignId, QuestionId } from '../ids.ts'
import { PlainDate } from '../units.ts'

/** Free text is counted in code points; a character outside the basic plane takes two units of a JavaScript string. */
export const LONGEST_TEXT = 5000

/** All texts of one response together, in bytes of UTF-8: an item must stay far below DynamoDB's 400 KB. */
export const MOST_TEXT_BYTES = 100_000

/** single, scale point ("1"…"5") and demographic: an option key; multiple: keys; number; free text. */
export const Answer = z.union([z.string().max(2 * LONGEST_TEXT), z.array(z.string().max(60)).max(30), z.number()])
export type Answer = z.output<typeof Answer>

export const Answers = z.record(QuestionId, Answer)
export type Answers = z.output<typeof Answers>

/** A pseudonym made of campaign and member with a key that the table does not hold. */
export const ResponseId = z
  .string()
  .regex(/^[0-9a-z]{26}$/)
  .brand<'response'>()
export type ResponseId = z.output<typeof ResponseId>

export const Contribution = z.object({ cell: z.string(), adds: z.record(z.string(), z.number()) })

/** Stored under `RESPONSES#<campaignId>#<partition>` / `<responseId>`: nothing in it leads to a member. */
export const Response = z.object({
  campaignId: CampaignId,
  partition: z.number().int().nonnegative(),
  responseId: ResponseId,
  answers: Answers,
  /** Which cell of the tally cube: the demographic answers that reports may use, as given in this response. */
  cell: z.record(z.string(), z.string()),
  /** Bumped by every edit. */
  version: z.number().int().positive(),
  /** The version that the tallies hold; 0 before the first count. */
  counted: z.number().int().nonnegative(),
  /**
   * What the tallies hold for this response: the cell and the numbers that were added to it. Written by the counting
   * only, together with `counted`. Whoever edits a response therefore *updates* its own fields and never puts the item.
   */
  tallied: Contribution.optional(),
  /** A last version: it is subtracted from the tallies, and then the item is deleted. */
  erased: z.literal(true).optional(),
  answeredOn: PlainDate,
})
export type Response = z.output<typeof Response>

/** What the partition key of every response begins with: rights and the stream's filter are drawn along it. */
export const RESPONSES_BEGIN = 'RESPONSES#'
export const responsesKey = (campaignId: CampaignId, partition: number) =>
  `${RESPONSES_BEGIN}${campaignId}#${partition}`
export const RESPONSE_PARTITIONS = 4
