import { stringify } from 'csv-stringify/sync'
import { defused } from '../../../shared/defuse.ts'
import type { Quantity, ReportDocument, Share } from '../../../shared/results/document.ts'
import { shareText } from '../../../web/results/phrases.ts'
import { type TidyRow, tidyRows } from '../downloads/tidy-rows.ts'

type Field = string | number | undefined
type Column = readonly [name: string, meaning: string, field: (row: TidyRow, report: ReportDocument) => Field]

/** RFC 4180 with a byte order mark, so that spreadsheets read it as UTF-8. In English whatever the reader's language. */
export const reportCsv = (report: ReportDocument): { text: string; rows: number } => {
  const rows = tidyRows(report, 'en')
  const lines = rows.map((row) => COLUMNS.map(([, , field]) => plain(field(row, report))))
  const text = stringify([COLUMNS.map(([name]) => name), ...lines], {
    record_delimiter: 'windows',
    quoted_match: /[\r\n]/,
  })
  return { text: `\ufeff${text}`, rows: rows.length }
}

/** Numbers are what they are, below zero too; only text could be run. */
const plain = (field: Field): string => (typeof field === 'string' ? defused(field) : String(field ?? ''))

const quantity = (of: Quantity | undefined): Field => of && (of.kind === 'fewer' ? of.than : of.count)
const percent = (of: Share | undefined): Field => of && (of.kind === 'quarter' ? shareText(of, 'en') : of.percent)

/** One row for each number of the report: name and meaning of every column, in their order. */
const COLUMNS: readonly Column[] = [
  ['report', 'Id of the campaign that the report is about.', (_, { campaignId }) => campaignId],
  ['release', 'Number of the release, 1 for the first.', (_, { release }) => release],
  ['city', 'City of the network.', (_, { cityName }) => cityName],
  ['survey', 'Title of the survey.', (_, { title }) => title],
  [
    'question_number',
    'Place of the question in the questionnaire, from 1; empty where the row is not about a question.',
    ({ question }) => question?.number,
  ],
  ['question', 'The question as it was asked.', ({ question }) => question?.title],
  [
    'kind',
    'single, multiple (several answers possible), scale, number, text or demographic.',
    ({ question }) => question?.kind,
  ],
  [
    'measure',
    'What the row tells: turnout, share (of an answer), who-answered (share of a group), mean and net-score (of a scale), test (whether answers differ between the groups of a table), contrast (a group against all others), comparison and not-compared (with another report), texts (people who wrote something), quotation, left-out. Choose one before adding anything up.',
    ({ measure }) => measure,
  ],
  [
    'table',
    'everybody, or what the groups are made by: race, gender, ageBand, neighbourhood; city in a report on the network.',
    ({ by }) => by,
  ],
  ['group', 'The group; “All other and unstated” is everybody without a row of their own.', ({ group }) => group],
  [
    'base',
    'People the row rests on: of a group, those who answered the survey; of everybody, those who answered the question.',
    ({ base }) => quantity(base),
  ],
  ['base_kind', 'exact, at-least (rounded down) or fewer (less than the number).', ({ base }) => base?.kind],
  [
    'weighted',
    'yes where the total is weighted to the shares of groups that the report names; otherwise no.',
    ({ weighted }) => (weighted === undefined ? undefined : weighted ? 'yes' : 'no'),
  ],
  ['answer', 'The answer, or several answers taken together.', ({ answer }) => answer],
  [
    'percent',
    'Whole percentage of those in the row who answered the question, or the quarter that it lies in; empty where none is shown.',
    ({ share }) => percent(share),
  ],
  [
    'percent_kind',
    'share (rounded), under (less than the number), over (more than it), exact (with count) or quarter.',
    ({ share }) => share?.kind,
  ],
  [
    'count',
    'People, only where the survey’s results are open; otherwise empty.',
    ({ share }) => (share?.kind === 'exact' ? share.count : undefined),
  ],
  ['expected', 'Percentage of the group among all members or residents.', ({ expected }) => expected],
  ['mean', 'Mean of a scale of 1 to 5, from the percentages as they are shown.', ({ mean }) => mean],
  [
    'points',
    'Percentage points: of a net score, or the difference from all other groups or from another report.',
    ({ points }) => points,
  ],
  [
    'low',
    'Lower end of the range of chance variation (modelled) of the percent, mean or points of the row.',
    ({ range }) => range?.low,
  ],
  ['high', 'Upper end of that range.', ({ range }) => range?.high],
  [
    'outcome',
    'Of a test: differs, no-clear-difference or not-tested. Of a comparison: higher, lower or no-clear-difference, or why nothing is compared. Of turnout: what was counted.',
    ({ outcome }) => outcome,
  ],
  [
    'detectable',
    'Smallest difference in percentage points that would have shown; 100 where none would.',
    ({ detectable }) => detectable,
  ],
  ['compared_with', 'The other report of a comparison.', ({ comparedWith }) => comparedWith],
  ['there', 'Whole percentage in the other report.', ({ there }) => percent(there)],
  ['there_kind', 'As percent_kind, of the other report.', ({ there }) => there?.kind],
  ['note', 'What was merged or left out, and why; the text of a quotation.', ({ note }) => note],
]

export const CSV_COLUMNS: readonly (readonly [name: string, meaning: string])[] = COLUMNS.map(([name, meaning]) => [
  name,
  meaning,
])
