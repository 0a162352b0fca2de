import * as z from 'zod'
import { QuestionId, SurveyId } from '../ids.ts'
import { Instant } from '../units.ts'
import { Dimension, ProtectionLevel } from '../words.ts'

export const Option = z.object({
  /** Unique within its question; what is stored and counted. */
  key: z.string().regex(/^[a-z0-9][a-z0-9-]{0,59}$/),
  label: z.string().trim().min(1, 'must not be empty').max(200),
})
export type Option = z.output<typeof Option>

const asked = {
  id: QuestionId,
  title: z.string().trim().min(1, 'must not be empty').max(300),
  help: z.string().trim().max(500).optional(),
  required: z.boolean(),
}

export const SingleChoice = z.object({ ...asked, kind: z.literal('single'), options: z.array(Option).min(2).max(30) })
export const MultipleChoice = z.object({
  ...asked,
  kind: z.literal('multiple'),
  options: z.array(Option).min(2).max(30),
})
/** Five ordered points; only the ends need words. */
export const Scale = z.object({
  ...asked,
  kind: z.literal('scale'),
  low: z.string().trim().max(60),
  high: z.string().trim().max(60),
})
/** `bands` are the upper bounds (inclusive) of the groups that reports may show; the last group is open. */
export const NumberQuestion = z.object({
  ...asked,
  kind: z.literal('number'),
  unit: z.string().trim().max(30).optional(),
  least: z.number().optional(),
  most: z.number().optional(),
  bands: z.array(z.number()).max(8),
})
export const FreeText = z.object({ ...asked, kind: z.literal('text') })
/** A question of the shared bank: its options come from the bank (or, for neighbourhoods, from the city) at launch. */
export const DemographicQuestion = z.object({
  ...asked,
  kind: z.literal('demographic'),
  dimension: Dimension,
  options: z.array(Option).min(2).max(45),
})

export const Question = z.discriminatedUnion('kind', [
  SingleChoice,
  MultipleChoice,
  Scale,
  NumberQuestion,
  FreeText,
  DemographicQuestion,
])
export type Question = z.output<typeof Question>

/** One version of a questionnaire. A version that was launched never changes; editing makes the next. */
export const Survey = z.object({
  surveyId: SurveyId,
  version: z.number().int().positive(),
  title: z.string().trim().min(1, 'must not be empty').max(200),
  introduction: z.string().trim().max(2000),
  protection: ProtectionLevel,
  questions: z.array(Question).max(100),
  editedAt: Instant,
  /** Set when a campaign was launched with this version. */
  launchedAt: Instant.optional(),
})
export type Survey = z.output<typeof Survey>
