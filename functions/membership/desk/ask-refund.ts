import * as z from 'zod'
import type { Actor } from '../../../shared/identity/actor.ts'
import { MailId, type MemberId, UserId } from '../../../shared/ids.ts'
import { type Payment, refundable } from '../../../shared/membership/payments.ts'
import { Cents, type Clock, Instant, plusSeconds } from '../../../shared/units.ts'
import { auditEntry } from '../../adapters/audit.ts'
import type { Payments, RefundAnswer } from '../../adapters/stripe.ts'
import type { Table } from '../../adapters/table.ts'
import { happened, keys } from '../items.ts'
import { knownMember } from '../known-member.ts'

type Needs = { table: Table; now: Clock; payments: Pick<Payments, 'refund'> }

/** A refund that staff have asked for: stored with its key before anybody is asked, so that asking again makes no second. */
export const RefundAsked = z.object({
  request: MailId,
  paymentId: z.string(),
  cents: Cents,
  /** What of the payment had gone back before. */
  refundedBefore: Cents,
  at: Instant,
  by: UserId,
  answer: z.enum(['taken', 'already-refunded', 'too-much', 'not-refundable']).optional(),
})
export type RefundAsked = z.output<typeof RefundAsked>

const REFUND_BEGINS = 'REFUND#'
const refundKey = (memberId: MemberId, request: MailId) => ({
  ...keys.profile(memberId),
  sk: `${REFUND_BEGINS}${request}`,
})

export const refundsAsked = async (table: Pick<Table, 'query'>, memberId: MemberId): Promise<RefundAsked[]> =>
  (await table.query(RefundAsked, { ...keys.profile(memberId), begins: REFUND_BEGINS })).items

/** What became of it: only the provider's own event says that money went back. */
export const standingOfRefund = (
  { answer, cents, refundedBefore }: RefundAsked,
  payment: Pick<Payment, 'refunded'> | undefined,
): 'done' | 'waiting' | 'unanswered' | 'refused' => {
  if (answer && answer !== 'taken') return 'refused'
  if (payment && payment.refunded >= refundedBefore + cents) return 'done'
  return answer ? 'waiting' : 'unanswered'
}

export type AskedRefund =
  | { outcome: 'asked' }
  | { outcome: 'refused'; reason: 'unknown' | 'not-refundable' | 'already-refunded' | 'too-much' }

/**
 * Asks the provider to give money back. The membership is not touched here: the provider's event tells what went back, and
 * `paidThrough` follows from that. Posted twice under one `request`, it is asked once.
 */
export const askRefund = async (
  needs: Needs,
  actor: Actor,
  asked: { memberId: MemberId; paymentId: string; cents: Cents; request: MailId; reason: string },
): Promise<AskedRefund> => {
  const { table, now, payments } = needs
  const { memberId, paymentId, cents, request, reason } = asked
  const key = refundKey(memberId, request)
  if (!(await table.get(RefundAsked, key))) {
    const known = await knownMember(table, memberId)
    const payment = known?.membership.payments.find((one) => one.paymentId === paymentId)
    if (!payment) return { outcome: 'refused', reason: 'unknown' }
    if (refundable(payment) === 0)
      return { outcome: 'refused', reason: payment.refunded > 0 ? 'already-refunded' : 'not-refundable' }
    if (cents > refundable(payment)) return { outcome: 'refused', reason: 'too-much' }
    const at = now()
    const row: RefundAsked = { request, paymentId, cents, refundedBefore: payment.refunded, at, by: actor.userId }
    await table.write(
      { put: { ...key, ...row }, if: { exists: false } },
      happened({ memberId, what: 'refund-asked', at, by: actor.userId, detail: { paymentId, cents }, text: reason }),
      auditEntry({ at, actor, act: 'payment.refund-asked', subject: memberId, detail: { paymentId, cents } }),
    )
  }
  const stored = await table.get(RefundAsked, key)
  if (!stored) return { outcome: 'refused', reason: 'unknown' }
  if (stored.answer) return answered(stored.answer)
  if (plusSeconds(stored.at, KEY_KEPT_SECONDS) < now()) {
    const known = await knownMember(table, memberId)
    const payment = known?.membership.payments.find((one) => one.paymentId === stored.paymentId)
    // A day later it is known what went back: asked under a key that is forgotten, it would go back twice.
    if (!payment || payment.refunded > stored.refundedBefore)
      return { outcome: 'refused', reason: payment ? 'already-refunded' : 'unknown' }
  }
  const answer = await payments.refund({ paymentId: stored.paymentId, cents: stored.cents, key: `refund:${request}` })
  await table.write({ update: key, set: { answer: wordOf(answer) }, if: { exists: true } })
  return answered(wordOf(answer))
}

/** The provider knows a key again for a day. */
const KEY_KEPT_SECONDS = 23 * 3600

const answered = (answer: NonNullable<RefundAsked['answer']>): AskedRefund =>
  answer === 'taken' ? { outcome: 'asked' } : { outcome: 'refused', reason: answer }

const wordOf = (answer: RefundAnswer): NonNullable<RefundAsked['answer']> =>
  answer.outcome === 'refunded' ? 'taken' : answer.reason
