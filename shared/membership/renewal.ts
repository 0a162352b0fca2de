import { daysAfter, monthsAfter } from '../calendar.ts'
import type { MemberId } from '../ids.ts'
import { Instant, type PlainDate } from '../units.ts'
import { renewsByItself } from './mandate.ts'
import { shardOf } from './member.ts'
import { asOf, type Lapsed, type LivingMembership, lapsesOn, type Membership, type Moment } from './membership.ts'
import { paidThrough } from './payments.ts'
import { RENEWAL, RETENTION } from './policy.ts'
import type { RenewalStep, TakenStep } from './renewal-step.ts'

export type PlannedStep = { step: RenewalStep; on: PlainDate }

/**
 * What is to happen with a membership, and on which day of its city, if nothing else happens before: in order of days.
 * Steps that were planned before `plannedFrom` are not in it.
 */
export const renewalPlan = (membership: Membership): PlannedStep[] =>
  membership.state === 'erased'
    ? []
    : allSteps(membership)
        .filter(({ on }) => on >= membership.plannedFrom)
        .sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0))

const allSteps = (membership: LivingMembership): PlannedStep[] => {
  const { paidThrough: through, mandate } = membership
  const lapse: PlannedStep = { step: 'lapse', on: lapsesOn(through) }
  switch (membership.state) {
    case 'awaiting-activation':
      return [lapse]
    case 'cancelled':
      return [{ step: 'lapse', on: daysAfter(through, 1) }]
    case 'lapsed': {
      const forgotten = monthsAfter(membership.lapsedOn, RETENTION.monthsLapsed)
      return [
        ...(mayBeAskedBack(membership)
          ? [{ step: 'win-back', on: daysAfter(membership.lapsedOn, RENEWAL.winBackAfter) } as const]
          : []),
        { step: 'anonymize-notice', on: daysAfter(forgotten, -RETENTION.toldBeforeDays) },
        { step: 'anonymize', on: forgotten },
      ]
    }
    case 'active':
    case 'in-grace': {
      const since = mandate?.failing?.since
      if (since)
        return [
          ...RENEWAL.failedAfter.map((days) => ({
            step: `payment-failed-${days}` as const,
            on: daysAfter(since, days),
          })),
          lapse,
        ]
      if (renewsByItself(mandate))
        return mandate.interval === 'year' && mandate.chargesOn
          ? [{ step: 'charge-notice', on: daysAfter(mandate.chargesOn, -RENEWAL.noticeBefore) }, lapse]
          : [lapse]
      if (givenUp(membership)) return [{ step: 'reminder-0', on: membership.plannedFrom }, lapse]
      return [
        ...RENEWAL.remindBefore.map((days) => ({ step: `reminder-${days}` as const, on: daysAfter(through, -days) })),
        lapse,
      ]
    }
  }
}

/** The provider tries the card no more, and nobody has told its owner yet that it is now paid by hand or not at all. */
const givenUp = ({ state, mandate, paidThrough: through, plannedFrom, steps }: LivingMembership): boolean =>
  state === 'in-grace' &&
  mandate?.standing === 'over' &&
  plannedFrom > through &&
  !steps.some(({ step, on, outcome }) => step === 'reminder-0' && on >= through && outcome === 'mailed')

/** Whoever left, never showed that the mailbox is theirs, or has all money back, is not. */
export const mayBeAskedBack = ({ cancelledAt, activatedAt, payments }: Lapsed): boolean =>
  !cancelledAt && activatedAt !== undefined && paidThrough(payments) !== undefined

/** What of the plan is not done yet. */
export const stepsLeft = (membership: Membership): PlannedStep[] =>
  membership.state === 'erased'
    ? []
    : renewalPlan(membership).filter(
        ({ step, on }) => !membership.steps.some((taken) => taken.step === step && taken.on === on),
      )

export type RenewalDecision =
  | { outcome: 'nothing-due' }
  /** Time alone has changed the state: it is written down, and the plan that follows from it. */
  | { outcome: 'settled'; membership: LivingMembership }
  /** `membership` is the one that the step is taken with: as it is on this day. */
  | {
      outcome: 'due'
      membership: LivingMembership
      step: RenewalStep
      on: PlainDate
      overtaken: readonly PlannedStep[]
    }

/**
 * The one step to take on this day: the latest that is due, which overtakes those before it. Nobody gets two mails on
 * one day, and of several days that were missed only the last counts, so nobody is told that something will happen
 * which has happened. A person is forgotten only when told in time.
 */
