import { describe, expect, it } from 'vitest'
import { highsSolver, loadHighs } from '../../../functions/adapters/integer-programme.ts'
import { attackQuestion } from '../../../functions/results/gate/attack-question.ts'
import { gateQuestion } from '../../../functions/results/gate/gate-question.ts'
import { withoutInsiders } from '../../../shared/results/gate/insiders.ts'
import { searchLocally } from '../../../shared/results/gate/local-search.ts'
import { type GateProblem, uncovered } from '../../../shared/results/gate/problem.ts'
import type { Solution, Solve } from '../../../shared/results/gate/programme.ts'
import { checkWitness } from '../../../shared/results/gate/witness.ts'
import { rakedWeight, release, STANDARD, survey } from './simulated.ts'

const solve = highsSolver()
const NO_SEARCH = { total: 0 }

/** Three people of whom each is alone in a group; a city total, and one group told. */
const city: GateProblem = {
  profiles: [
    { key: 'woman, centre', size: 1 },
    { key: 'woman, north', size: 1 },
    { key: 'man, centre', size: 1 },
  ],
  answers: 2,
  counts: [
    [1, 0],
    [0, 1],
    [0, 1],
  ],
  published: [
    { name: 'everybody', terms: [{ profiles: [0, 1, 2], answers: [0], weight: 1 }], low: 1, high: 1 },
    { name: 'women', terms: [{ profiles: [0, 1], answers: [0], weight: 1 }], low: 1, high: 1 },
  ],
}

describe('a question whose published numbers leave nobody but the women uncertain', () => {
  it('is refused: all the women said yes that anybody said, so the man said no', async () => {
    expect(await gateQuestion({ solve }, city)).toMatchObject({ outcome: 'refused', reason: 'no-witness', unproven: 1 })
    expect(await attackQuestion({ solve }, city)).toEqual({
      outcome: 'exposed',
      exposed: [{ key: 'man, centre', profile: 2, answer: 1, people: 1 }],
    })
  })

  it('is proven once the women are not told by themselves', async () => {
    const total = { ...city, published: city.published.slice(0, 1) }
    expect(await gateQuestion({ solve }, total)).toMatchObject({ outcome: 'proven', alike: 3 })
    expect(await attackQuestion({ solve }, total)).toEqual({ outcome: 'nobody' })
  })

  it('is refused when what would be published is not true', async () => {
    const untrue = { ...city, published: [{ ...city.published[0], name: 'wrong', terms: [], low: 1, high: 1 }] }
    expect(await gateQuestion({ solve }, untrue)).toMatchObject({ outcome: 'refused', reason: 'untrue' })
  })
})

describe('a data set that is offered as a witness', () => {
  const weighted = (low: number, high: number): GateProblem => ({
    profiles: [{ key: 'all', size: 3 }],
    answers: 2,
    counts: [[3, 0]],
    published: [{ name: 'weighted', terms: [{ profiles: [0], answers: [0], weight: 0.1 }], low, high }],
  })

  it('must have everybody, in whole numbers of people, and every published number', () => {
    const total = { ...city, published: city.published.slice(0, 1) }
    const swapped = [
      [0, 1],
      [1, 0],
      [0, 1],
    ]
    expect(checkWitness(total, swapped)).toBe(true)
    expect(checkWitness(total, swapped.slice(1))).toBe(false)
    expect(
      checkWitness(total, [
        [0, 1],
        [1, 0, 0],
        [0, 1],
      ]),
    ).toBe(false)
    expect(
      checkWitness(total, [
        [0, 2],
        [1, 0],
        [0, 1],
      ]),
    ).toBe(false)
    expect(
      checkWitness(total, [
        [2, -1],
        [-1, 2],
        [0, 1],
      ]),
    ).toBe(false)
    expect(
      checkWitness(total, [
        [0.5, 0.5],
        [0.5, 0.5],
        [0, 1],
      ]),
    ).toBe(false)
    expect(
      checkWitness(total, [
        [Number.NaN, 1],
        [1, 0],
        [0, 1],
      ]),
    ).toBe(false)
    expect(
      checkWitness(total, [
        [1, 0],
        [1, 0],
        [0, 1],
      ]),
    ).toBe(false)
  })

  it('is compared with weights as they are, not as they print', () => {
    // Three times the double 0.1 is a little more than 3/10, and than the double 0.3.
    expect(checkWitness(weighted(0, 0.3), [[3, 0]])).toBe(false)
    expect(checkWitness(weighted(0, 0.1 + 0.2), [[3, 0]])).toBe(true)
    expect(checkWitness(weighted(0.3, 1), [[3, 0]])).toBe(true)
  })

  it('fits nothing whose bounds are no finite numbers', () => {
    expect(checkWitness(weighted(0, Number.POSITIVE_INFINITY), [[3, 0]])).toBe(false)
    expect(checkWitness(weighted(Number.NaN, 1), [[3, 0]])).toBe(false)
  })
})

