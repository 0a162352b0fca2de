import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MemberId } from '../../shared/ids.ts'
import type { Mandate } from '../../shared/membership/mandate.ts'
import {
  activated,
  begun,
  cancellationTakenBack,
  cancelled,
  type LivingMembership,
  withMandate,
  withPayments,
} from '../../shared/membership/membership.ts'
import type { Payment } from '../../shared/membership/payments.ts'
import { decideRenewal, dueOf, renewalPlan, stepTaken } from '../../shared/membership/renewal.ts'
import { Cents, Instant, PlainDate } from '../../shared/units.ts'

const day = (text: string) => PlainDate.parse(text)
const on = (text: string) => ({ today: day(text), at: Instant.parse(`${text}T18:00:00.000Z`) })
const payment = (paidOn: string): Payment => ({
  paymentId: `in_${paidOn}`,
  paidOn: day(paidOn),
  cents: Cents.parse(2500),
  refunded: Cents.parse(0),
  months: 12,
})
const MEMBER = MemberId.parse('mbr_00000000000000000000000001')

/** Paid on November 23, 2026 and active. */
const active = (paidOn = '2026-11-23'): LivingMembership => {
  const decision = activated(begun(MEMBER, payment(paidOn)), on(paidOn).at)
  if (decision.outcome === 'refused') throw new Error(decision.reason)
  return decision.membership
}
const card = (over: Partial<Mandate> = {}): Mandate => ({
  subscriptionId: 'sub_1',
  standing: 'alive',
  cents: Cents.parse(2500),
  interval: 'year',
  chargesOn: day('2027-11-23'),
  ...over,
})
const withCard = (over: Partial<Mandate> = {}, since = '2026-11-23') =>
  withMandate(active(), { mandate: card(over) }, on(since))

/** Every day from `from`, what the daily run does; what is mailed, on which day. */
const lived = (membership: LivingMembership, from: string, days: number, missed: readonly string[] = []) => {
  const told: string[] = []
  let now = membership
  for (let n = 0; n < days; n++) {
    const moment = on(new Date(Date.parse(`${from}T00:00:00Z`) + n * 86_400_000).toISOString().slice(0, 10))
    if (missed.includes(moment.today)) continue
    for (let decision = decideRenewal(now, moment); decision.outcome !== 'nothing-due'; ) {
      if (decision.outcome === 'settled') {
        if (decision.membership.state !== now.state) told.push(`${moment.today} ${decision.membership.state}`)
        now = decision.membership
      } else {
        told.push(`${moment.today} ${decision.step}`)
        now = stepTaken(decision, decision.step === 'anonymize' ? 'done' : 'mailed', moment)
      }
      decision = decideRenewal(now, moment)
      if (told.length > 100) throw new Error('the plan never ends')
    }
  }
  return { told, membership: now }
}

