import type { ProtectionLevel } from '../words.ts'
import { freeKey } from './bank.ts'
import { LIMITS, type Option, type Question, type Survey } from './survey.ts'

/** A questionnaire as its form holds it: what was typed, letter by letter, whether it makes sense or not. */
export type Draft = {
  title: string
  introduction: string
  protection: ProtectionLevel
  questions: DraftQuestion[]
}

export type DraftQuestion = Pick<Question, 'id'> & {
  title: string
  help: string
  required: boolean
  /** One to a line. */
  options: string
  low: string
  high: string
  unit: string
  least: string
  most: string
  /** Separated by commas. */
  bands: string
}

export type DraftField = 'title' | 'introduction' | 'survey' | `${string}.${keyof DraftQuestion}`
export type DraftFault = 'too-long' | 'too-many' | 'not-a-number'
export type DraftFaults = Partial<Record<DraftField, { reason: DraftFault; most?: number }>>

export const draftOf = (survey: Survey): Draft => ({
  title: survey.title,
  introduction: survey.introduction,
  protection: survey.protection,
  questions: survey.questions.map((question) => ({
    id: question.id,
    title: question.title,
    help: question.help ?? '',
    required: question.required,
    options: 'options' in question ? question.options.map((option) => option.label).join('\n') : '',
    low: question.kind === 'scale' ? question.low : '',
    high: question.kind === 'scale' ? question.high : '',
    unit: question.kind === 'number' ? (question.unit ?? '') : '',
    least: question.kind === 'number' ? asTyped(question.least) : '',
    most: question.kind === 'number' ? asTyped(question.most) : '',
    bands: question.kind === 'number' ? question.bands.join(', ') : '',
  })),
})

/**
 * Puts what was typed into the questionnaire. Unfinished is fine (`launchable` judges that); what cannot be stored at
 * all is refused by field. Questions that the draft does not mention stay as they are.
 */
export const applyDraft = (
  survey: Survey,
  draft: Draft,
): { outcome: 'applied'; survey: Survey } | { outcome: 'refused'; faults: DraftFaults } => {
  const faults: DraftFaults = {}
  const typed = new Map(draft.questions.map((question) => [question.id, question]))
  const text = (field: DraftField, value: string, most: number) => {
    const kept = clean(value)
    if (kept.length > most) faults[field] = { reason: 'too-long', most }
    return kept
  }
  const applied: Survey = {
    ...survey,
    title: text('title', draft.title, LIMITS.surveyTitle),
    introduction: text('introduction', draft.introduction, LIMITS.introduction),
    protection: draft.protection,
    questions: survey.questions.map((question) => {
      const written = typed.get(question.id)
      return written ? withTyped(question, written, text, faults) : question
    }),
  }
  // Bytes of UTF-8, three at most for a unit of a JavaScript string: far below the 400 KB of an item.
  if (JSON.stringify(applied).length * 3 > MOST_BYTES && byteLength(JSON.stringify(applied)) > MOST_BYTES)
    faults.survey = { reason: 'too-long' }
  return Object.keys(faults).length === 0 ? { outcome: 'applied', survey: applied } : { outcome: 'refused', faults }
}

const MOST_BYTES = 300_000

const withTyped = (
  question: Question,
  typed: DraftQuestion,
  text: (field: DraftField, value: string, most: number) => string,
  faults: DraftFaults,
): Question => {
  const { id } = question
  // The wording of the bank is not for editing: it is what makes groups comparable.
  if (question.kind === 'demographic') return { ...question, required: typed.required }
  const help = text(`${id}.help`, typed.help, LIMITS.help)
  const asked = {
    id,
    title: text(`${id}.title`, typed.title, LIMITS.questionTitle),
    ...(help && { help }),
    required: typed.required,
  }
  const number = (field: 'least' | 'most' | 'bands', value: string) => {
    const read = readNumber(value)
    if (read === undefined) faults[`${id}.${field}`] = { reason: 'not-a-number' }
    return read ?? 0
  }
  switch (question.kind) {
    case 'single':
    case 'multiple': {
      const labels = lines(typed.options)
      if (labels.length > LIMITS.options) faults[`${id}.options`] = { reason: 'too-many', most: LIMITS.options }
      for (const label of labels) text(`${id}.options`, label, LIMITS.optionLabel)
      return { ...asked, kind: question.kind, options: keyed(labels, question.options) }
    }
    case 'scale':
      return {
        ...asked,
        kind: 'scale',
        low: text(`${id}.low`, typed.low, LIMITS.scaleEnd),
        high: text(`${id}.high`, typed.high, LIMITS.scaleEnd),
      }
    case 'number': {
      const unit = text(`${id}.unit`, typed.unit, LIMITS.unit)
      const bands = typed.bands.split(/[,;\s]+/).filter(Boolean)
      if (bands.length > LIMITS.bands) faults[`${id}.bands`] = { reason: 'too-many', most: LIMITS.bands }
      return {
        ...asked,
        kind: 'number',
        ...(unit && { unit }),
        ...(typed.least.trim() && { least: number('least', typed.least) }),
        ...(typed.most.trim() && { most: number('most', typed.most) }),
        bands: bands.map((bound) => number('bands', bound)),
      }
    }
    case 'text':
      return { ...asked, kind: 'text' }
  }
}

/** An option that kept its label keeps its key, so that moving options about does not make them new ones. */
const keyed = (labels: readonly string[], before: readonly Option[]): Option[] => {
  const known = new Map(before.map((option) => [option.label, option.key]))
  const reused = labels.map((label) => {
    const key = known.get(label)
    known.delete(label)
    return key
  })
  const taken = new Set(reused.filter((key) => key !== undefined))
  return labels.map((label, index) => ({ key: reused[index] ?? freeKey(label, taken), label }))
}

/** A plain decimal number such as `12`, `-3.5` or `1,200`; undefined for anything else. */
export const readNumber = (typed: string): number | undefined => {
  const text = typed.trim().replace(/^\u2212/, '-')
  if (/^-?\d{1,3}(,\d{3})+(\.\d{1,6})?$/.test(text)) return readNumber(text.replaceAll(',', ''))
  return /^-?\d{1,12}(\.\d{1,6})?$/.test(text) ? Number(text) + 0 : undefined
}

/** Without control characters (line breaks and tabs stay) and with every surrogate paired: any store can hold it. */
export const clean = (typed: string): string =>
  typed
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Cc}\n\t]/gu, '')
    .trim()

const lines = (typed: string) =>
  clean(typed)
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)

const asTyped = (value: number | undefined) => (value === undefined ? '' : String(value))

export const byteLength = (text: string): number => {
  let bytes = 0
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
  }
  return bytes
}
