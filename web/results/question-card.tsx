import type { Language } from '../../shared/identity/person.ts'
import type { QuestionReport, ReportTable, RowGroup } from '../../shared/results/document.ts'
import { resultWords } from '../words/results.ts'
import { Bar } from './bar.tsx'
import { answerText, mergedLabels, quantityText, rowText, shareText } from './phrases.ts'

type Props = { question: QuestionReport; language: Language }
type Tabled = Extract<QuestionReport, { tables: unknown }>
type Who = Extract<QuestionReport, { kind: 'demographic' }>

export const QuestionCard = ({ question, language }: Props) => {
  const words = resultWords[language].report
  return (
    <section class="card" id={`q${question.number}`} aria-labelledby={`q${question.number}-title`}>
      <p class="quiet-text">{words.question(question.number)}</p>
      <h3 id={`q${question.number}-title`}>{question.title}</h3>
      {question.kind === 'scale' && <p class="help">{words.scaleEnds(question.low, question.high)}</p>}
      {question.kind === 'multiple' && <p class="help">{words.chooseMany}</p>}
      {question.kind === 'text' && <p>{words.texts(quantityText(question.texts, language))}</p>}
      {question.kind === 'demographic' && <WhoAnswered question={question} language={language} />}
      {'tables' in question &&
        question.tables.map((table) =>
          table.by === 'everybody' ? (
            <Total table={table} question={question} language={language} />
          ) : (
            <details>
              <summary>{words.by(resultWords[language].dimension[table.by])}</summary>
              <Crossed table={table} question={question} language={language} />
            </details>
          ),
        )}
    </section>
  )
}

type TableProps = { table: ReportTable; question: Tabled; language: Language }

const Total = ({ table, question, language }: TableProps) => {
  const words = resultWords[language].report
  if (table.kind === 'left-out') return <p class="notice">{words.leftOut[table.reason]}</p>
  const [row] = table.rows
  if (!row) return null
  return (
    <>
      <p class="help">{words.base(quantityText(row.base, language))}</p>
      <table>
        <caption class="skip">{question.title}</caption>
        <thead class="skip">
          <tr>
            <th scope="col">{words.answer}</th>
            <th scope="col">{words.share}</th>
          </tr>
        </thead>
        <tbody>
          {table.answers.map((answer, index) => {
            const share = row.shares[index]
            return (
              share && (
                <tr>
                  <th scope="row">{answerText(answer, question, language)}</th>
                  <td>
                    {shareText(share, language)}
                    <Bar share={share} />
                  </td>
                </tr>
              )
            )
          })}
        </tbody>
      </table>
      <Notes table={table} language={language} />
    </>
  )
}

const Crossed = ({ table, question, language }: TableProps) => {
  const words = resultWords[language].report
  if (table.kind === 'left-out') return <p class="notice">{words.leftOut[table.reason]}</p>
  return (
    <>
      <section class="scroll" tabindex={0} aria-label={question.title}>
        <table>
          <thead>
            <tr>
              <th scope="col">{words.group}</th>
              <th scope="col" class="number">
                {words.people}
              </th>
              {table.answers.map((answer) => (
                <th scope="col" class="number">
                  {answerText(answer, question, language)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {table.rows.map((row) => (
              <tr>
                <th scope="row">{rowText(row.group, language)}</th>
                <td class="number">{quantityText(row.base, language)}</td>
                {row.shares.map((share) => (
                  <td class="number">
                    {shareText(share, language)}
                    <Bar share={share} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <Residual groups={table.rows.map(({ group }) => group)} language={language} />
      <Notes table={table} language={language} />
    </>
  )
}

const WhoAnswered = ({ question, language }: { question: Who; language: Language }) => {
  const words = resultWords[language].report
  if (!Array.isArray(question.groups)) return <p class="notice">{words.leftOut[question.groups.reason]}</p>
  return (
    <>
      <table>
        <caption>{words.whoAnswered}</caption>
        <thead>
          <tr>
            <th scope="col">{words.group}</th>
            <th scope="col" class="number">
              {words.people}
            </th>
            <th scope="col">{words.share}</th>
          </tr>
        </thead>
        <tbody>
          {question.groups.map(({ group, base, share }) => (
            <tr>
              <th scope="row">{rowText(group, language)}</th>
              <td class="number">{quantityText(base, language)}</td>
              <td>
                {share.kind === 'exact' ? `${share.percent}%` : shareText(share, language)}
                <Bar share={share} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <Residual groups={question.groups.map(({ group }) => group)} language={language} />
    </>
  )
}

/** Below the table: in the narrow column of the groups a long list would run one word to a line. */
const Residual = ({ groups, language }: { groups: readonly RowGroup[]; language: Language }) => (
  <>
    {groups.map(
      (group) =>
        group.kind === 'residual' &&
        group.labels.length > 0 && (
          <p class="help">
            {rowText(group, language)}, {resultWords[language].row.residualOf(group.labels.join(' · '))}
          </p>
        ),
    )}
  </>
)

/** What was merged or left out is said where it is missing. */
const Notes = ({ table, language }: { table: Extract<ReportTable, { kind: 'shown' }>; language: Language }) => {
  const words = resultWords[language].report
  const others = mergedLabels(table.answers)
  const levels = table.answers.some((answer) => answer.kind === 'points' && answer.from !== answer.to)
  return (
    <>
      {others.length > 0 && <p class="help">{words.merged(others.join(' · '))}</p>}
      {levels && <p class="help">{words.mergedLevels}</p>}
      {table.notShown.length > 0 && <p class="help">{words.notShown(table.notShown.join(' · '))}</p>}
    </>
  )
}