describe('a member who pays by hand', () => {
  it('is reminded 30, 7 and 0 days before the end, lapses after the grace days, is asked back once and told before being forgotten', () => {
    expect(lived(active(), '2026-11-23', 1300).told).toEqual([
      '2027-10-24 reminder-30',
      '2027-11-16 reminder-7',
      '2027-11-23 reminder-0',
      '2027-11-24 in-grace',
      '2027-12-24 lapsed',
      '2028-01-23 win-back',
      '2029-11-24 anonymize-notice',
      '2029-12-24 anonymize',
    ])
  })

  it('gets one mail, the last, when the days of several were missed', () => {
    const missed = Array.from({ length: 40 }, (_, n) => new Date(Date.UTC(2027, 9, 20 + n)).toISOString().slice(0, 10))
    const { told, membership } = lived(active(), '2027-10-01', 90, missed)
    expect(told).toEqual(['2027-11-29 reminder-0', '2027-12-24 lapsed'])
    expect(membership.steps.map(({ step, outcome }) => `${step} ${outcome}`)).toEqual([
      'reminder-30 overtaken',
      'reminder-7 overtaken',
      'reminder-0 mailed',
      'lapse done',
    ])
  })

  it('is reminded on the day after when time was given or paid for today: other mails tell of that', () => {
    const lapsed = lived(active(), '2026-11-23', 420).membership
    const gift: Payment = {
      ...payment('2028-04-20'),
      paymentId: 'gift-1',
      cents: Cents.parse(0),
      months: 1,
      granted: 'gift',
    }
    const given = withPayments(lapsed, [...lapsed.payments, gift], on('2028-04-20'))
    expect(given.paidThrough).toBe('2028-05-20')
    expect(lived(given, '2028-04-20', 31).told).toEqual([
      '2028-04-21 reminder-30',
      '2028-05-13 reminder-7',
      '2028-05-20 reminder-0',
    ])
  })

  it('is not reminded of a year that is paid already', () => {
    const renewed = withPayments(active(), [payment('2026-11-23'), payment('2027-11-10')], on('2027-11-10'))
    expect(renewed).toMatchObject({ state: 'active', paidThrough: '2028-11-23' })
    expect(lived(renewed, '2027-11-10', 300).told).toEqual([])
  })

  it('renews from the old end when paying in grace, and is active again', () => {
    const inGrace = lived(active(), '2027-10-01', 70).membership
    expect(inGrace.state).toBe('in-grace')
    const renewed = withPayments(inGrace, [payment('2026-11-23'), payment('2027-12-10')], on('2027-12-10'))
    expect(renewed).toMatchObject({ state: 'active', paidThrough: '2028-11-23' })
  })

  it('who joined on February 29 is reminded of February 28, and in leap years of February 29', () => {
    const years = ['2028-02-29', '2029-02-28', '2030-02-28', '2031-02-28'].map(payment)
    expect(renewalPlan(active('2028-02-29')).at(-1)).toEqual({ step: 'lapse', on: '2029-03-31' })
    expect(withPayments(active('2028-02-29'), years, on('2031-02-28')).paidThrough).toBe('2032-02-29')
  })
})

describe('a member whose card is charged by itself', () => {
  it('is told once, 30 days before, and not asked to pay', () => {
    expect(lived(withCard(), '2026-11-23', 360).told).toEqual(['2027-10-24 charge-notice'])
  })

  it('is asked to pay by hand as soon as the card is told to charge no more', () => {
    const stopping = withMandate(withCard(), { mandate: card({ standing: 'stopping' }) }, on('2027-06-01'))
    expect(lived(stopping, '2027-06-01', 176).told).toEqual([
      '2027-10-24 reminder-30',
      '2027-11-16 reminder-7',
      '2027-11-23 reminder-0',
    ])
  })

  it('whose card is refused is in grace, written to on day 0, 5 and 10, and lapses when nothing comes', () => {
    const failing = withMandate(
      withCard(),
      { mandate: card({ standing: 'failing', failing: { invoiceId: 'in_2', since: day('2027-11-23') } }) },
      on('2027-11-23'),
    )
    expect(failing).toMatchObject({ state: 'in-grace', graceSince: '2027-11-23' })
    expect(lived(failing, '2027-11-23', 40).told).toEqual([
      '2027-11-23 payment-failed-0',
      '2027-11-28 payment-failed-5',
      '2027-12-03 payment-failed-10',
      '2027-12-24 lapsed',
    ])
  })

  it('is written to at once though the refusal is heard of a day late, and once when it is heard of a week late', () => {
    const failing = { standing: 'failing', failing: { invoiceId: 'in_2', since: day('2027-11-23') } } as const
    expect(lived(withCard(failing, '2027-11-24'), '2027-11-24', 7).told).toEqual([
      '2027-11-24 payment-failed-0',
      '2027-11-28 payment-failed-5',
    ])
    expect(lived(withCard(failing, '2027-11-30'), '2027-11-30', 7).told).toEqual([
      '2027-11-30 payment-failed-5',
      '2027-12-03 payment-failed-10',
    ])
  })

  it('is asked once to pay by hand when the card is given up before the grace days are over', () => {
    const failing = withMandate(
      withCard(),
      { mandate: card({ standing: 'failing', failing: { invoiceId: 'in_2', since: day('2027-11-23') } }) },
      on('2027-11-23'),
    )
    const written = lived(failing, '2027-11-23', 8).membership
    const givenUp = withMandate(written, { mandate: card({ standing: 'over' }) }, on('2027-12-01'))
    expect(lived(givenUp, '2027-12-01', 30).told).toEqual(['2027-12-01 reminder-0', '2027-12-24 lapsed'])
  })

  it('who had it charge no more is not asked again when the provider ends it on the last paid day', () => {
    const stopping = withMandate(withCard(), { mandate: card({ standing: 'stopping' }) }, on('2027-06-01'))
    const reminded = lived(stopping, '2027-06-01', 176).membership
    const over = withMandate(reminded, { mandate: card({ standing: 'over' }) }, on('2027-11-24'))
    expect(lived(over, '2027-11-24', 40).told).toEqual(['2027-12-24 lapsed'])
  })

  it('whose charge arrives after all is out of grace, and written to no more', () => {
    const failing = withMandate(
      withCard(),
      { mandate: card({ standing: 'failing', failing: { invoiceId: 'in_2027-11-26', since: day('2027-11-23') } }) },
      on('2027-11-23'),
    )
    const recovered = withPayments(failing, [payment('2026-11-23'), payment('2027-11-26')], on('2027-11-26'))
    expect(recovered).toMatchObject({ state: 'active', paidThrough: '2028-11-23', mandate: { standing: 'alive' } })
    expect(lived(recovered, '2027-11-26', 30).told).toEqual([])
  })

  it('by the month gets no notice before each charge', () => {
    const monthly = withMandate(
      active(),
      { mandate: card({ interval: 'month', chargesOn: day('2026-12-23') }) },
      on('2026-11-23'),
    )
    expect(renewalPlan(monthly).map(({ step }) => step)).toEqual(['lapse'])
  })
})

