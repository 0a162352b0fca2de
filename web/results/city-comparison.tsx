import type { Language } from '../../shared/identity/person.ts'
import type { Comparison, ReportHead, TabledReport } from '../../shared/results/document.ts'
import { reportPageWords } from '../words/report-page.ts'
import { resultWords } from '../words/results.ts'
import { Bar } from './bar.tsx'
import { mergedLabels, shareText } from './phrases.ts'
import { comparedWithText, comparisonSentences, differenceRange, rangeText, signed } from './sentences.ts'
import { AnswerName } from './total-table.tsx'
import { VerdictBadge } from './verdict-badge.tsx'
import { againstOthers } from './waves.ts'

type Props = { question: TabledReport; head: Pick<ReportHead, 'scope' | 'cityName' | 'timeZone'>; language: Language }

/** One city against all others of the network together, in alphabetical order where there are several: never a ranking. */
export const CityComparison = ({ question, head, language }: Props) => {
  const words = reportPageWords[language].cities
  const names = new Map(head.scope.kind === 'network' ? head.scope.cities.map(({ city, name }) => [city, name]) : [])
  // A council reads of its own city only.
  const own = head.scope.kind === 'network' ? undefined : head.cityName
  const compared = againstOthers(question)
    .flatMap((comparison) =>
      comparison.with.kind === 'rest-of-network'
        ? [{ comparison, city: own ?? names.get(comparison.with.city) ?? comparison.with.city }]
        : [],
    )
    .sort((a, b) => a.city.localeCompare(b.city))
  if (compared.length === 0) return null
  return (
    <section class="cities">
      <h4>{words.title}</h4>
      <p class="help">{own ? reportPageWords[language].inNetwork.asAnswered : words.help}</p>
      {compared.map(({ comparison, city }) => (
        <details open={compared.length === 1}>
          <summary>{words.cityAgainst(city)}</summary>
          <OneCity comparison={comparison} question={question} timeZone={head.timeZone} language={language} />
        </details>
      ))}
    </section>
  )
}

type OneProps = {
  comparison: Extract<Comparison, { outcome: 'compared' }>
  question: TabledReport
  timeZone: string
  language: Language
}

const OneCity = ({ comparison, question, timeZone, language }: OneProps) => {
  const words = reportPageWords[language].cities
  const title = comparedWithText(comparison.with, timeZone, language)
  const others = mergedLabels(comparison.answers)
  return (
    <>
      <section class="scroll" tabindex={0} aria-label={title}>
        <table class="stack groups">
          <caption>{title}</caption>
          <thead>
            <tr>
              <th scope="col">{resultWords[language].report.answer}</th>
              <th scope="col">{words.here}</th>
              <th scope="col">{words.there}</th>
              <th scope="col">{words.difference}</th>
            </tr>
          </thead>
          <tbody>
            {comparison.differences.map((difference, index) => {
              const answer = comparison.answers[index]
              return (
                answer && (
                  <tr>
                    <th scope="row">
                      <AnswerName answer={answer} question={question} language={language} />
                    </th>
                    <td class="cell" data-label={words.here}>
                      <strong>{shareText(difference.here, language)}</strong>{' '}
                      <Bar share={difference.here} range={difference.ranges.here} />
                      <small>{rangeText(difference.ranges.here, language)}</small>
                    </td>
                    <td class="cell" data-label={words.there}>
                      <strong>{shareText(difference.there, language)}</strong>{' '}
                      <Bar share={difference.there} range={difference.ranges.there} quiet />
                      <small>{rangeText(difference.ranges.there, language)}</small>
                    </td>
                    <td class="cell" data-label={words.difference}>
                      <strong>{signed(difference.points, language)}</strong>{' '}
                      <small>{differenceRange(difference, language)}</small>{' '}
                      <VerdictBadge verdict={difference.verdict} language={language} />
                    </td>
                  </tr>
                )
              )
            })}
          </tbody>
        </table>
      </section>
      <p class="help">
        {others.length > 0 && `${resultWords[language].report.merged(others.join(' · '))} `}
        {comparisonSentences(comparison, question, language).slice(comparison.differences.length).join(' ')}
      </p>
    </>
  )
}
