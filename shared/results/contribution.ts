import type { QuestionId } from '../ids.ts'
import { SCALE_POINTS } from '../words.ts'
import { type Cell, cellKey } from './cell.ts'
import { bandOf, type CountedQuestion, type Questionnaire } from './questionnaire.ts'

/** Whole numbers that are added to one cell of the tally cube, by attribute name. */
export type Adds = Record<string, number>
export type Contribution = { cell: string; adds: Adds }

export type GivenAnswers = {
  answers: Readonly<Record<QuestionId, string | readonly string[] | number>>
  cell: Cell
}

/** Attribute names of a tally. Question ids and option keys hold no dots, so a name can be taken apart again. */
export const RESPONSES = 'n'
export const answered = (question: QuestionId) => `a.${question}`
export const chose = (question: QuestionId, key: string) => `q.${question}.${key}`
/** The question that an attribute counts answers of; none for the number of responses. */
export const questionOf = (attribute: string): string | undefined => attribute.split('.')[1]

/**
 * What one response adds to its cell. Answers that the questionnaire does not offer add nothing. Demographic answers
 * are the cell itself; of free text only that there is one is counted.
 */
export const contributionOf = (given: GivenAnswers, questionnaire: Questionnaire): Contribution => {
  const adds: Adds = { [RESPONSES]: 1 }
  for (const question of questionnaire) {
    const answer = given.answers[question.id]
    if (answer === undefined) continue
    const counted = addsOf(question, answer)
    if (Object.keys(counted).length === 0) continue
    Object.assign(adds, counted, { [answered(question.id)]: 1 })
  }
  return { cell: cellKey(given.cell), adds }
}

/**
 * What must be added to the cells so that they hold `after` instead of `before`. Cells and numbers that do not change
 * are left out.
 */
export const deltaOf = (before: Contribution | undefined, after: Contribution | undefined): Contribution[] => {
  const cells = new Map<string, Adds>()
  if (after) cells.set(after.cell, { ...after.adds })
  if (before) {
    const adds = cells.get(before.cell) ?? {}
    addTo(adds, before.adds, -1)
    cells.set(before.cell, adds)
  }
  return [...cells]
    .map(([cell, adds]) => ({ cell, adds: withoutZeros(adds) }))
    .filter(({ adds }) => Object.keys(adds).length > 0)
}

/** Adds `more` to `total` in place. */
export const addTo = (total: Adds, more: Readonly<Adds>, times = 1): void => {
  for (const [name, value] of Object.entries(more)) total[name] = (total[name] ?? 0) + times * value
}

const withoutZeros = (adds: Adds): Adds => Object.fromEntries(Object.entries(adds).filter(([, value]) => value !== 0))

const addsOf = (question: CountedQuestion, answer: string | readonly string[] | number): Adds => {
  switch (question.kind) {
    case 'single':
      return question.options.some((option) => option.key === answer) ? { [chose(question.id, String(answer))]: 1 } : {}
    case 'scale':
      return SCALE_POINTS.some((point) => point === answer) ? { [chose(question.id, String(answer))]: 1 } : {}
    case 'multiple': {
      const chosen = new Set(Array.isArray(answer) ? answer : [])
      return Object.fromEntries(
        question.options.filter(({ key }) => chosen.has(key)).map(({ key }) => [chose(question.id, key), 1]),
      )
    }
    case 'number':
      return typeof answer === 'number' && Number.isFinite(answer)
        ? { [chose(question.id, `b${bandOf(answer, question.bands)}`)]: 1 }
        : {}
    case 'text':
      return typeof answer === 'string' && answer.trim() ? { [chose(question.id, 'text')]: 1 } : {}
    case 'demographic':
      return {}
  }
}
