import { highsSolver } from '../../functions/adapters/integer-programme.ts'
import { gateQuestion } from '../../functions/results/gate/gate-question.ts'
import { QuestionId } from '../../shared/ids.ts'
import { cellKey } from '../../shared/results/counting/cell.ts'
import { type Adds, contributionOf } from '../../shared/results/counting/contribution.ts'
import { addToCube } from '../../shared/results/counting/tally.ts'
import type { ShownTable } from '../../shared/results/document.ts'
import { cubeRows } from '../../shared/results/inputs.ts'
import type { ReportQuestion } from '../../shared/results/questionnaire.ts'
import { proveQuestion } from '../../shared/results/report.ts'
import { POLICIES } from '../../shared/results/settings/policy.ts'
import { prepare } from '../../shared/results/tables/prepare.ts'
import type { Dimension } from '../../shared/words.ts'
import { type Person, survey } from '../results/gate/simulated.ts'

/** The reference's own figures: part of demographics shown at so many answers, with five demographics of 26 categories. */
const REFERENCE = { 25: 0, 40: 0.07, 60: 0.46, 100: 0.78, 200: 1, 400: 1 }
const SURVEYS = 24

/** How much of simulated surveys is shown once the gate has proven it: the price of protection. */
export const measureShown = async function* () {
  const solve = highsSolver()
  for (const [answers, reference] of Object.entries(REFERENCE)) {
    const tables: ShownTable[] = []
    let natural = 0
    for (let seed = 1; seed <= SURVEYS; seed++) {
      const prepared = prepare(inputsOf(survey(Number(answers), seed)))
      const { tables: own, rung } = await proveQuestion(
        prepared,
        trust,
        async (problem) => (await gateQuestion({ solve, seconds: 20 }, problem)).outcome,
      )
      if (rung === 'as counted') natural++
      tables.push(...(own.filter((table) => table.kind === 'shown' && table.by !== 'everybody') as ShownTable[]))
    }
    const possible = SURVEYS * DEMOGRAPHICS.length
    const inQuarters = tables.filter(({ rows }) => rows[0]?.shares[0]?.kind === 'quarter').length
    yield {
      answers: Number(answers),
      reference,
      shown: tables.length / possible,
      inPercent: (tables.length - inQuarters) / possible,
      threeAndMore:
        tables.length === 0 ? 0 : tables.filter((table) => table.answers.length >= 3).length / tables.length,
      groups: tables.length === 0 ? 0 : tables.reduce((all, { rows }) => all + rows.length, 0) / tables.length,
      natural: natural / SURVEYS,
    }
  }
}

const DEMOGRAPHICS = ['gender', 'race', 'ageBand', 'neighbourhood', 'schooling'] as Dimension[]

const id = (letter: string) => QuestionId.parse(`qst_${letter.repeat(26)}`)
const trust = { id: id('T'), kind: 'scale', title: 'Trust', contentHash: 't', low: 'Not', high: 'Fully' } as const

const inputsOf = (people: readonly Person[]) => {
  const questionnaire: ReportQuestion[] = [
    trust,
    ...DEMOGRAPHICS.map(
      (dimension, d): ReportQuestion => ({
        id: id('ABCDE'.charAt(d)),
        kind: 'demographic',
        dimension,
        title: dimension,
        contentHash: dimension,
        options: Array.from({ length: 6 }, (_, k) => ({ key: `k${k}`, label: `Category ${k}` })),
      }),
    ),
  ]
  const cube = new Map<string, Adds>()
  for (const { groups, answer } of people) {
    const cell = Object.fromEntries(groups.map((category, d) => [DEMOGRAPHICS[d] ?? '', `k${category}`]))
    addToCube(
      cube,
      cellKey(cell),
      contributionOf({ cell, answers: { [trust.id]: String(answer + 1) } }, questionnaire).adds,
    )
  }
  return {
    questionnaire,
    cube: cubeRows(cube),
    level: 'standard' as const,
    policy: POLICIES.standard,
    turnout: { invited: 2 * people.length },
    earlier: [],
  }
}
