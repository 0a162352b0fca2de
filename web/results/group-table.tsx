import type { Language } from '../../shared/identity/person.ts'
import type { GroupTest, ReportTable, ShownTable, TabledReport } from '../../shared/results/document.ts'
import { reportPageWords } from '../words/report-page.ts'
import { sentenceWords } from '../words/result-sentences.ts'
import { resultWords } from '../words/results.ts'
import { Bar } from './bar.tsx'
import { answerText, quantityText, rowText, shareText } from './phrases.ts'
import { byText, differenceRange, oneDecimal, rangeText, signed, testSentence } from './sentences.ts'
import { Residual, TableNotes } from './table-notes.tsx'
import { AnswerName } from './total-table.tsx'

type Props = { table: ReportTable; question: TabledReport; language: Language }

/** The groups of one dimension side by side, and whether they differ by more than chance. */
export const GroupTable = ({ table, question, language }: Props) => {
  const words = resultWords[language].report
  const title = words.by(byText(table.by, language))
  return (
    <section class="by-group" aria-label={`${question.title} ${title}`}>
      <h4>
        {title} {table.kind === 'shown' && table.test && <TestBadge test={table.test} language={language} />}
      </h4>
      {table.kind === 'left-out' ? (
        <p class="notice">{words.leftOut[table.reason]}</p>
      ) : (
        <>
          {table.test && <p>{testSentence(table.test, byText(table.by, language), language)}</p>}
          <Rows table={table} question={question} language={language} />
          <Residual groups={table.rows.map(({ group }) => group)} language={language} />
          <TableNotes table={table} language={language} />
          {table.contrasts && <Contrasts table={table} question={question} language={language} />}
        </>
      )}
    </section>
  )
}

const TestBadge = ({ test, language }: { test: GroupTest; language: Language }) => {
  const words = reportPageWords[language]
  if (test.outcome === 'differs') return <span class="badge">{words.differs}</span>
  return <span class="badge off">{test.outcome === 'not-tested' ? words.notTested : words.sameAsChance}</span>
}

type ShownProps = { table: ShownTable; question: TabledReport; language: Language }

const Rows = ({ table, question, language }: ShownProps) => {
  const words = resultWords[language].report
  const { mean, net } = reportPageWords[language]
  const scored = table.rows.some(({ score }) => score)
  return (
    <section class="scroll" tabindex={0} aria-label={question.title}>
      <table class="stack groups">
        <thead>
          <tr>
            <th scope="col">{words.group}</th>
            <th scope="col" class="number">
              {words.people}
            </th>
            {table.answers.map((answer) => (
              <th scope="col">
                <AnswerName answer={answer} question={question} language={language} />
              </th>
            ))}
            {scored && (
              <>
                <th scope="col">{mean}</th>
                <th scope="col">{net}</th>
              </>
            )}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row) => (
            <tr>
              <th scope="row">{rowText(row.group, language)}</th>
              <td class="number base" data-label={words.people}>
                {quantityText(row.base, language)}
              </td>
              {row.shares.map((share, index) => {
                const [answer, range] = [table.answers[index], row.ranges?.[index]]
                return (
                  <td class="cell" data-label={answer && answerText(answer, question, language)}>
                    <strong>{shareText(share, language)}</strong> <Bar share={share} range={range} />
                    {range && <small>{rangeText(range, language)}</small>}
                  </td>
                )
              })}
              {scored && <Scores row={row} language={language} />}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

const Scores = ({ row: { score }, language }: { row: ShownTable['rows'][number]; language: Language }) => {
  const words = reportPageWords[language]
  if (!score)
    return (
      <>
        <td class="cell" />
        <td class="cell" />
      </>
    )
  const { mean, net } = score
  const decimals = sentenceWords[language].range.of(oneDecimal(mean.low, language), oneDecimal(mean.high, language))
  return (
    <>
      <td class="cell" data-label={words.mean}>
        <strong>{oneDecimal(mean.value, language)}</strong> <small>{decimals}</small>
      </td>
      <td class="cell" data-label={words.net}>
        <strong>{signed(net.points, language)}</strong> <small>{differenceRange(net, language)}</small>
      </td>
    </>
  )
}

const Contrasts = ({ table, question, language }: ShownProps) => {
  const words = reportPageWords[language]
  const { rows, answers, contrasts = [] } = table
  return (
    <details>
      <summary>{words.contrasts}</summary>
      <p class="help">
        {words.points}. {sentenceWords[language].contrast.help}
      </p>
      <section class="scroll" tabindex={0} aria-label={words.contrasts}>
        <table class="stack groups">
          <thead>
            <tr>
              <th scope="col">{resultWords[language].report.group}</th>
              {answers.map((answer) => (
                <th scope="col">
                  <AnswerName answer={answer} question={question} language={language} />
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, index) => (
              <tr>
                <th scope="row">{rowText(row.group, language)}</th>
                {answers.map((answer, column) => {
                  const contrast = contrasts.find((one) => one.row === index && one.answer === column)
                  return (
                    <td class="cell" data-label={answerText(answer, question, language)}>
                      {contrast && (
                        <>
                          <strong>{signed(contrast.points, language)}</strong>{' '}
                          <small>{differenceRange(contrast, language)}</small>
                        </>
                      )}
                    </td>
                  )
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  )
}
