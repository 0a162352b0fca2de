import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseDues } from '../../shared/membership/dues.ts'
import { type Payment, paidThrough, withPayment, withReturned } from '../../shared/membership/payments.ts'
import { Cents, PlainDate } from '../../shared/units.ts'

const day = (text: string) => PlainDate.parse(text)
const cents = (amount: number) => Cents.parse(amount)
const payment = (paidOn: string, paymentId = paidOn): Payment => ({
  paymentId,
  paidOn: day(paidOn),
  cents: cents(2500),
  refunded: cents(0),
  months: 12,
})

describe('dues as they are typed', () => {
  it.each([
    ['12', 1200],
    ['12.00', 1200],
    ['$ 12.50', 1250],
    [' 25.5 ', 2550],
    ['1,200', 120_000],
    ['10,000', 1_000_000],
    ['60 USD', 6000],
  ])('%j are %i cents', (typed, amount) => {
    expect(parseDues(typed)).toEqual({ outcome: 'dues', cents: amount })
  })

  it.each([
    ['11.99', 'too-small'],
    ['-5', 'too-small'],
    ['0', 'too-small'],
    ['10000.01', 'too-large'],
    ['999999999999', 'too-large'],
    ['1e9', 'not-an-amount'],
    ['abc', 'not-an-amount'],
    ['', 'not-an-amount'],
    ['12,50', 'not-an-amount'],
    ['12.505', 'not-an-amount'],
    ['1,20', 'not-an-amount'],
    ['0x20', 'not-an-amount'],
    ['Infinity', 'not-an-amount'],
    ['25 € ', 'not-an-amount'],
  ])('%j are refused as %s, naming the field', (typed, reason) => {
    expect(parseDues(typed)).toEqual({ outcome: 'refused', field: 'amount', reason })
  })
})

describe('the day that payments carry to', () => {
  it('is a year after a first payment', () => {
    expect(paidThrough([payment('2026-11-23')])).toBe('2027-11-23')
  })

  it('counts an early renewal from the old end', () => {
    expect(paidThrough([payment('2026-11-23'), payment('2027-10-01')])).toBe('2028-11-23')
  })

  it('counts a renewal in the grace days from the old end, not from today', () => {
    expect(paidThrough([payment('2026-11-23'), payment('2027-12-23')])).toBe('2028-11-23')
  })

  it('begins anew with a payment after the grace days', () => {
    expect(paidThrough([payment('2026-11-23'), payment('2027-12-24')])).toBe('2028-12-24')
  })

  it('never drifts for someone who joined on February 29', () => {
    const joined = payment('2028-02-29')
    expect(paidThrough([joined])).toBe('2029-02-28')
    const everyYear = [joined, payment('2029-02-28'), payment('2030-02-28'), payment('2031-02-28')]
    expect(paidThrough(everyYear)).toBe('2032-02-29')
  })

  it('forgets a payment that was refunded in full, and keeps one refunded in part', () => {
    const two = [payment('2026-11-23', 'one'), payment('2027-11-01', 'two')]
    expect(paidThrough(withReturned(two, 'two', { refunded: cents(2500) }))).toBe('2027-11-23')
    expect(paidThrough(withReturned(two, 'two', { refunded: cents(500) }))).toBe('2028-11-23')
    expect(paidThrough(withReturned([payment('2026-11-23', 'one')], 'one', { refunded: cents(2500) }))).toBeUndefined()
  })

  it('takes the end of dues paid elsewhere as it is', () => {
    expect(paidThrough([{ ...payment('2026-01-05'), through: day('2027-04-30') }, payment('2027-04-01')])).toBe(
      '2028-04-30',
    )
  })

  it('is the same whatever the order and number in which payments are heard of', () => {
    const start = Date.UTC(2024, 1, 29)
    const somePayments = fc
      .uniqueArray(fc.nat({ max: 3000 }), { minLength: 1, maxLength: 8 })
      .map((days) =>
        days.map((after, index) =>
          payment(new Date(start + after * 86_400_000).toISOString().slice(0, 10), `p${index}`),
        ),
      )
    const heard = somePayments.chain((payments) =>
      fc
        .shuffledSubarray([...payments, ...payments, ...payments], { minLength: payments.length * 3 })
        .map((told) => ({ payments, told })),
    )
    fc.assert(
      fc.property(heard, ({ payments, told }) => {
        const kept = told.reduce<readonly Payment[]>(withPayment, [])
        expect(kept).toHaveLength(payments.length)
        expect(paidThrough(kept)).toBe(paidThrough(payments))
      }),
      { seed: 20261123, numRuns: 200 },
    )
  })
})
