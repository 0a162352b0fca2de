import { kornGraubard, type SurveyedShare } from './korn-graubard.ts'

/**
 * When a share is too uncertain to be shown. It guards readers against chance, not respondents against discovery. Source:
 * National Center for Health Statistics, "Data Presentation Standards for Proportions", Series 2 no. 175 (2017).
 */
export const RELIABILITY = { people: 30, width: 0.3, relativeWidth: 1.3, fewAnswers: 20 } satisfies Record<
  string,
  number
>

export type UnreliableBecause = 'few-people' | 'small-effective-number' | 'wide-interval'
export type Reliability =
  | { verdict: 'show' }
  | { verdict: 'flag'; because: 'relatively-wide-interval' | 'few-answers' }
  | { verdict: 'hide'; because: UnreliableBecause[] }

/**
 * Whether a share may be shown, shown with a warning, or not. In the results of a whole question (`oneWay`) from 20
 * answers on it is at worst shown with a warning.
 */
export const reliabilityOf = (share: SurveyedShare, oneWay: boolean): Reliability => {
  const { low, high } = kornGraubard(share)
  const width = high - low
  const because: UnreliableBecause[] = []
  if (share.n < RELIABILITY.people) because.push('few-people')
  if (share.nEff < RELIABILITY.people) because.push('small-effective-number')
  if (width >= RELIABILITY.width) because.push('wide-interval')
  if (because.length > 0) {
    return oneWay && share.n >= RELIABILITY.fewAnswers
      ? { verdict: 'flag', because: 'few-answers' }
      : { verdict: 'hide', because }
  }
  return width > RELIABILITY.relativeWidth * share.p
    ? { verdict: 'flag', because: 'relatively-wide-interval' }
    : { verdict: 'show' }
}
