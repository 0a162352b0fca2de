import type { PaymentFailed, PaymentRecovered } from '../../../events/membership/facts.ts'
import { outboxItem } from '../../../events/outbox.ts'
import { alike } from '../../../shared/alike.ts'
import { dayIn } from '../../../shared/calendar.ts'
import { FactId, type MemberId, type NewId } from '../../../shared/ids.ts'
import type { Mandate } from '../../../shared/membership/mandate.ts'
import { type LivingMembership, type Moment, withMandate } from '../../../shared/membership/membership.ts'
import type { Instant } from '../../../shared/units.ts'
import type { Payments, Mandate as ProvidersMandate } from '../../adapters/stripe.ts'
import type { Write } from '../../adapters/table.ts'

type Needs = { payments: Pick<Payments, 'readMandate' | 'stopRenewing' | 'endMandate'> }

/**
 * The membership with the card that stands for it. Of two cards that would both be charged for the same time, the one
 * that began later stays and the other is told to charge no more: before anything is written, so that a crash leaves
 * nobody charged twice.
 */
export const withStandingMandate = async (
  needs: Needs,
  membership: LivingMembership,
  heard: ProvidersMandate,
  { timeZone, ...moment }: Moment & { timeZone: string },
): Promise<LivingMembership> => {
  const known = membership.mandate
  const rival =
    known && known.subscriptionId !== heard.subscriptionId
      ? await needs.payments.readMandate(known.subscriptionId)
      : undefined
  const stands = rival ? await settle(needs, heard, rival) : heard
  const mandate = inOurDays(stands, timeZone)
  return alike(known, mandate) && membership.customerId === stands.customerId
    ? membership
    : withMandate(membership, { mandate, customerId: stands.customerId }, moment)
}

/** What others may hear of a card that was refused, or that was refused and has paid after all. */
export const factsOfMandate = (
  newId: NewId,
  { memberId, before, after, at }: { memberId: MemberId; before?: Mandate; after: Mandate | undefined; at: Instant },
): Write[] => {
  const told = { version: 1, factId: newId(FactId, 'fct'), at, memberId } as const
  const failed = after?.failing
  if (failed && failed.invoiceId !== before?.failing?.invoiceId) {
    const fact: PaymentFailed = { fact: 'membership.payment-failed', ...told, invoiceId: failed.invoiceId }
    return [{ put: outboxItem(fact), if: { exists: false } }]
  }
  if (before?.failing && !failed && (after?.standing === 'alive' || after?.standing === 'stopping')) {
    const { invoiceId } = before.failing
    const fact: PaymentRecovered = { fact: 'membership.payment-recovered', ...told, invoiceId }
    return [{ put: outboxItem(fact), if: { exists: false } }]
  }
  return []
}

const settle = async ({ payments }: Needs, one: ProvidersMandate, other: ProvidersMandate) => {
  const [stands, older] = [one, other].sort(byPrecedence) as [ProvidersMandate, ProvidersMandate]
  // Its open charge would still be tried again until the end of the period.
  if (charges(stands) && older.standing === 'failing') await payments.endMandate(older.subscriptionId)
  if (charges(stands) && older.standing === 'alive') await payments.stopRenewing(older.subscriptionId)
  return stands
}

/** A card that is charged comes before one that is not, and of those the one that began later. */
const byPrecedence = (a: ProvidersMandate, b: ProvidersMandate): number =>
  rank(b) - rank(a) || compare(b.begunAt, a.begunAt) || compare(b.subscriptionId, a.subscriptionId)

const charges = ({ standing }: ProvidersMandate) => standing === 'alive' || standing === 'failing'
const rank = (mandate: ProvidersMandate) => (charges(mandate) ? 2 : mandate.standing === 'stopping' ? 1 : 0)
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

const inOurDays = (mandate: ProvidersMandate, timeZone: string): Mandate => {
  const { subscriptionId, standing, cents, interval, chargesAt, card, failing } = mandate
  return {
    subscriptionId,
    standing,
    cents,
    interval,
    ...(charges(mandate) && chargesAt && { chargesOn: dayIn(chargesAt, timeZone) }),
    ...(card && { card }),
    ...(failing && { failing: { invoiceId: failing.invoiceId, since: dayIn(failing.since, timeZone) } }),
  }
}
