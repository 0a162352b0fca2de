import { inRange, notNegative } from './in-range.ts'

/** Respondents of one cell. A dimension that they did not state is missing from `levels`. */
export type WeightingCell = {
  count: number
  /** Weight of each before raking: 1, or what the design gave. */
  base: number
  levels: Readonly<Record<string, string>>
}

/**
 * How many people of each level there really are, by dimension. A dimension may stand for several taken together
 * ("age by gender"): raking to one such margin alone is post-stratification.
 */
export type Margin = { dimension: string; people: Readonly<Record<string, number>> }

/** When weighting is refused, and when sweeping ends. `share` is of all respondents. */
export const RAKING = {
  margins: 4,
  respondents: 100,
  level: { respondents: 10, share: 0.03 },
  sweeps: 1000,
  /** Largest relative change of a weight in a sweep: enough after the last sweep, and where sweeping stops at once. */
  enough: 1e-6,
  still: 1e-12,
}
export type RakingRules = typeof RAKING

/** What is wrong with margins or answers, in terms that staff can act on. */
export type RakingProblem =
  | { reason: 'too-few-respondents'; respondents: number; needed: number }
  | { reason: 'no-margins' }
  | { reason: 'too-many-margins'; margins: number; most: number }
  | { reason: 'bad-number-of-people'; dimension: string; level: string }
  | { reason: 'totals-differ'; dimension: string; total: number; expected: number }
  | { reason: 'level-without-respondents'; dimension: string; level: string }
  | { reason: 'level-without-people'; dimension: string; level: string; respondents: number }
  | { reason: 'level-too-small'; dimension: string; level: string; respondents: number; needed: number }
  | { reason: 'does-not-converge'; missed: Missed[] }

/** A margin that the weighted answers do not meet: shares of those who stated the dimension. */
export type Missed = { dimension: string; level: string; wanted: number; got: number }

export type Raking =
  /** `weights` of each person, cell by cell in the order given; together they are the people of the margins. */
  { outcome: 'raked'; weights: number[]; sweeps: number } | { outcome: 'refused'; problems: RakingProblem[] }

/**
 * Weights that give every margin its people, as near to the base weights as can be (iterative proportional fitting).
 * Respondents who did not state a dimension keep their weight in its step and are left out of its shares. Source: W. E.
 * Deming and F. F. Stephan, Annals of Mathematical Statistics 11 (1940) 427-444; J.-C. Deville, C.-E. Sarndal, O.
 * Sautory, JASA 88 (1993) 1013-1020; missing answers as in `anesrake`.
 */
export const rake = (
  cells: readonly WeightingCell[],
  margins: readonly Margin[],
  rules: RakingRules = RAKING,
): Raking => {
  const problems = problemsOf(cells, margins, rules)
  if (problems.length > 0) return { outcome: 'refused', problems }
  const all = peopleOf(margins[0])
  const counted = cells.reduce((total, { count, base }) => total + count * notNegative('a base weight', base), 0)
  inRange('the sum of base weights', counted, Number.MIN_VALUE, Number.MAX_VALUE)
  const weights = Float64Array.from(cells, ({ base }) => (base * all) / counted)
  const steps = margins.map((margin) => stepFor(margin, cells))
  for (let sweep = 1; sweep <= rules.sweeps; sweep++) {
    const before = Float64Array.from(weights)
    for (const step of steps) adjust(weights, step, cells)
    const change = largestChange(before, weights)
    if (change <= rules.still || (sweep === rules.sweeps && change < rules.enough)) {
      // Margins that contradict one another come back to the same weights after every sweep, and are not met.
      const missed = missedBy(cells, margins, weights, rules.enough)
      if (missed.length > 0) return { outcome: 'refused', problems: [{ reason: 'does-not-converge', missed }] }
      return { outcome: 'raked', weights: [...weights], sweeps: sweep }
    }
  }
  return { outcome: 'refused', problems: [{ reason: 'does-not-converge', missed: missedBy(cells, margins, weights) }] }
}

/** Levels whose weighted share is off by more than `tolerance`, the worst first. */
export const missedBy = (
  cells: readonly WeightingCell[],
  margins: readonly Margin[],
  weights: ArrayLike<number>,
  tolerance = 0,
): Missed[] =>
  margins
    .flatMap((margin) => {
      const { dimension } = margin
      const { levels, levelOf, shares } = stepFor(margin, cells)
      const totals = totalsOf(weights, levelOf, levels.length, cells)
      const stated = totals.reduce((sum, total) => sum + total, 0)
      return levels.map((level, l) => ({
        dimension,
        level,
        wanted: shares[l] ?? 0,
        got: stated > 0 ? (totals[l] ?? 0) / stated : 0,
      }))
    })
    .filter(({ wanted, got }) => Math.abs(got - wanted) > tolerance)
    .sort((a, b) => Math.abs(b.got - b.wanted) - Math.abs(a.got - a.wanted))

