import type { Language } from '../../shared/identity/person.ts'
import type { ReportDocument } from '../../shared/results/document.ts'
import { dateText, LOCALE, localDays } from '../local-time.ts'
import { numeral } from '../numeral.ts'
import { sentenceWords } from '../words/result-sentences.ts'
import { resultWords } from '../words/results.ts'
import { quantityText, shareText } from './phrases.ts'
import { byText } from './sentences.ts'

/**
 * What every report says of itself, with its numbers: who answered, that they are no sample, how totals are weighted or why they are
 * not, what ranges and tests mean, how numbers are rounded.
 */
export const aboutSentences = (
  report: Omit<ReportDocument, 'questions'>,
  network: string,
  language: Language,
): string[] => {
  const words = sentenceWords[language].about
  return [
    whoSentence(report, network, language),
    words.sample,
    ...weightingSentences(report, language),
    report.weighting.outcome === 'weighted' ? words.chanceOfGroups : words.chance,
    words.falseFindings,
    words.rounding,
    words.bases,
    ...(report.policy !== 'exact' && report.policy.bands ? [words.quarters] : []),
  ]
}

const whoSentence = (report: Omit<ReportDocument, 'questions'>, network: string, language: Language): string => {
  const words = sentenceWords[language].about
  const [answered, invited] = [quantityText(report.answered, language), numeral(report.invited, language)]
  const city =
    report.scope.kind === 'city'
      ? report.cityName
      : listed(
          report.scope.cities.map(({ name }) => name),
          language,
        )
  const [from, to] = localDays(report.launchedAt, report.closedAt, report.timeZone, language)
  const rate = report.responseRate?.ofInvited
  if (!rate) return words.who(answered, invited, network, city, from, to)
  const rateText = rate.kind === 'exact' ? resultWords[language].share.percent(rate.percent) : shareText(rate, language)
  return words.whoWithRate(answered, invited, rateText, network, city, from, to)
}

export const weightingSentences = (
  { weighting, scope }: Pick<ReportDocument, 'weighting' | 'scope'>,
  language: Language,
): string[] => {
  const words = sentenceWords[language].weighting
  if (weighting.outcome === 'unweighted') {
    const isOneOfSeveral = scope.kind !== 'city' && weighting.reason === 'no-margins'
    const reason = isOneOfSeveral ? words.ofOneCity : words.reasons[weighting.reason]
    return [words.unweighted(weighting.detail ? words.withDetail(reason, weighting.detail) : reason)]
  }
  const groups = weighting.margins.map(({ dimension }) => byText(dimension, language))
  const of = weighting.margins.some(({ of }) => of === 'residents') ? 'residents' : 'members'
  return [
    words.weighted(
      listed(groups, language),
      words.of[of],
      weighting.designEffect.toLocaleString(LOCALE[language], { minimumFractionDigits: 2 }),
      numeral(weighting.effectiveSample, language),
    ),
    ...(weighting.trimmed ? [words.trimmed] : []),
    ...weighting.margins.map(({ dimension, source, asOf }) =>
      words.source(byText(dimension, language), source, dateText(asOf, language)),
    ),
  ]
}

const listed = (names: readonly string[], language: Language): string =>
  new Intl.ListFormat(LOCALE[language], { type: 'conjunction' }).format(names)
