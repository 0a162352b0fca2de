import type { QuestionId } from '../../ids.ts'
import { SCALE_POINTS } from '../../words.ts'
import { bandOf, type CountedQuestion, type Questionnaire } from '../questionnaire.ts'
import { type Cell, cellKey } from './cell.ts'

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
    const counted = countedOf(question, answer)
    for (const key of counted) adds[chose(question.id, key)] = 1
    if (counted.length > 0) adds[answered(question.id)] = 1
  }
  return { cell: cellKey(given.cell), adds }
}

/**
 * What must be added to the cells so that they hold `after` instead of `before`. Cells and numbers that do not change
 * are left out.
 */
export const deltaOf = (before: Contribution | undefined, after: Contribution | undefined): Contribution[] => {
  if (!before) return after ? [after] : []
  const cells = new Map<string, Adds>()
  if (after) cells.set(after.cell, { ...after.adds })
  const moved = cells.get(before.cell) ?? {}
  addTo(moved, before.adds, -1)
  cells.set(before.cell, moved)
  return [...cells]
    .map(([cell, adds]) => ({ cell, adds: withoutZeros(adds) }))
    .filter(({ adds }) => Object.keys(adds).length > 0)
}

/** Adds `more` to `total` in place. */
export const addTo = (total: Adds, more: Readonly<Adds>, times = 1): void => {
  for (const name in more) total[name] = (total[name] ?? 0) + times * (more[name] ?? 0)
}

const withoutZeros = (adds: Adds): Adds => Object.fromEntries(Object.entries(adds).filter(([, value]) => value !== 0))

/** The options, points or bands that an answer counts for. */
const countedOf = (question: CountedQuestion, answer: string | readonly string[] | number): readonly string[] => {
  switch (question.kind) {
    case 'single':
      return question.options.some((option) => option.key === answer) ? [String(answer)] : []
    case 'scale':
      return SCALE_POINTS.some((point) => point === answer) ? [String(answer)] : []
    case 'multiple': {
      const chosen = new Set(Array.isArray(answer) ? answer : [])
      return question.options.filter(({ key }) => chosen.has(key)).map(({ key }) => key)
    }
    case 'number':
      return typeof answer === 'number' && Number.isFinite(answer) ? [`b${bandOf(answer, question.bands)}`] : []
    case 'text':
      return typeof answer === 'string' && answer.trim() ? ['text'] : []
    case 'demographic':
      return []
  }
}
