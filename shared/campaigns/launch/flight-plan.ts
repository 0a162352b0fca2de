import * as z from 'zod'
import { dayIn } from '../../calendar.ts'
import { Language } from '../../identity/person.ts'
import { MemberId } from '../../ids.ts'
import { type MailFacts, mayMail } from '../../mail/mail-class.ts'
import { type Instant, instantOf, type PlainDate, plusDays } from '../../units.ts'
import type { Topic } from '../../words.ts'
import type { Campaign } from '../campaign.ts'
import { SkipReason } from '../ledger.ts'
import { callReminders } from '../round.ts'
import { nextFreeAt } from '../sending/attention.ts'
import { quietUntil } from '../sending/quiet-hours.ts'
import { leavesAt } from '../sending/recheck.ts'
import { type Quota, timetable } from './timetable.ts'

const count = z.number().int().nonnegative()

/** A member whom the mail can be shown for. The name itself is read when it is shown. */
const Example = z.object({ memberId: MemberId, length: count })
type Example = z.output<typeof Example>

/**
 * What is known of a part of an audience, without anybody in it but the examples: of a fixed size however many were met.
 * Parts are merged in any order.
 */
export const PartialPlan = z.object({
  audience: count,
  /** They could be mailed at any time. */
  ready: count,
  /** Minutes since 1970, and how many the attention limit leaves room for from that minute on; rounded up. */
  waiting: z.record(z.string(), count),
  skipped: z.partialRecord(SkipReason, count),
  languages: z.partialRecord(Language, count),
  longest: Example.optional(),
  shortest: Example.optional(),
  readers: z.partialRecord(Language, MemberId),
})
export type PartialPlan = z.output<typeof PartialPlan>

export const emptyPlan: PartialPlan = { audience: 0, ready: 0, waiting: {}, skipped: {}, languages: {}, readers: {} }

export type MemberMet = MailFacts & {
  memberId: MemberId
  name: string
  language: Language
  /** When campaigns mailed them lately. */
  sends: readonly Instant[]
}

/**
 * What these members come to. `asOf` is the same for the whole audience, so that every order of meeting them gives the same
 * plan.
 */
export const planOf = (
  members: readonly MemberMet[],
  { topic, asOf }: { topic: Topic; asOf: Instant },
): PartialPlan => {
  const met = { ...emptyPlan, waiting: {} as Record<string, number>, audience: members.length }
  const reasons: SkipReason[] = []
  const mailable: MemberMet[] = []
  for (const member of members) {
    const may = mayMail('invitation', topic, member)
    if (may.outcome === 'may-not') {
      reasons.push(may.reason)
      continue
    }
    mailable.push(member)
    const free = nextFreeAt(member.sends)
    if (!free || free <= asOf) met.ready++
    else met.waiting[minuteOf(free)] = (met.waiting[minuteOf(free)] ?? 0) + 1
  }
  return mailable.map(exampleOf).reduce(mergedPlan, { ...met, skipped: counted(reasons) })
}

const exampleOf = ({ memberId, name, language }: MemberMet): PartialPlan => {
  const example = { memberId, length: [...name].length }
  return {
    ...emptyPlan,
    languages: { [language]: 1 },
    longest: example,
    shortest: example,
    readers: { [language]: memberId },
  }
}

export const mergedPlan = (one: PartialPlan, other: PartialPlan): PartialPlan => {
  const longest = chosen(one.longest, other.longest, (a, b) => a.length > b.length)
  const shortest = chosen(one.shortest, other.shortest, (a, b) => a.length < b.length)
  return {
    audience: one.audience + other.audience,
    ready: one.ready + other.ready,
    waiting: added(one.waiting, other.waiting),
    skipped: added(one.skipped, other.skipped),
    languages: added(one.languages, other.languages),
    ...(longest && { longest }),
    ...(shortest && { shortest }),
    readers: Object.fromEntries(
      Language.options.flatMap((language) => {
        const [first] = [one.readers[language], other.readers[language]].filter((id) => id !== undefined).sort()
        return first ? [[language, first]] : []
      }),
    ),
  }
}

export type FlightPlan = {
  /** Always reached + deferred + everybody skipped. */
  audience: number
  /** Mailed in the first go. */
  reached: number
  /** Had enough mail lately; mailed as soon as there is room again. */
  deferred: number
  /** The days of the city on which they are. */
  deferredOn: { day: PlainDate; count: number }[]
  skipped: Partial<Record<SkipReason, number>>
  begins: Instant
  /** It begins later than it is launched: nobody is mailed at night. */
  afterQuietHours: boolean
  /** The last of the first go; absent when that is nobody. */
  reachedBy?: Instant
  /** The last of all. */
  through?: Instant
  /** Other campaigns that were being sent when it was made, and with which it shares the pace. */
  besides: number
  /** Mailings that follow by themselves. */
  rounds: { purpose: 'reminder' | 'call-day-before' | 'call-hour-before'; at: Instant }[]
}

