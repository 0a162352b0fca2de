import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Campaign } from '../../shared/campaigns/campaign.ts'
import {
  emptyPlan,
  examplesOf,
  flightPlan,
  type MemberMet,
  mergedPlan,
  planOf,
} from '../../shared/campaigns/launch/flight-plan.ts'
import { type Quota, timetable } from '../../shared/campaigns/launch/timetable.ts'
import { ATTENTION, CAMPAIGN_SHARE, QUIET_HOURS } from '../../shared/campaigns/policy.ts'
import { type Attention, attend } from '../../shared/campaigns/sending/attention.ts'
import { quietUntil } from '../../shared/campaigns/sending/quiet-hours.ts'
import { CallId } from '../../shared/ids.ts'
import { mayMail } from '../../shared/mail/mail-class.ts'
import { Instant, instantOf, plusDays, plusSeconds } from '../../shared/units.ts'
import { DRAFT, memberId, NOON } from './network.ts'

const ZONE = 'America/Denver'
const NO_LIMIT: Quota = { sentLastDay: 0 }
const MINUTE = 60_000

const met = (n: number, change: Partial<MemberMet> = {}): MemberMet => ({
  memberId: memberId(n),
  name: `Member ${n}`,
  language: 'en',
  standing: 'good',
  sameCity: true,
  unsubscribes: {},
  suppressed: false,
  mailbox: true,
  sends: [],
  ...change,
})

const ago = (days: number) => plusDays(NOON, -days)
const planAt = (members: MemberMet[], launchAt = NOON, quota = NO_LIMIT, closesAt = DRAFT.closesAt) =>
  flightPlan(planOf(members, { topic: 'surveys', asOf: NOON }), {
    campaign: { ...DRAFT, closesAt },
    launchAt,
    quota,
    timeZone: ZONE,
  })

describe('a flight plan', () => {
  it('says who is mailed at once, who later and on which day, and who is not and why', () => {
    const left = { surveys: { at: NOON } }
    const plan = planAt([
      met(0),
      met(1, { sends: [ago(1)] }),
      met(2, { sends: [ago(3), ago(6), ago(9)] }),
      met(3, { unsubscribes: left }),
      met(4, { suppressed: true }),
      met(5, { mailbox: false }),
      met(6, { sends: [ago(13), ago(10)] }),
    ])
    expect(plan).toMatchObject({
      audience: 7,
      reached: 2,
      deferred: 2,
      deferredOn: [
        { day: '2026-12-02', count: 1 },
        { day: '2026-12-06', count: 1 },
      ],
      skipped: { unsubscribed: 1, suppressed: 1, 'no-mailbox': 1 },
      begins: NOON,
      afterQuietHours: false,
    })
  })

  it('leaves out those for whom there is room only after it has closed', () => {
    const closesAt = plusDays(NOON, 2)
    const plan = planAt([met(0), met(1, { sends: [ago(1), ago(4), ago(7)] })], NOON, NO_LIMIT, closesAt)
    expect(plan).toMatchObject({ reached: 1, deferred: 0, skipped: { 'attention-limit': 1 } })
  })

  it('begins in the morning when it is launched at night', () => {
    const plan = planAt([met(0)], Instant.parse('2026-12-02T05:00:00.000Z'))
    expect(plan).toMatchObject({ begins: '2026-12-02T15:00:00.000Z', afterQuietHours: true, reached: 1 })
  })

  it('tells the last of a small one within the second, and of a large one over several days', () => {
    const many = Array.from({ length: 1000 }, (_, n) => met(n))
    const sandbox = { perSecond: 1, perDay: 500, sentLastDay: 100 }
    expect(planAt(many.slice(0, 8), NOON, { perSecond: 1, perDay: 500, sentLastDay: 0 }).through).toBe(
      plusSeconds(NOON, 10),
    )
    const days = planAt(many, NOON, sandbox)
    expect(days.reached).toBe(1000)
    // 300 today, 400 a day later, and the last 300 the day after.
    expect(days.through?.slice(0, 10)).toBe('2026-12-03')
  })

  it('says how many would not be mailed any more before it closes', () => {
    const many = Array.from({ length: 1000 }, (_, n) => met(n))
    const quota = { perSecond: 1, perDay: 500, sentLastDay: 0 }
    expect(planAt(many, NOON, quota, plusDays(NOON, 1))).toMatchObject({ reached: 400, skipped: { over: 600 } })
  })

  it('names the reminders that follow, and those of a call', () => {
    const facts = planOf([met(0)], { topic: 'surveys', asOf: NOON })
    const at = { launchAt: NOON, quota: NO_LIMIT, timeZone: ZONE }
    const reminded = { ...DRAFT, reminders: { most: 3, everyDays: 5 } }
    expect(flightPlan(facts, { ...at, campaign: reminded }).rounds).toEqual([
      { purpose: 'reminder', at: plusDays(NOON, 5) },
      { purpose: 'reminder', at: plusDays(NOON, 10) },
    ])
    const callId = CallId.parse('cal_01HZZZZZZZZZZZZZZZZZZZZZZZ')
    const call = { ...DRAFT, kind: 'call', callId } as Campaign
    expect(flightPlan(facts, { ...at, campaign: call }).rounds.map(({ purpose }) => purpose)).toEqual([
      'call-day-before',
      'call-hour-before',
    ])
  })

  it('names the morning for what falls into the night, except for the word an hour before a call', () => {
    const facts = planOf([met(0)], { topic: 'surveys', asOf: NOON })
    const at = { quota: NO_LIMIT, timeZone: ZONE }
    const night = Instant.parse('2026-12-02T05:30:00.000Z')
    const reminded = { ...DRAFT, reminders: { most: 1, everyDays: 2 } }
    expect(flightPlan(facts, { ...at, launchAt: night, campaign: reminded }).rounds).toEqual([
      { purpose: 'reminder', at: '2026-12-04T15:00:00.000Z' },
    ])
    const callId = CallId.parse('cal_01HZZZZZZZZZZZZZZZZZZZZZZZ')
    const early = Instant.parse('2026-12-10T14:30:00.000Z')
    const call = { ...DRAFT, kind: 'call', callId, closesAt: early } as Campaign
    expect(flightPlan(facts, { ...at, launchAt: NOON, campaign: call }).rounds.map((round) => round.at)).toEqual([
      '2026-12-09T15:00:00.000Z',
      '2026-12-10T13:30:00.000Z',
    ])
  })

  it('shows the longest name, a reader of the other language and the shortest name', () => {
    const members = [
      met(0, { name: 'Bo' }),
      met(1, { name: 'Maximiliane von und zu Hohenstein' }),
      met(2, { name: 'Ana Ruiz', language: 'es' }),
      met(3),
      met(4, { name: 'A name that nobody sees because she left', unsubscribes: { surveys: { at: NOON } } }),
    ]
    expect(examplesOf(planOf(members, { topic: 'surveys', asOf: NOON }))).toEqual([
      { example: 'longest', memberId: memberId(1) },
      { example: 'other-language', memberId: memberId(2) },
      { example: 'shortest', memberId: memberId(0) },
    ])
    expect(examplesOf(planOf([met(0)], { topic: 'surveys', asOf: NOON }))).toHaveLength(1)
  })
})

