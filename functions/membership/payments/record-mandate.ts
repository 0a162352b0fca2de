import { dayIn } from '../../../shared/calendar.ts'
import { ApplicationId, type MemberId, type NewId } from '../../../shared/ids.ts'
import { Application } from '../../../shared/membership/application.ts'
import type { Happening } from '../../../shared/membership/history.ts'
import type { Mandate } from '../../../shared/membership/mandate.ts'
import type { Clock } from '../../../shared/units.ts'
import type { Payments } from '../../adapters/stripe.ts'
import type { Table, Write } from '../../adapters/table.ts'
import { changedMembership, happened, keys } from '../items.ts'
import { lapseTold } from '../renewal/lapse-told.ts'
import { timeZoneOf } from '../time-zone.ts'
import { readPayer } from './read-payer.ts'
import { eventLife, heardEvent } from './record-payment.ts'
import { factsOfMandate, withStandingMandate } from './standing-mandate.ts'

type Needs = {
  table: Table
  now: Clock
  newId: NewId
  payments: Pick<Payments, 'readMandate' | 'mandateOf' | 'stopRenewing' | 'endMandate'>
}

/** `unknown-payer`: not ours, or heard of before the first payment, which finds the note of it and reads the card again. */
export type RecordedMandate = {
  outcome: 'mandate-recorded' | 'mandate-unchanged' | 'mandate-ended' | 'unknown-payer' | 'no-mandate' | 'known-event'
}

type Bell = { eventId: string } & ({ subscriptionId: string } | { invoiceId: string })

/**
 * Records how a card stands that is charged by itself. That is read from the provider only after the membership it is
 * written to: of two events about one card, the second to write has read later, whichever was told first.
 */
export const recordMandate = async (needs: Needs, bell: Bell): Promise<RecordedMandate> => {
  const { table, now, payments } = needs
  const { eventId } = bell
  const first =
    'invoiceId' in bell ? await payments.mandateOf(bell.invoiceId) : await payments.readMandate(bell.subscriptionId)
  if (!first) return { outcome: 'no-mandate' }
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const at = now()
    const known = await payerOf(table, first.applicationId)
    if (known === 'unknown') return { outcome: 'unknown-payer' }
    if (known === 'not-yet') {
      const noted = await table.write(
        heardEvent(eventId, at),
        { put: { ...keys.mandateHeard(first.subscriptionId), eventId, ...eventLife(at) } },
        stillApplied(first.applicationId),
      )
      if (noted.outcome === 'written') return { outcome: 'unknown-payer' }
      if (noted.refused.includes(0)) return { outcome: 'known-event' }
      continue
    }
    const { memberId, member, membership } = await readPayer(table, known)
    const mandate = await payments.readMandate(first.subscriptionId)
    if (!mandate) return { outcome: 'no-mandate' }
    if (membership?.state === 'erased') {
      if (mandate.standing !== 'over') await payments.endMandate(mandate.subscriptionId)
      return { outcome: 'mandate-ended' }
    }
    if (!member || !membership) return { outcome: 'unknown-payer' }
    const timeZone = await timeZoneOf(table, member.city)
    const moment = { today: dayIn(at, timeZone), at, timeZone }
    const after = await withStandingMandate(needs, membership, mandate, moment)
    const unchanged = after === membership
    const cards = {
      memberId,
      ...(membership.mandate && { before: membership.mandate }),
      after: after.mandate,
      at,
    }
    const answer = await table.write(
      heardEvent(eventId, at),
      ...(unchanged ? [] : changedMembership(member, membership, after)),
      ...factsOfMandate(needs.newId, cards),
      ...lapseTold(needs.newId, membership, after, at),
      ...lineOf(membership.mandate, after.mandate).map((what) =>
        happened({ memberId, what, at, by: 'member', detail: { subscriptionId: mandate.subscriptionId } }),
      ),
    )
    if (answer.outcome === 'written') return { outcome: unchanged ? 'mandate-unchanged' : 'mandate-recorded' }
    if (answer.refused.includes(0)) return { outcome: 'known-event' }
  }
  throw new Error('a membership changed under every attempt to record a mandate')
}

const MOST_ATTEMPTS = 5

/** `not-yet`: somebody is about to become a member by the first payment. */
const payerOf = async (table: Table, applicationId: string | undefined): Promise<MemberId | 'not-yet' | 'unknown'> => {
  const id = ApplicationId.safeParse(applicationId)
  const application = id.success ? await table.get(Application, keys.application(id.data)) : undefined
  if (!application) return 'unknown'
  return application.state === 'applied' ? 'not-yet' : application.memberId
}

const stillApplied = (applicationId: string | undefined): Write => ({
  check: keys.application(ApplicationId.parse(applicationId)),
  if: { equals: { state: 'applied' } },
})

/** What the member did with the card on the provider's own pages. */
const lineOf = (before: Mandate | undefined, after: Mandate | undefined): Happening[] => {
  if (!before || before.subscriptionId !== after?.subscriptionId) return []
  if (before.standing === 'alive' && after.standing === 'stopping') return ['renewal-stopped']
  if (before.standing === 'stopping' && after.standing === 'alive') return ['renewal-resumed']
  return []
}
