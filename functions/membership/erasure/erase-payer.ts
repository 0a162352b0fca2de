import * as z from 'zod'
import { MemberId } from '../../../shared/ids.ts'
import { Application } from '../../../shared/membership/application.ts'
import { erasureKey } from '../../../shared/membership/erasure.ts'
import { Membership } from '../../../shared/membership/membership.ts'
import { isReceipted } from '../../../shared/membership/receipts.ts'
import type { Clock } from '../../../shared/units.ts'
import type { Payments } from '../../adapters/stripe.ts'
import type { Table } from '../../adapters/table.ts'
import { OpenRenewal, openRenewalKey } from '../account/renew-by-hand.ts'
import { keys } from '../items.ts'

export const PayerTask = z.object({ memberId: MemberId, step: z.enum(['end-mandate', 'forget-payer']) })
export type PayerTask = z.output<typeof PayerTask>

type Needs = {
  table: Table
  now: Clock
  payments: Pick<Payments, 'endMandate' | 'endCheckout' | 'payersOf' | 'forgetCustomer'>
}

/**
 * The erasure at the payment provider: first nothing may be charged any more, at last the payer is forgotten there. Both
 * may be done again.
 */
export const erasePayer = async (
  { table, now, payments }: Needs,
  { memberId, step }: PayerTask,
): Promise<{ outcome: 'done' }> => {
  const membership = await table.get(Membership, keys.membership(memberId))
  if (step === 'end-mandate') {
    const open = await table.get(OpenRenewal, openRenewalKey(memberId))
    const application = open && (await table.get(Application, keys.application(open.applicationId)))
    if (application?.state === 'renewing' && application.checkoutId) await payments.endCheckout(application.checkoutId)
    const mandate = membership && membership.state !== 'erased' ? membership.mandate : undefined
    if (mandate && mandate.standing !== 'over') await payments.endMandate(mandate.subscriptionId)
    return { outcome: 'done' }
  }
  const paid = (membership?.payments ?? []).filter(isReceipted).map(({ paymentId }) => paymentId)
  const payers = new Set([
    ...(membership?.customerId ? [membership.customerId] : []),
    ...(await payments.payersOf(paid)),
  ])
  for (const payer of payers) await payments.forgetCustomer(payer)
  await table.write({ update: erasureKey(memberId), set: { payerForgottenAt: now() }, if: { exists: true } })
  return { outcome: 'done' }
}
