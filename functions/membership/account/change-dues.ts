import { serviceMailItem } from '../../../events/mail/service-mail.ts'
import { dayIn } from '../../../shared/calendar.ts'
import { MailId, type MemberId, type NewId } from '../../../shared/ids.ts'
import { chargeOf, type Dues } from '../../../shared/membership/dues.ts'
import { type DuesAct, duesActs, isCharged } from '../../../shared/membership/dues-acts.ts'
import type { Happening, HistoryEntry } from '../../../shared/membership/history.ts'
import {
  cancellationTakenBack,
  cancelled,
  type LivingMembership,
  type Moment,
} from '../../../shared/membership/membership.ts'
import type { Clock } from '../../../shared/units.ts'
import type { Payments } from '../../adapters/stripe.ts'
import type { Table, Write } from '../../adapters/table.ts'
import { changedMembership, happened } from '../items.ts'
import { type KnownMember, knownMember } from '../known-member.ts'
import { withStandingMandate } from '../payments/standing-mandate.ts'
import { lapseTold } from '../renewal/lapse-told.ts'

type Needs = {
  table: Table
  now: Clock
  newId: NewId
  payments: Pick<Payments, 'readMandate' | 'changeDues' | 'stopRenewing' | 'renewAgain' | 'endMandate'>
}

/** Who does it, why, and what is to be written with it. */
export type OnBehalf = { by: HistoryEntry['by']; reason?: string; also?: readonly Write[] }

/** `nothing-new`: the card is charged exactly that already. */
export type ChangedAmount = ChangedDues | { outcome: 'nothing-new' }

export type ChangedDues = { outcome: 'changed' } | { outcome: 'refused'; reason: 'not-possible' }

/** Another amount from the next charge on. The provider is told first; asked twice for one change it makes one. */
export const changeDues = async (
  needs: Needs,
  memberId: MemberId,
  dues: Pick<Dues, 'cents' | 'coversFee'>,
): Promise<ChangedAmount> => {
  const known = await knownMember(needs.table, memberId)
  const mandate = known?.membership.mandate
  if (!known || !isCharged(mandate)) return NOT_POSSIBLE
  const charge = chargeOf(dues)
  if (charge === mandate.cents) return { outcome: 'nothing-new' }
  const key = `dues:${memberId}:${known.membership.version}:${charge}`
  await needs.payments.changeDues(mandate.subscriptionId, { cents: charge, key })
  const detail = { cents: charge, before: mandate.cents }
  await saved(needs, memberId, (membership) => ({ membership, what: 'dues-changed', detail }))
  return { outcome: 'changed' }
}

/**
 * Does one of the things that members do about their dues. The card is seen to first: should the process die before the
 * membership is written, nobody is charged who wanted to stop, and doing it again does the rest.
 */
export const actOnDues = async (
  needs: Needs,
  memberId: MemberId,
  act: DuesAct,
  as: OnBehalf = { by: 'member' },
): Promise<ChangedDues> => {
  const known = await knownMember(needs.table, memberId)
  if (!known || !duesActs(known.membership).includes(act)) return NOT_POSSIBLE
  await seeToCard(needs, known.membership, act)
  return saved(needs, memberId, (membership, moment) => decide(membership, moment, act), as)
}

const NOT_POSSIBLE = { outcome: 'refused', reason: 'not-possible' } as const

const seeToCard = async ({ payments }: Needs, { mandate }: LivingMembership, act: DuesAct): Promise<void> => {
  if (!mandate) return
  const { subscriptionId, standing } = mandate
  if (act === 'stop' || act === 'cancel') {
    // The charge that was refused would be tried again until the end of the period.
    if (standing === 'failing') await payments.endMandate(subscriptionId)
    if (standing === 'alive') await payments.stopRenewing(subscriptionId)
  } else if (standing === 'stopping') await payments.renewAgain(subscriptionId)
}

type Decided = {
  membership: LivingMembership
  what: Happening
  detail?: Record<string, number>
  mail?: 'cancelled'
}

const decide = (membership: LivingMembership, moment: Moment, act: DuesAct): Decided | undefined => {
  switch (act) {
    case 'stop':
      return { membership, what: 'renewal-stopped' }
    case 'resume':
      return { membership, what: 'renewal-resumed' }
    case 'cancel': {
      const decision = cancelled(membership, moment)
      if (decision.outcome === 'refused') return undefined
      return { membership: decision.membership, what: 'cancelled', mail: 'cancelled' }
    }
    case 'stay': {
      const decision = cancellationTakenBack(membership, moment)
      if (decision.outcome === 'refused') return undefined
      return { membership: decision.membership, what: 'cancellation-taken-back' }
    }
  }
}

/** Writes the membership with the card as it stands at the provider now. */
const saved = async (
  needs: Needs,
  memberId: MemberId,
  change: (membership: LivingMembership, moment: Moment) => Decided | undefined,
  { by, reason, also = [] }: OnBehalf = { by: 'member' },
): Promise<ChangedDues> => {
  const { table, now, newId } = needs
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const known = await knownMember(table, memberId)
    if (!known) return NOT_POSSIBLE
    const at = now()
    const moment = { today: dayIn(at, known.city.timeZone), at }
    const decided = change(await withCard(needs, known, moment), moment)
    if (!decided) return NOT_POSSIBLE
    const { what, detail, mail } = decided
    const letter = serviceMailItem({
      mailId: newId(MailId, 'mal'),
      memberId,
      template: 'cancelled',
      about: { paidThrough: decided.membership.paidThrough },
      at,
    })
    const writes: Write[] = [
      ...(decided.membership === known.membership
        ? []
        : changedMembership(known.member, known.membership, {
            ...decided.membership,
            version: known.membership.version + 1,
          })),
      ...lapseTold(newId, known.membership, decided.membership, at),
      happened({ memberId, what, at, by, ...(detail && { detail }), ...(reason && { text: reason }) }),
      ...(mail ? [{ put: letter, if: { exists: false } }] : []),
      ...also,
    ]
    if ((await table.write(...writes)).outcome === 'written') return { outcome: 'changed' }
  }
  throw new Error('a membership changed under every attempt of its member to change it')
}

const withCard = async (
  { payments }: Needs,
  { membership, city }: KnownMember,
  moment: Moment,
): Promise<LivingMembership> => {
  const { mandate } = membership
  const heard = mandate && (await payments.readMandate(mandate.subscriptionId))
  return heard
    ? withStandingMandate({ payments }, membership, heard, { ...moment, timeZone: city.timeZone })
    : membership
}

const MOST_ATTEMPTS = 5
