import * as z from 'zod'
import { daysAfter } from '../calendar.ts'
import { MemberId } from '../ids.ts'
import { Instant, PlainDate } from '../units.ts'
import { DUES } from './dues.ts'
import { shardOf } from './member.ts'
import { Payment, paidThrough } from './payments.ts'

const kept = {
  memberId: MemberId,
  /** All of them, for ever; `paidThrough` is their fold and nothing else. */
  payments: z.array(Payment).readonly(),
  paidThrough: PlainDate,
  /** Bumped by every change: of two that read the same membership, the second to write begins again. */
  version: z.number().int().positive(),
}

/** Paid, and nobody has yet shown that the mailbox is theirs. */
export const AwaitingActivation = z.object({
  ...kept,
  state: z.literal('awaiting-activation'),
  /** When fresh activation links were asked for, newest last. */
  linksAsked: z.array(Instant).readonly(),
})
export const Active = z.object({ ...kept, state: z.literal('active'), activatedAt: Instant })
/** Paid no longer, and the grace days are over. */
export const Lapsed = z.object({
  ...kept,
  state: z.literal('lapsed'),
  lapsedAt: Instant,
  activatedAt: Instant.optional(),
})

/** A join that is not paid yet is an application, not a membership. */
export const Membership = z.discriminatedUnion('state', [AwaitingActivation, Active, Lapsed])
export type AwaitingActivation = z.output<typeof AwaitingActivation>
export type Active = z.output<typeof Active>
export type Lapsed = z.output<typeof Lapsed>
export type Membership = z.output<typeof Membership>

/** Only a membership in good standing puts its member into audiences. */
export const inGoodStanding = (membership: Membership): membership is Active => membership.state === 'active'

/** The first day on which a membership that nobody pays for any more has lapsed. */
export const lapsesOn = (through: PlainDate): PlainDate => daysAfter(through, DUES.graceDays + 1)

/** How many partitions one due day has. */
export const DUE_SHARDS = 4

export const dueKey = (day: PlainDate, shard: number) => `DUE#MEMBERSHIP#${day}#${shard}`

/** Where the daily run finds the membership: on the day something is to happen with it. Lapsed, nothing is. */
export const dueOf = (membership: Membership): { due: string; dueAt: Instant } | undefined => {
  if (membership.state === 'lapsed') return undefined
  const day = lapsesOn(membership.paidThrough)
  return { due: dueKey(day, shardOf(membership.memberId, DUE_SHARDS)), dueAt: Instant.parse(`${day}T00:00:00.000Z`) }
}

/** The membership that a first payment begins: it waits for its mailbox. */
export const begun = (memberId: MemberId, payment: Payment): AwaitingActivation => ({
  state: 'awaiting-activation',
  memberId,
  payments: [payment],
  paidThrough: paidThrough([payment]) ?? payment.paidOn,
  linksAsked: [],
  version: 1,
})

/**
 * The membership with these payments: what stands, lapses or comes back follows from the day they carry to. `today` is
 * the day on which this is decided, `at` its instant.
 */
export const withPayments = (
  membership: Membership,
  payments: readonly Payment[],
  { today, at }: { today: PlainDate; at: Instant },
): Membership => {
  const carried = paidThrough(payments)
  const through = carried ?? daysAfter(today, -DUES.graceDays - 1)
  const next = { memberId: membership.memberId, payments, paidThrough: through, version: membership.version + 1 }
  const activatedAt = membership.state === 'awaiting-activation' ? undefined : membership.activatedAt
  if (today >= lapsesOn(through)) {
    const lapsedAt = membership.state === 'lapsed' ? membership.lapsedAt : at
    return { ...next, state: 'lapsed', lapsedAt, ...(activatedAt && { activatedAt }) }
  }
  if (activatedAt) return { ...next, state: 'active', activatedAt }
  const linksAsked = membership.state === 'awaiting-activation' ? membership.linksAsked : []
  return { ...next, state: 'awaiting-activation', linksAsked }
}

export type Activation =
  | { outcome: 'activated'; membership: Active }
  | { outcome: 'refused'; reason: 'active-already' | 'lapsed' }

export const activated = (membership: Membership, at: Instant): Activation => {
  if (membership.state === 'active') return { outcome: 'refused', reason: 'active-already' }
  if (membership.state === 'lapsed') return { outcome: 'refused', reason: 'lapsed' }
  const { linksAsked: _, ...rest } = membership
  return {
    outcome: 'activated',
    membership: { ...rest, state: 'active', activatedAt: at, version: membership.version + 1 },
  }
}

/** Nobody's mailbox can be flooded from the page that offers a fresh link. */
const LINKS = { apartMinutes: 10, perDay: 3 }

export const mayAskForLink = (membership: AwaitingActivation, at: Instant): boolean => {
  const agesInMinutes = membership.linksAsked.map((asked) => (Date.parse(at) - Date.parse(asked)) / 60_000)
  return (
    agesInMinutes.every((age) => age >= LINKS.apartMinutes) &&
    agesInMinutes.filter((age) => age < 24 * 60).length < LINKS.perDay
  )
}

export const linkAsked = (membership: AwaitingActivation, at: Instant): AwaitingActivation => ({
  ...membership,
  linksAsked: [...membership.linksAsked, at].slice(-LINKS.perDay),
  version: membership.version + 1,
})
