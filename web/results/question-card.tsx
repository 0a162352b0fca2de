import type { Language } from '../../shared/identity/person.ts'
import type { By, QuestionReport, ReportDocument, TabledReport } from '../../shared/results/document.ts'
import { reportPageWords } from '../words/report-page.ts'
import { resultWords } from '../words/results.ts'
import { CityComparison } from './city-comparison.tsx'
import type { Filter } from './group-filter.tsx'
import { GroupTable } from './group-table.tsx'
import { quantityText } from './phrases.ts'
import { byText } from './sentences.ts'
import { TotalTable } from './total-table.tsx'
import { WaveTrend } from './wave-trend.tsx'

export type Answered = Exclude<QuestionReport, { kind: 'demographic' }>
type Props = { question: Answered; head: Omit<ReportDocument, 'questions'>; filter: Filter; language: Language }

export const QuestionCard = ({ question, head, filter, language }: Props) => {
  const words = resultWords[language].report
  return (
    <section class="card question" id={`q${question.number}`} aria-labelledby={`q${question.number}-title`}>
      <p class="quiet-text">{words.question(question.number)}</p>
      <h3 id={`q${question.number}-title`}>{question.title}</h3>
      {question.kind === 'multiple' && <p class="help">{words.chooseMany}</p>}
      {question.kind === 'text' ? (
        <Written question={question} language={language} />
      ) : (
        <Counted question={question} head={head} filter={filter} language={language} />
      )}
    </section>
  )
}

const Counted = ({ question, head, filter, language }: Props & { question: TabledReport }) => {
  const total = question.tables.find(({ by }) => by === 'everybody')
  const groups = question.tables.filter(({ by }) => by !== 'everybody')
  const shown = groups.filter(({ by }) => filter === 'all' || filter === by)
  return (
    <>
      {total && <TotalTable table={total} question={question} language={language} />}
      <WaveTrend question={question} closedAt={head.closedAt} timeZone={head.timeZone} language={language} />
      <CityComparison question={question} head={head} language={language} />
      {shown.map((table) => (
        <GroupTable table={table} question={question} language={language} />
      ))}
      <OtherGroups
        question={question}
        others={groups.flatMap(({ by, kind }) =>
          kind === 'left-out' || shown.some((table) => table.by === by) ? [] : [by],
        )}
        language={language}
      />
    </>
  )
}

const OtherGroups = (props: { question: TabledReport; others: readonly By[]; language: Language }) => {
  const { question, others, language } = props
  if (others.length === 0) return null
  return (
    <p class="quiet-text more-by no-print">
      {reportPageWords[language].moreBy}{' '}
      {others.map((by, index) => (
        <>
          {index > 0 && ' · '}
          <a href={`?by=${by}#q${question.number}`}>{byText(by, language)}</a>
        </>
      ))}
    </p>
  )
}

const Written = ({ question, language }: { question: Extract<Answered, { kind: 'text' }>; language: Language }) => {
  const [words, wrote] = [reportPageWords[language], quantityText(question.texts, language)]
  return (
    <>
      <p>{question.quotations.length > 0 ? words.wrote(wrote) : resultWords[language].report.texts(wrote)}</p>
      {question.quotations.length > 0 && <p class="help">{words.quotations}</p>}
      {question.quotations.map((text) => (
        <blockquote class="said">{text}</blockquote>
      ))}
    </>
  )
}
