import type { z } from 'zod'
import type { Weighting } from '../document.ts'
import { levelOf, levelsOf, type Margins } from '../settings/margins.ts'
import { kish } from '../statistics/kish.ts'
import type { RakingProblem, WeightingCell } from '../statistics/raking.ts'
import { weigh } from '../statistics/weighing.ts'

export type Outcome = z.output<typeof Weighting>
export type Weights = {
  weighting: Outcome
  /** Of each person of a cell, in whole thousandths of the mean weight; absent where nothing is weighted. */
  thousandths?: Int32Array
}

/**
 * Whole numbers make every weighted sum exact: what the gate says of an interval is then not a matter of rounding. A
 * thousandth is far below what a whole percentage shows.
 */
export const ONE = 1000

/**
 * Weights of the city's cells, from who answered and the margins only, never from what was answered: raked, trimmed and
 * raked again.
 */
export const weightsOf = (
  cells: readonly { people: number; option: (dimension: string) => string | undefined }[],
  margins: Margins | undefined,
  open: boolean,
): Weights => {
  if (open) return unweighted('open-results')
  if (!margins || margins.length === 0) return unweighted('no-margins')
  const { people, placeOf } = together(cells, margins)
  const weighed = weigh(
    people,
    margins.map((margin) => ({ dimension: margin.dimension, people: levelsOf(margin) })),
  )
  if (weighed.outcome === 'refused') return whyNot(weighed.problems)

  const all = people.reduce((sum, { count }) => sum + count, 0)
  const mean = people.reduce((sum, { count }, p) => sum + count * (weighed.weights[p] ?? 0), 0) / all
  const whole = weighed.weights.map((weight) => Math.max(1, Math.round((ONE * weight) / mean)))
  const worth = kish(people.map(({ count }, p) => ({ count, weight: whole[p] ?? ONE })))
  return {
    weighting: {
      outcome: 'weighted',
      margins: margins.map(({ dimension, source, asOf, of }) => ({ dimension, source, asOf, of })),
      effectiveSample: Math.floor(worth.nEff),
      designEffect: Math.round(worth.deff * 100) / 100,
      trimmed: weighed.trimmed > 0,
    },
    thousandths: Int32Array.from(placeOf, (place) => whole[place] ?? ONE),
  }
}

/** People alike in all dimensions that are weighted to: few, however many cells there are. */
const together = (
  cells: readonly { people: number; option: (dimension: string) => string | undefined }[],
  margins: Margins,
) => {
  const places = new Map<string, number>()
  const people: (WeightingCell & { count: number })[] = []
  const placeOf = Int32Array.from(cells, (cell) => {
    const stated = margins.flatMap((margin) => {
      const option = cell.option(margin.dimension)
      return option === undefined ? [] : [[margin.dimension, levelOf(margin, option)]]
    })
    const key = JSON.stringify(stated)
    const place = places.get(key) ?? people.length
    const own = people[place]
    if (own) own.count += cell.people
    else {
      places.set(key, place)
      people.push({ count: cell.people, base: 1, levels: Object.fromEntries(stated) })
    }
    return place
  })
  return { people, placeOf }
}

type Reason = Extract<Outcome, { outcome: 'unweighted' }>['reason']
const unweighted = (reason: Reason, detail?: string): Weights => ({
  weighting: { outcome: 'unweighted', reason, ...(detail && { detail }) },
})

/** Names the margin and level, and tells no number of people: a small group's size is not published either. */
const whyNot = (problems: readonly (RakingProblem | { reason: 'weights-too-uneven' })[]): Weights => {
  const reasons = new Set(problems.map(({ reason }) => reason))
  if (reasons.has('no-margins')) return unweighted('no-margins')
  if (reasons.has('too-few-respondents')) return unweighted('too-few-answers')
  if (reasons.has('weights-too-uneven')) return unweighted('design-effect-too-large')
  if (reasons.has('does-not-converge')) return unweighted('no-convergence')
  const [detail] = problems.flatMap((problem) =>
    'dimension' in problem ? [[problem.dimension, 'level' in problem ? problem.level : ''].join(' ').trim()] : [],
  )
  return unweighted('margins-do-not-fit', detail)
}
