import * as z from 'zod'
import { QuestionId } from '../ids.ts'
import { Dimension } from '../words.ts'

type Asked = { id: QuestionId; title: string }
export type AnswerOption = { key: string; label: string }

export type OptionQuestion = Asked & { kind: 'single' | 'multiple'; options: readonly AnswerOption[] }
export type ScaleQuestion = Asked & { kind: 'scale'; low: string; high: string }
/** `bands`: upper bounds, inclusive; above the last one is a band of its own. */
export type BandedQuestion = Asked & { kind: 'number'; bands: readonly number[]; unit?: string | undefined }
export type TextQuestion = Asked & { kind: 'text' }
export type GroupQuestion = Asked & {
  kind: 'demographic'
  dimension: Dimension
  options: readonly AnswerOption[]
}

/** What counting and reporting need to know of a questionnaire, as the respondents read it. */
export type CountedQuestion = OptionQuestion | ScaleQuestion | BandedQuestion | TextQuestion | GroupQuestion
export type Questionnaire = readonly CountedQuestion[]

const asked = {
  id: QuestionId,
  title: z.string(),
  /** Of wording, options, order and scale: only questions with the same one are compared. */
  contentHash: z.string(),
  /** Nobody could go on without an answer. */
  required: z.boolean().optional(),
}
const options = z.array(z.object({ key: z.string(), label: z.string() }))

/** A question of a report, as it is kept with what the report was computed from. */
export const ReportQuestion = z.discriminatedUnion('kind', [
  z.object({ ...asked, kind: z.literal('single'), options }),
  z.object({ ...asked, kind: z.literal('multiple'), options }),
  z.object({ ...asked, kind: z.literal('scale'), low: z.string(), high: z.string() }),
  z.object({ ...asked, kind: z.literal('number'), bands: z.array(z.number()), unit: z.string().optional() }),
  z.object({ ...asked, kind: z.literal('text') }),
  z.object({ ...asked, kind: z.literal('demographic'), dimension: Dimension, options }),
])
export type ReportQuestion = z.output<typeof ReportQuestion>

/** `b0` up to the first bound, `b1` above it up to the second, and so on. */
export const bandOf = (value: number, bands: readonly number[]): number => {
  const sorted = sortedBands(bands)
  const index = sorted.findIndex((bound) => value <= bound)
  return index < 0 ? sorted.length : index
}

export const sortedBands = (bands: readonly number[]): number[] => [...new Set(bands)].sort((a, b) => a - b)
