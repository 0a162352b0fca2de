import type {
  By,
  Contrast,
  Headline,
  QuestionReport,
  ReportHead,
  ReportTable,
  ShownTable,
  TabledReport,
} from '../document.ts'
import { compareCities } from './compare-cities.ts'
import { compareWithWave } from './compare-waves.ts'
import { type ComparisonDraft, decidedComparison, testsOfComparison } from './comparison.ts'
import { estimatedDifference } from './difference.ts'
import type { EarlierWave } from './earlier-wave.ts'
import { effectiveBases } from './effective-base.ts'
import { type Findings, findingsAmong, type Test } from './findings.ts'
import { detectableOfGroups, type ShownCounts, type Tested, testOfGroups } from './group-test.ts'
import { headlinesOf } from './headlines.ts'
import { rangesOf, scoreOf } from './ranges.ts'
import { type AgainstRest, againstRest } from './rest-of-rows.ts'

/** A question with its tables as the gate proved them: bases and shares, nothing else; and the people behind each table that is shown. */
export type ProvenQuestion = { question: QuestionReport; counts: ReadonlyMap<By, ShownCounts> }

type Finished = { questions: QuestionReport[]; headlines: Headline[] }

/**
 * Everything that is said about proven numbers: ranges, scores, differences, tests, comparisons, headlines. All of it is computed
 * from published numbers, here and in the earlier waves, and from constants of the design; only the tests of groups look at the
 * people behind the tables, and publish one bit each (R6).
 *
 * The tests that a report makes, all of them fixed before the survey closes: one for each table of a question by a dimension that
 * is shown; one for each answer of a question that is compared with an earlier wave; in a report on the network also one for
 * each city and answer, against all other cities. Verdicts are adjusted over all of these together (Benjamini and Hochberg, 5 %).
 * Nothing else is tested: an interval of a single difference is no test.
 */
export const finish = (
  head: Pick<ReportHead, 'scope' | 'answered' | 'weighting'>,
  proven: readonly ProvenQuestion[],
  waves: readonly EarlierWave[],
): Finished => {
  const drafts = proven.map(({ question, counts }) =>
    'tables' in question ? draftQuestion(head, question, counts, waves) : question,
  )
  const findings = findingsAmong(drafts.flatMap((draft) => ('tables' in draft ? testsOf(draft) : [])))
  const questions = drafts.map((draft) => ('tables' in draft ? decided(draft, findings) : draft))
  return { questions, headlines: headlinesOf(questions) }
}

type Head = Parameters<typeof finish>[0]
type TableDraft = { table: ReportTable; tested?: Tested; against: readonly AgainstRest[] }
type QuestionDraft = { question: TabledReport; tables: TableDraft[]; comparisons: ComparisonDraft[] }

const draftQuestion = (
  head: Head,
  question: TabledReport,
  counts: ProvenQuestion['counts'],
  waves: readonly EarlierWave[],
): QuestionDraft => {
  const tables = question.tables.map((table) =>
    table.kind === 'shown' ? draftTable(head, question, table, counts.get(table.by)) : { table, against: [] },
  )
  return {
    question,
    tables,
    comparisons: [
      ...waves.map((wave) => compareWithWave(question, head, wave)),
      ...tables.flatMap(({ table, against }) =>
        table.kind === 'shown' && table.by === 'city' ? compareCities(table, against) : [],
      ),
    ],
  }
}

const draftTable = (
  head: Head,
  { kind, tables }: TabledReport,
  table: ShownTable,
  counts: ShownCounts | undefined,
): TableDraft => {
  const bases = effectiveBases(head, tables, table)
  const rows = table.rows.map((row, index) => {
    const n = bases?.[index]
    if (!n) return row
    const [ranges, score] = [rangesOf(row, n), scoreOf(kind, table, row, n)]
    return { ...row, ...(ranges && { ranges }), ...(score && { score }) }
  })
  const against = bases && rows.length > 1 ? againstRest(table, bases) : []
  const tested = table.by !== 'everybody' && counts && testOfGroups(kind, table, counts)
  return {
    table: { ...table, rows, ...(against.length > 0 && { contrasts: against.map(contrastOf) }) },
    ...(tested && { tested }),
    against,
  }
}

const contrastOf = ({ row, answer, here, there }: AgainstRest): Contrast => ({
  ...{ row, answer },
  ...estimatedDifference(here, there),
})

const testsOf = ({ tables, comparisons }: QuestionDraft): Test[] => [
  ...tables.flatMap(({ tested }) => (tested?.outcome === 'tested' ? [tested] : [])),
  ...comparisons.flatMap(testsOfComparison),
]

const decided = ({ question, tables, comparisons }: QuestionDraft, findings: Findings): TabledReport => ({
  ...question,
  tables: tables.map((draft) => decidedTable(question.kind, draft, findings)),
  comparisons: comparisons.map((draft) => decidedComparison(draft, findings)),
})

const decidedTable = (
  kind: TabledReport['kind'],
  { table, tested, against }: TableDraft,
  findings: Findings,
): ReportTable => {
  if (table.kind !== 'shown' || !tested) return table
  if (tested.outcome === 'not-tested') return { ...table, test: tested }
  return {
    ...table,
    test: findings.has(tested)
      ? { outcome: 'differs' }
      : {
          outcome: 'no-clear-difference',
          detectable: detectableOfGroups(kind, table, { contrasts: against, needed: findings.needed }),
        },
  }
}
