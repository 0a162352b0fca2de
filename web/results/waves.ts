import type { AnswerGroup, Comparison, TabledReport } from '../../shared/results/document.ts'
import type { Instant } from '../../shared/units.ts'

type Compared = Extract<Comparison, { outcome: 'compared' }>
type NotComparable = Extract<Comparison, { outcome: 'not-comparable' }>
export type Difference = Compared['differences'][number]

export type EarlierWave = { title: string; closedAt: Instant; differences: readonly Difference[]; comparison: Compared }

/** Waves that are compared in the same groups of answers, the oldest first. */
export type Series = { answers: readonly AnswerGroup[]; waves: readonly EarlierWave[] }

export const seriesOf = ({ comparisons }: TabledReport): Series[] => {
  const all = new Map<string, { answers: readonly AnswerGroup[]; waves: EarlierWave[] }>()
  for (const comparison of comparisons) {
    if (comparison.outcome !== 'compared' || comparison.with.kind !== 'earlier-wave') continue
    const { answers, differences } = comparison
    const alike = JSON.stringify(answers)
    const series = all.get(alike) ?? { answers, waves: [] }
    all.set(alike, series)
    series.waves.push({ ...comparison.with, differences, comparison })
    series.waves.sort((a, b) => (a.closedAt < b.closedAt ? -1 : 1))
  }
  return [...all.values()]
}

export const notCompared = ({ comparisons }: TabledReport): NotComparable[] =>
  comparisons.filter((one) => one.outcome === 'not-comparable')

/** Each city against all others. */
export const againstOthers = ({ comparisons }: TabledReport): Compared[] =>
  comparisons.flatMap((one) => (one.outcome === 'compared' && one.with.kind === 'rest-of-network' ? [one] : []))
