import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { differenceInterval } from '../../../shared/results/statistics/difference-interval.ts'
import { beta } from '../../../shared/results/statistics/distributions.ts'
import { kornGraubard } from '../../../shared/results/statistics/korn-graubard.ts'
import { wilson } from '../../../shared/results/statistics/proportion-interval.ts'
import { compareShares } from '../../../shared/results/statistics/two-groups.ts'
import { expectClose, reference, SEEDED } from './reference.ts'

const { single, difference, tolerance, published_newcombe_single: printed } = reference('c_wilson')
type Ends = readonly [number, number]
const expectInterval = ({ low, high }: { low: number; high: number }, [from, to]: Ends, what: string) => {
  expect(Math.abs(low - from), `${what} low`).toBeLessThanOrEqual(tolerance)
  expect(Math.abs(high - to), `${what} high`).toBeLessThanOrEqual(tolerance)
}

describe('the interval of a share', () => {
  it('is Wilson’s at 90, 95 and 99 %', () => {
    for (const { x, n, wilson90, wilson95, wilson99 } of single) {
      expectInterval(wilson(x / n, n, 0.9), wilson90, `${x}/${n} at 90`)
      expectInterval(wilson(x / n, n), wilson95, `${x}/${n} at 95`)
      expectInterval(wilson(x / n, n, 0.99), wilson99, `${x}/${n} at 99`)
    }
  })

  it('is what Newcombe printed in 1998', () => {
    for (const { x, n, wilson95 } of [printed[1], printed[2], printed[3], printed[4]]) {
      const { low, high } = wilson(x / n, n)
      expect([low, high].map((end) => Number(end.toFixed(4)))).toEqual(wilson95)
    }
  })

  it('is Clopper and Pearson’s where everybody weighs the same, by Korn and Graubard', () => {
    for (const { x, n, clopper_pearson95 } of single) {
      const p = x / n
      const share = { p, variance: (p * (1 - p)) / n, n, nEff: n, df: n - 1 }
      expectInterval(kornGraubard(share), clopper_pearson95, `${x}/${n}`)
    }
  })

  /** No report shows these two; the numbers guard the beta distribution and the normal deviate. */
  it('has Jeffreys’ and Wilson’s with continuity correction as the reference gives them', () => {
    const z = 1.959963984540054
    for (const { x, n, jeffreys95, wilson95_continuity } of single) {
      const jeffreys = {
        low: beta.quantile(0.025, x + 0.5, n - x + 0.5),
        high: beta.quantile(0.975, x + 0.5, n - x + 0.5),
      }
      expectInterval(jeffreys, jeffreys95, `Jeffreys ${x}/${n}`)
      // R's prop.test takes at most |x - n/2| off, which is nothing where exactly half said yes.
      const correction = Math.min(0.5, Math.abs(x - n / 2))
      const end = (sign: 1 | -1) => {
        const centre = x / n + (sign * correction) / n
        const root = Math.sqrt((centre * (1 - centre)) / n + (z * z) / (4 * n * n))
        return Math.min(1, Math.max(0, (centre + (z * z) / (2 * n) + sign * z * root) / (1 + (z * z) / n)))
      }
      expectInterval({ low: x === 0 ? 0 : end(-1), high: x === n ? 1 : end(1) }, wilson95_continuity, `${x}/${n}`)
    }
  })

  it('contains its share, stays between 0 and 1, and shrinks with every further answer', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0.5, max: 1e6, noNaN: true }),
        (p, n) => {
          const { low, high } = wilson(p, n)
          expect(low).toBeLessThanOrEqual(p)
          expect(high).toBeGreaterThanOrEqual(p)
          expect(low).toBeGreaterThanOrEqual(0)
          expect(high).toBeLessThanOrEqual(1)
          const more = wilson(p, n * 2)
          expect(more.high - more.low).toBeLessThan(high - low)
        },
      ),
      SEEDED,
    )
  })

  it('is everything where nobody answered', () => {
    expect(wilson(0, 0)).toEqual({ low: 0, high: 1 })
    expect(kornGraubard({ p: 0, variance: 0, n: 0, nEff: 0, df: 0 })).toEqual({ low: 0, high: 1 })
    expect(kornGraubard({ p: 1, variance: 0, n: 20, nEff: 20, df: 19 }).high).toBe(1)
    // So little of a yes that the lower end is below the smallest number there is.
    expect(kornGraubard({ p: 1e-6, variance: 1e-6, n: 40, nEff: 20, df: 1 }).low).toBe(0)
  })

  it('of something that is no share is a fault', () => {
    expect(() => wilson(1.01, 10)).toThrow('a share must be from 0 to 1')
    expect(() => wilson(0.5, Number.NaN)).toThrow('a number of people must be')
    expect(() => kornGraubard({ p: Number.NaN, variance: 0, n: 9, nEff: 9, df: 8 })).toThrow('a share must be')
  })
})

describe('the interval of a difference', () => {
  it('is Newcombe’s tenth method', () => {
    for (const { x1, n1, x2, n2, newcombe10 } of difference)
      expectInterval(
        differenceInterval({ p: x1 / n1, n: n1 }, { p: x2 / n2, n: n2 }),
        newcombe10,
        `${x1}/${n1}-${x2}/${n2}`,
      )
  })

  it('goes with the score test, whose square is Pearson’s chi-square', () => {
    for (const { x1, n1, x2, n2, chisq, p_value, diff } of difference) {
      const test = compareShares({ p: x1 / n1, n: n1 }, { p: x2 / n2, n: n2 })
      if (!(chisq > 0) || test.outcome !== 'compared') {
        expect(test.outcome, `${x1}/${n1}-${x2}/${n2}`).toBe(chisq > 0 ? 'compared' : test.outcome)
        continue
      }
      expect(Math.abs(test.difference - diff)).toBeLessThanOrEqual(tolerance)
      expectClose(test.statistic ** 2, chisq, 1e-9)
      expectClose(test.pValue, p_value, 1e-9)
    }
  })

  it('turned round is the same the other way', () => {
    const share = fc.record({
      p: fc.double({ min: 0, max: 1, noNaN: true }),
      n: fc.double({ min: 1, max: 1e5, noNaN: true }),
    })
    fc.assert(
      fc.property(share, share, (one, other) => {
        const there = differenceInterval(one, other)
        const back = differenceInterval(other, one)
        expect(there.low).toBeCloseTo(-back.high, 12)
        expect(there.high).toBeCloseTo(-back.low, 12)
        expect(there.low).toBeLessThanOrEqual(one.p - other.p)
        expect(there.high).toBeGreaterThanOrEqual(one.p - other.p)
      }),
      SEEDED,
    )
  })
})
