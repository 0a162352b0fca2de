import type { Language } from '../../shared/identity/person.ts'
import { By, type ReportDocument, type ReportTable } from '../../shared/results/document.ts'
import { reportPageWords } from '../words/report-page.ts'
import { resultWords } from '../words/results.ts'
import { byText } from './sentences.ts'

/** Which of the tables that the report holds are shown; nothing is computed for a filter. */
export type Filter = By | 'all'

/** What the address asks for, if the report holds it. */
export const filterOf = (report: ReportDocument, asked: string | undefined): Filter => {
  if (asked === 'all') return asked
  const by = By.safeParse(asked)
  return by.success && groupsOf(report).includes(by.data) ? by.data : 'everybody'
}

/** Of which at least one table is shown. */
const groupsOf = (report: ReportDocument): By[] => [
  ...new Set(tablesOf(report).flatMap(({ by, kind }) => (by === 'everybody' || kind === 'left-out' ? [] : [by]))),
]

const tablesOf = ({ questions }: ReportDocument): ReportTable[] =>
  questions.flatMap((question) => ('tables' in question ? question.tables : []))

export const GroupFilter = ({
  report,
  filter,
  language,
}: {
  report: ReportDocument
  filter: Filter
  language: Language
}) => {
  const words = reportPageWords[language].filter
  const groups = groupsOf(report)
  if (groups.length === 0) return null
  const choices: [Filter, string][] = [
    ['everybody', words.everybody],
    ...groups.map((by): [Filter, string] => [by, resultWords[language].report.by(byText(by, language))]),
    ['all', words.all],
  ]
  return (
    <nav class="group-filter no-print" aria-label={words.label} id="groups">
      <p class="filter-label">{words.label}</p>
      <ul>
        {choices.map(([by, label]) => (
          <li>
            <a href={`?by=${by}#groups`} aria-current={by === filter ? 'true' : undefined}>
              {label}
            </a>
          </li>
        ))}
      </ul>
      <p class="help">{words.help}</p>
      <NeverShown report={report} groups={groups} language={language} />
    </nav>
  )
}

/** Groups of which no table is shown, each with the reasons. */
const NeverShown = ({
  report,
  groups,
  language,
}: {
  report: ReportDocument
  groups: readonly By[]
  language: Language
}) => {
  const words = resultWords[language].report
  const reasons = new Map<By, Set<string>>()
  for (const table of tablesOf(report)) {
    if (table.kind === 'shown' || table.by === 'everybody' || groups.includes(table.by)) continue
    reasons.set(table.by, (reasons.get(table.by) ?? new Set()).add(words.leftOut[table.reason]))
  }
  return (
    <>
      {[...reasons].map(([by, said]) => (
        <p class="help">
          {words.by(byText(by, language))}: {[...said].join(' ')}
        </p>
      ))}
    </>
  )
}