const SEED = { seed: 20261123, numRuns: 150 }
const minutes = (from: number, to: number) => fc.integer({ min: from, max: to })
const someone = fc.record({
  unsubscribed: fc.boolean(),
  suppressed: fc.constantFrom(false, false, false, true),
  mailbox: fc.constantFrom(true, true, true, false),
  standing: fc.constantFrom('good' as const, 'good' as const, 'good' as const, 'lapsed' as const),
  language: fc.constantFrom('en' as const, 'es' as const),
  name: fc.string({ minLength: 1, maxLength: 30 }),
  sends: fc.array(minutes(0, 16 * 24 * 60), { maxLength: 4 }),
})
const audience = fc.array(someone, { maxLength: 60 }).map((all) =>
  all.map(({ unsubscribed, sends, ...rest }, n) =>
    met(n, {
      ...rest,
      unsubscribes: unsubscribed ? { surveys: { at: NOON } } : {},
      sends: sends.map((minute) => instantOf(Date.parse(NOON) - minute * MINUTE)),
    }),
  ),
)
const launches = minutes(0, 3 * 24 * 60).map((minute) => instantOf(Date.parse(NOON) + minute * MINUTE))
const closings = minutes(1, 20 * 24 * 60).map((minute) => instantOf(Date.parse(NOON) + minute * MINUTE))

/** What the sender does with each of them, by its own rules, when the mail provider sets no limit. */
const simulated = (members: MemberMet[], launchAt: Instant, closesAt: Instant) => {
  const came = { reached: 0, deferred: 0, skipped: {} as Record<string, number> }
  const skip = (reason: string) => {
    came.skipped[reason] = (came.skipped[reason] ?? 0) + 1
  }
  for (const member of members) {
    const may = mayMail('invitation', 'surveys', member)
    if (may.outcome === 'may-not') {
      skip(may.reason)
      continue
    }
    const attention: Attention = { sends: member.sends.map((at, n) => ({ sendId: String(n), at })), step: 1 }
    let now = launchAt
    let waited = false
    for (;;) {
      if (now >= closesAt) {
        skip('over')
        break
      }
      const morning = quietUntil(now, ZONE)
      if (morning) {
        now = morning
        continue
      }
      const attended = attend(attention, 'this', now)
      if (attended.outcome === 'may') {
        came[waited ? 'deferred' : 'reached']++
        break
      }
      if (attended.at >= closesAt) {
        skip('attention-limit')
        break
      }
      waited = true
      now = attended.at
    }
  }
  return came
}

