import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { estimatedDifference } from '../../../shared/results/finish/difference.ts'
import { findingsAmong } from '../../../shared/results/finish/findings.ts'
import { pValueOf, testOfGroups } from '../../../shared/results/finish/group-test.ts'
import { rangesOf } from '../../../shared/results/finish/ranges.ts'
import { raoScott } from '../../../shared/results/statistics/rao-scott.ts'
import { byGroups, options, total } from './cast.ts'

const read = <S extends z.ZodType>(name: string, schema: S): z.output<S> =>
  schema.parse(JSON.parse(readFileSync(new URL(`../reference/${name}.json`, import.meta.url), 'utf8')))

const interval = z.tuple([z.number(), z.number()])
const { single: cases, difference } = read(
  'c_wilson',
  z.object({
    single: z.array(z.object({ x: z.number(), n: z.number(), wilson95: interval })),
    difference: z.array(
      z.object({ x1: z.number(), n1: z.number(), x2: z.number(), n2: z.number(), newcombe10: interval }),
    ),
  }),
)
const outwards = ([low, high]: readonly [number, number], widened = 0) => ({
  low: Math.max(-100, Math.floor(100 * low - widened)),
  high: Math.min(100, Math.ceil(100 * high + widened)),
})
const isWhole = (percent: number) => Math.abs(percent - Math.round(percent)) < 1e-9

describe('with numbers that others have computed', () => {
  const whole = cases.filter(({ x, n }) => n >= 5 && isWhole((100 * x) / n))

  it.each(whole)('$x of $n have Wilson’s range', ({ x, n, wilson95 }) => {
    const percent = Math.round((100 * x) / n)
    const [row] = total(n, options('Yes', 'No'), [percent, 100 - percent]).rows
    expect(row && rangesOf(row, n)?.[0]).toEqual(outwards(wilson95))
  })

  const differences = difference.filter(({ x1, n1, x2, n2 }) => isWhole((100 * x1) / n1) && isWhole((100 * x2) / n2))

  it.each(differences)('$x1 of $n1 against $x2 of $n2 has Newcombe’s interval', ({ x1, n1, x2, n2, newcombe10 }) => {
    const published = (x: number, n: number, rounding: number) => ({ percent: Math.round((100 * x) / n), n, rounding })
    const estimated = (rounding: number) =>
      estimatedDifference(published(x1, n1, rounding), published(x2, n2, rounding))
    expect(estimated(0)).toMatchObject(outwards(newcombe10))
    expect(estimated(0.5)).toMatchObject(outwards(newcombe10, 1))
  })

  it('are not few', () => expect([whole.length, differences.length].every((length) => length >= 5)).toBe(true))

  it('finds as many as Benjamini and Hochberg found', () => {
    const { cases, published } = read(
      'e_bh',
      z.object({
        cases: z.array(
          z.object({ name: z.string(), p: z.union([z.array(z.number()), z.number().transform((p) => [p])]) }),
        ),
        published: z.object({ 'rejected_BH_at_0.05': z.number() }),
      }),
    )
    const tests = cases.find(({ name }) => name === 'benjamini-hochberg-1995')?.p.map((pValue) => ({ pValue })) ?? []
    const findings = findingsAmong(tests)
    const found = published['rejected_BH_at_0.05']
    expect(tests.filter((test) => findings.has(test))).toEqual(tests.slice(0, found))
    // One more would have been found at this p-value, and not above.
    const withOne = (pValue: number) => findingsAmong([...tests.slice(0, -1), { pValue }])
    expect(tests.filter((test) => withOne(findings.needed).has(test))).toHaveLength(found)
    for (const [pValue, is] of [
      [findings.needed, true],
      [findings.needed * 1.001, false],
    ] as const) {
      const one = { pValue }
      expect(findingsAmong([...tests.slice(0, -1), one]).has(one)).toBe(is)
    }
  })

  it('finds women and men to be of different parties', () => {
    // Agresti's table of 2007: Pearson's chi-square 30.07, p = 2.95e-7; by F a little more
    const counts = [
      { answered: 1557, byAnswer: [762, 327, 468] },
      { answered: 1200, byAnswer: [484, 239, 477] },
    ]
    const table = byGroups(options('Democrat', 'Independent', 'Republican'), [
      ['Woman', 1557, [49, 21, 30]],
      ['Man', 1200, [40, 20, 40]],
    ])
    const tested = testOfGroups('single', table, counts)
    expect(tested.outcome === 'tested' && Math.log10(tested.pValue)).toBeCloseTo(Math.log10(2.95e-7), 1)
  })

  it('needs no matrices to test as Rao and Scott do where everybody counts once', () => {
    const people = fc.integer({ min: 1, max: 400 })
    const sizes = fc.tuple(fc.integer({ min: 2, max: 6 }), fc.integer({ min: 2, max: 5 }))
    const tables = sizes.chain(([rows, columns]) =>
      fc.array(fc.array(people, { minLength: columns, maxLength: columns }), { minLength: rows, maxLength: rows }),
    )
    fc.assert(
      fc.property(tables, (lines) => {
        const cells = lines.flatMap((line, row) => line.map((count, column) => ({ row, column, count, weight: 1 })))
        const general = raoScott(cells)
        const own = pValueOf(lines)
        expect(own === undefined).toBe(general.outcome === 'refused')
        if (general.outcome === 'tested') expect(Math.abs((own ?? 0) - general.pValue)).toBeLessThan(1e-9)
      }),
      { seed: 20261124 },
    )
  })
})