describe('a member who cancels', () => {
  it('stays until the paid end without a reminder, lapses on the next day and is not asked back', () => {
    const decision = cancelled(active(), on('2027-01-10'))
    if (decision.outcome === 'refused') throw new Error(decision.reason)
    expect(decision.membership).toMatchObject({ state: 'cancelled', paidThrough: '2027-11-23' })
    expect(lived(decision.membership, '2027-01-10', 700).told).toEqual(['2027-11-24 lapsed'])
  })

  it('may take it back while the paid time lasts, and is a member again by paying anew', () => {
    const decision = cancelled(active(), on('2027-01-10'))
    if (decision.outcome === 'refused') throw new Error(decision.reason)
    expect(cancellationTakenBack(decision.membership, on('2027-02-01'))).toMatchObject({
      outcome: 'stands',
      membership: { state: 'active' },
    })
    const paid = withPayments(decision.membership, [payment('2026-11-23'), payment('2027-03-01')], on('2027-03-01'))
    expect(paid).toMatchObject({ state: 'active', paidThrough: '2028-11-23' })
  })
})

describe('a payment that is heard of after a cancellation', () => {
  const stopped = () => {
    const decision = cancelled(active(), on('2027-10-01'))
    if (decision.outcome === 'refused') throw new Error(decision.reason)
    return decision.membership
  }

  it('and was made long before it extends the time that the member stays, and takes nothing back', () => {
    const membership = stopped()
    const late = withPayments(membership, [...membership.payments, payment('2027-09-20')], on('2027-10-02'))
    expect(late).toMatchObject({ state: 'cancelled', paidThrough: '2028-11-23' })
  })

  it('and was made after it, on that very day too, makes a member like any other', () => {
    const membership = stopped()
    const anew = withPayments(membership, [...membership.payments, payment('2027-10-01')], on('2027-10-01'))
    expect(anew).toMatchObject({ state: 'active', paidThrough: '2028-11-23' })
  })
})

describe('a lapsed member whose plan began anew after the day of the notice', () => {
  it('is told on the day of being forgotten, and forgotten thirty days later', () => {
    const lapsed = lived(active(), '2026-11-23', 420).membership
    const taken = { ...lapsed, plannedFrom: day('2029-12-20') } as LivingMembership
    expect(lived(taken, '2029-12-20', 60).told).toEqual(['2029-12-24 anonymize-notice', '2030-01-23 anonymize'])
  })

  it('is told again, though somebody told them of another time before they paid again', () => {
    const lapsed = lived(active(), '2026-11-23', 420).membership
    const old = { step: 'anonymize-notice', on: day('2020-01-01'), takenOn: day('2020-01-01') } as const
    const steps = [{ ...old, at: on('2020-01-01').at, outcome: 'mailed' as const }, ...lapsed.steps]
    const taken = { ...lapsed, steps, plannedFrom: day('2029-12-20') } as LivingMembership
    expect(lived(taken, '2029-12-20', 60).told).toEqual(['2029-12-24 anonymize-notice', '2030-01-23 anonymize'])
  })
})

