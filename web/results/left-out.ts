import type { QuestionReport, ReportTable, ShownTable } from '../../shared/results/document.ts'
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
    const said = table.kind === 'left-out' ? [words.leftOut[table.reason]] : mergedIn(table)
    return said.map((line) => `${nameOf(table)}: ${line}`)
  })
}

const nameOf = ({ by }: ReportTable) => (by === 'everybody' ? 'Everybody' : `By ${byText(by, 'en')}`)

const mergedIn = (table: ShownTable): string[] => {
  const words = resultWords.en.report
  const others = mergedLabels(table.answers)
  return [
    ...(table.rows.some(({ shares }) => shares.some(({ kind }) => kind === 'quarter'))
      ? ['only the quarter that each share lies in, because whole percentages would not protect people.']
      : []),
    ...(others.length > 0 ? [words.merged(others.join(' · '))] : []),
    ...(table.answers.some((answer) => answer.kind === 'points' && answer.from !== answer.to)
      ? [words.mergedLevels]
      : []),
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
