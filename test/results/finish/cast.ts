import { CampaignId } from '../../../shared/ids.ts'
import type {
  AnswerGroup,
  By,
  Quantity,
  QuarterBand,
  QuestionReport,
  ReportDocument,
  ReportTable,
  RowGroup,
  Share,
  ShownTable,
  TabledReport,
  Weighting,
} from '../../../shared/results/document.ts'
import type { EarlierWave } from '../../../shared/results/finish/earlier-wave.ts'
import type { finish, ProvenQuestion } from '../../../shared/results/finish/finish.ts'
import type { ShownCounts } from '../../../shared/results/finish/group-test.ts'
import { policyOf } from '../../../shared/results/settings/policy.ts'
import { instantOf, PlainDate } from '../../../shared/units.ts'
import { denver, NOON, question, surveyId } from '../cast.ts'

export const TRUST = question('trust')
export const HOME = question('home')

export const share = (percent: number): Share =>
  percent <= 0
    ? { kind: 'under', percent: 1 }
    : percent >= 100
      ? { kind: 'over', percent: 99 }
      : { kind: 'share', percent }
export const quarter = (band: QuarterBand): Share => ({ kind: 'quarter', band })

export const options = (...labels: string[]): AnswerGroup[] =>
  labels.map((label) => ({ kind: 'option', key: label.toLowerCase(), label }))
export const others = (...labels: string[]): AnswerGroup => ({
  kind: 'others',
  keys: labels.map((label) => label.toLowerCase()),
  labels,
})
/** `points('1', '2-3')` */
export const points = (...groups: string[]): AnswerGroup[] =>
  groups.map((group) => {
    const [from = '', to = from] = group.split('-')
    return { kind: 'points', from: Number(from), to: Number(to) }
  })
export const FIVE = points('1', '2', '3', '4', '5')

const shares = (percents: readonly (number | Share)[]) =>
  percents.map((each) => (typeof each === 'number' ? share(each) : each))

/** What everybody answered: a base that is known to be at least so large, and whole percentages. */
export const total = (
  base: number,
  answers: AnswerGroup[],
  percents: readonly (number | Share)[],
  weighted = false,
): ShownTable => ({
  kind: 'shown',
  by: 'everybody',
  weighted,
  answers,
  rows: [{ group: { kind: 'everybody' }, base: { kind: 'at-least', count: base }, shares: shares(percents) }],
  notShown: [],
})

export const everybodyElse = (...labels: string[]): RowGroup => ({ kind: 'residual', labels })

type RowOf = readonly [group: string | RowGroup, base: number, percents: readonly (number | Share)[]]

export const byGroups = (answers: AnswerGroup[], rows: readonly RowOf[], by: By = 'gender'): ShownTable => ({
  kind: 'shown',
  by,
  weighted: false,
  answers,
  rows: rows.map(([group, base, percents]) => ({
    group: typeof group === 'string' ? { kind: 'group', key: group.toLowerCase(), label: group } : group,
    base: { kind: 'exact', count: base },
    shares: shares(percents),
  })),
  notShown: [],
})

/** The people behind a table that nobody skipped, as its percentages say. */
export const countsOf = ({ rows }: ShownTable): ShownCounts =>
  rows.map(({ base, shares }) => {
    const answered = base.kind === 'fewer' ? 0 : base.count
    const percents = shares.map((each) => ('percent' in each ? each.percent : 0))
    return { answered, byAnswer: percents.map((percent) => Math.round((answered * percent) / 100)) }
  })

const asked = (id: TabledReport['id'], tables: ReportTable[]) => ({
  ...{ id, number: 1, contentHash: `as asked: ${id}`, gate: 'proven' as const, tables, comparisons: [] },
})

export const scale = (...tables: ReportTable[]): TabledReport => ({
  ...asked(TRUST, tables),
  kind: 'scale',
  title: 'How much do you trust your neighbors?',
  low: 'Not at all',
  high: 'Fully',
})
export const single = (...tables: ReportTable[]): TabledReport => ({
  ...asked(HOME, tables),
  kind: 'single',
  title: 'Where do you live?',
})
export const multiple = (...tables: ReportTable[]): TabledReport => ({ ...single(...tables), kind: 'multiple' })

export const proven = (asked: TabledReport, counts?: ProvenQuestion['counts']): ProvenQuestion => ({
  question: asked,
  counts:
    counts ??
    new Map(
      asked.tables.flatMap((table): [By, ShownCounts][] =>
        table.kind === 'shown' && table.by !== 'everybody' ? [[table.by, countsOf(table)]] : [],
      ),
    ),
})

type Head = Parameters<typeof finish>[0]
const UNWEIGHTED: Weighting = { outcome: 'unweighted', reason: 'no-margins' }

export const answeredBy = (count: number, weighting: Weighting = UNWEIGHTED): Head => ({
  scope: { kind: 'city' },
  answered: { kind: 'exact', count } satisfies Quantity,
  weighting,
})

export const LAST_YEAR = instantOf(Date.UTC(2025, 10, 23))

/** Last year's wave of which these totals were published. */
export const lastYear = (head: Head, ...questions: TabledReport[]): EarlierWave => ({
  ...head,
  campaignId: CampaignId.parse(`cmp_${'1'.repeat(26)}`),
  release: 1,
  title: 'Last year',
  closedAt: LAST_YEAR,
  questions: questions.flatMap(({ id, contentHash, tables }) => {
    const table = tables.find(({ by }) => by === 'everybody')
    return table ? [{ id, contentHash, total: table }] : []
  }),
})

/** A report of these questions as Denver reads it, with totals weighted to gender. */
export const aReport = (questions: QuestionReport[], over: Partial<ReportDocument> = {}): ReportDocument => ({
  format: 'common-agenda/report',
  formatVersion: 2,
  release: 1,
  scope: { kind: 'city' },
  campaignId: CampaignId.parse(`cmp_${'2'.repeat(26)}`),
  surveyId,
  surveyVersion: 1,
  city: denver,
  cityName: 'Denver',
  timeZone: 'America/Denver',
  title: 'This year',
  protection: 'standard',
  policy: policyOf('standard'),
  launchedAt: instantOf(Date.UTC(2026, 10, 1, 12)),
  closedAt: instantOf(Date.UTC(2026, 10, 20, 12)),
  invited: 1000,
  delivered: 990,
  answered: { kind: 'exact', count: 400 },
  responseRate: { ofInvited: { kind: 'share', percent: 40 }, ofDelivered: { kind: 'share', percent: 41 } },
  weighting: {
    outcome: 'weighted',
    margins: [{ dimension: 'gender', source: 'Member list', asOf: PlainDate.parse('2026-10-01'), of: 'members' }],
    effectiveSample: 333,
    designEffect: 1.2,
    trimmed: true,
  },
  headlines: [],
  receipt: {
    ...{ engine: 2, codeVersion: 'c0de', inputs: '1'.repeat(64), cube: '2'.repeat(64), earlier: [] },
    ...{ recount: { outcome: 'equal', at: NOON }, computedAt: NOON },
  },
  publishedAt: NOON,
  seal: 'abcdef0123456789'.repeat(4),
  questions,
  ...over,
})
