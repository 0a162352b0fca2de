import type { Language } from '../../shared/identity/person.ts'
import type { AnswerGroup, ReportTable, TabledReport } from '../../shared/results/document.ts'
import { reportPageWords } from '../words/report-page.ts'
import { sentenceWords } from '../words/result-sentences.ts'
import { resultWords } from '../words/results.ts'
import { Bar } from './bar.tsx'
import { answerText, quantityText, shareText } from './phrases.ts'
import { answerInWords, rangeText, scoreSentences } from './sentences.ts'
import { TableNotes } from './table-notes.tsx'

type Props = { table: ReportTable; question: TabledReport; language: Language }

/** What everybody answered: a line for each answer, with its picture. */
export const TotalTable = ({ table, question, language }: Props) => {
  const words = resultWords[language].report
  if (table.kind === 'left-out') return <p class="notice">{words.leftOut[table.reason]}</p>
  const [row] = table.rows
  if (!row) return null
  return (
    <>
      <p class="help">
        {words.base(quantityText(row.base, language))} {table.weighted && reportPageWords[language].weighted}
      </p>
      <table class="bars">
        <caption class="skip">{question.title}</caption>
        <thead>
          <tr>
            <th scope="col">{words.answer}</th>
            <td />
            <th scope="col" class="number">
              {words.share}
            </th>
            {row.ranges && <th scope="col">{sentenceWords[language].range.title}</th>}
          </tr>
        </thead>
        <tbody>
          {table.answers.map((answer, index) => {
            const [share, range] = [row.shares[index], row.ranges?.[index]]
            return (
              share && (
                <tr>
                  <th scope="row">
                    <AnswerName answer={answer} question={question} language={language} />
                  </th>
                  <td class="picture" aria-hidden="true">
                    <Bar share={share} range={range} />
                  </td>
                  <td class="number">
                    <strong>{shareText(share, language)}</strong>
                  </td>
                  {row.ranges && <td class="range">{range && rangeText(range, language)}</td>}
                </tr>
              )
            )
          })}
        </tbody>
      </table>
      {row.score && <p class="help">{scoreSentences(row.score, language).join('. ')}.</p>}
      <TableNotes table={table} language={language} />
    </>
  )
}

type NameProps = { answer: AnswerGroup; question: TabledReport; language: Language }

/** The points at the ends of a scale with what they stand for: `5 Completely safe`, `4 to 5 (5 = Completely safe)`. */
export const AnswerName = ({ answer, question, language }: NameProps) => {
  const ends = question.kind === 'scale' && answer.kind === 'points' && { 1: question.low, 5: question.high }
  if (!ends || answer.kind !== 'points' || answer.from !== answer.to)
    return <>{answerInWords(answer, question, language)}</>
  const end = answer.from === 1 || answer.from === 5 ? ends[answer.from] : undefined
  return (
    <>
      {answerText(answer, question, language)}
      {end && <small> {end}</small>}
    </>
  )
}