describe('a member whose dues went back in full', () => {
  it('has lapsed, and is not asked back', () => {
    const returned = [{ ...payment('2026-11-23'), refunded: Cents.parse(2500) }]
    const lapsed = withPayments(active(), returned, on('2026-12-01'))
    expect(lapsed).toMatchObject({ state: 'lapsed' })
    expect(renewalPlan(lapsed).map(({ step }) => step)).toEqual(['anonymize-notice', 'anonymize'])
  })
})

describe('the day on which the daily run looks at a membership', () => {
  it('is the first on which something is to happen', () => {
    expect(dueOf(active())?.dueAt).toBe('2027-10-24T00:00:00.000Z')
    expect(dueOf(withCard())?.dueAt).toBe('2027-10-24T00:00:00.000Z')
  })

  it('is none for somebody erased', () => {
    const erased = { ...active(), state: 'erased', erasedAt: on('2027-01-01').at } as const
    expect(dueOf(erased)).toBeUndefined()
  })
})

describe('a step of the very day on which the member pays', () => {
  it('is not taken after the payment, whether it would have asked for it or told of a card', () => {
    const waiting = lived(active(), '2027-10-01', 53).membership
    expect(decideRenewal(waiting, on('2027-11-23'))).toMatchObject({ outcome: 'due', step: 'reminder-0' })
    const paid = withPayments(waiting, [payment('2026-11-23'), payment('2027-11-23')], on('2027-11-23'))
    expect(lived(paid, '2027-11-23', 2).told).toEqual([])

    const failing = { standing: 'failing', failing: { invoiceId: 'in_2027-11-28', since: day('2027-11-23') } } as const
    const refused = lived(withMandate(withCard(), { mandate: card(failing) }, on('2027-11-23')), '2027-11-23', 5)
    expect(decideRenewal(refused.membership, on('2027-11-28'))).toMatchObject({ step: 'payment-failed-5' })
    const charged = withPayments(refused.membership, [payment('2026-11-23'), payment('2027-11-28')], on('2027-11-28'))
    expect(lived(charged, '2027-11-28', 30).told).toEqual([])
  })

  it('of a plan that begins anew on a day with a mail waits for the next day', () => {
    const reminded = lived(active(), '2027-10-01', 54).membership
    expect(reminded.steps.at(-1)).toMatchObject({ step: 'reminder-0', takenOn: '2027-11-23' })
    const failing = { standing: 'failing', failing: { invoiceId: 'in_2', since: day('2027-11-23') } } as const
    const refused = withMandate(reminded, { mandate: card(failing) }, on('2027-11-23'))
    expect(lived(refused, '2027-11-23', 2).told).toEqual(['2027-11-24 payment-failed-0'])
  })

  it('that somebody has to be told waits for the next day: the notice before a card is charged', () => {
    const before = lived(withCard(), '2026-11-23', 335).membership
    const also = withPayments(before, [payment('2026-11-23'), payment('2027-10-24')], on('2027-10-24'))
    expect(lived(also, '2027-10-24', 2).told).toEqual(['2027-10-25 charge-notice'])
  })
})

describe('whatever days the daily run misses', () => {
  it('no step is taken twice, no two mails leave on one day, and no mail speaks of a day that a later mail has passed', () => {
    const start = Date.UTC(2027, 9, 1)
    const days = fc.uniqueArray(fc.nat({ max: 900 }), { minLength: 300, maxLength: 880 })
    const failing = { standing: 'failing', failing: { invoiceId: 'in_2', since: day('2027-11-23') } } as const
    const members = fc.constantFrom(active(), withCard(), withCard(failing, '2027-11-23'))
    fc.assert(
      fc.property(members, days, (member, missed) => {
        const { told, membership } = lived(
          member,
          '2027-10-01',
          901,
          missed.map((n) => new Date(start + n * 86_400_000).toISOString().slice(0, 10)),
        )
        const mails = told.filter((line) => !/(in-grace|lapsed|anonymize)$/.test(line))
        expect(new Set(mails.map((line) => line.slice(0, 10))).size).toBe(mails.length)
        const planned = membership.steps.map(({ step, on: day }) => `${step} ${day}`)
        expect(new Set(planned).size).toBe(planned.length)
        const mailed = membership.steps.filter(({ outcome }) => outcome === 'mailed').map(({ on: day }) => day)
        expect(mailed).toEqual([...mailed].sort())
      }),
      { seed: 20261123, numRuns: 100 },
    )
  })
})
