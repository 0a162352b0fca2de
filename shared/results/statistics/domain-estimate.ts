import { anyNumber, inRange, notNegative } from './in-range.ts'
import { kish } from './kish.ts'

/**
 * People of a sample who share a weight and an answer: those of one cell of the tally cube with one answer. `y` is 1 or
 * 0 for a share, the points for a mean. Nothing here takes longer because more people answered.
 */
export type Observed = { count: number; weight: number; y: number }

export type Sample = {
  /** All people asked (or clusters of them), those outside the domain too; those given are all, where it is left out. */
  units?: number
  /**
   * Of how many units these were drawn by lot. Only for a random sample of members of which at least 80 % answered: it
   * makes intervals smaller. An open invitation is no such sample.
   */
  drawnFrom?: number
}

export type Estimate = {
  mean: number
  variance: number
  /** People in the domain, and what they are worth by Kish. */
  n: number
  nEff: number
  /** Of the sample. */
  units: number
}
export type NoEstimate = { outcome: 'refused'; reason: 'nobody' | 'no-weight' | 'one-unit' }

/**
 * Mean of `y` among the people of a domain with its linearised variance over the whole sample, weights taken as fixed:
 * `u = w (y - m) / W` for everybody in the domain, 0 for others, `v = n / (n - 1) * sum of u^2`. Source: C.-E. Sarndal,
 * B. Swensson, J. Wretman, "Model Assisted Survey Sampling" (1992), 5.7; agrees with `svymean` of R's `survey`.
 */
export const estimateDomain = (
  observed: readonly Observed[],
  sample: Sample = {},
): ({ outcome: 'estimated' } & Estimate) | NoEstimate => {
  const { n, nEff } = kish(observed)
  const units = sample.units ?? n
  const refusal = whyNot(n, nEff, units)
  if (refusal) return refusal
  const { mean, weight } = meanOf(observed)
  let squares = 0
  for (const { count, weight: w, y } of observed) squares += count * ((w / weight) * (y - mean)) ** 2
  return { outcome: 'estimated', mean, variance: varianceFrom(squares, units, sample), n, nEff, units }
}

/** One of the people of a cluster, in one of the domains, numbered from 0. */
export type ClusterMember = Observed & { domain: number }
/** `count` clusters that are made alike: a member over several waves, a household, an answer to several questions. */
export type Cluster = { count: number; people: readonly ClusterMember[] }

/** Means of several domains with the covariance of each with each. */
export type JointEstimate = { means: number[]; covariance: number[][]; n: number[]; nEff: number[]; units: number }

/**
 * Means of domains that may share people, or whose people come in clusters: members who answered in two waves, say. The
 * influences are summed in each cluster first, and clusters are what is counted.
 */
export const estimateDomains = (
  clusters: readonly Cluster[],
  domains: number,
  sample: Sample = {},
): ({ outcome: 'estimated' } & JointEstimate) | NoEstimate => {
  const given = clusters.reduce((sum, { count }) => sum + notNegative('a count', count), 0)
  const units = sample.units ?? given
  const parts = Array.from({ length: domains }, (_, domain) => {
    const people = clusters.flatMap(({ count, people }) =>
      people.filter((person) => person.domain === domain).map((person) => ({ ...person, count: count * person.count })),
    )
    return { ...kish(people), people }
  })
  for (const { n, nEff } of parts) {
    const refusal = whyNot(n, nEff, units)
    if (refusal) return refusal
  }
  const fits = parts.map(({ people }) => meanOf(people))
  const covariance = covarianceOf(
    clusters.map(({ count, people }) => ({ count, u: influencesOf(people, fits) })),
    domains,
    { ...sample, units },
  )
  const means = fits.map(({ mean }) => mean)
  return { outcome: 'estimated', means, covariance, n: parts.map((p) => p.n), nEff: parts.map((p) => p.nEff), units }
}

/** Sampling units with the same influence on each of several estimates. */
export type Influences = { count: number; u: readonly number[] }

/**
 * Covariance of estimates from the influences of sampling units, which sum to 0 for each estimate; units that are not
 * given have none.
 */
export const covarianceOf = (
  influences: readonly Influences[],
  estimates: number,
  sample: Sample & { units: number },
): number[][] => {
  const sums = Array.from({ length: estimates }, () => new Array<number>(estimates).fill(0))
  for (const { count, u } of influences) {
    for (const [row, line] of sums.entries()) {
      const own = count * (u[row] ?? 0)
      if (own === 0) continue
      for (let column = 0; column < estimates; column++) line[column] = (line[column] ?? 0) + own * (u[column] ?? 0)
    }
  }
  return sums.map((line) => line.map((sum) => varianceFrom(sum, sample.units, sample)))
}

const whyNot = (n: number, nEff: number, units: number): NoEstimate | undefined => {
  if (n === 0) return { outcome: 'refused', reason: 'nobody' }
  if (nEff === 0) return { outcome: 'refused', reason: 'no-weight' }
  return units <= 1 ? { outcome: 'refused', reason: 'one-unit' } : undefined
}

/** Mean and sum of weights. */
type Fit = { mean: number; weight: number }

const meanOf = (observed: readonly Observed[]): Fit => {
  // Counted from the lowest answer up, so that equal answers have a variance of exactly 0.
  const lowest = observed.reduce((low, { y }) => Math.min(low, anyNumber('an answer', y)), Number.POSITIVE_INFINITY)
  let weight = 0
  let sum = 0
  for (const { count, weight: w, y } of observed) {
    weight += count * w
    sum += count * w * (y - lowest)
  }
  return { mean: lowest + sum / weight, weight }
}

const influencesOf = (people: readonly ClusterMember[], fits: readonly Fit[]): number[] => {
  const u = new Array<number>(fits.length).fill(0)
  for (const { domain, count, weight, y } of people) {
    const fit = fits[inRange('a domain', domain, 0, fits.length - 1)]
    if (fit) u[domain] = (u[domain] ?? 0) + count * (weight / fit.weight) * (y - fit.mean)
  }
  return u
}

const varianceFrom = (squares: number, units: number, { drawnFrom }: Sample): number => {
  const finite =
    drawnFrom === undefined ? 1 : 1 - units / inRange('units drawn from', drawnFrom, units, Number.MAX_VALUE)
  return (squares * finite * units) / (units - 1)
}
