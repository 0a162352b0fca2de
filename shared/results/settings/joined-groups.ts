import { LEAST_SHARE, levelsOf, type Margin, totalOf } from './margins.ts'

type Counts = Margin['counts']

/** Levels that are too small to be weighted to, the smallest first. */
export const smallLevels = (margin: Pick<Margin, 'counts' | 'joined'>): { level: string; share: number }[] => {
  const total = totalOf(margin)
  return Object.entries(levelsOf(margin))
    .map(([level, people]) => ({ level, share: total > 0 ? people / total : 0 }))
    .filter(({ share }) => share < LEAST_SHARE)
    .sort((a, b) => a.share - b.share)
}

/** Somewhat above the least share: of those who answer, a group may be a smaller part. */
const COMFORTABLE = 0.05

/**
 * Which options to weigh together, as a suggestion: `ordered` ones with their neighbours, others with one another. What
 * is joined takes the name of its largest option.
 */
export const suggestJoins = (options: readonly string[], counts: Counts, ordered: boolean): Record<string, string> => {
  const runs = options.map((option) => [option])
  const people = (run: readonly string[]) => run.reduce((sum, option) => sum + (counts[option] ?? 0), 0)
  const least = COMFORTABLE * people(options)
  for (;;) {
    const smallest = runs.reduce((best, run, r) => (people(run) < people(runs[best] ?? []) ? r : best), 0)
    const run = runs[smallest]
    if (!run || runs.length <= 2 || people(run) >= least) break
    const others = ordered ? [smallest - 1, smallest + 1] : runs.map((_, r) => r).filter((r) => r !== smallest)
    const [next] = others.filter((r) => runs[r]).sort((a, b) => people(runs[a] ?? []) - people(runs[b] ?? []))
    if (next === undefined) break
    const [first, second] = smallest < next ? [smallest, next] : [next, smallest]
    runs.splice(first, 1, [...(runs[first] ?? []), ...(runs[second] ?? [])])
    runs.splice(second, 1)
  }
  return Object.fromEntries(
    runs.flatMap((run) => {
      const largest = run.reduce((best, option) => ((counts[option] ?? 0) > (counts[best] ?? 0) ? option : best))
      return run.filter((option) => option !== largest).map((option) => [option, largest])
    }),
  )
}
