import { highsSolver } from '../../functions/adapters/integer-programme.ts'
import { gateQuestion } from '../../functions/results/gate/gate-question.ts'
import type { AnswerGroup, QuestionReport, RowGroup, ShownTable, TabledReport } from '../../shared/results/document.ts'
import type { GateProblem, PublishedForm } from '../../shared/results/gate/problem.ts'
import { bandOf } from '../../shared/results/questionnaire.ts'
import type { Prove } from '../../shared/results/report.ts'
import type { Person } from './people.ts'
import { CARE_BOUNDS } from './people.ts'

const solve = highsSolver()

export const gate: Prove = async (problem) => (await gateQuestion({ solve, seconds: 20 }, problem)).outcome

export const isShown = (table: { kind: string }): table is ShownTable => table.kind === 'shown'

/** Who stands in a row, and who gave one of the answers of a column: read from the document as its readers do. */
export const standsIn =
  (table: ShownTable, { group }: { group: RowGroup }) =>
  (person: Person): boolean => {
    if (group.kind === 'everybody') return true
    const own = (row: RowGroup) => row.kind === 'group' && person.cell[table.by] === row.key
    return group.kind === 'group' ? own(group) : !table.rows.some((row) => own(row.group))
  }

export const gave =
  (question: TabledReport, answer: AnswerGroup) =>
  ({ answers }: Person): boolean => {
    const given = answers[question.id]
    if (given === undefined) return false
    switch (answer.kind) {
      case 'option':
        return [given].flat().includes(answer.key)
      case 'others':
        return answer.keys.includes(String(given))
      case 'points':
        return Number(given) >= answer.from && Number(given) <= answer.to
      case 'band':
        return (
          (answer.above === undefined || Number(given) > answer.above) &&
          (answer.upTo === undefined || Number(given) <= answer.upTo)
        )
    }
  }

/** What a person answered, as the cube tells answers apart; an option of a "select all" question is chosen or not. */
const answerIn = (question: TabledReport, option: string | undefined, person: Person): string => {
  const given = person.answers[question.id]
  if (option !== undefined) return [given ?? []].flat().includes(option) ? 'yes' : 'no'
  if (given === undefined) return 'none'
  return question.kind === 'number' ? String(bandOf(Number(given), CARE_BOUNDS)) : String(given)
}

/**
 * An attacker who has the document and the roster, written without the engine: people are alike who say the same of
 * themselves, and every percentage is taken as the count that it was made from.
 */
export const givenAway = async (people: readonly Person[], questions: readonly QuestionReport[]): Promise<string[]> => {
  const found: string[] = []
  for (const question of questions) {
    if (!('tables' in question)) continue
    const tables = question.tables.filter(isShown)
    const shownOptions = new Set(
      tables.flatMap((table) => table.answers.flatMap((answer) => (answer.kind === 'option' ? [answer.key] : []))),
    )
    for (const option of question.kind === 'multiple' ? shownOptions : [undefined]) {
      const verdict = await gateQuestion({ solve, seconds: 20 }, problemFor(people, question, tables, option))
      if (verdict.outcome !== 'proven') found.push(`${question.title} ${option ?? ''}: ${verdict.reason}`)
    }
  }
  return found
}

const problemFor = (
  people: readonly Person[],
  question: TabledReport,
  tables: readonly ShownTable[],
  option: string | undefined,
): GateProblem => {
  const answers = option === undefined ? answersOf(question) : ['yes', 'no']
  const profiles = Map.groupBy(people, (person) =>
    JSON.stringify(tables.map((table) => table.rows.findIndex((row) => standsIn(table, row)(person)))),
  )
  const alike = [...profiles.values()]
  const published = tables.flatMap((table): PublishedForm[] => {
    const columns = table.answers.filter(
      (answer) => option === undefined || (answer.kind === 'option' && answer.key === option),
    )
    return table.rows.flatMap((row, r) => {
      const inRow = alike.flatMap((those, p) => (those[0] && standsIn(table, row)(those[0]) ? [p] : []))
      const own = inRow.flatMap((p) => alike[p] ?? [])
      const form = (name: string, positions: string[], low: number, high: number): PublishedForm => ({
        name: `${table.by} ${r} ${name}`,
        terms: [{ profiles: inRow, answers: positions.map((answer) => answers.indexOf(answer)), weight: 1 }],
        low,
        high,
      })
      const none = own.filter((person) => answerIn(question, option, person) === 'none').length
      return [
        ...(option === undefined ? [form('none', ['none'], none, none)] : []),
        ...columns.map((answer, k) => {
          const those = own.filter(gave(question, answer))
          const positions =
            option === undefined ? [...new Set(answers.filter((one) => isIn(question, answer, one)))] : ['yes']
          const share = row.shares[table.answers.indexOf(answer)]
          const [low, high] =
            share?.kind === 'quarter' ? quarter(share.band, own.length - none) : [those.length, those.length]
          return form(`column ${k}`, positions, low, high)
        }),
      ]
    })
  })
  return {
    profiles: alike.map((those, p) => ({ key: String(p), size: those.length })),
    answers: answers.length,
    counts: alike.map((those) =>
      answers.map((answer) => those.filter((person) => answerIn(question, option, person) === answer).length),
    ),
    published,
  }
}

const answersOf = (question: TabledReport): string[] => {
  const keys =
    question.kind === 'scale'
      ? ['1', '2', '3', '4', '5']
      : question.kind === 'number'
        ? [0, 1, 2, 3].map(String)
        : ['foot', 'bus', 'car', 'bike', 'other']
  return [...keys, 'none']
}

const isIn = (question: TabledReport, group: AnswerGroup, answer: string): boolean => {
  if (answer === 'none') return false
  if (group.kind !== 'band') return gave(question, group)({ cell: {}, answers: { [question.id]: answer } })
  const value = [0, 5, 15, 16][Number(answer)] ?? 0
  return gave(question, group)({ cell: {}, answers: { [question.id]: value } })
}

const quarter = (band: string, answered: number): [number, number] => {
  const counts = Array.from({ length: answered + 1 }, (_, count) => count)
  const those = counts.filter((count) => {
    const share = count / answered
    if (band === 'under-25') return share < 0.25
    if (band === '25-to-50') return share >= 0.25 && share < 0.5
    return band === '50-to-75' ? share >= 0.5 && share < 0.75 : share >= 0.75
  })
  return [those[0] ?? 0, those.at(-1) ?? 0]
}
