import { beforeEach, describe, expect, it } from 'vitest'
import type { PaymentEvent } from '../../functions/adapters/stripe.ts'
import { keys, MemberRow } from '../../functions/membership/items.ts'
import { startSignup } from '../../functions/membership/joining/start-signup.ts'
import { hearPaymentEvent } from '../../functions/membership/payments/hear-payment-event.ts'
import { Membership } from '../../shared/membership/membership.ts'
import { Cents } from '../../shared/units.ts'
import { type EmbeddedTable, freshTable } from '../table.ts'
import { ana, applicationId, checkouts, countedIds, noMandates, openCity, paid, site, stoppedClock } from './cast.ts'

let embedded: EmbeddedTable
/** What the provider would answer now. */
let refunded: number
/** Something that happens while the provider is answering; it happens once. */
let meanwhile: { payment?: () => Promise<unknown>; refund?: () => Promise<unknown> }

beforeEach(async () => {
  embedded = await freshTable()
  await openCity(embedded.table)
  refunded = 0
  meanwhile = {}
  await startSignup(
    { table: embedded.table, now, publicUrl: site.publicUrl, payments: checkouts() },
    { applicationId: applicationId(1), joining: ana },
  )
})

const { now } = stoppedClock()
const newId = countedIds()

const happens = async (what: keyof typeof meanwhile) => {
  const now = meanwhile[what]
  delete meanwhile[what]
  await now?.()
}
const payment = async () => {
  const answer = { ...paid('in_1', applicationId(1)), refunded: Cents.parse(refunded) }
  await happens('payment')
  return answer
}
const payments = {
  readCheckout: payment,
  readInvoice: payment,
  paymentIdOf: async () => 'in_1',
  readReturned: async () => {
    const answer = { refunded: Cents.parse(refunded) }
    await happens('refund')
    return answer
  },
  ...noMandates,
}

const hears = async (eventId: string, kind: 'invoice' | 'refund') => {
  const event: PaymentEvent = { eventId, type: kind, about: { kind, id: 'provider_1' }, odd: undefined }
  const verify = async () => ({ outcome: 'verified', event }) as const
  const heard = await hearPaymentEvent(
    { table: embedded.table, now, newId, verify, payments },
    { body: '', signature: '' },
  )
  return heard.outcome === 'heard' ? heard.effect : heard.reason
}

const membership = async () => {
  const row = await embedded.table.get(MemberRow, keys.payment('in_1'))
  return row && embedded.table.get(Membership, keys.membership(row.memberId))
}

describe('a refund that fails while its beginning is being recorded', () => {
  it('leaves the dues as they stand at the provider, whichever event is written last', async () => {
    await hears('evt_paid', 'invoice')
    refunded = 2500
    meanwhile.refund = async () => {
      refunded = 0
      await hears('evt_failed', 'refund')
    }
    expect(await hears('evt_created', 'refund')).toBe('recorded')
    expect(await membership()).toMatchObject({
      state: 'awaiting-activation',
      paidThrough: '2027-11-23',
      payments: [{ refunded: 0 }],
    })
  })
})

describe('a refund that is heard before its payment has been recorded', () => {
  const LAPSED = { state: 'lapsed', payments: [{ cents: 2500, refunded: 2500 }] }

  it('is in the membership that the payment makes, though the payment was read before it', async () => {
    const effects: string[] = []
    meanwhile.payment = async () => {
      refunded = 2500
      effects.push(await hears('evt_refund', 'refund'))
    }
    effects.push(await hears('evt_paid', 'invoice'))
    expect(effects).toEqual(['unknown-payment', 'joined'])
    expect(await membership()).toMatchObject(LAPSED)
  })

  it('is there too when it comes in the moment of writing', async () => {
    let writes = 0
    const { table } = embedded
    const racing: typeof table = {
      ...table,
      async write(...all) {
        if (writes++ === 0) {
          refunded = 2500
          await hears('evt_refund', 'refund')
        }
        return table.write(...all)
      },
    }
    embedded = { ...embedded, table: racing }
    expect(await hears('evt_paid', 'invoice')).toBe('joined')
    expect(await membership()).toMatchObject(LAPSED)
  })

  it('is recorded once, however often it is told', async () => {
    expect(await hears('evt_refund', 'refund')).toBe('unknown-payment')
    expect(await hears('evt_refund', 'refund')).toBe('known-event')
    await hears('evt_paid', 'invoice')
    expect((await membership())?.payments).toHaveLength(1)
  })
})
