import type { AnswerGroup, ComparedWith, Comparison, Range, Share } from '../document.ts'
import { standardErrors } from '../statistics/detectable.ts'
import {
  detectableDifference,
  detectableOfAll,
  differenceTest,
  type Estimated,
  estimatedDifference,
} from './difference.ts'
import type { Findings, Test } from './findings.ts'
import type { Published } from './percent.ts'
import { rangeOf } from './ranges.ts'

type NotComparable = Extract<Comparison, { outcome: 'not-comparable' }>

/** A comparison whose verdicts wait for all other tests of the report. */
export type ComparisonDraft =
  | NotComparable
  | {
      outcome: 'drafted'
      with: ComparedWith
      answers: AnswerGroup[]
      differences: (Estimated & {
        here: Share
        there: Share
        ranges: { here: Range; there: Range }
        test: Test | undefined
      })[]
      published: readonly { here: Published; there: Published }[]
    }

/** One answer of some people and of others. */
export type ComparedAnswer = { group: AnswerGroup; here: Side; there: Side }
type Side = { share: Share; published: Published }

export const draftComparison = (other: ComparedWith, compared: readonly ComparedAnswer[]): ComparisonDraft => ({
  outcome: 'drafted',
  with: other,
  answers: compared.map(({ group }) => group),
  differences: compared.map(({ here, there }) => ({
    ...estimatedDifference(here.published, there.published),
    here: here.share,
    there: there.share,
    ranges: { here: rangeOf(here.published), there: rangeOf(there.published) },
    test: differenceTest(here.published, there.published),
  })),
  published: compared.map(({ here, there }) => ({ here: here.published, there: there.published })),
})

export const testsOfComparison = (draft: ComparisonDraft): Test[] =>
  draft.outcome === 'drafted' ? draft.differences.flatMap(({ test }) => test ?? []) : []

export const decidedComparison = (draft: ComparisonDraft, findings: Findings): Comparison => {
  if (draft.outcome === 'not-comparable') return draft
  const { with: other, answers, differences, published } = draft
  const errors = standardErrors({ alpha: findings.needed, df: 1 })
  return {
    outcome: 'compared',
    with: other,
    answers,
    differences: differences.map(({ test, ...difference }) => ({
      ...difference,
      verdict: !test || !findings.has(test) ? 'no-clear-difference' : difference.points > 0 ? 'higher' : 'lower',
    })),
    detectable: detectableOfAll(published.map(({ here, there }) => detectableDifference(here, there, errors))),
  }
}
