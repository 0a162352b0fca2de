/** Which answers are taken together, as positions in the question's own order. A rung is coarser than the one before. */
export type Rung = readonly (readonly number[])[]

/** Five points: five, three, two groups. Other ordered answers: neighbours two by two until two groups are left. */
export const orderedLadder = (levels: number): Rung[] => {
  if (levels === 5)
    return [
      singles(5),
      [[0, 1], [2], [3, 4]],
      [
        [0, 1, 2],
        [3, 4],
      ],
    ]
  const rungs: Rung[] = [singles(levels)]
  for (let rung = singles(levels); rung.length > 2; ) {
    const next: number[][] = []
    for (let i = 0; i < rung.length; i += 2) next.push([...(rung[i] ?? []), ...(rung[i + 1] ?? [])])
    rungs.push(next)
    rung = next
  }
  return rungs
}

/**
 * Answers without an order: all of them, then the two that fewest people of the whole city gave taken together as
 * "other answers", then three of them, until one answer stands against all others. The order comes from the city's
 * totals for every table of the question, so its tables never contradict each other.
 */
export const nominalLadder = (totals: readonly number[]): Rung[] => {
  const bySize = totals.map((_, i) => i).sort((a, b) => (totals[b] ?? 0) - (totals[a] ?? 0) || a - b)
  const rungs: Rung[] = [singles(totals.length)]
  for (let kept = totals.length - 2; kept >= 1; kept--) {
    const own = bySize.slice(0, kept).sort((a, b) => a - b)
    const others = bySize.slice(kept).sort((a, b) => a - b)
    rungs.push([...own.map((i) => [i]), others])
  }
  return rungs
}

export const merged = (row: readonly number[], rung: Rung): number[] =>
  rung.map((positions) => positions.reduce((all, position) => all + (row[position] ?? 0), 0))

const singles = (levels: number): number[][] => Array.from({ length: levels }, (_, i) => [i])
