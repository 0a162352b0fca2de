import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { highsSolver } from '../../../functions/adapters/integer-programme.ts'
import { gateQuestion } from '../../../functions/results/gate/gate-question.ts'
import { givenAway } from '../../../shared/results/gate/given-away.ts'
import type { GateProblem } from '../../../shared/results/gate/problem.ts'
import { everyDataSet, possibleAnswers, toldBy } from './every-data-set.ts'
import { type Person, release, type Table } from './simulated.ts'

const SEED = 20261124
const ANSWERS = 3
const LADDER = [
  [[0], [1], [2]],
  [[0, 1], [2]],
]
/** The thresholds of the house at the size of a handful of people. */
const SMALL = { group: 3, residual: 2, cell: 1, base: 3 }
const solve = highsSolver()

describe('a handful of people, of whom every possible data set can be looked at', () => {
  it('is proven exactly where everybody could have given another answer', async () => {
    const verdicts = { proven: 0, refused: 0 }
    await fc.assert(
      fc.asyncProperty(someone, async (people) => {
        const { tables, problem } = release(people, { ...SMALL, cell: 0 }, { ladder: LADDER })
        const sets = [...everyDataSet(people, ANSWERS)].filter((set) => toldBy(tables, set) === toldBy(tables, people))
        const { outcome } = await gateQuestion({ solve }, problem)
        verdicts[outcome]++
        expect(outcome).toBe(possibleAnswers(sets).every((answers) => answers.size > 1) ? 'proven' : 'refused')
      }),
      { seed: SEED, numRuns: 150 },
    )
    expect(verdicts.proven).toBeGreaterThan(20)
    expect(verdicts.refused).toBeGreaterThan(20)
  })

  it('is refused before any search only where somebody is given away', () => {
    let early = 0
    fc.assert(
      fc.property(someone, (people) => {
        const { tables, problem } = release(people, { ...SMALL, cell: 0 }, { ladder: LADDER })
        if (givenAway(problem).size === 0) return
        early++
        const sets = [...everyDataSet(people, ANSWERS)].filter((set) => toldBy(tables, set) === toldBy(tables, people))
        expect(possibleAnswers(sets).some((answers) => answers.size === 1)).toBe(true)
      }),
      { seed: SEED, numRuns: 150 },
    )
    expect(early).toBeGreaterThan(20)
  })

  it('is told less, never more, by higher thresholds for cells and bases', () => {
    fc.assert(
      fc.property(someone, fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 6 }), (people, cell, base) => {
        const lower = release(people, { ...SMALL, cell, base }, { ladder: LADDER }).tables
        const higher = release(people, { ...SMALL, cell: cell + 1, base: base + 1 }, { ladder: LADDER }).tables
        const possible = (tables: Table[]) => {
          const told = toldBy(tables, people)
          return [...everyDataSet(people, ANSWERS)].map((set) => toldBy(tables, set) === told)
        }
        const after = possible(higher)
        expect(possible(lower).every((was, index) => !was || after[index])).toBe(true)
      }),
      { seed: SEED, numRuns: 60 },
    )
  })
})

describe('a reader who knows the rules, and concludes from how coarse the tables are', () => {
  const ROSTERS = [
    [
      'two groups crossed with two',
      [
        [0, 0],
        [0, 0],
        [0, 1],
        [0, 1],
        [1, 0],
        [1, 0],
        [1, 1],
      ],
    ],
    [
      'somebody alone in a group',
      [
        [0, 0],
        [0, 0],
        [0, 1],
        [1, 0],
        [1, 1],
        [1, 1],
      ],
    ],
    ['one demographic', [[0], [0], [0], [0], [1], [1], [1]]],
  ] as const

  for (const [name, roster] of ROSTERS)
    it(`cannot be certain of anybody who is proven safe: ${name}`, async () => {
      const { proven, exposed } = await publishAll(roster, true)
      expect(proven).toBeGreaterThan(50)
      expect(exposed).toBe(0)
    })

  it('could be, if the gate did not know the rules', async () => {
    expect((await publishAll(ROSTERS[1][1], false)).exposed).toBeGreaterThan(0)
  })

  /** Every data set of a roster, and in how many of the proven ones somebody has only one possible answer, the rungs being known. */
  const publishAll = async (roster: readonly (readonly number[])[], rulesKnown: boolean) => {
    const alike = new Map<string, { sets: Person[][]; problems: Set<string> }>()
    for (const people of everyDataSet(
      roster.map((groups) => ({ groups, answer: 0 })),
      ANSWERS,
    )) {
      const { tables, problem } = release(people, SMALL, { ladder: LADDER, rulesKnown })
      const looks = JSON.stringify(tables) + toldBy(tables, people)
      const own = alike.get(looks) ?? { sets: [], problems: new Set() }
      alike.set(looks, own)
      own.sets.push(people)
      own.problems.add(JSON.stringify(problem))
    }
    let [proven, exposed] = [0, 0]
    for (const { sets, problems } of alike.values()) {
      const safe = possibleAnswers(sets).every((answers) => answers.size > 1)
      for (const problem of problems) {
        const { outcome } = await gateQuestion({ solve }, JSON.parse(problem) as GateProblem)
        if (outcome === 'proven') proven++
        if (outcome === 'proven' && !safe) exposed++
      }
    }
    return { proven, exposed }
  }
})

const someone: fc.Arbitrary<Person[]> = fc.array(
  fc.record({
    groups: fc.tuple(fc.integer({ min: 0, max: 1 }), fc.integer({ min: 0, max: 2 })),
    answer: fc.integer({ min: 0, max: ANSWERS - 1 }),
  }),
  { minLength: 4, maxLength: 7 },
)
