import { Cents } from '../units.ts'

/** What a membership costs, how it is renewed and how long what is kept. All of it stands here; days are days of the member's city. */

type DuesPolicy = {
  /** For one year. By the month it is a twelfth. */
  least: Cents
  most: Cents
  /** Offered on the form beside "another amount", for one year. */
  suggestions: readonly Cents[]
  /** The same for one month, to those who pay every month. */
  suggestionsByMonth: readonly Cents[]
  /** How long after `paidThrough` a membership still stands and a payment still renews from the old end. */
  graceDays: number
  /** What a card payment costs the network: so many thousandths, and so much each time (Stripe, cards of the United States). */
  cardFee: { perMille: number; each: Cents }
}

const cents = (amount: number) => Cents.parse(amount)

export const DUES = {
  least: cents(12_00),
  most: cents(10_000_00),
  suggestions: [cents(12_00), cents(25_00), cents(60_00)],
  suggestionsByMonth: [cents(1_00), cents(3_00), cents(5_00)],
  graceDays: 30,
  cardFee: { perMille: 29, each: cents(30) },
} satisfies DuesPolicy

type RenewalPolicy = {
  /** Days before `paidThrough` on which those who pay by hand are reminded, the earliest first. */
  remindBefore: readonly [30, 7, 0]
  /** Days before a card is charged by itself for another year on which its owner is told; many laws want 15 to 45. */
  noticeBefore: number
  /** Days after a failed payment on which its owner is written to. */
  failedAfter: readonly [0, 5, 10]
  /** Days after a card should have been charged on which staff are asked why nothing was paid. */
  chargeMissingAfter: number
  /** Days after a membership has lapsed on which its owner is asked back, once. */
  winBackAfter: number
}

export const RENEWAL = {
  remindBefore: [30, 7, 0],
  noticeBefore: 30,
  failedAfter: [0, 5, 10],
  chargeMissingAfter: 3,
  winBackAfter: 30,
} satisfies RenewalPolicy

/** Months after a membership has lapsed on which its person is forgotten, and days before that on which they are told. */
export const RETENTION = { monthsLapsed: 24, toldBeforeDays: 30 } as const

/** The people whom an organization may name as sharing its membership. */
export const ORGANIZATION = { mostPeople: 10 } as const

/** A merge of two members can be taken back so long. */
export const MERGE = { undoDays: 30 } as const
