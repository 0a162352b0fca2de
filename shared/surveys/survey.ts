import * as z from 'zod'
import { QuestionId, SurveyId } from '../ids.ts'
import { Instant } from '../units.ts'
import { Dimension, ProtectionLevel } from '../words.ts'

/** The most characters, or entries, that each part of a questionnaire may have. */
export const LIMITS = {
  surveyTitle: 200,
  introduction: 2000,
  questions: 100,
  questionTitle: 300,
  help: 500,
  options: 30,
  optionLabel: 200,
  scaleEnd: 60,
  unit: 30,
  bands: 8,
  removed: 10,
} as const

export const Option = z.object({
  /** Unique within its question; what is stored and counted. */
  key: z.string().regex(/^[a-z0-9][a-z0-9-]{0,59}$/),
  label: z.string().trim().min(1, 'must not be empty').max(LIMITS.optionLabel),
})
export type Option = z.output<typeof Option>

const asked = {
  id: QuestionId,
  title: z.string().trim().max(LIMITS.questionTitle),
  help: z.string().trim().max(LIMITS.help).optional(),
  required: z.boolean(),
}

export const SingleChoice = z.object({
  ...asked,
  kind: z.literal('single'),
  options: z.array(Option).max(LIMITS.options),
})
export const MultipleChoice = z.object({
  ...asked,
  kind: z.literal('multiple'),
  options: z.array(Option).max(LIMITS.options),
})
/** Five ordered points; only the ends need words. */
export const Scale = z.object({
  ...asked,
  kind: z.literal('scale'),
  low: z.string().trim().max(LIMITS.scaleEnd),
  high: z.string().trim().max(LIMITS.scaleEnd),
})
/** `bands` are the upper bounds (inclusive) of the groups that reports may show; the last group is open. */
export const NumberQuestion = z.object({
  ...asked,
  kind: z.literal('number'),
  unit: z.string().trim().max(LIMITS.unit).optional(),
  least: z.number().optional(),
  most: z.number().optional(),
  bands: z.array(z.number()).max(LIMITS.bands),
})
export const FreeText = z.object({ ...asked, kind: z.literal('text') })
/** A question of the shared bank. The wording that a respondent sees is the bank's (`asAsked`); neighbourhoods come from the city. */
export const DemographicQuestion = z.object({
  ...asked,
  kind: z.literal('demographic'),
  dimension: Dimension,
  options: z.array(Option).max(45),
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

/**
 * One version of a questionnaire. A version that was launched never changes; editing makes the next. A version that is
 * still being written may be unfinished (a question without a title, too few options): `launchable` says what it lacks.
 */
export const Survey = z.object({
  surveyId: SurveyId,
  version: z.number().int().positive(),
  title: z.string().trim().max(LIMITS.surveyTitle),
  introduction: z.string().trim().max(LIMITS.introduction),
  protection: ProtectionLevel,
  questions: z.array(Question).max(LIMITS.questions),
  /** Questions taken out while editing, newest last: each can be put back where it stood. */
  removed: z
    .array(z.object({ position: z.number().int().nonnegative(), question: Question }))
    .max(LIMITS.removed)
    .optional(),
  editedAt: Instant,
  /** Set when a campaign was launched with this version. */
  launchedAt: Instant.optional(),
})
export type Survey = z.output<typeof Survey>

export const surveyKey = (surveyId: SurveyId, version: number) => ({
  pk: `SURVEY#${surveyId}`,
  sk: `V#${String(version).padStart(6, '0')}`,
})
/** The query for the version that was written last. */
export const newestSurvey = (surveyId: SurveyId) => ({
  pk: `SURVEY#${surveyId}`,
  begins: 'V#',
  newestFirst: true,
  limit: 1,
})

/** One line of the list of surveys: what its newest version is called. */
export const SurveyListed = z.object({
  surveyId: SurveyId,
  title: z.string(),
  version: z.number().int().positive(),
  editedAt: Instant,
  questions: z.number().int().nonnegative(),
})
export type SurveyListed = z.output<typeof SurveyListed>

/** The partition of all lines. Ids sort by time of birth. */
export const SURVEYS = 'SURVEYS'
export const surveyListKey = (surveyId: SurveyId) => ({ pk: SURVEYS, sk: surveyId })
export type DemographicQuestion = z.output<typeof DemographicQuestion>
