import type { Cents } from '../units.ts'
import { cardFee, covering, type DuesInterval, monthsOf } from './dues.ts'

/** What one way of paying dues costs in card fees. */
export type FeeLine = {
  cents: Cents
  interval: DuesInterval
  /** Of each charge. */
  fee: Cents
  /** Of each hundred dollars, to one digit after the point. */
  percent: number
  /** Of all charges of a year. */
  feeOfYear: number
  duesOfYear: number
  /** What is charged when the fee comes on top. */
  covered: Cents
}

export const feeLine = (cents: Cents, interval: DuesInterval): FeeLine => {
  const charges = 12 / monthsOf(interval)
  const fee = cardFee(cents)
  return {
    cents,
    interval,
    fee,
    percent: Math.round((fee * 1000) / cents) / 10,
    feeOfYear: fee * charges,
    duesOfYear: cents * charges,
    covered: covering(cents),
  }
}