describe('every flight plan', () => {
  it('adds up, and is what the sender would do', () => {
    fc.assert(
      fc.property(audience, launches, closings, (members, launchAt, closesAt) => {
        const { reached, deferred, skipped, audience: all, deferredOn } = planAt(members, launchAt, NO_LIMIT, closesAt)
        expect(all).toBe(members.length)
        expect(reached + deferred + total(Object.values(skipped))).toBe(all)
        expect(total(deferredOn.map(({ count }) => count))).toBe(deferred)
        expect({ reached, deferred, skipped }).toEqual(simulated(members, launchAt, closesAt))
      }),
      SEED,
    )
  })

  it('is the same in whatever order and parts its audience is met', () => {
    fc.assert(
      fc.property(audience, fc.array(fc.nat(60), { maxLength: 4 }), (members, cuts) => {
        const context = { topic: 'surveys', asOf: NOON } as const
        const whole = planOf(members, context)
        const edges = [0, ...cuts.map((cut) => cut % (members.length + 1)).sort((a, b) => a - b), members.length]
        const parts = edges.slice(1).map((end, n) => planOf(members.slice(edges[n], end), context))
        expect(parts.reduce(mergedPlan, emptyPlan)).toEqual(whole)
        expect(parts.reduceRight(mergedPlan, emptyPlan)).toEqual(whole)
        expect(planOf(members.toReversed(), context)).toEqual(whole)
      }),
      SEED,
    )
  })
})

describe('every timetable', () => {
  const flights = fc.record({
    free: fc.nat(5000),
    later: fc.array(fc.record({ at: launches, many: fc.integer({ min: 1, max: 500 }) }), { maxLength: 5 }),
    begins: launches,
    closesAt: closings,
    zone: fc.constantFrom('America/Denver', 'America/Anchorage', 'Asia/Kolkata', 'Australia/Lord_Howe'),
    quota: fc.record(
      {
        perSecond: fc.constantFrom(1, 14, 200),
        perDay: fc.constantFrom(200, 1000, 50_000),
        sentLastDay: fc.constantFrom(0, 150, 900),
      },
      { requiredKeys: ['sentLastDay'] },
    ),
  })

  it('keeps the night, the rate, the quota of any day and the closing, and mails nobody before there is room', () => {
    fc.assert(
      fc.property(flights, ({ free, later, begins, closesAt, zone, quota }) => {
        const slots = timetable({ free, later, begins, closesAt, quota, timeZone: zone })
        const rate = (quota.perSecond ?? Number.POSITIVE_INFINITY) * CAMPAIGN_SHARE
        const share = (quota.perDay ?? Number.POSITIVE_INFINITY) * CAMPAIGN_SHARE
        for (const [n, slot] of slots.entries()) {
          expect(quietUntil(slot.from, zone)).toBeUndefined()
          if (slot.until > slot.from) expect(quietUntil(instantOf(Date.parse(slot.until) - 1), zone)).toBeUndefined()
          expect(slot.from >= begins && slot.until <= closesAt).toBe(true)
          const seconds = (Date.parse(slot.until) - Date.parse(slot.from)) / 1000
          if (Number.isFinite(rate)) expect(many(slot)).toBeLessThanOrEqual(rate * seconds)
          expect(slot.from >= (slots[n - 1]?.until ?? begins)).toBe(true)
          const day = slots.filter(({ from, until }) => until > plusDays(slot.from, -1) && from < slot.until)
          const before = slot.from < plusDays(begins, 1) ? quota.sentLastDay : 0
          expect(total(day.map(many)) + before).toBeLessThanOrEqual(Math.max(share, before))
          const arrived = total(later.filter(({ at }) => at <= slot.from).map((arrival) => arrival.many))
          expect(total(slots.slice(0, n + 1).map((one) => one.later))).toBeLessThanOrEqual(arrived)
        }
        expect(total(slots.map((slot) => slot.free))).toBeLessThanOrEqual(free)
      }),
      SEED,
    )
  })
})

describe('the policy that these plans rest on', () => {
  it('is the one that members are told', () => {
    expect(ATTENTION).toEqual({ mails: 3, inDays: 14, hoursApart: 48 })
    expect(QUIET_HOURS).toEqual({ from: 21, until: 8 })
  })
})

const many = ({ free, later }: { free: number; later: number }) => free + later
const total = (numbers: readonly number[]) => numbers.reduce((sum, each) => sum + each, 0)
