import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ShownTable } from '../../../shared/results/document.ts'
import { finish } from '../../../shared/results/finish/finish.ts'
import { percentOf } from '../../../shared/results/finish/percent.ts'
import { answeredBy, byGroups, FIVE, options, points, proven, quarter, scale, single, total } from './cast.ts'

const weighted = (effectiveSample: number, of: number) =>
  answeredBy(of, {
    outcome: 'weighted',
    margins: [],
    effectiveSample,
    designEffect: Math.round((100 * of) / effectiveSample) / 100,
    trimmed: false,
  })

const finished = (head: ReturnType<typeof answeredBy>, question: ReturnType<typeof single>): ShownTable[] => {
  const [made] = finish(head, [proven(question)], []).questions
  return made && 'tables' in made ? made.tables.flatMap((table) => (table.kind === 'shown' ? [table] : [])) : []
}

describe('the range around a percentage', () => {
  it('is Wilson’s, of the percentage as it is shown, rounded outwards', () => {
    const [table] = finished(answeredBy(100), single(total(100, options('Rent', 'Own'), [50, 50])))
    // 40.38 to 59.62
    expect(table?.rows[0]?.ranges).toEqual([
      { low: 40, high: 60 },
      { low: 40, high: 60 },
    ])
  })

  it('counts as many people as the weights leave, of those who answered the question', () => {
    // 80 of 100 answered the question, all answers are worth 62.5: 50 people. 36.6 to 63.4
    const [table] = finished(weighted(62.5, 100), single(total(80, options('Rent', 'Own'), [50, 50], true)))
    expect(table?.rows[0]?.ranges?.[0]).toEqual({ low: 36, high: 64 })
  })

  it('does not count weights where the total is not weighted', () => {
    const [table] = finished(weighted(62.5, 100), single(total(100, options('Rent', 'Own'), [50, 50])))
    expect(table?.rows[0]?.ranges?.[0]).toEqual({ low: 40, high: 60 })
  })

  it('takes a group for as many people as answered the question among everybody', () => {
    // 62.5 × 80 / 100 = 50 people at 10 %: 4.35 to 21.36
    const question = single(
      total(80, options('Rent', 'Own'), [50, 50]),
      byGroups(options('Rent', 'Own'), [
        ['Woman', 62.5, [10, 90]],
        ['Man', 37.5, [50, 50]],
      ]),
    )
    expect(finished(weighted(40, 100), question)[1]?.rows[0]?.ranges?.[0]).toEqual({ low: 4, high: 22 })
  })

  it('reaches from 0 where under 1 % is shown', () => {
    const [table] = finished(answeredBy(200), single(total(200, options('Rent', 'Own'), [0, 100])))
    expect(table?.rows[0]?.ranges).toEqual([
      { low: 0, high: 2 },
      { low: 98, high: 100 },
    ])
  })

  it('is not there for quarters', () => {
    const [table] = finished(
      answeredBy(100),
      single(total(100, options('Rent', 'Own'), [quarter('under-25'), quarter('75-and-more')])),
    )
    expect(table?.rows[0]).not.toHaveProperty('ranges')
  })

  it('is not there for groups of a question of which nobody knows how many answered it', () => {
    const question = single(
      { kind: 'left-out', by: 'everybody', reason: 'too-few-answers' },
      byGroups(options('a', 'b'), [
        ['Woman', 50, [50, 50]],
        ['Man', 50, [50, 50]],
      ]),
    )
    expect(finished(answeredBy(100), question)[0]?.rows[0]).not.toHaveProperty('ranges')
  })

  it('is there for open results, of the percentages that stand beside the counts', () => {
    const question = single(
      total(100, options('Rent', 'Own'), [
        { kind: 'exact', count: 50, percent: 50 },
        { kind: 'exact', count: 50, percent: 50 },
      ]),
    )
    expect(finished(answeredBy(100), question)[0]?.rows[0]?.ranges?.[0]).toEqual({ low: 40, high: 60 })
  })

  it('holds the percentage that is shown, whatever it is and whatever it rests on', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 5, max: 60_000 }), (percent, base) => {
        const [table] = finished(
          answeredBy(base),
          single(total(base, options('Rent', 'Own'), [percent, 100 - percent])),
        )
        const row = table?.rows[0]
        for (const [i, { low, high }] of (row?.ranges ?? []).entries()) {
          const shown = row?.shares[i] && percentOf(row.shares[i])
          expect(low).toBeLessThanOrEqual(shown ?? -1)
          expect(high).toBeGreaterThanOrEqual(shown ?? 101)
          expect(low).toBeGreaterThanOrEqual(0)
          expect(high).toBeLessThanOrEqual(100)
        }
        expect(row?.ranges).toHaveLength(2)
      }),
      { seed: 20261124 },
    )
  })
})

describe('mean and net score of a scale', () => {
  const answers = [10, 20, 30, 25, 15]

  it('are made of the percentages that are shown', () => {
    // Mean 3.15, variance 1.4275; net score 40 - 30, variance 0.69; t with 99 degrees of freedom is 1.984
    const [table] = finished(answeredBy(100), scale(total(100, FIVE, answers)))
    expect(table?.rows[0]?.score).toEqual({
      mean: { value: 3.2, low: 2.9, high: 3.4 },
      net: { points: 10, low: -7, high: 27 },
    })
  })

  it('are computed from shares that rounding made to be more than 100 in all', () => {
    const [table] = finished(answeredBy(100), scale(total(100, FIVE, [20, 21, 0, 30, 30])))
    expect(table?.rows[0]?.score?.net.points).toBe(19)
  })

  it.each([
    ['fewer than 50 people', scale(total(45, FIVE, answers))],
    ['points that are taken together', scale(total(100, points('1-2', '3', '4-5'), [30, 30, 40]))],
    ['a question that is no scale', single(total(100, options('a', 'b', 'c', 'd', 'e'), answers))],
    [
      'quarters',
      scale(
        total(
          100,
          FIVE,
          answers.map(() => quarter('under-25')),
        ),
      ),
    ],
  ])('are not there for %s', (_, question) => {
    expect(finished(answeredBy(100), question)[0]?.rows[0]).not.toHaveProperty('score')
  })
})
