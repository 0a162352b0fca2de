import type { Question } from './survey.ts'

/**
 * Two questions with the same hash may be compared over time: wording, help, options in their order and the scale are
 * the same; whether an answer was required, and the question's place, do not matter. `sha256` gives hexadecimal text.
 */
export const contentHash = (question: Question, sha256: (text: string) => string): string =>
  sha256(JSON.stringify(['question/v1', question.kind, question.title, question.help ?? '', ...content(question)]))

const content = (question: Question): unknown[] => {
  switch (question.kind) {
    case 'single':
    case 'multiple':
      return question.options.map((option) => [option.key, option.label])
    case 'demographic':
      // Neighbourhoods are the city's: a longer list is still the same question.
      return [question.dimension, ...question.options.map((option) => [option.key, option.label])]
    case 'scale':
      return [question.low, question.high]
    case 'number':
      return [question.unit ?? '', question.least ?? null, question.most ?? null]
    case 'text':
      return []
  }
}
