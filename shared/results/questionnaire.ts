import type { QuestionId } from '../ids.ts'
import type { Dimension } from '../words.ts'

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

/** `contentHash`: of wording, options, order and scale; only questions with the same one are compared. */
export type ReportQuestion = CountedQuestion & { contentHash: string }

/** `b0` up to the first bound, `b1` above it up to the second, and so on. */
export const bandOf = (value: number, bands: readonly number[]): number => {
  const sorted = sortedBands(bands)
  const index = sorted.findIndex((bound) => value <= bound)
  return index < 0 ? sorted.length : index
}

export const sortedBands = (bands: readonly number[]): number[] => [...new Set(bands)].sort((a, b) => a - b)