describe('a survey of 60 to 400 people under the thresholds of the house', () => {
  for (const [n, seed] of [
    [60, 1],
    [100, 2],
    [200, 3],
    [400, 4],
  ] as const) {
    const weight = n >= 100 ? rakedWeight : undefined
    const { problem } = release(survey(n, seed), STANDARD, { weight, rulesKnown: true })

    it(`is proven with ${n} answers, by data sets that all hold`, async () => {
      const { witnesses, left } = searchLocally(problem)
      expect(witnesses.every((witness) => checkWitness(problem, witness))).toBe(true)
      const covered = [...uncovered(problem)].filter(([profile, answer]) =>
        witnesses.some((witness) => (witness[profile]?.[answer] ?? 0) < (problem.profiles[profile]?.size ?? 0)),
      )
      expect(covered.length).toBe(uncovered(problem).size - left.size)
      expect(left.size).toBeLessThan(5)
      expect(await gateQuestion({ solve }, problem)).toMatchObject({ outcome: 'proven' })
    })

    it(`is proven with the same data sets each time, ${n} answers`, async () => {
      expect(await gateQuestion({ solve }, problem)).toEqual(await gateQuestion({ solve }, structuredClone(problem)))
    })
  }

  it('tells those who took part nothing certain of the others, nor three of them together', async () => {
    const { problem } = release(survey(100, 5), STANDARD)
    const people = problem.counts.flatMap((row, profile) =>
      row.flatMap((count, answer) => Array.from({ length: count }, () => ({ profile, answer }))),
    )
    const trios = people.map((person, n) => [person, people[(n * 37 + 11) % 100], people[(n * 61 + 47) % 100]])
    for (const insiders of [...people.map((person) => [person]), ...trios]) {
      const those = [...new Set(insiders.filter((person) => person !== undefined))]
      expect(await attackQuestion({ solve }, withoutInsiders(problem, those))).toEqual({ outcome: 'nobody' })
    }
  }, 120_000)

  it('gives people away without the thresholds', async () => {
    const { problem } = release(survey(60, 1), { group: 1, residual: 1, cell: 0, base: 1 })
    const attack = await attackQuestion({ solve }, problem)
    expect(attack).toMatchObject({ outcome: 'exposed' })
    expect('exposed' in attack ? attack.exposed.length : 0).toBeGreaterThan(5)
  })
})

describe('a gate whose solver does not do its work', () => {
  const { problem } = release(survey(100, 2), STANDARD)
  const through = (solver: Solve) => gateQuestion({ solve: solver, effort: NO_SEARCH }, problem)
  const saying =
    (solution: Solution): Solve =>
    async () =>
      solution

  it('would prove the question by the programme alone', async () => {
    const verdict = await through(solve)
    expect(verdict).toMatchObject({ outcome: 'proven', bySearch: 0 })
  })

  it.each([
    ['runs out of time', { outcome: 'time-limit' }, 'time-limit'],
    ['finds not even the truth', { outcome: 'infeasible' }, 'solver'],
    ['breaks', { outcome: 'failed', because: 'Aborted()' }, 'solver'],
    ['finds that nobody can be changed', { outcome: 'optimal', values: [], gain: 0 }, 'no-witness'],
    ['makes no sense', { outcome: 'optimal', values: [], gain: Number.NaN }, 'wrong-witness'],
    ['proposes nobody', { outcome: 'optimal', values: [], gain: 60 }, 'wrong-witness'],
    [
      'proposes the truth as another data set',
      { outcome: 'optimal', values: problem.counts.flat(), gain: 60 },
      'wrong-witness',
    ],
    [
      'proposes what was not published',
      { outcome: 'optimal', values: problem.counts.flatMap((row) => row.toReversed()), gain: 60 },
      'wrong-witness',
    ],
  ] as [string, Solution, string][])('refuses when it %s', async (_, solution, reason) => {
    expect(await through(saying(solution))).toMatchObject({ outcome: 'refused', reason })
  })

  it('has a real solver that stops at its limit, and says so', async () => {
    const large = release(survey(5000, 6), STANDARD, { weight: rakedWeight }).problem
    expect(await gateQuestion({ solve, effort: NO_SEARCH, seconds: 0.1 }, large)).toMatchObject({
      outcome: 'refused',
      reason: 'time-limit',
    })
  })

  it('has a fresh solver after one that broke', async () => {
    let loaded = 0
    const brokenFirst = highsSolver(async () => {
      if (loaded++ === 0) throw new Error('out of memory')
      return loadHighs()
    })
    expect(await through(brokenFirst)).toMatchObject({ outcome: 'refused', reason: 'solver' })
    expect(await through(brokenFirst)).toMatchObject({ outcome: 'proven' })
  })
})
