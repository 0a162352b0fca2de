import type { PublishedForm } from './problem.ts'

/**
 * A reader who knows the rules also learns from how coarse a table is: on every finer rung some cell was too small. Of each rung that was
 * given up this keeps the smallest cell too small in all data sets that are looked at, which is more than a reader can know:
 * whoever is safe then is safe from readers who know the rules as well.
 * @param rows the profiles of each row
 * @param givenUp the finer rungs; of each the answers of its columns
 */
export const whyCoarser = (
  name: string,
  rows: readonly (readonly number[])[],
  givenUp: readonly (readonly (readonly number[])[])[],
  counts: readonly (readonly number[])[],
  least: number,
): PublishedForm[] =>
  givenUp.flatMap((rung) => {
    const cells = rows.flatMap((profiles) =>
      rung.map((answers) => ({
        profiles,
        answers,
        people: profiles.reduce((all, p) => all + answers.reduce((sum, i) => sum + (counts[p]?.[i] ?? 0), 0), 0),
      })),
    )
    const smallest = cells.reduce((least, cell) => (cell.people < least.people ? cell : least), cells[0] ?? NONE)
    if (smallest.people >= least) return []
    const { profiles, answers } = smallest
    const what = `${name}: not in ${rung.length} columns`
    return [{ name: what, terms: [{ profiles, answers, weight: 1 }], low: 0, high: least - 1 }]
  })

const NONE = { profiles: [], answers: [], people: Number.POSITIVE_INFINITY }
