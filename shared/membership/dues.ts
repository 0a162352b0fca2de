import * as z from 'zod'
import { Cents } from '../units.ts'

/** Paid once, a payment carries one year; by the year, the card is charged again when that year ends. */
export const DuesInterval = z.enum(['once', 'year'])
export type DuesInterval = z.output<typeof DuesInterval>

type DuesPolicy = {
  least: Cents
  most: Cents
  /** Offered on the form beside "another amount". */
  suggestions: readonly Cents[]
  /** How long after `paidThrough` a membership still stands and a payment still renews from the old end. */
  graceDays: number
}

const cents = (amount: number) => Cents.parse(amount)

export const DUES = {
  least: cents(12_00),
  most: cents(10_000_00),
  suggestions: [cents(12_00), cents(25_00), cents(60_00)],
  graceDays: 30,
} satisfies DuesPolicy

export const DuesRefusal = z.enum(['not-an-amount', 'too-small', 'too-large'])
export type DuesRefusal = z.output<typeof DuesRefusal>

export type ParsedDues =
  | { outcome: 'dues'; cents: Cents }
  | { outcome: 'refused'; field: 'amount'; reason: DuesRefusal }

/** Dollars as people type them: `12`, `$ 12.50`, `1,200`. Whole cents only; no exponents, no decimal comma. */
export const parseDues = (typed: string, policy: Pick<DuesPolicy, 'least' | 'most'> = DUES): ParsedDues => {
  const refused = (reason: DuesRefusal) => ({ outcome: 'refused', field: 'amount', reason }) as const
  const match = AMOUNT.exec(typed.trim())
  if (!match) return refused('not-an-amount')
  const [, minus, dollars = '', fraction = ''] = match
  const amount = Number(dollars.replaceAll(',', '')) * 100 + Number(fraction.padEnd(2, '0'))
  if (minus || amount < policy.least) return refused('too-small')
  if (amount > policy.most) return refused('too-large')
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
