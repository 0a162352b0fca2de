import type { Programme, Term } from '../../../shared/results/gate/programme.ts'

/**
 * The block of S. Garfinkel, J. Abowd and C. Martindale, "Understanding database reconstruction attacks on public data"
 * (Communications of the ACM 62(3), 2019). The programme looks for a list of people with the same statistics that has as few as
 * possible of the true ones: where it finds no fewer than all seven, there is no other list.
 */
export const sevenPeople = (): { programme: Programme; people: number } => {
  const columns = KINDS.flatMap((kind) =>
    AGES.map((age) => ({ low: 0, high: 7, whole: true, gain: isTrue(kind, age) ? 1 : 0 })),
  )
  const rows: { low: number; high: number; terms: Term[] }[] = []
  const cells = (which: Which, from = 0, to = OLDEST): Term[] =>
    KINDS.flatMap((kind, k) =>
      which(kind) ? AGES.flatMap((age): Term[] => (age >= from && age <= to ? [[k * AGES.length + age, 1]] : [])) : [],
    )
  const between = (low: number, high: number, terms: Term[]) => rows.push({ low, high, terms })

  for (const { which, count, sum, median } of TOLD) {
    between(count, count, cells(which))
    between(
      sum,
      sum,
      cells(which).map(([column]) => [column, column % AGES.length]),
    )
    const half = Math.floor(count / 2)
    if (count % 2 === 1) {
      between(0, half, cells(which, 0, median - 1))
      between(half + 1, count, cells(which, 0, median))
      continue
    }
    // Of an even number the median lies half-way between two ages that are not told: one column for each pair.
    const pairs = AGES.filter((age) => age <= median && 2 * median - age <= OLDEST)
    between(
      1,
      1,
      pairs.map((_, index) => [columns.length + index, 1]),
    )
    for (const [index, age] of pairs.entries()) {
      const chosen = columns.length + index
      const other = 2 * median - age
      between(0, count, [...cells(which, 0, age), [chosen, -half]])
      between(0, count, [...cells(which, 0, other), [chosen, -half - 1]])
      between(0, count, [...cells(which, 0, age - 1), [chosen, count - half + 1]])
      between(0, count, [...cells(which, 0, other - 1), [chosen, count - half]])
    }
    for (const _ of pairs) columns.push({ low: 0, high: 1, whole: true, gain: 0 })
  }
  // Hidden, because they are fewer than three: children, the old, single adults.
  between(
    0,
    2,
    cells(() => true, 0, 17),
  )
  between(
    0,
    2,
    cells(() => true, 64),
  )
  between(
    0,
    2,
    cells(({ married }) => !married, 18),
  )
  between(
    0,
    0,
    cells(({ married }) => married, 0, 17),
  )
  return { programme: { columns, rows, aim: 'least' }, people: 7 }
}

type Kind = { female: boolean; black: boolean; married: boolean }
type Which = (kind: Kind) => boolean

const OLDEST = 115
const AGES = Array.from({ length: OLDEST + 1 }, (_, age) => age)
const KINDS: Kind[] = [true, false].flatMap((female) =>
  [true, false].flatMap((black) => [true, false].map((married) => ({ female, black, married }))),
)

const TOLD: { which: Which; count: number; median: number; sum: number }[] = [
  { which: () => true, count: 7, median: 30, sum: 7 * 38 },
  { which: ({ female }) => female, count: 4, median: 30, sum: 4 * 33.5 },
  { which: ({ female }) => !female, count: 3, median: 30, sum: 3 * 44 },
  { which: ({ black }) => black, count: 4, median: 51, sum: 4 * 48.5 },
  { which: ({ black }) => !black, count: 3, median: 24, sum: 3 * 24 },
  { which: ({ married }) => married, count: 4, median: 51, sum: 4 * 54 },
  // The mean is given as 36.7: of three whole ages only 110 / 3 is.
  { which: ({ female, black }) => female && black, count: 3, median: 36, sum: 110 },
]

const isTrue = ({ female, black, married }: Kind, age: number) =>
  TRUE.some(([at, ...is]) => at === age && is[0] === female && is[1] === black && is[2] === married)

const TRUE: [age: number, female: boolean, black: boolean, married: boolean][] = [
  [8, true, true, false],
  [18, false, false, false],
  [24, true, false, false],
  [30, false, false, true],
  [36, true, true, true],
  [66, true, true, true],
  [84, false, true, true],
]
