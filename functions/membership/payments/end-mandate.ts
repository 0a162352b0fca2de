import type { MemberId } from '../../../shared/ids.ts'
import { Membership } from '../../../shared/membership/membership.ts'
import type { Payments } from '../../adapters/stripe.ts'
import type { Table } from '../../adapters/table.ts'
import { keys } from '../items.ts'

type Needs = { table: Pick<Table, 'get'>; payments: Pick<Payments, 'endMandate'> }

/**
 * Nobody is charged who was told that the membership is over: its card is ended at the provider, which would try it again.
 * Whoever has come back meanwhile keeps the card. The provider's webhook then records that it is over.
 */
export const endMandateOfLapsed = async (
  { table, payments }: Needs,
  memberId: MemberId,
): Promise<{ outcome: 'ended' | 'nothing-to-end' }> => {
  const membership = await table.get(Membership, keys.membership(memberId))
  const mandate = membership?.state === 'lapsed' ? membership.mandate : undefined
  if (!mandate || mandate.standing === 'over') return { outcome: 'nothing-to-end' }
  await payments.endMandate(mandate.subscriptionId)
  return { outcome: 'ended' }
}