export const decideRenewal = (before: Membership, moment: Moment): RenewalDecision => {
  if (before.state === 'erased') return { outcome: 'nothing-due' }
  const membership = asOf(before, moment)
  if (membership.state === 'lapsed' && before.state !== 'lapsed')
    return { outcome: 'settled', membership: lapsed(membership, before, moment) }
  const due = stepsLeft(membership).filter(({ on }) => on <= moment.today)
  const last = due.at(-1)
  if (last && !mailedOn(membership, moment.today)) {
    const until = (step: PlannedStep) => due.filter(({ on }) => on < step.on)
    const notice = last.step === 'anonymize' && noticeOf(last)
    if (!notice) return { outcome: 'due', membership, ...last, overtaken: due.slice(0, -1) }
    const told = toldOf(membership, notice)
    if (!told) return { outcome: 'due', membership, ...notice, overtaken: until(notice) }
    if (daysAfter(told.takenOn, RETENTION.toldBeforeDays) <= moment.today)
      return { outcome: 'due', membership, ...last, overtaken: due.slice(0, -1) }
  }
  return membership.state === before.state ? { outcome: 'nothing-due' } : { outcome: 'settled', membership }
}

/** The membership after a step, with what that step overtook. */
export const stepTaken = (
  { membership, step, on, overtaken }: Extract<RenewalDecision, { outcome: 'due' }>,
  outcome: TakenStep['outcome'],
  { today, at }: Moment,
): LivingMembership =>
  withSteps(membership, [
    ...overtaken.map((missed) => ({ ...missed, takenOn: today, at, outcome: 'overtaken' as const })),
    { step, on, takenOn: today, at, outcome },
  ])

/** Lapsing is a step of the old plan, done by the settling itself. */
const lapsed = (membership: LivingMembership, before: LivingMembership, { today, at }: Moment): LivingMembership => {
  const planned = renewalPlan(before).find(({ step }) => step === 'lapse')
  return withSteps(membership, [{ step: 'lapse', on: planned?.on ?? today, takenOn: today, at, outcome: 'done' }])
}

const withSteps = (membership: LivingMembership, more: readonly TakenStep[]): LivingMembership => ({
  ...membership,
  steps: [...membership.steps, ...more].slice(-MOST_STEPS),
})

/** Ten years of a member who pays by hand. */
const MOST_STEPS = 60

/** A payment is thanked for on its day, and what staff gave is told of; only a card that was refused does not wait. */
const mailedOn = ({ steps, payments, mandate }: LivingMembership, today: PlainDate): boolean =>
  steps.some(({ takenOn, outcome }) => outcome === 'mailed' && takenOn === today) ||
  (!mandate?.failing && payments.some(({ paidOn }) => paidOn === today))

/** Also where the plan does not hold it any more, since it began after that day. */
const noticeOf = (forgotten: PlannedStep): PlannedStep => ({
  step: 'anonymize-notice',
  on: daysAfter(forgotten.on, -RETENTION.toldBeforeDays),
})

/** A notice of another time, before they paid again, does not count. */
const toldOf = ({ steps }: LivingMembership, notice: PlannedStep): TakenStep | undefined =>
  steps.find(({ step, on, outcome }) => step === notice.step && on === notice.on && outcome === 'mailed')

/** Has a card that is alive not been charged when it should have been? */
export const chargeIsMissing = (membership: LivingMembership, today: PlainDate): boolean => {
  const day = chargeMissingOn(membership)
  return day !== undefined && day <= today
}

const chargeMissingOn = ({ mandate }: LivingMembership): PlainDate | undefined =>
  renewsByItself(mandate) && mandate.chargesOn ? daysAfter(mandate.chargesOn, RENEWAL.chargeMissingAfter) : undefined

/** How many partitions the memberships with something due have. */
export const DUE_SHARDS = 16

export const dueKey = (shard: number) => `DUE#MEMBERSHIP#${shard}`

/**
 * Where the daily run finds the membership: under the first day on which something is to happen with it. The days of
 * cities ahead of UTC begin earlier, so the run looks a day ahead and decides by the day of the city.
 */
export const dueOf = (membership: Membership): { due: string; dueAt: Instant } | undefined => {
  const next = nextDay(membership)
  return next && { due: dueKey(dueShardOf(membership.memberId)), dueAt: Instant.parse(`${next}T00:00:00.000Z`) }
}

export const dueShardOf = (memberId: MemberId): number => shardOf(memberId, DUE_SHARDS)

const nextDay = (membership: Membership): PlainDate | undefined => {
  if (membership.state === 'erased') return undefined
  const days = stepsLeft(membership).map(({ on }) => on)
  // In grace nothing may be left to do but to lapse; before that, the day on which grace begins is looked at too.
  if (membership.state === 'active') days.push(daysAfter(membership.paidThrough, 1))
  const missing = chargeMissingOn(membership)
  if (missing) days.push(missing)
  return days.sort()[0]
}