const peopleOf = (margin: Margin | undefined): number =>
  Object.values(margin?.people ?? {}).reduce((sum, people) => sum + people, 0)

type Step = { levels: string[]; shares: number[]; levelOf: Int32Array }

const stepFor = (margin: Margin, cells: readonly WeightingCell[]): Step => {
  const levels = Object.keys(margin.people)
  const all = peopleOf(margin)
  return {
    levels,
    shares: levels.map((level) => (margin.people[level] ?? 0) / all),
    levelOf: Int32Array.from(cells, (cell) => levels.indexOf(cell.levels[margin.dimension] ?? '')),
  }
}

const totalsOf = (weights: ArrayLike<number>, levelOf: Int32Array, levels: number, cells: readonly WeightingCell[]) => {
  const totals = new Array<number>(levels).fill(0)
  for (let c = 0; c < cells.length; c++) {
    const level = levelOf[c] ?? -1
    if (level >= 0) totals[level] = (totals[level] ?? 0) + (weights[c] ?? 0) * (cells[c]?.count ?? 0)
  }
  return totals
}

const adjust = (weights: Float64Array, { shares, levelOf }: Step, cells: readonly WeightingCell[]): void => {
  const totals = totalsOf(weights, levelOf, shares.length, cells)
  const stated = totals.reduce((sum, total) => sum + total, 0)
  const factors = totals.map((total, level) => (total > 0 ? ((shares[level] ?? 0) * stated) / total : 0))
  for (let c = 0; c < cells.length; c++) {
    const level = levelOf[c] ?? -1
    if (level >= 0) weights[c] = (weights[c] ?? 0) * (factors[level] ?? 0)
  }
}

const largestChange = (before: Float64Array, after: Float64Array): number => {
  let largest = 0
  for (let c = 0; c < before.length; c++) {
    const [old, now] = [before[c] ?? 0, after[c] ?? 0]
    if (old !== now) largest = Math.max(largest, old > 0 ? Math.abs(now / old - 1) : Number.POSITIVE_INFINITY)
  }
  return largest
}

const problemsOf = (
  cells: readonly WeightingCell[],
  margins: readonly Margin[],
  rules: RakingRules,
): RakingProblem[] => {
  const respondents = cells.reduce((sum, { count }) => sum + notNegative('a count', count), 0)
  const problems: RakingProblem[] = []
  if (respondents < rules.respondents) {
    problems.push({ reason: 'too-few-respondents', respondents, needed: rules.respondents })
  }
  if (margins.every((margin) => peopleOf(margin) === 0)) problems.push({ reason: 'no-margins' })
  if (margins.length > rules.margins) {
    problems.push({ reason: 'too-many-margins', margins: margins.length, most: rules.margins })
  }
  const expected = peopleOf(margins[0])
  for (const margin of margins) {
    const total = peopleOf(margin)
    const { dimension } = margin
    // Totals are sums of whole people, or of shares that were rounded in the last digit.
    if (Math.abs(total - expected) > 1e-9 * expected) {
      problems.push({ reason: 'totals-differ', dimension, total, expected })
    }
    problems.push(
      ...problemsOfLevels(cells, margin, Math.max(rules.level.respondents, rules.level.share * respondents)),
    )
  }
  return problems
}

const problemsOfLevels = (
  cells: readonly WeightingCell[],
  { dimension, people }: Margin,
  needed: number,
): RakingProblem[] => {
  const answered = new Map(Object.keys(people).map((level) => [level, 0]))
  for (const { count, levels } of cells) {
    const level = levels[dimension]
    if (level !== undefined && count > 0) answered.set(level, (answered.get(level) ?? 0) + count)
  }
  return [...answered].flatMap(([level, respondents]): RakingProblem[] => {
    const there = people[level]
    if (there === undefined) return [{ reason: 'level-without-people', dimension, level, respondents }]
    if (!(there >= 0 && Number.isFinite(there))) return [{ reason: 'bad-number-of-people', dimension, level }]
    if (there === 0 && respondents > 0) return [{ reason: 'level-without-people', dimension, level, respondents }]
    if (there > 0 && respondents === 0) return [{ reason: 'level-without-respondents', dimension, level }]
    if (there > 0 && respondents < needed) {
      return [{ reason: 'level-too-small', dimension, level, respondents, needed: Math.ceil(needed) }]
    }
    return []
  })
}
