import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { QuestionId } from '../../../shared/ids.ts'
import type { Comparison, ShownTable, TabledReport } from '../../../shared/results/document.ts'
import { estimatedDifference } from '../../../shared/results/finish/difference.ts'
import { finish } from '../../../shared/results/finish/finish.ts'
import { question as idOf } from '../cast.ts'
import { answeredBy, byGroups, everybodyElse, multiple, options, proven, quarter, single, total } from './cast.ts'

const TWO = options('Rent', 'Own')
const head = answeredBy(200)
const groups = (women: number, men: number) =>
  byGroups(TWO, [
    ['Woman', 100, [women, 100 - women]],
    ['Man', 100, [men, 100 - men]],
  ])
const asked = (...tables: ShownTable[]) => single(total(200, TWO, [50, 50]), ...tables)
const numbered = (question: TabledReport, number: number): TabledReport => ({
  ...question,
  number,
  id: idOf(`many${number}`) satisfies QuestionId,
})

const finished = (question: TabledReport, more: TabledReport[] = []): ShownTable => {
  const [made] = finish(
    head,
    [question, ...more].map((each) => proven(each)),
    [],
  ).questions
  const table = made && 'tables' in made ? made.tables[1] : undefined
  if (table?.kind !== 'shown') throw new Error('no table by groups')
  return table
}

describe('two groups that differ by more than chance', () => {
  it('are said to differ, and nothing else of the test', () => {
    // Pearson's chi-square is 8.0
    expect(finished(asked(groups(60, 40))).test).toEqual({ outcome: 'differs' })
  })

  it('are set against each other, answer by answer, with an interval', () => {
    // Newcombe: 6.14 to 32.81; rounding can have made one point of it on either side
    expect(finished(asked(groups(60, 40))).contrasts).toEqual([
      { row: 0, answer: 0, points: 20, low: 5, high: 34 },
      { row: 0, answer: 1, points: -20, low: -34, high: -5 },
      { row: 1, answer: 0, points: -20, low: -34, high: -5 },
      { row: 1, answer: 1, points: 20, low: 5, high: 34 },
    ])
  })
})

describe('groups without a clear difference', () => {
  it('are told with the smallest difference that would have shown', () => {
    // 2.8016 × √(0.25 × 2 / 100) = 19.8 points
    expect(finished(asked(groups(52, 48))).test).toEqual({ outcome: 'no-clear-difference', detectable: 20 })
  })

  it('of which one is small need a large difference', () => {
    const few = byGroups(TWO, [
      ['Woman', 190, [50, 50]],
      ['Man', 10, [50, 50]],
    ])
    expect(finished(asked(few)).test).toEqual({ outcome: 'no-clear-difference', detectable: 46 })
  })

  it('are judged by the groups, not by the row of all other people', () => {
    const rows = byGroups(TWO, [
      ['Woman', 95, [50, 50]],
      ['Man', 95, [50, 50]],
      [everybodyElse('Nonbinary'), 10, [50, 50]],
    ])
    // 95 against 105, and the test looks at three rows: 3.1040 × √(0.25 × (1/95 + 1/105)) = 21.98
    expect(finished(asked(rows)).test).toEqual({ outcome: 'no-clear-difference', detectable: 22 })
  })
})

describe('groups that cannot be tested', () => {
  it('are not, where so few are expected that chance has no known shape', () => {
    const few = byGroups(TWO, [
      ['Woman', 190, [97, 3]],
      ['Man', 10, [50, 50]],
    ])
    expect(finished(asked(few)).test).toEqual({ outcome: 'not-tested', reason: 'too-few-expected' })
  })

  it('are not, where quarters are shown, and nothing is set against anything', () => {
    const quarters = byGroups(TWO, [
      ['Woman', 100, [quarter('75-and-more'), quarter('under-25')]],
      ['Man', 100, [quarter('under-25'), quarter('75-and-more')]],
    ])
    const table = single(total(200, TWO, [50, 50]), quarters)
    const counts = new Map([
      ['gender' as const, [80, 20].map((yes) => ({ answered: 100, byAnswer: [yes, 100 - yes] }))],
    ])
    const [made] = finish(head, [proven(table, counts)], []).questions
    const shown = made && 'tables' in made ? made.tables[1] : undefined
    expect(shown).toMatchObject({ test: { outcome: 'not-tested', reason: 'not-comparable' } })
    expect(shown).not.toHaveProperty('contrasts')
  })
})

describe('a question with several answers each', () => {
  it('is tested answer by answer, and pays for each of them', () => {
    const by = (first: number) =>
      byGroups(options('Work', 'Care', 'Transit'), [
        ['Woman', 100, [first, 50, 50]],
        ['Man', 100, [40, 50, 50]],
      ])
    const several = (first: number) => multiple(total(200, options('Work', 'Care', 'Transit'), [50, 50, 50]), by(first))
    // 54 against 40: p = 0.047 alone, 0.14 as the smallest of three; 60 against 40: 0.014
    expect(finished(several(54)).test?.outcome).toBe('no-clear-difference')
    expect(finished(several(60)).test?.outcome).toBe('differs')
  })
})

