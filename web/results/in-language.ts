import type { Language } from '../../shared/identity/person.ts'
import type { QuestionReport, ReportDocument, RowGroup } from '../../shared/results/document.ts'
import { BANK } from '../../shared/surveys/bank.ts'
import { Dimension } from '../../shared/words.ts'

/**
 * The report with the questions of the bank, and the groups that they make, in the words that the bank has in this language. What
 * staff or a city wrote stays as it was asked. No number is touched.
 */
export const inLanguage = <Report extends Pick<ReportDocument, 'questions'>>(
  report: Report,
  language: Language,
): Report =>
  language === 'en'
    ? report
    : { ...report, questions: report.questions.map((question) => translated(question, language)) }

const translated = (question: QuestionReport, language: Language): QuestionReport => {
  if (question.kind === 'demographic') {
    const { dimension, groups } = question
    const title = question.title === BANK[dimension].title.en ? BANK[dimension].title[language] : question.title
    if (!Array.isArray(groups)) return { ...question, title }
    return {
      ...question,
      title,
      groups: groups.map((one) => ({ ...one, group: inWords(one.group, dimension, language) })),
    }
  }
  if (!('tables' in question)) return question
  const tables = question.tables.map((table) => {
    const by = Dimension.safeParse(table.by)
    if (table.kind === 'left-out' || !by.success) return table
    return { ...table, rows: table.rows.map((row) => ({ ...row, group: inWords(row.group, by.data, language) })) }
  })
  return { ...question, tables }
}

const inWords = (group: RowGroup, dimension: Dimension, language: Language): RowGroup => {
  const own = (label: string) => BANK[dimension].options.find((one) => one.label.en === label)?.label[language] ?? label
  switch (group.kind) {
    case 'everybody':
      return group
    case 'group':
      return { ...group, label: own(group.label) }
    case 'residual':
      return { ...group, labels: group.labels.map(own) }
  }
}
