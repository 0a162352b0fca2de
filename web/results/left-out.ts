import type { Language } from '../../shared/identity/person.ts'
import type { QuestionReport, ReportTable, ShownTable } from '../../shared/results/document.ts'
import { reportPageWords } from '../words/report-page.ts'
import { resultWords } from '../words/results.ts'
import { mergedLabels } from './phrases.ts'
import { byText } from './sentences.ts'

/** What of a question was merged or left out, and why; a line for each table where something was. In English, for staff. */
export const leftOutOf = (question: QuestionReport): string[] => {
  const words = resultWords.en.report
  if (question.kind === 'text') return []
  if (question.kind === 'demographic')
    return Array.isArray(question.groups) ? mergedGroups(question.groups) : [words.leftOut[question.groups.reason]]
  return question.tables.flatMap((table) => {
    const said = table.kind === 'left-out' ? [words.leftOut[table.reason]] : mergedIn(table, 'en')
    return said.map((line) => `${nameOf(table)}: ${line}`)
  })
}

const nameOf = ({ by }: ReportTable) => (by === 'everybody' ? 'Everybody' : `By ${byText(by, 'en')}`)

/** What of a table was merged, coarsened or left out; a sentence for each. */
export const mergedIn = (table: ShownTable, language: Language): string[] => {
  const words = resultWords[language].report
  const others = mergedLabels(table.answers)
  const quarters = table.rows.some(({ shares }) => shares.some(({ kind }) => kind === 'quarter'))
  const levels = table.answers.some((answer) => answer.kind === 'points' && answer.from !== answer.to)
  return [
    ...(quarters ? [reportPageWords[language].quarters] : []),
    ...(others.length > 0 ? [words.merged(others.join(' · '))] : []),
    ...(levels ? [words.mergedLevels] : []),
    ...(table.notShown.length > 0 ? [words.notShown(table.notShown.join(' · '))] : []),
  ]
}

type Groups = Extract<Extract<QuestionReport, { kind: 'demographic' }>['groups'], readonly unknown[]>

const mergedGroups = (groups: Groups): string[] =>
  groups.flatMap(({ group }) =>
    group.kind === 'residual' && group.labels.length > 0
      ? [`Too few people to stand by themselves, taken together: ${group.labels.join(' · ')}.`]
      : [],
  )
