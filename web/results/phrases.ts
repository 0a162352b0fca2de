import type { Language } from '../../shared/identity/person.ts'
import type { AnswerGroup, Quantity, QuestionReport, RowGroup, Share } from '../../shared/results/document.ts'
import { numeral } from '../numeral.ts'
import { resultWords } from '../words/results.ts'

export const quantityText = (quantity: Quantity, language: Language): string => {
  const words = resultWords[language].quantity
  if (quantity.kind === 'fewer') return words.fewer(numeral(quantity.than, language))
  const count = numeral(quantity.count, language)
  return quantity.kind === 'exact' ? words.exact(count) : words.atLeast(count)
}

export const shareText = (share: Share, language: Language): string => {
  const words = resultWords[language].share
  switch (share.kind) {
    case 'share':
      return words.percent(share.percent)
    case 'exact':
      return words.exact(numeral(share.count, language), share.percent)
    case 'quarter':
      return words.quarter[share.band]
    default:
      return words[share.kind]
  }
}

export const answerText = (answer: AnswerGroup, question: QuestionReport, language: Language): string => {
  const words = resultWords[language].answer
  switch (answer.kind) {
    case 'option':
      return answer.label
    case 'others':
      return words.others
    case 'points':
      return answer.from === answer.to ? words.point(answer.from) : words.points(answer.from, answer.to)
    case 'band':
      return withUnit(bandText(answer, language), question)
  }
}

export const rowText = (group: RowGroup, language: Language): string => {
  const words = resultWords[language].row
  return group.kind === 'group' ? group.label : words[group.kind]
}

/** The answers that a table takes together, in the order of its columns. */
export const mergedLabels = (answers: readonly AnswerGroup[]): string[] =>
  answers.flatMap((answer) => (answer.kind === 'others' ? answer.labels : []))

const bandText = (band: Extract<AnswerGroup, { kind: 'band' }>, language: Language): string => {
  const words = resultWords[language].answer
  const { above, upTo } = band
  if (above !== undefined && upTo !== undefined) return words.between(numeral(above, language), numeral(upTo, language))
  if (above !== undefined) return words.above(numeral(above, language))
  return words.upTo(numeral(upTo ?? 0, language))
}

const withUnit = (text: string, question: QuestionReport) =>
  question.kind === 'number' && question.unit ? `${text} ${question.unit}` : text