describe('a report with many tests', () => {
  it('calls a difference that would be one alone no difference', () => {
    const one = asked(groups(55, 40)) // p = 0.034
    const others = Array.from({ length: 10 }, (_, i) => numbered(asked(groups(50, 50)), i + 2))
    expect(finished(one).test?.outcome).toBe('differs')
    expect(finished(one, others).test?.outcome).toBe('no-clear-difference')
  })

  it('says the same whatever the order of its questions', () => {
    const percents = fc.array(fc.integer({ min: 20, max: 80 }), { minLength: 2, maxLength: 8 })
    fc.assert(
      fc.property(percents, fc.infiniteStream(fc.nat()), (women, order) => {
        const questions = women.map((percent, i) => numbered(asked(groups(percent, 40)), i + 1))
        const keys = new Map(questions.map(({ id }) => [id, order.next().value ?? 0]))
        const shuffled = [...questions].sort((a, b) => (keys.get(a.id) ?? 0) - (keys.get(b.id) ?? 0))
        const [one, other] = [questions, shuffled].map((each) =>
          finish(
            head,
            each.map((q) => proven(q)),
            [],
          ),
        )
        const sorted = [...(other?.questions ?? [])].sort((a, b) => a.number - b.number)
        expect(sorted).toEqual(one?.questions)
        expect(other?.headlines).toEqual(one?.headlines)
      }),
      { seed: 20261124 },
    )
  })
})

describe('a row against all others', () => {
  const percent = fc.integer({ min: 0, max: 100 })
  const base = fc.integer({ min: 10, max: 5000 })

  it('of two is the other way round for the other', () => {
    fc.assert(
      fc.property(percent, percent, base, base, (women, men, a, b) => {
        const table = byGroups(TWO, [
          ['Woman', a, [women, 100 - women]],
          ['Man', b, [men, 100 - men]],
        ])
        const contrasts = finished(asked(table)).contrasts ?? []
        const turned = contrasts.map(({ row, answer, points, low, high }) => ({
          ...{ row: 1 - row, answer },
          ...{ points: 0 - points, low: 0 - high, high: 0 - low },
        }))
        for (const contrast of contrasts) {
          expect(turned).toContainEqual(contrast)
          expect(contrast.low).toBeLessThanOrEqual(contrast.points)
          expect(contrast.high).toBeGreaterThanOrEqual(contrast.points)
        }
      }),
      { seed: 20261124 },
    )
  })

  it('rounds half a point away from nothing, whichever way round', () => {
    const [here, there] = [20.5, 10].map((percent) => ({ percent, n: 100, rounding: 0.5 }))
    expect(here && there && estimatedDifference(here, there).points).toBe(11)
    expect(here && there && estimatedDifference(there, here).points).toBe(-11)
  })

  it('counts each of the others by its people', () => {
    const table = byGroups(TWO, [
      ['Woman', 100, [60, 40]],
      ['Man', 75, [40, 60]],
      [everybodyElse('Nonbinary'), 25, [80, 20]],
    ])
    // (75 × 40 + 25 × 80) / 100 = 50
    expect(finished(asked(table)).contrasts?.[0]?.points).toBe(10)
  })
})

describe('the network’s report', () => {
  const network = {
    ...answeredBy(1000),
    scope: { kind: 'network' as const, cities: [] },
  }
  const cities = byGroups(
    TWO,
    [
      ['Boulder', 400, [46, 54]],
      ['Denver', 500, [30, 70]],
      [everybodyElse('Aspen', 'Vail'), 100, [46, 54]],
    ],
    'city',
  )
  const comparisons = (): Comparison[] => {
    const [made] = finish(network, [proven(single(total(1000, TWO, [38, 62]), cities))], []).questions
    return made && 'tables' in made ? made.comparisons : []
  }

  it('sets each city that is shown against all other cities, smaller ones included', () => {
    expect(comparisons().map((comparison) => comparison.with)).toEqual([
      { kind: 'rest-of-network', city: 'boulder', cities: 3, answered: { kind: 'exact', count: 600 } },
      { kind: 'rest-of-network', city: 'denver', cities: 3, answered: { kind: 'exact', count: 500 } },
    ])
  })

  it('says of the difference what the city’s row says', () => {
    const [boulder] = comparisons()
    // The others: (500 × 30 + 100 × 46) / 600 = 32.67
    expect(boulder).toMatchObject({
      outcome: 'compared',
      differences: [
        { points: 13, verdict: 'higher', here: { percent: 46 }, there: { percent: 33 } },
        { points: -13, verdict: 'lower', here: { percent: 54 }, there: { percent: 67 } },
      ],
    })
  })
})