type Circumstances = { campaign: Campaign; launchAt: Instant; quota: Quota; timeZone: string }

/** What becomes of the audience when the campaign is launched at this instant, as far as anybody can know now. */
export const flightPlan = (part: PartialPlan, { campaign, launchAt, quota, timeZone }: Circumstances): FlightPlan => {
  const { closesAt } = campaign
  const begins = quietUntil(launchAt, timeZone) ?? launchAt
  const waiting = Object.entries(part.waiting).map(([minute, many]) => ({ at: instantOfMinute(minute), many }))
  const free = part.ready + howMany(waiting.filter(({ at }) => at <= begins))
  const later = waiting.filter(({ at }) => at > begins && (at < closesAt || begins >= closesAt))
  const slots = timetable({ begins, free, later, closesAt, quota, timeZone })

  const reached = sum(slots.map((slot) => slot.free))
  const deferred = sum(slots.map((slot) => slot.later))
  const limited = howMany(waiting) + part.ready - free - howMany(later)
  const over = free + howMany(later) - reached - deferred
  const deferredOn = new Map<PlainDate, number>()
  for (const { from, later: many } of slots) {
    if (many === 0) continue
    const day = dayIn(from, timeZone)
    deferredOn.set(day, (deferredOn.get(day) ?? 0) + many)
  }
  const reachedBy = slots.findLast((slot) => slot.free > 0)?.until
  const through = slots.at(-1)?.until
  return {
    audience: part.audience,
    reached,
    deferred,
    deferredOn: [...deferredOn].map(([day, many]) => ({ day, count: many })),
    skipped: {
      ...part.skipped,
      ...(limited > 0 && { 'attention-limit': limited }),
      ...(over > 0 && { over }),
    },
    begins,
    afterQuietHours: begins > launchAt,
    ...(reachedBy && { reachedBy }),
    ...(through && { through }),
    besides: quota.besides?.left.length ?? 0,
    rounds: roundsAfter(campaign, launchAt, timeZone),
  }
}

/** Shown before the launch: who might see the mail break, and a reader of each other language. At most three. */
export const examplesOf = ({ longest, shortest, languages, readers }: PartialPlan) => {
  const [, ...others] = Language.options
    .filter((language) => readers[language])
    .sort((a, b) => (languages[b] ?? 0) - (languages[a] ?? 0))
  const found: { example: 'longest' | 'other-language' | 'shortest'; memberId: MemberId }[] = []
  const add = (example: (typeof found)[number]['example'], memberId: MemberId | undefined) => {
    if (memberId && !found.some((known) => known.memberId === memberId)) found.push({ example, memberId })
  }
  add('longest', longest?.memberId)
  for (const language of others) add('other-language', readers[language])
  add('shortest', shortest?.memberId)
  return found
}

/** How many mails leave at all. */
export const mailedBy = ({ reached, deferred }: Pick<FlightPlan, 'reached' | 'deferred'>) => reached + deferred

const roundsAfter = (campaign: Campaign, launchAt: Instant, timeZone: string): FlightPlan['rounds'] => {
  const { closesAt } = campaign
  const within = (round: FlightPlan['rounds'][number]) => round.at > launchAt && round.at < closesAt
  // What begins in time and waits for the morning may come too late.
  const leaving = (rounds: FlightPlan['rounds']) =>
    rounds
      .filter(within)
      .map((round) => ({ ...round, at: leavesAt(round.purpose, round.at, timeZone) }))
      .filter(within)
  if (campaign.kind === 'survey') {
    const { most, everyDays } = campaign.reminders ?? { most: 0, everyDays: 0 }
    return leaving(
      Array.from({ length: most }, (_, n) => ({
        purpose: 'reminder' as const,
        at: plusDays(launchAt, (n + 1) * everyDays),
      })),
    )
  }
  return campaign.kind === 'call' ? leaving(callReminders(closesAt)) : []
}

const minuteOf = (at: Instant): string => String(Math.ceil(Date.parse(at) / 60_000))
const instantOfMinute = (minute: string): Instant => instantOf(Number(minute) * 60_000)

const added = <K extends string>(
  one: Partial<Record<K, number>>,
  other: Partial<Record<K, number>>,
): Record<K, number> => {
  const all = { ...one } as Record<K, number>
  for (const [key, more] of Object.entries<number | undefined>(other) as [K, number][])
    all[key] = (all[key] ?? 0) + more
  return all
}

const counted = <K extends string>(names: readonly K[]): Partial<Record<K, number>> => {
  const counts: Partial<Record<K, number>> = {}
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1
  return counts
}

/** Of two as good, the member who came first: the order of meeting them must not matter. */
const chosen = (
  one: Example | undefined,
  other: Example | undefined,
  better: (a: Example, b: Example) => boolean,
): Example | undefined => {
  if (!one || !other) return one ?? other
  if (one.length === other.length) return one.memberId <= other.memberId ? one : other
  return better(one, other) ? one : other
}

const howMany = (waiting: readonly { many: number }[]) => sum(waiting.map(({ many }) => many))
const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0)
