import { createHash } from 'node:crypto'
import * as z from 'zod'
import { cityKey } from '../../shared/cities/city.ts'
import { membersCountedKey } from '../../shared/cities/members-shown.ts'
import type { Mailbox } from '../../shared/identity/person.ts'
import { type ApplicationId, MemberId } from '../../shared/ids.ts'
import { activationLinkKey } from '../../shared/membership/activation.ts'
import type { Application, Applied, Renewing } from '../../shared/membership/application.ts'
import { HISTORY_BEGINS, type HistoryEntry } from '../../shared/membership/history.ts'
import { AUDIENCE_SHARDS, audienceKey, type Member, profileKey, shardOf } from '../../shared/membership/member.ts'
import { inGoodStanding, type Membership, membershipKey } from '../../shared/membership/membership.ts'
import { dueOf } from '../../shared/membership/renewal.ts'
import type { Condition } from '../adapters/expressions.ts'
import type { Write } from '../adapters/table.ts'

/** Where the items of this capability stand in the table. */
export const keys = {
  profile: profileKey,
  membership: membershipKey,
  step: (id: MemberId, step: string) => ({ ...profileKey(id), sk: `STEP#${step}` }),
  /** Keys of items are seen where their contents are not (metrics of hot keys, the stream's records): no address in them. */
  email: (mailbox: Mailbox) => ({ pk: `EMAIL#${createHash('sha256').update(mailbox).digest('hex')}`, sk: 'EMAIL' }),
  application: (id: ApplicationId) => ({ pk: `APPLICATION#${id}`, sk: 'APPLICATION' }),
  payment: (paymentId: string) => ({ pk: `PAYMENT#${paymentId}`, sk: 'PAYMENT' }),
  refundHeard: (paymentId: string) => ({ pk: `PAYMENT#${paymentId}`, sk: 'REFUND' }),
  /** A card's standing that was heard before its first payment. */
  mandateHeard: (subscriptionId: string) => ({ pk: `MANDATE#${subscriptionId}`, sk: 'HEARD' }),
  /** How far the nightly look at the provider's lists has come. */
  reconciliation: { pk: 'RECONCILIATION', sk: 'PAYMENTS' },
  paymentEvent: (eventId: string) => ({ pk: `STRIPE#${eventId}`, sk: 'EVENT' }),
  /** Lines sort by their time; what they say keeps those of one millisecond apart. */
  history: (entry: HistoryEntry) => ({
    ...profileKey(entry.memberId),
    sk: `${HISTORY_BEGINS}${entry.at}#${createHash('sha256').update(saidBy(entry)).digest('hex').slice(0, 16)}`,
  }),
  activationLink: activationLinkKey,
  city: cityKey,
}

/** What a row of the keys `email` and `payment` holds: whose they are. */
export const MemberRow = z.object({ memberId: MemberId })

/** The writes that begin a member: all of them in one transaction, which an address that is taken refuses. */
export const newMember = (member: Member, membership: Membership): Write[] => [
  ...newMemberRows(member, membership),
  ...(inGoodStanding(membership) ? [counted(member, 1)] : []),
]

/** The same without the count of the city, for many members at once: they would all wait for its few items. */
export const newMemberRows = (member: Member, membership: Membership): Write[] => [
  { put: { ...keys.email(member.email), memberId: member.memberId }, if: { exists: false } },
  {
    put: { ...keys.profile(member.memberId), ...member, audience: audienceOf(member, membership) },
    if: { exists: false },
  },
  { put: { ...keys.membership(member.memberId), ...membership, ...dueOf(membership) }, if: { exists: false } },
]

/** The writes that replace a membership and keep the member in the audiences or take them out. */
export const changedMembership = (member: Member, before: Membership, after: Membership): Write[] => {
  const audience = audienceOf(member, after)
  const profile = keys.profile(member.memberId)
  const came = Number(audience !== undefined) - Number(member.audience !== undefined)
  return [
    {
      put: { ...keys.membership(member.memberId), ...after, ...dueOf(after) },
      if: { equals: { version: before.version } },
    },
    ...(audience === member.audience
      ? []
      : [
          audience
            ? { update: profile, set: { audience }, if: standing(member) }
            : { update: profile, remove: ['audience'], if: standing(member) },
          ...(came === 0 ? [] : [counted(member, came)]),
        ]),
  ]
}

/** The write that changes the books of somebody who is forgotten: there is no profile, no audience and nothing due. */
export const changedBooks = (before: Membership, after: Membership): Write => ({
  put: { ...keys.membership(before.memberId), ...after },
  if: { equals: { version: before.version } },
})

/** The writes that take a member out of all audiences, whatever the membership says, with what else of the profile changes. */
export const leftAudiences = (member: Member, set: Partial<Member>): Write[] => [
  { update: keys.profile(member.memberId), set, remove: ['audience'], if: standing(member) },
  ...(member.audience ? [counted(member, -1)] : []),
]

/** The writes after which there is no profile, and no audience that has it. */
export const profileGone = (member: Member): Write[] => {
  const there = standing(member)
  return [
    { delete: keys.profile(member.memberId), if: { ...there, equals: { ...there.equals, email: member.email } } },
    ...(member.audience ? [counted(member, -1)] : []),
  ]
}

/** The writes that take a member, with what else of the profile changes, from one city's audiences and counts to another's. */
export const movedToCity = (
  member: Member,
  membership: Membership,
  city: Member['city'],
  set: Partial<Member>,
): Write[] => {
  const moved = { ...member, city }
  const audience = member.audience && audienceOf(moved, membership)
  const there = standing(member)
  return [
    {
      update: keys.profile(member.memberId),
      set: { ...set, city, ...(audience && { audience }) },
      if: { ...there, equals: { ...there.equals, city: member.city } },
    },
    ...(audience ? [counted(member, -1), counted(moved, 1)] : []),
  ]
}

/** A line of the member's history, to be written in the transaction of what happened. */
export const happened = (entry: HistoryEntry): Write => ({ put: { ...keys.history(entry), ...entry } })

const saidBy = ({ what, by, detail, text }: HistoryEntry) => JSON.stringify([what, by, detail, text])

export const savedApplication = (application: Application) => ({
  ...keys.application(application.applicationId),
  ...application,
})

/** That no checkout has been noted meanwhile matters as much as the revision: it would stay open. */
export const applicationAsRead = (known: Applied | Renewing | undefined): Condition => {
  if (!known) return { exists: false }
  const { state, revision, checkoutId } = known
  return checkoutId
    ? { equals: { state, revision, checkoutId } }
    : { equals: { state, revision }, missing: ['checkoutId'] }
}

/** The profile is as it was read: the count must not be moved twice for one change. */
const standing = (member: Member): Condition =>
  member.audience ? { equals: { audience: member.audience } } : { exists: true, missing: ['audience'] }

export const counted = (member: Pick<Member, 'city' | 'memberId'>, by: number): Write => ({
  update: membersCountedKey(member.city, shardOf(member.memberId, AUDIENCE_SHARDS)),
  add: { members: by },
})

export const audienceOf = (member: Pick<Member, 'city' | 'memberId'>, membership: Membership): string | undefined =>
  inGoodStanding(membership) ? audienceKey(member.city, shardOf(member.memberId, AUDIENCE_SHARDS)) : undefined
