import * as z from 'zod'
import { Cents } from '../units.ts'
import { DUES } from './policy.ts'

/** Paid once, a payment carries one year; by the year or month, the card is charged again when that has ended. */
export const DuesInterval = z.enum(['once', 'year', 'month'])
export type DuesInterval = z.output<typeof DuesInterval>

/** How many months one payment carries. */
export const monthsOf = (interval: DuesInterval): number => (interval === 'month' ? 1 : 12)

/** What somebody wants to pay each time; `coversFee`: the card fee comes on top, so that all of `cents` reaches the network. */
export const Dues = z.object({ cents: Cents, interval: DuesInterval, coversFee: z.boolean() })
export type Dues = z.output<typeof Dues>

/** What the card is charged each time. */
export const chargeOf = ({ cents: amount, coversFee }: Pick<Dues, 'cents' | 'coversFee'>): Cents =>
  coversFee ? covering(amount) : amount

/** What a charge costs in card fees, to the nearest cent. */
export const cardFee = (charge: number): Cents =>
  cents(Math.round((charge * DUES.cardFee.perMille) / 1000) + DUES.cardFee.each)

/** The least charge of which `amount` is left when the card fee is paid. */
export const covering = (amount: Cents): Cents => {
  let charge = Math.floor(((amount + DUES.cardFee.each) * 1000) / (1000 - DUES.cardFee.perMille))
  while (charge - cardFee(charge) < amount) charge++
  return cents(charge)
}

export const DuesRefusal = z.enum(['not-an-amount', 'too-small', 'too-large'])
export type DuesRefusal = z.output<typeof DuesRefusal>

export type ParsedDues =
  | { outcome: 'dues'; cents: Cents }
  | { outcome: 'refused'; field: 'amount'; reason: DuesRefusal }

/** The least and the most that may be paid each time. */
export const limitsOf = (interval: DuesInterval): { least: Cents; most: Cents } => {
  const times = 12 / monthsOf(interval)
  return { least: cents(Math.ceil(DUES.least / times)), most: cents(Math.floor(DUES.most / times)) }
}

/** Dollars as people type them: `12`, `$ 12.50`, `1,200`. Whole cents only; no exponents, no decimal comma. */
export const parseDues = (typed: string, interval: DuesInterval = 'year'): ParsedDues => {
  const refused = (reason: DuesRefusal) => ({ outcome: 'refused', field: 'amount', reason }) as const
  const match = AMOUNT.exec(typed.trim())
  if (!match) return refused('not-an-amount')
  const [, minus, dollars = '', fraction = ''] = match
  const amount = Number(dollars.replaceAll(',', '')) * 100 + Number(fraction.padEnd(2, '0'))
  const { least, most } = limitsOf(interval)
  if (minus || amount < least) return refused('too-small')
  if (amount > most) return refused('too-large')
  return { outcome: 'dues', cents: cents(amount) }
}

const AMOUNT = /^(-)?(?:\$|USD)?\s*(\d{1,12}|\d{1,3}(?:,\d{3}){1,3})(?:\.(\d{1,2}))?(?:\s*(?:\$|USD))?$/i

/** `$12` or `$12.50`, as English and Spanish speakers in the United States both write it. */
export const dollars = (amount: number): string => DOLLARS.format(amount / 100)

const DOLLARS = new Intl.NumberFormat('en-US', {
  style: 'currency',
  currency: 'USD',
  trailingZeroDisplay: 'stripIfInteger',
})

const cents = (amount: number) => Cents.parse(amount)
