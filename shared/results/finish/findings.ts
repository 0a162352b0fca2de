import { benjaminiHochberg } from '../statistics/multiple-tests.ts'

export type Test = { pValue: number }
/** What may be called a difference. */
export type Findings = ReadonlySet<Test>

/** The part of all findings of a report that may on average be chance. */
const FALSE_FINDINGS = 0.05

/** Over all tests of a report at once, in whatever order they come: the more is tested, the more a single test must show. */
export const findingsAmong = (tests: readonly Test[]): Findings => {
  const adjusted = benjaminiHochberg(tests.map(({ pValue }) => pValue))
  return new Set(tests.filter((_, index) => (adjusted[index] ?? 1) <= FALSE_FINDINGS))
}
