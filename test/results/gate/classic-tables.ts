import type { GateProblem, PublishedForm } from '../../../shared/results/gate/problem.ts'

/** A table of counts with some cells hidden, its rows and columns added up in public: rows are the profiles, columns the answers. */
export const withHidden = (counts: number[][], isHidden: (row: number, column: number) => boolean): GateProblem => ({
  profiles: counts.map((row, r) => ({ key: `row ${r}`, size: row.reduce((all, count) => all + count, 0) })),
  answers: counts[0]?.length ?? 0,
  counts,
  published: [
    ...(counts[0] ?? []).map((_, column) => {
      const total = counts.reduce((all, row) => all + (row[column] ?? 0), 0)
      return form(
        `column ${column}`,
        counts.map((_, row) => row),
        [column],
        total,
      )
    }),
    ...counts.flatMap((row, r) =>
      row.flatMap((count, column) => (isHidden(r, column) ? [] : [form(`cell ${r},${column}`, [r], [column], count)])),
    ),
  ],
})

/** A hidden table of three dimensions whose three tables of two are public. Keys are `first|second|third`. */
export const threeMargins = (counts: Record<string, number>) => {
  const cells = Object.entries(counts).map(([key, count]) => {
    const [first = '', second = '', third = ''] = key.split('|')
    return { key, first, second, third, count }
  })
  const pairs = [...new Set(cells.map(({ first, second }) => `${first}|${second}`))]
  const thirds = [...new Set(cells.map(({ third }) => third))]
  const rows = pairs.map((pair) => thirds.map((third) => counts[`${pair}|${third}`] ?? 0))
  const margins = ([0, 1] as const).flatMap((dimension) =>
    [...new Set(pairs.map((pair) => pair.split('|')[dimension]))].flatMap((value) =>
      thirds.map((_, column) => {
        const those = pairs.flatMap((pair, p) => (pair.split('|')[dimension] === value ? [p] : []))
        const total = those.reduce((all, p) => all + (rows[p]?.[column] ?? 0), 0)
        return form(`${value} and ${thirds[column]}`, those, [column], total)
      }),
    ),
  )
  const problem: GateProblem = {
    profiles: pairs.map((key, p) => ({ key, size: (rows[p] ?? []).reduce((all, count) => all + count, 0) })),
    answers: thirds.length,
    counts: rows,
    published: margins,
  }
  const cellOf = (key: string) => {
    const [first, second, third = ''] = key.split('|')
    return { profile: pairs.indexOf(`${first}|${second}`), answer: thirds.indexOf(third) }
  }
  return { problem, cellOf }
}

const form = (name: string, profiles: number[], answers: number[], count: number): PublishedForm => ({
  name,
  terms: [{ profiles, answers, weight: 1 }],
  low: count,
  high: count,
})
