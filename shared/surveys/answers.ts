import type { QuestionId } from '../ids.ts'
import { type Dimension, SCALE_POINTS } from '../words.ts'
import { byteLength, clean, readNumber } from './draft.ts'
import { type Answer, type Answers, LONGEST_TEXT, MOST_TEXT_BYTES } from './response.ts'
import type { Question } from './survey.ts'

/** What a form sent for each question, before anybody looked at it. */
export type Typed = Readonly<Record<string, readonly string[]>>

export type AnswerFault =
  | { reason: 'required' | 'not-an-option' | 'not-a-number' | 'one-only' }
  | { reason: 'too-small' | 'too-large' | 'too-long'; limit: number }
  | { reason: 'too-much' }

export type AnswerFaults = { questionId: QuestionId; fault: AnswerFault }[]

/** Reads the answers to these questions; whatever else was sent is none of them and is passed over. */
export const readAnswers = (
  questions: readonly Question[],
  typed: Typed,
): { outcome: 'read'; answers: Answers } | { outcome: 'refused'; faults: AnswerFaults } => {
  const answers: Answers = {}
  const faults: AnswerFaults = []
  for (const question of questions) {
    const read = readAnswer(question, typed[question.id] ?? [])
    if (read.outcome === 'read') answers[question.id] = read.answer
    else if (read.outcome === 'refused') faults.push({ questionId: question.id, fault: read.fault })
    else if (question.required) faults.push({ questionId: question.id, fault: { reason: 'required' } })
  }
  const longest = heaviestText(questions, answers)
  if (longest && longest.total > MOST_TEXT_BYTES)
    faults.push({ questionId: longest.questionId, fault: { reason: 'too-much' } })
  return faults.length === 0 ? { outcome: 'read', answers } : { outcome: 'refused', faults }
}

/** The stored answers as the form would have sent them. */
export const typedOf = (answers: Answers): Record<string, string[]> =>
  Object.fromEntries(
    Object.entries(answers).map(([id, answer]) => [id, Array.isArray(answer) ? answer : [String(answer)]]),
  )

/** What the member's own profile says, for the first opening of the form: an offer, to be changed or left out. */
export const prefilled = (
  questions: readonly Question[],
  demographics: Partial<Record<Dimension, string>>,
): Record<string, string[]> =>
  Object.fromEntries(
    questions.flatMap((question) => {
      const known = question.kind === 'demographic' ? demographics[question.dimension] : undefined
      return known !== undefined && hasOption(question, known) ? [[question.id, [known]]] : []
    }),
  )

/** Which group of every demographic question this response belongs to; what was not answered is not in it. */
export const cellOf = (questions: readonly Question[], answers: Answers): Record<string, string> =>
  Object.fromEntries(
    questions.flatMap((question) => {
      const answer = question.kind === 'demographic' ? answers[question.id] : undefined
      return question.kind === 'demographic' && typeof answer === 'string' ? [[question.dimension, answer]] : []
    }),
  )

/** Do both say the same to every question? The order of ticks does not matter. */
export const sameAnswers = (one: Answers, other: Answers): boolean => {
  const ids = new Set([...Object.keys(one), ...Object.keys(other)]) as Set<QuestionId>
  return [...ids].every((id) => comparable(one[id]) === comparable(other[id]))
}

const comparable = (answer: Answer | undefined) =>
  JSON.stringify(Array.isArray(answer) ? [...answer].sort() : answer) ?? ''

type Read = { outcome: 'read'; answer: Answer } | { outcome: 'nothing' } | { outcome: 'refused'; fault: AnswerFault }

const readAnswer = (question: Question, sent: readonly string[]): Read => {
  const given = sent.map(clean).filter(Boolean)
  const [first] = given
  if (first === undefined) return { outcome: 'nothing' }
  if (question.kind === 'multiple') {
    const keys = [...new Set(given)]
    return keys.every((key) => hasOption(question, key)) ? { outcome: 'read', answer: keys } : refused('not-an-option')
  }
  if (given.length > 1) return refused('one-only')
  switch (question.kind) {
    case 'single':
    case 'demographic':
    case 'scale':
      return hasOption(question, first) ? { outcome: 'read', answer: first } : refused('not-an-option')
    case 'number': {
      const number = readNumber(first)
      if (number === undefined) return refused('not-a-number')
      if (question.least !== undefined && number < question.least)
        return { outcome: 'refused', fault: { reason: 'too-small', limit: question.least } }
      if (question.most !== undefined && number > question.most)
        return { outcome: 'refused', fault: { reason: 'too-large', limit: question.most } }
      return { outcome: 'read', answer: number }
    }
    case 'text': {
      let points = 0
      for (const _ of first) points++
      if (points > LONGEST_TEXT) return { outcome: 'refused', fault: { reason: 'too-long', limit: LONGEST_TEXT } }
      return { outcome: 'read', answer: first }
    }
  }
}

const refused = (reason: 'not-an-option' | 'not-a-number' | 'one-only'): Read => ({
  outcome: 'refused',
  fault: { reason },
})

const hasOption = (question: Question, key: string) =>
  question.kind === 'scale'
    ? SCALE_POINTS.some((point) => point === key)
    : 'options' in question && question.options.some((option) => option.key === key)

const heaviestText = (questions: readonly Question[], answers: Answers) => {
  const texts = questions.flatMap((question) => {
    const answer = question.kind === 'text' ? answers[question.id] : undefined
    return typeof answer === 'string' ? [{ questionId: question.id, bytes: byteLength(answer) }] : []
  })
  const [heaviest] = texts.toSorted((a, b) => b.bytes - a.bytes)
  return heaviest && { questionId: heaviest.questionId, total: texts.reduce((sum, text) => sum + text.bytes, 0) }
}
