import { benjaminiHochberg } from '../statistics/multiple-tests.ts'

export type Test = { pValue: number }
export type Findings = {
  /** Whether it may be called a difference. */
  has: (test: Test) => boolean
  /** What one p-value more would have had to be at most, beside all others. */
  needed: number
}

/** The part of all findings of a report that may on average be chance. */
const FALSE_FINDINGS = 0.05

/** Over all tests of a report at once, in whatever order they come: the more is tested, the more a single test must show. */
export const findingsAmong = (tests: readonly Test[]): Findings => {
  const adjusted = benjaminiHochberg(tests.map(({ pValue }) => pValue))
  const found = new Set(tests.filter((_, index) => (adjusted[index] ?? 1) <= FALSE_FINDINGS))
  const rank = Math.min(found.size + 1, tests.length)
  return { has: (test) => found.has(test), needed: (FALSE_FINDINGS * rank) / Math.max(1, tests.length) }
}
