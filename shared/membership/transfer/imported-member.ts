import { daysAfter } from '../../calendar.ts'
import type { MemberId } from '../../ids.ts'
import { Cents } from '../../units.ts'
import type { Member } from '../member.ts'
import { begun, type LivingMembership, type Moment } from '../membership.ts'
import type { Payment } from '../payments.ts'
import type { ReadMember } from './read-row.ts'
import { noonOf } from './written.ts'

/** Someone who joined and paid elsewhere, as a file or staff have it on record. */
export const importedMember = (memberId: MemberId, read: ReadMember): Member => ({
  memberId,
  name: read.name,
  email: read.email,
  city: read.city,
  language: read.language,
  demographics: read.demographics,
  consents: read.consents,
  unsubscribes: read.unsubscribes,
  ...(read.organization && { organization: read.organization }),
  ...(read.source && { source: read.source }),
  tokenEpoch: 0,
  joinedAt: read.joinedAt,
})

/**
 * The membership that was carried over: one payment stands for all that were made elsewhere. What was to happen with it
 * before today has happened there, or not at all: it is not made up for.
 */
export const importedMembership = (
  memberId: MemberId,
  read: ReadMember,
  { today }: Pick<Moment, 'today'>,
): LivingMembership => {
  const { activatedAt, cancelledAt, lapsedOn } = read
  const { linksAsked, ...waiting } = { ...begun(memberId, paymentOf(memberId, read)), plannedFrom: today }
  if (lapsedOn)
    return {
      ...waiting,
      state: 'lapsed',
      lapsedOn,
      lapsedAt: noonOf(lapsedOn),
      ...(activatedAt && { activatedAt }),
      ...(cancelledAt && { cancelledAt }),
    }
  if (!activatedAt) return { ...waiting, linksAsked }
  if (cancelledAt) return { ...waiting, state: 'cancelled', activatedAt, cancelledAt }
  return today > read.paidThrough
    ? { ...waiting, state: 'in-grace', activatedAt, graceSince: daysAfter(read.paidThrough, 1) }
    : { ...waiting, state: 'active', activatedAt }
}

const paymentOf = (memberId: MemberId, { paid, paidThrough }: ReadMember): Payment => ({
  paymentId: `elsewhere-${memberId}`,
  paidOn: paid.on,
  cents: paid.cents,
  refunded: Cents.parse(0),
  months: paid.months,
  through: paidThrough,
})

/** What somebody who is a member already has not said yet, and the file has. */
export const missingFrom = (
  member: Pick<Member, 'demographics' | 'source' | 'organization'>,
  read: ReadMember,
): Partial<Pick<Member, 'demographics' | 'source' | 'organization'>> => {
  const more = Object.entries(read.demographics).some(([name]) => !(name in member.demographics))
  return {
    ...(more && { demographics: { ...read.demographics, ...member.demographics } }),
    ...(!member.source && read.source && { source: read.source }),
    ...(!member.organization && read.organization && { organization: read.organization }),
  }
}
