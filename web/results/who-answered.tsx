import type { Language } from '../../shared/identity/person.ts'
import type { QuestionReport, ReportDocument } from '../../shared/results/document.ts'
import { dateText } from '../local-time.ts'
import { reportPageWords } from '../words/report-page.ts'
import { resultWords } from '../words/results.ts'
import { Bar } from './bar.tsx'
import { quantityText, rowText, shareText } from './phrases.ts'
import { byText } from './sentences.ts'
import { Residual } from './table-notes.tsx'

type Who = Extract<QuestionReport, { kind: 'demographic' }>
type Props = { report: ReportDocument; language: Language }

/** The groups of everybody who answered, beside those of all members where these are known. */
export const WhoAnswered = ({ report, language }: Props) => {
  const asked = report.questions.filter((question) => question.kind === 'demographic')
  if (asked.length === 0) return null
  return (
    <section class="card" id="who" aria-labelledby="who-title">
      <h2 id="who-title">{reportPageWords[language].people.title}</h2>
      {asked.map((question) => (
        <Groups question={question} report={report} language={language} />
      ))}
    </section>
  )
}

const Groups = ({ question, report, language }: Props & { question: Who }) => {
  const words = resultWords[language].report
  const title = words.by(byText(question.dimension, language))
  return (
    <>
      <h3 id={`q${question.number}`}>{title}</h3>
      <p class="help">{question.title}</p>
      {Array.isArray(question.groups) ? (
        <>
          <GroupShares groups={question.groups} question={question} report={report} language={language} />
          <Residual groups={question.groups.map(({ group }) => group)} language={language} />
        </>
      ) : (
        <p class="notice">{words.leftOut[question.groups.reason]}</p>
      )}
    </>
  )
}

type Shares = Extract<Who['groups'], readonly unknown[]>

const GroupShares = ({ groups, question, report, language }: Props & { question: Who; groups: Shares }) => {
  const [words, people] = [resultWords[language].report, reportPageWords[language].people]
  const margin = marginOf(report, question)
  const expects = groups.some(({ expected }) => expected !== undefined)
  const expectedOf = people.expected[margin?.of ?? 'members']
  return (
    <>
      <table class="bars">
        <caption class="skip">{question.title}</caption>
        <thead>
          <tr>
            <th scope="col">{words.group}</th>
            <td />
            <th scope="col" class="number">
              {people.share}
            </th>
            {expects && <th scope="col">{expectedOf}</th>}
            <th scope="col" class="number">
              {words.people}
            </th>
          </tr>
        </thead>
        <tbody>
          {groups.map(({ group, base, share, expected: told }) => {
            // Whoever says nothing of themselves is in no list of members: nothing to compare the row with.
            const expected = group.kind === 'residual' && told === 0 ? undefined : told
            return (
              <tr>
                <th scope="row">{rowText(group, language)}</th>
                <td class="picture" aria-hidden="true">
                  <Bar share={share} mark={expected} />
                </td>
                <td class="number">
                  <strong>
                    {share.kind === 'exact'
                      ? resultWords[language].share.percent(share.percent)
                      : shareText(share, language)}
                  </strong>
                </td>
                {expects && (
                  <td class="range" data-label={expectedOf}>
                    {expected !== undefined && resultWords[language].share.percent(expected)}
                  </td>
                )}
                <td class="number base" data-label={words.people}>
                  {quantityText(base, language)}
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
      {expects && (
        <p class="help">
          {people.expectedHelp[margin?.of ?? 'members']}{' '}
          {margin && `${margin.source}, ${dateText(margin.asOf, language)}.`}
        </p>
      )}
    </>
  )
}

const marginOf = ({ weighting }: ReportDocument, { dimension }: Who) =>
  weighting.outcome === 'weighted' ? weighting.margins.find((margin) => margin.dimension === dimension) : undefined
