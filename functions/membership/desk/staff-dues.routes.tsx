import { type Context, Hono } from 'hono'
import * as z from 'zod'
import { dayIn } from '../../../shared/calendar.ts'
import { MailId } from '../../../shared/ids.ts'
import { dollars } from '../../../shared/membership/dues.ts'
import { type Payment, refundable } from '../../../shared/membership/payments.ts'
import { Cents } from '../../../shared/units.ts'
import type { Problem } from '../../../web/components/form.tsx'
import { GiftFields, RefundFields, type TypedGift } from '../../../web/membership/desk/member-act-fields.tsx'
import { duesAct, giftAct, refundAct, withdrawAct } from '../../../web/membership/desk/member-acts.ts'
import { auditEntry } from '../../adapters/audit.ts'
import type { Page } from '../../http/audience.tsx'
import { actOnDues } from '../account/change-dues.ts'
import type { KnownMember } from '../known-member.ts'
import { absorptions } from '../merging/absorbed-members.ts'
import { askRefund, refundsAsked } from './ask-refund.ts'
import { grantMonths, withdrawGrant } from './grant-months.ts'
import { type DeskNeeds, NO_REASON, staffDesk, Typed } from './staff-desk.tsx'

/** Staff give time and money back, and stop what would be charged. */
export const staffDuesRoutes = (needs: DeskNeeds) => {
  const { table, now, newId } = needs
  const { memberNamed, elsewhere, actPage, reasonPage, done } = staffDesk(needs)

  const request = () => newId(MailId, 'mal')

  const duesActFor = (known: KnownMember, act: 'stop' | 'cancel') =>
    duesAct(known, act, dayIn(now(), known.city.timeZone))

  const giftPage = (c: Context<Page>, known: KnownMember, typed: TypedGift, problems: Problem[] = [], key?: string) =>
    actPage(c, known, giftAct(known), {
      problems,
      request: key ?? request(),
      children: <GiftFields typed={typed} problems={problems} />,
    })

  const refundPage = (
    c: Context<Page>,
    known: KnownMember,
    payment: Payment,
    typed: { amount: string; reason: string },
    problems: Problem[] = [],
    key?: string,
  ) =>
    actPage(c, known, refundAct(payment), {
      problems,
      request: key ?? request(),
      children: (
        <>
          <input type="hidden" name="payment" value={payment.paymentId} />
          <RefundFields typed={typed} problems={problems} />
        </>
      ),
    })

  const duesRoutes = new Hono<Page>()
  for (const [path, act] of [
    ['stop', 'stop'],
    ['cancel', 'cancel'],
  ] as const)
    duesRoutes
      .get(`/staff/members/:id/${path}`, async (c) => {
        const known = await memberNamed(c)
        return known ? c.html(reasonPage(c, known, duesActFor(known, act))) : elsewhere(c)
      })
      .post(`/staff/members/:id/${path}`, async (c) => {
        const known = await memberNamed(c)
        if (!known) return elsewhere(c)
        const { reason } = Typed.parse(await c.req.parseBody())
        if (reason === '') return c.html(reasonPage(c, known, duesActFor(known, act), reason, [NO_REASON]), 422)
        const actor = c.get('actor')
        const { memberId } = known.member
        const audited = auditEntry({
          at: now(),
          actor,
          act: act === 'stop' ? 'membership.renewal-stopped' : 'membership.cancelled',
          subject: memberId,
        })
        const changed = await actOnDues(needs, memberId, act, { by: actor.userId, reason, also: [audited] })
        if (changed.outcome === 'changed') return done(c, known, path)
        const again = (await memberNamed(c)) ?? known
        return c.html(reasonPage(c, again, duesActFor(again, act), reason), 409)
      })

  return duesRoutes
    .get('/staff/members/:id/gift', async (c) => {
      const known = await memberNamed(c)
      const typed = { granted: 'gift', months: '12', reason: '', tell: 'yes' }
      return known ? c.html(giftPage(c, known, typed)) : elsewhere(c)
    })

    .post('/staff/members/:id/gift', async (c) => {
      const known = await memberNamed(c)
      if (!known) return elsewhere(c)
      const typed = Typed.parse(await c.req.parseBody())
      const granted = Granted.safeParse(typed.granted)
      const months = Months.safeParse(typed.months)
      const problems: Problem[] = [
        ...(granted.success ? [] : [{ field: 'granted', message: 'Choose what it is.' }]),
        ...(months.success ? [] : [{ field: 'months', message: 'The months must be a whole number from 1 to 24.' }]),
        ...(typed.reason === '' ? [NO_REASON] : []),
      ]
      const key = MailId.safeParse(typed.request)
      if (!granted.success || !months.success || !key.success || problems.length > 0)
        return c.html(giftPage(c, known, typed, problems, key.data), 422)
      const given = await grantMonths(needs, c.get('actor'), {
        memberId: known.member.memberId,
        request: key.data,
        granted: granted.data,
        months: months.data,
        reason: typed.reason,
        tell: typed.tell === 'yes',
      })
      return given.outcome === 'refused' ? c.notFound() : done(c, known, 'gift')
    })

    .get('/staff/members/:id/withdrawal', async (c) => {
      const known = await memberNamed(c)
      if (!known) return elsewhere(c)
      const gift = known.membership.payments.find((one) => one.paymentId === c.req.query('payment') && one.granted)
      return gift ? c.html(reasonPage(c, known, withdrawAct(gift))) : c.notFound()
    })

    .post('/staff/members/:id/withdrawal', async (c) => {
      const known = await memberNamed(c)
      if (!known) return elsewhere(c)
      const { reason } = Typed.parse(await c.req.parseBody())
      const gift = known.membership.payments.find((one) => one.paymentId === c.req.query('payment') && one.granted)
      if (!gift) return c.notFound()
      if (reason === '') return c.html(reasonPage(c, known, withdrawAct(gift), reason, [NO_REASON]), 422)
      const asked = { memberId: known.member.memberId, paymentId: gift.paymentId, reason }
      const withdrawn = await withdrawGrant(needs, c.get('actor'), asked)
      return withdrawn.outcome === 'withdrawn' ? done(c, known, 'withdrawal') : c.notFound()
    })

    .get('/staff/members/:id/refund', async (c) => {
      const known = await memberNamed(c)
      if (!known) return elsewhere(c)
      const payment = known.membership.payments.find((one) => one.paymentId === c.req.query('payment'))
      if (!payment) return c.notFound()
      const typed = { amount: plain(refundable(payment)), reason: '' }
      return c.html(refundPage(c, known, payment, typed))
    })

    .post('/staff/members/:id/refund', async (c) => {
      const known = await memberNamed(c)
      if (!known) return elsewhere(c)
      const { memberId } = known.member
      const typed = Typed.parse(await c.req.parseBody())
      const key = MailId.safeParse(typed.request)
      if (typed.again && key.success) {
        const own = [memberId, ...(await absorptions(table, memberId)).map((one) => one.memberId)]
        const rows = await Promise.all(own.map(async (id) => ({ id, asked: await refundsAsked(table, id) })))
        const row = rows
          .flatMap(({ id, asked }) => asked.map((one) => ({ id, ...one })))
          .find((one) => one.request === key.data)
        if (!row) return c.notFound()
        await askRefund(needs, c.get('actor'), { ...row, memberId: row.id, reason: '' })
        return done(c, known, 'refund')
      }
      const payment = known.membership.payments.find((one) => one.paymentId === typed.payment)
      if (!payment) return c.notFound()
      const cents = centsOf(typed.amount)
      const problems: Problem[] = [
        ...(cents === undefined || cents === 0
          ? [{ field: 'amount', message: 'The amount must be dollars such as 12 or 12.50.' }]
          : cents > refundable(payment)
            ? [{ field: 'amount', message: `At most ${dollars(refundable(payment))} can be given back.` }]
            : []),
        ...(typed.reason === '' ? [NO_REASON] : []),
      ]
      if (cents === undefined || !key.success || problems.length > 0)
        return c.html(refundPage(c, known, payment, typed, problems, key.data), 422)
      const asked = { memberId, paymentId: payment.paymentId, cents, request: key.data, reason: typed.reason }
      const answer = await askRefund(needs, c.get('actor'), asked)
      if (answer.outcome === 'asked') return done(c, known, 'refund')
      return c.html(
        refundPage(c, known, payment, typed, [{ field: 'amount', message: WHY_NO_REFUND[answer.reason] }]),
        409,
      )
    })
}

const Granted = z.enum(['gift', 'sponsored'])
const Months = z
  .string()
  .regex(/^\d{1,2}$/)
  .transform(Number)
  .pipe(z.int().min(1).max(24))

/** Dollars as staff type them, of any size: `12`, `$12.50`. */
const centsOf = (typed: string): Cents | undefined => {
  const [, whole, fraction = ''] = /^\$?\s*(\d{1,7})(?:\.(\d{1,2}))?$/.exec(typed) ?? []
  return whole === undefined ? undefined : Cents.parse(Number(whole) * 100 + Number(fraction.padEnd(2, '0')))
}
const plain = (cents: number) => (cents / 100).toFixed(2)

const WHY_NO_REFUND = {
  unknown: 'This payment is not this member’s any more.',
  'not-refundable': 'Stripe cannot give this payment back. Look it up there.',
  'already-refunded': 'All of it has gone back already.',
  'too-much': 'Less than this is left of the payment.',
} as const
