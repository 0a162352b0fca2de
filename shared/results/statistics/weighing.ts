import { kish } from './kish.ts'
import {
  type Margin,
  type Missed,
  missedBy,
  RAKING,
  type RakingProblem,
  type RakingRules,
  rake,
  type WeightingCell,
} from './raking.ts'
import { trim } from './trimming.ts'

/** How far weights may be from their mean, and what is done about margins that trimming undoes. */
export const WEIGHING = {
  low: 0.3,
  high: 3,
  rounds: 5,
  /** A margin is missed where its share is off by more than this: half a displayed percent would be 0.005. */
  missed: 0.001,
  /** Above this design effect weights cost more than they mend: the unweighted result is shown, and that it is. */
  deff: 2,
}

export type Weighing =
  | {
      outcome: 'weighed'
      /** Of each person, cell by cell in the order given. */
      weights: number[]
      n: number
      nEff: number
      deff: number
      rounds: number
      /** People whose weight was cut or raised to a limit in the first round. */
      trimmed: number
      missed: Missed[]
    }
  | { outcome: 'refused'; problems: (RakingProblem | { reason: 'weights-too-uneven'; deff?: number })[] }

/**
 * Raked weights within limits: raked, trimmed and raked again, at most 5 times. Trimming comes last, so that the limits
 * hold and margins that cannot be met within them are named. Source: Potter (1990), as in `trim`.
 */
export const weigh = (
  cells: readonly WeightingCell[],
  margins: readonly Margin[],
  rules: RakingRules = RAKING,
): Weighing => {
  let people = cells
  let trimmed = 0
  for (let round = 1; ; round++) {
    const raked = rake(people, margins, rules)
    if (raked.outcome === 'refused') return raked
    const groups = cells.map(({ count }, c) => ({ count, weight: raked.weights[c] ?? 0 }))
    const mean = groups.reduce((sum, { count, weight }) => sum + count * weight, 0) / kish(groups).n
    const cut = trim(groups, { low: WEIGHING.low * mean, high: WEIGHING.high * mean })
    if (cut.outcome === 'refused') return { outcome: 'refused', problems: [{ reason: 'weights-too-uneven' }] }
    if (round === 1) trimmed = cut.people
    if (cut.people === 0 || round === WEIGHING.rounds) return weighed(cells, margins, cut.weights, round, trimmed)
    people = cells.map((cell, c) => ({ ...cell, base: cut.weights[c] ?? 0 }))
  }
}

const weighed = (
  cells: readonly WeightingCell[],
  margins: readonly Margin[],
  weights: number[],
  rounds: number,
  trimmed: number,
): Weighing => {
  const worth = kish(cells.map(({ count }, c) => ({ count, weight: weights[c] ?? 0 })))
  if (worth.deff > WEIGHING.deff) {
    return { outcome: 'refused', problems: [{ reason: 'weights-too-uneven', deff: worth.deff }] }
  }
  return {
    outcome: 'weighed',
    weights,
    ...worth,
    rounds,
    trimmed,
    missed: missedBy(cells, margins, weights, WEIGHING.missed),
  }
}
