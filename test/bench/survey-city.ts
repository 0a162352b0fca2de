import { QuestionId } from '../../shared/ids.ts'
import { cellKey } from '../../shared/results/counting/cell.ts'
import { type Adds, contributionOf } from '../../shared/results/counting/contribution.ts'
import { addToCube } from '../../shared/results/counting/tally.ts'
import { cubeRows, type ReportInputs } from '../../shared/results/inputs.ts'
import type { ReportQuestion } from '../../shared/results/questionnaire.ts'
import type { Margins } from '../../shared/results/settings/margins.ts'
import { POLICIES } from '../../shared/results/settings/policy.ts'
import type { Answers } from '../../shared/surveys/response.ts'
import { PlainDate } from '../../shared/units.ts'
import type { Dimension } from '../../shared/words.ts'

export type Respondent = { cell: Record<string, string>; answers: Answers }

/** Shares of the options of six demographics: the four of the product, and two more. */
const SHARES: Record<string, readonly number[]> = {
  gender: [50, 45, 3, 2],
  race: [48, 22, 14, 8, 5, 3],
  ageBand: [18, 22, 20, 18, 12, 10],
  neighbourhood: [20, 17, 14, 12, 10, 8, 7, 5, 4, 3],
  home: [45, 40, 15],
  schooling: [15, 30, 35, 20],
}
export const DEMOGRAPHICS = Object.keys(SHARES)

const id = (name: string) =>
  QuestionId.parse(
    `qst_${name
      .toUpperCase()
      .replace(/[ILOU]/g, '0')
      .padStart(26, '0')}`,
  )
const options = (count: number, name: string) =>
  Array.from({ length: count }, (_, k) => ({ key: `${name}${k}`, label: `${name} ${k}` }))
const twenty = Array.from({ length: 20 }, (_, n): ReportQuestion => {
  const asked = { id: id(`Q${n}`), title: `Question ${n}`, contentHash: String(n) }
  if (n < 9) return { ...asked, kind: 'scale', low: 'Not at all', high: 'Fully' }
  if (n < 15) return { ...asked, kind: 'single', options: options(5, 'a') }
  if (n < 18) return { ...asked, kind: 'multiple', options: options(6, 'm') }
  return { ...asked, kind: 'number', bands: [0, 5, 20], unit: 'hours' }
})
export const questionnaire: ReportQuestion[] = [
  ...twenty,
  ...DEMOGRAPHICS.map(
    (name): ReportQuestion => ({
      id: id(name),
      title: name,
      contentHash: name,
      kind: 'demographic',
      dimension: name as Dimension,
      options: options(SHARES[name]?.length ?? 0, name),
    }),
  ),
]

export const margins: Margins = ['ageBand', 'home', 'schooling'].map((name) => ({
  dimension: name as Dimension,
  source: 'Membership list',
  asOf: PlainDate.parse('2026-11-01'),
  of: 'members',
  counts: Object.fromEntries(
    (SHARES[name] ?? []).map((share, k, all) => [`${name}${k}`, share * 100 + 40 * (all.length - 1 - 2 * k)]),
  ),
}))

/** Answers lean with who people are; the same seed gives the same people. */
export const respondents = (n: number, seed: number): Respondent[] => {
  const chance = chanceFrom(seed)
  const pick = (shares: readonly number[]) => {
    let at = chance() * shares.reduce((sum, share) => sum + share, 0)
    const index = shares.findIndex((share) => {
      at -= share
      return at < 0
    })
    return Math.max(0, index)
  }
  return Array.from({ length: n }, () => {
    const cell = Object.fromEntries(DEMOGRAPHICS.map((name) => [name, `${name}${pick(SHARES[name] ?? [])}`]))
    const mood = (cell.gender === 'gender0' ? 0.4 : 0) + (cell.race === 'race1' ? -0.5 : 0)
    const answers = twenty.flatMap((question): [string, Answers[QuestionId]][] => {
      if (chance() < 0.03) return []
      switch (question.kind) {
        case 'scale':
          return [[question.id, String(1 + pick([10, 15, 25, 30, 20].map((w, k) => w * (1 + (mood * k) / 5))))]]
        case 'single':
          return [[question.id, `a${pick([35, 25, 20, 15, 5])}`]]
        case 'multiple':
          return [[question.id, question.options.filter((_, k) => chance() < 0.1 + 0.1 * k).map(({ key }) => key)]]
        default:
          return [[question.id, chance() < 0.3 ? 0 : Math.floor(40 * chance() ** 2)]]
      }
    })
    return { cell, answers: Object.fromEntries(answers) }
  })
}

export const inputsOf = (people: readonly Respondent[]): ReportInputs => {
  const cube = new Map<string, Adds>()
  for (const given of people) addToCube(cube, cellKey(given.cell), contributionOf(given, questionnaire).adds)
  return {
    questionnaire,
    cube: cubeRows(cube),
    level: 'standard',
    policy: POLICIES.standard,
    margins,
    turnout: { invited: 3 * people.length },
    earlier: [],
  }
}

/** The same cells with so many times the people. */
export const timesMore = (inputs: ReportInputs, times: number): ReportInputs => ({
  ...inputs,
  cube: inputs.cube.map(([cell, adds]) => [
    cell,
    Object.fromEntries(Object.entries(adds).map(([name, n]) => [name, n * times])),
  ]),
})

const chanceFrom = (seed: number) => {
  let state = seed
  return () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
}
