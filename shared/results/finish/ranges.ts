import type { Range, Score, ShownTable, TabledReport } from '../document.ts'
import { meanScore } from '../statistics/likert.ts'
import { wilson } from '../statistics/proportion-interval.ts'
import { type Published, percentsOf, ROUNDING } from './percent.ts'

type Row = ShownTable['rows'][number]

/** People for whom a mean may stand in place of five shares. */
const LEAST_SCORED = 50

/**
 * Wilson's interval around each percentage as it is shown, rounded outwards to whole percent. Also where respondents were told that
 * exact results are shown: a count says what was answered, and the fewer answered, the less it says of anybody else.
 */
export const rangesOf = ({ shares }: Row, n: number): Range[] | undefined =>
  percentsOf(shares)?.map((percent) => rangeOf({ percent, n, rounding: ROUNDING }))

/** Of percentages that were added up, from the least to the most that their roundings allow beyond that of a single one. */
export const rangeOf = ({ percent, n, rounding }: Published): Range => {
  const beyond = rounding - ROUNDING
  const { low } = wilson(Math.max(0, percent - beyond) / 100, n)
  const { high } = wilson(Math.min(100, percent + beyond) / 100, n)
  return { low: Math.floor(100 * low), high: Math.ceil(100 * high) }
}

/** Mean and net score of a scale, where all five points are shown. Shares that do not add up to 100 are scaled to. */
export const scoreOf = (kind: TabledReport['kind'], table: ShownTable, row: Row, n: number): Score | undefined => {
  const [one = 0, two = 0, three = 0, four = 0, five = 0] = percentsOf(row.shares) ?? []
  if (kind !== 'scale' || table.answers.length !== 5) return undefined
  if (row.base.kind === 'fewer' || row.base.count < LEAST_SCORED) return undefined

  const shares = [one, two, three, four, five]
  const mean = meanScore(
    shares.map((share, i) => ({ share, y: i + 1 })),
    n,
  )
  const net = meanScore(
    shares.map((share, i) => ({ share, y: Math.sign(i - 2) })),
    n,
  )
  if (mean.outcome === 'refused' || net.outcome === 'refused') return undefined
  const points = four + five - one - two
  return {
    mean: {
      value: Math.round(10 * mean.mean) / 10,
      low: Math.floor(10 * mean.low) / 10,
      high: Math.ceil(10 * mean.high) / 10,
    },
    net: {
      points,
      low: Math.min(points, Math.floor(100 * net.low)),
      high: Math.max(points, Math.ceil(100 * net.high)),
    },
  }
}
