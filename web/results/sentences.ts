import type { Language } from '../../shared/identity/person.ts'
import type {
  AnswerGroup,
  ComparedWith,
  Comparison,
  Contrast,
  GroupTest,
  Headline,
  Range,
  ReportDocument,
  Score,
  ShownTable,
  TabledReport,
} from '../../shared/results/document.ts'
import { LOCALE, localDay } from '../local-time.ts'
import { numeral } from '../numeral.ts'
import { sentenceWords } from '../words/result-sentences.ts'
import { resultWords } from '../words/results.ts'
import { answerText, quantityText, rowText, shareText } from './phrases.ts'

/** `31% to 44%`, to be read under the title "range of chance variation (modelled)". */
export const rangeText = ({ low, high }: Range, language: Language): string => {
  const percent = resultWords[language].share.percent
  return sentenceWords[language].range.of(percent(low), percent(high))
}

/** For alternative texts and mails, where no title stands above: `38%, range of chance variation (modelled) 31% to 44%`. */
export const sharedRangeText = (share: string, range: Range, language: Language): string =>
  sentenceWords[language].range.with(share, rangeText(range, language))

export const scoreSentences = ({ mean, net }: Score, language: Language): string[] => {
  const words = sentenceWords[language]
  const tenth = (value: number) => oneDecimal(value, language)
  return [
    words.score.mean(tenth(mean.value), words.range.of(tenth(mean.low), tenth(mean.high))),
    words.score.net(signed(net.points, language), differenceRange(net, language)),
  ]
}

export const oneDecimal = (value: number, language: Language): string =>
  value.toLocaleString(LOCALE[language], { minimumFractionDigits: 1 })

/** `by`: the word for what the table groups people by. */
export const testSentence = (test: GroupTest, by: string, language: Language): string => {
  const words = sentenceWords[language].test
  switch (test.outcome) {
    case 'differs':
      return words.differs(by)
    case 'no-clear-difference':
      return `${words.none(by)}; ${detectableText(test.detectable, language)}`
    case 'not-tested':
      return words.notTested[test.reason]
  }
}

/** `+8`, with its range in `differenceRange`, for columns of numbers. */
export const signed = (points: number, language: Language): string =>
  points.toLocaleString(LOCALE[language], { signDisplay: 'exceptZero' }).replace('-', '−')

export const differenceRange = ({ low, high }: { low: number; high: number }, language: Language): string =>
  sentenceWords[language].range.of(signed(low, language), signed(high, language))

export const differenceText = (points: number, language: Language): string =>
  sentenceWords[language].points(points, signed(points, language))

export const contrastSentence = (
  contrast: Contrast,
  table: ShownTable,
  question: TabledReport,
  language: Language,
): string | undefined => {
  const [row, answer] = [table.rows[contrast.row], table.answers[contrast.answer]]
  if (!row || !answer) return undefined
  return sentenceWords[language].contrast.of(
    rowText(row.group, language),
    answerText(answer, question, language),
    differenceText(contrast.points, language),
    differenceRange(contrast, language),
  )
}

/** With what is compared; the reader's time zone is the city's. */
export const comparedWithText = (other: ComparedWith, timeZone: string, language: Language): string => {
  const words = sentenceWords[language].comparison
  return other.kind === 'earlier-wave'
    ? words.wave(other.title, localDay(other.closedAt, timeZone, language))
    : words.network(numeral(other.cities, language), quantityText(other.answered, language))
}

/**
 * One sentence for each answer that is compared and, where any of them shows no clear difference, how large one would have had to be;
 * or the reason why nothing is compared.
 */
export const comparisonSentences = (comparison: Comparison, question: TabledReport, language: Language): string[] => {
  const words = sentenceWords[language].comparison
  if (comparison.outcome === 'not-comparable') return [words.notComparable[comparison.reason]]
  const sentences = comparison.differences.flatMap((difference, index) => {
    const answer = comparison.answers[index]
    if (!answer) return []
    const sentence = words[difference.verdict === 'no-clear-difference' ? 'none' : difference.verdict]
    return sentence(
      answerText(answer, question, language),
      shareText(difference.here, language),
      shareText(difference.there, language),
      differenceText(difference.points, language),
      differenceRange(difference, language),
    )
  })
  if (comparison.differences.some(({ verdict }) => verdict === 'no-clear-difference'))
    sentences.push(`${words.noneOfAll}: ${detectableText(comparison.detectable, language)}`)
  if (comparison.with.kind === 'earlier-wave') sentences.push(words.waves)
  return sentences
}

/** What to read first: one or two sentences. Nothing where the document does not hold what the headline points to. */
export const headlineText = (headline: Headline, report: ReportDocument, language: Language): string | undefined => {
  const words = sentenceWords[language].headline
  const question = report.questions.find(({ id }) => id === headline.question)
  if (!question || !('tables' in question)) return undefined
  const answered = (answer: AnswerGroup | undefined) => answer && answerInWords(answer, question, language)
  if (headline.kind === 'changed') {
    const comparison = question.comparisons[headline.comparison]
    if (comparison?.outcome !== 'compared' || comparison.with.kind !== 'earlier-wave') return undefined
    const difference = comparison.differences[headline.difference]
    const answer = answered(comparison.answers[headline.difference])
    if (!difference || !answer || difference.verdict === 'no-clear-difference') return undefined
    const [here, there] = [shareText(difference.here, language), shareText(difference.there, language)]
    return words[difference.verdict](question.title, answer, here, there, comparison.with.title)
  }
  const by = headline.kind === 'groups-differ' ? headline.by : 'everybody'
  const table = question.tables.find((made) => made.by === by)
  if (table?.kind !== 'shown') return undefined
  if (headline.kind === 'most-given') {
    const [answer, share] = [answered(table.answers[headline.answer]), table.rows[0]?.shares[headline.answer]]
    return answer && share && words.mostGiven(question.title, answer, shareText(share, language))
  }
  const most = largestContrast(table)
  const [row, answer] = [most && table.rows[most.row], answered(most && table.answers[most.answer])]
  return [
    words.differ(question.title, byText(headline.by, language)),
    ...(most && row && answer
      ? [words.differMost(rowText(row.group, language), answer, differenceText(most.points, language))]
      : []),
  ].join(' ')
}

/** Out of its table, a point of a scale needs the words that stand at its end: `4 to 5 (5 = Fully)`. */
export const answerInWords = (answer: AnswerGroup, question: TabledReport, language: Language): string => {
  const text = answerText(answer, question, language)
  if (answer.kind !== 'points' || question.kind !== 'scale') return text
  if (answer.to === 5) return `${text} (5 = ${question.high})`
  return answer.from === 1 ? `${text} (1 = ${question.low})` : text
}

/** The word for what a table groups people by. */
export const byText = (by: ShownTable['by'], language: Language): string =>
  by === 'everybody' ? resultWords[language].row.everybody : resultWords[language].dimension[by]

const detectableText = (detectable: number, language: Language): string => {
  const words = sentenceWords[language]
  return detectable >= 100
    ? words.test.undetectable
    : words.test.detectable(words.points(detectable, numeral(detectable, language)))
}

/** Of equally large ones the first. */
const largestContrast = ({ contrasts = [] }: ShownTable): Contrast | undefined =>
  contrasts.reduce<Contrast | undefined>(
    (most, contrast) => (most && Math.abs(most.points) >= Math.abs(contrast.points) ? most : contrast),
    undefined,
  )
