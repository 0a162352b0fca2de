import type { Language } from '../../shared/identity/person.ts'
import type { Share, TabledReport } from '../../shared/results/document.ts'
import type { Instant } from '../../shared/units.ts'
import { localDay } from '../local-time.ts'
import { reportPageWords } from '../words/report-page.ts'
import { resultWords } from '../words/results.ts'
import { mergedLabels, shareText } from './phrases.ts'
import { comparedWithText, comparisonSentences, differenceRange, rangeText, signed } from './sentences.ts'
import { AnswerName } from './total-table.tsx'
import { TrendLine } from './trend-line.tsx'
import { VerdictBadge } from './verdict-badge.tsx'
import { type Difference, type EarlierWave, notCompared, type Series, seriesOf } from './waves.ts'

type Props = { question: TabledReport; closedAt: Instant; timeZone: string; language: Language }

/** The total now and in the earlier waves that it can be compared with. */
export const WaveTrend = (props: Props) => {
  const { question, timeZone, language } = props
  const [all, not] = [seriesOf(question), notCompared(question)]
  if (all.length === 0 && not.length === 0) return null
  return (
    <details class="trend" open={isChanged(question)}>
      <summary>
        {reportPageWords[language].trend.title}{' '}
        {all.length > 0 && (
          <span class={isChanged(question) ? 'badge' : 'badge off'}>
            {reportPageWords[language].trend[isChanged(question) ? 'changed' : 'unchanged']}
          </span>
        )}
      </summary>
      {all.map((series) => (
        <SeriesTable {...props} series={series} />
      ))}
      {not.map((comparison) => (
        <p class="help">
          {comparedWithText(comparison.with, timeZone, language)}:{' '}
          {comparisonSentences(comparison, question, language).join(' ')}
        </p>
      ))}
    </details>
  )
}

/** More than chance, since one of the waves. */
const isChanged = (question: TabledReport) =>
  seriesOf(question).some(({ waves }) =>
    waves.some(({ differences }) => differences.some(({ verdict }) => verdict !== 'no-clear-difference')),
  )

const SeriesTable = (props: Props & { series: Series }) => {
  const { question, timeZone, language, series } = props
  const words = reportPageWords[language].trend
  const { answers, waves } = series
  const latest = waves.at(-1)
  if (!latest) return null
  const day = (wave: EarlierWave) => localDay(wave.closedAt, timeZone, language)
  return (
    <>
      <section class="scroll" tabindex={0} aria-label={words.title}>
        <table class="stack groups">
          <thead>
            <tr>
              <th scope="col">{resultWords[language].report.answer}</th>
              <td />
              {waves.map((wave) => (
                <th scope="col">{day(wave)}</th>
              ))}
              <th scope="col">{words.now}</th>
              {waves.map((wave) => (
                <th scope="col">{words.change(day(wave))}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {answers.map((answer, index) => (
              <tr>
                <th scope="row">
                  <AnswerName answer={answer} question={question} language={language} />
                </th>
                <td class="picture" aria-hidden="true">
                  <TrendLine points={pointsOf(props, index)} />
                </td>
                {waves.map((wave) => (
                  <ShareCell label={day(wave)} difference={wave.differences[index]} side="there" language={language} />
                ))}
                <ShareCell label={words.now} difference={latest.differences[index]} side="here" language={language} />
                {waves.map((wave) => (
                  <td class="cell" data-label={words.change(day(wave))}>
                    <Change difference={wave.differences[index]} language={language} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <Notes {...props} series={series} />
    </>
  )
}

/** What stands below the table: how large a change would have had to be, and that some may have answered twice. */
const Notes = ({ question, timeZone, language, series }: Props & { series: Series }) => {
  const others = mergedLabels(series.answers)
  const notes = series.waves.map(({ closedAt, comparison, differences }) => {
    const said = comparisonSentences(comparison, question, language).slice(differences.length)
    return { day: localDay(closedAt, timeZone, language), own: said.slice(0, -1), shared: said.at(-1) }
  })
  return (
    <>
      {others.length > 0 && <p class="help">{resultWords[language].report.merged(others.join(' · '))}</p>}
      {notes.map(({ day, own }) => own.length > 0 && <p class="help">{`${day}. ${own.join(' ')}`}</p>)}
      <p class="help">{notes[0]?.shared}</p>
    </>
  )
}

type CellProps = { label: string; difference: Difference | undefined; side: 'here' | 'there'; language: Language }

const ShareCell = ({ label, difference, side, language }: CellProps) => (
  <td class="cell" data-label={label}>
    {difference && (
      <>
        <strong>{shareText(difference[side], language)}</strong>{' '}
        <small>{rangeText(difference.ranges[side], language)}</small>
      </>
    )}
  </td>
)

const Change = ({ difference, language }: { difference: Difference | undefined; language: Language }) =>
  difference ? (
    <>
      <strong>{signed(difference.points, language)}</strong> <small>{differenceRange(difference, language)}</small>{' '}
      <VerdictBadge verdict={difference.verdict} language={language} />
    </>
  ) : null

const pointsOf = ({ closedAt, series }: Props & { series: Series }, index: number) => {
  const { waves } = series
  const latest = waves.at(-1)?.differences[index]
  const [from, to] = [Date.parse(waves[0]?.closedAt ?? closedAt), Date.parse(closedAt)]
  const point = (at: Instant, difference: Difference | undefined, side: 'here' | 'there') =>
    difference
      ? [
          {
            at: to > from ? (Date.parse(at) - from) / (to - from) : 1,
            percent: percentOf(difference[side]),
            range: difference.ranges[side],
          },
        ]
      : []
  return [
    ...waves.flatMap((wave) => point(wave.closedAt, wave.differences[index], 'there')),
    ...point(closedAt, latest, 'here'),
  ]
}

/** Quarters are never compared. */
const percentOf = (share: Share): number => (share.kind === 'quarter' ? 0 : share.percent)
