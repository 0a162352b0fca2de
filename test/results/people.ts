import { cellKey } from '../../shared/results/counting/cell.ts'
import { type Adds, contributionOf } from '../../shared/results/counting/contribution.ts'
import { addToCube } from '../../shared/results/counting/tally.ts'
import { cubeRows, type ReportInputs } from '../../shared/results/inputs.ts'
import type { Margins } from '../../shared/results/settings/margins.ts'
import { POLICIES } from '../../shared/results/settings/policy.ts'
import type { Answers } from '../../shared/surveys/response.ts'
import { PlainDate } from '../../shared/units.ts'
import type { Dimension } from '../../shared/words.ts'
import { hashed, question } from './cast.ts'

/** One who answered: who they said they are, and what they answered. */
export type Person = { cell: Record<string, string>; answers: Answers }

export const SAFE = question('safe')
export const MOVE = question('move')
export const HELP = question('help')
export const CARE = question('care')
export const WORDS = question('words')

export const CARE_BOUNDS = [0, 5, 15]

const options = (...keys: string[]) => keys.map((key) => ({ key, label: key.toUpperCase() }))

/** Categories of each demographic, some of them rare, as in most cities. The last one of each is "prefer not to say". */
const WHO: Record<Dimension, readonly [string, number][]> = {
  gender: [
    ['woman', 50],
    ['man', 44],
    ['nonbinary', 3],
    ['prefer-not-to-say', 2],
  ],
  race: [
    ['white', 52],
    ['latin', 20],
    ['black', 14],
    ['asian', 6],
    ['native', 4],
    ['prefer-not-to-say', 3],
  ],
  ageBand: [
    ['18-34', 22],
    ['35-49', 30],
    ['50-64', 28],
    ['65-plus', 16],
    ['prefer-not-to-say', 1],
  ],
  neighbourhood: [
    ['north', 30],
    ['south', 25],
    ['hill', 20],
    ['river', 15],
    ['mill', 8],
  ],
}
export const DIMENSIONS = Object.keys(WHO) as Dimension[]

export const asked = hashed([
  { id: SAFE, kind: 'scale', title: 'How safe?', low: 'Not', high: 'Very' },
  {
    id: MOVE,
    kind: 'single',
    title: 'How do you get around?',
    options: options('foot', 'bus', 'car', 'bike', 'other'),
  },
  { id: HELP, kind: 'multiple', title: 'What would help?', options: options('light', 'paths', 'buses', 'shade') },
  { id: CARE, kind: 'number', title: 'Hours of care?', bands: CARE_BOUNDS },
  { id: WORDS, kind: 'text', title: 'Anything else?' },
  ...DIMENSIONS.map((dimension) => ({
    id: question(dimension),
    kind: 'demographic' as const,
    dimension,
    title: dimension,
    options: WHO[dimension].map(([key]) => ({ key, label: key })),
  })),
])

/** Answers lean with who people are; `skipping` is the part that leaves a question out. The same seed gives the same people. */
export const peopleOf = (n: number, seed: number, skipping = 0.05): Person[] => {
  const chance = chanceFrom(seed)
  const lean = new Map(
    DIMENSIONS.flatMap((d) => WHO[d].map(([key]) => [`${d} ${key}`, (chance() - 0.5) * 1.2] as const)),
  )
  return Array.from({ length: n }, () => {
    const said = DIMENSIONS.flatMap((d) => (chance() < 0.03 ? [] : [[d, pick(WHO[d], chance)] as const]))
    const mood = said.reduce((sum, [d, key]) => sum + (lean.get(`${d} ${key}`) ?? 0), 0)
    const point = pick(
      [1, 2, 3, 4, 5].map((at) => [String(at), Math.exp(-((at - 3.2 - mood) ** 2) / 3)] as const),
      chance,
    )
    const move = pick(
      [
        ['foot', 20],
        ['bus', 30 + 20 * mood],
        ['car', 35],
        ['bike', 8],
        ['other', 3],
      ],
      chance,
    )
    const help = ['light', 'paths', 'buses', 'shade'].filter((_, k) => chance() < 0.1 + 0.2 * k)
    const care = chance() < 0.4 ? 0 : Math.floor(chance() ** 2 * 30)
    const given = { [SAFE]: point, [MOVE]: move, [HELP]: help, [CARE]: care, [WORDS]: 'more trees' }
    return {
      cell: Object.fromEntries(said),
      answers: Object.fromEntries(Object.entries(given).filter(() => chance() >= skipping)),
    }
  })
}

/** Of so many members, a little otherwise than they answer. */
export const margins: Margins = [
  {
    dimension: 'gender',
    source: 'Membership list',
    asOf: PlainDate.parse('2026-11-01'),
    of: 'members',
    counts: { woman: 480, man: 490, nonbinary: 30 },
  },
  {
    dimension: 'ageBand',
    source: 'Membership list',
    asOf: PlainDate.parse('2026-11-01'),
    of: 'members',
    counts: { '18-34': 310, '35-49': 290, '50-64': 240, '65-plus': 160 },
  },
]

/** Large enough to be weighted to, whatever the seed: nobody of a gender too small for a margin. */
export const weighable = (n: number, seed: number, skipping?: number): Person[] =>
  peopleOf(n, seed, skipping).filter(({ cell }) => cell.gender !== 'nonbinary')

export const marginsOfTwo: Margins = margins.map((margin) =>
  margin.dimension === 'gender' ? { ...margin, counts: { woman: 490, man: 510 } } : margin,
)

export const inputsFrom = (people: readonly Person[], over: Partial<ReportInputs> = {}): ReportInputs => {
  const cube = new Map<string, Adds>()
  for (const { cell, answers } of people) addToCube(cube, cellKey(cell), contributionOf({ cell, answers }, asked).adds)
  return {
    questionnaire: asked,
    cube: cubeRows(cube),
    level: 'standard',
    policy: POLICIES.standard,
    turnout: { invited: 2 * people.length },
    earlier: [],
    ...over,
  }
}

const pick = (shares: readonly (readonly [string, number])[], chance: () => number): string => {
  let at = chance() * shares.reduce((sum, [, share]) => sum + Math.max(0, share), 0)
  for (const [key, share] of shares) {
    at -= Math.max(0, share)
    if (at < 0) return key
  }
  return shares[0]?.[0] ?? ''
}

export const chanceFrom = (seed: number) => {
  let state = (seed % 2_147_483_646) + 1
  return () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
}
