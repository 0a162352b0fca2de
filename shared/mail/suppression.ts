import * as z from 'zod'
import { EpochSeconds, epochSecondsOf, Instant, plusDays, utcDay } from '../units.ts'

/** How an address came to be left in peace: its mailbox was full or down too often, does not exist, or its owner complained. */
export const SuppressionReason = z.enum(['soft-bounced', 'bounced', 'complained'])
export type SuppressionReason = z.output<typeof SuppressionReason>

/** An address that is never to be mailed again. Kept under a keyed hash, so that it can outlive the member. */
export const Suppression = z.object({ reason: SuppressionReason, at: Instant })
export type Suppression = z.output<typeof Suppression>

export const suppressionKey = (pseudonym: string) => ({ pk: `SUPPRESS#${pseudonym}`, sk: 'SUPPRESS' })

/** Does `told` say more than what stands? A weaker reason never takes the place of a stronger one, a later one of an earlier. */
export const outweighs = (told: Suppression, standing: Suppression | undefined): boolean =>
  !standing ||
  WEIGHT[told.reason] > WEIGHT[standing.reason] ||
  (told.reason === standing.reason && told.at < standing.at)

/** Of several rows for one address (one for each key of the set) the one that counts. */
export const weightiest = (rows: readonly Suppression[]): Suppression | undefined =>
  rows.reduce<Suppression | undefined>((found, row) => (outweighs(row, found) ? row : found), undefined)

const WEIGHT = { 'soft-bounced': 1, bounced: 2, complained: 3 } as const satisfies Record<SuppressionReason, number>

/** Staff have lifted it: what was told of a time before that, late or once more, suppresses nothing again. */
export const Lifted = z.object({ at: Instant, expiresAt: EpochSeconds })
export type Lifted = z.output<typeof Lifted>
export const liftedKey = (pseudonym: string) => ({ pk: `SUPPRESS#${pseudonym}`, sk: 'LIFTED' })

/** Events are told late by hours, at most by days. */
export const liftedAt = (at: Instant): Lifted => ({ at, expiresAt: epochSecondsOf(plusDays(at, 60)) })

/** A mailbox that did not take mail on so many days within so many is given up. */
export const SOFT_BOUNCE_LIMIT = { onDays: 3, withinDays: 30 } as const satisfies Record<string, number>

/** The mails that came back for now, each once whatever was told of it how often, with the first time it was told. */
export const SoftBounces = z.object({
  bounces: z.record(z.string(), Instant),
  /** One more with every change: a change is written only onto what it was decided on. */
  step: z.number().int().nonnegative(),
  expiresAt: EpochSeconds,
})
export type SoftBounces = z.output<typeof SoftBounces>
export const softBouncesKey = (pseudonym: string) => ({ pk: `SUPPRESS#${pseudonym}`, sk: 'SOFT' })

/** The same whatever the order; itself when the bounce is known already. Bounces that no limit can need any more are left out. */
export const withSoftBounce = (
  known: SoftBounces['bounces'],
  { messageId, at }: { messageId: string; at: Instant },
): SoftBounces['bounces'] => {
  const before = known[messageId]
  if (before !== undefined && before <= at) return known
  const all: [string, Instant][] = [...Object.entries(known), [messageId, at]]
  const newest = all.reduce((latest, [, each]) => (each > latest ? each : latest), at)
  const oldest = plusDays(newest, -2 * SOFT_BOUNCE_LIMIT.withinDays)
  return Object.fromEntries(all.filter(([, each]) => each >= oldest))
}

export const softBouncesEnd = (bounces: SoftBounces['bounces']): EpochSeconds =>
  epochSecondsOf(plusDays(Object.values(bounces).sort().at(-1) ?? NEVER, 2 * SOFT_BOUNCE_LIMIT.withinDays))

const NEVER = Instant.parse('2020-01-01T00:00:00.000Z')

/** When the limit was reached, if it was. */
export const givenUpAt = (bounces: SoftBounces['bounces']): Instant | undefined => {
  const told = Object.values(bounces).sort()
  return told.find((at, index) => {
    const since = plusDays(at, -SOFT_BOUNCE_LIMIT.withinDays)
    const days = new Set(told.slice(0, index + 1).flatMap((each) => (each >= since ? [utcDay(each)] : [])))
    return days.size >= SOFT_BOUNCE_LIMIT.onDays
  })
}

/**
 * Somebody with this address asked to be forgotten. No list may bring them back; they themselves may join again, so this
 * keeps no mail from them.
 */
export const Forgotten = z.object({ at: Instant })
export const forgottenKey = (pseudonym: string) => ({ pk: `SUPPRESS#${pseudonym}`, sk: 'FORGOTTEN' })
