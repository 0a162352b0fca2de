import * as z from 'zod'
import { Instant, instantOf } from '../../units.ts'
import { CAMPAIGN_SHARE } from '../policy.ts'
import { quietUntil, wakingUntil } from '../sending/quiet-hours.ts'
import { besides } from '../sending/sharing.ts'

/** What the mail provider takes, in mails; a limit that is absent does not exist. */
export const Quota = z.object({
  perSecond: z.number().nonnegative().optional(),
  perDay: z.number().nonnegative().optional(),
  /** In the 24 hours before the plan was made. */
  sentLastDay: z.number().nonnegative(),
  /** The other campaigns that were being sent then: how many mails each of them had left. */
  besides: z.object({ at: Instant, left: z.array(z.number().nonnegative()) }).optional(),
})
export type Quota = z.output<typeof Quota>

/** Mails that leave between two instants: `free` to those who had room at once, `later` to those who had to wait for it. */
export type Slot = { from: Instant; until: Instant; free: number; later: number }

type Flight = {
  begins: Instant
  free: number
  later: readonly { at: Instant; many: number }[]
  closesAt: Instant
  quota: Quota
  timeZone: string
}

/**
 * When how many mails leave: never at night, never faster than the campaigns' share of the rate, never more than their
 * share of the day's quota in any 24 hours, nothing once it is closed. Whoever does not fit in is not in it. Both shares are
 * divided with the other campaigns as long as these have mails left.
 */
export const timetable = ({ begins, free, later, closesAt, quota, timeZone }: Flight): Slot[] => {
  const rate = (quota.perSecond ?? Number.POSITIVE_INFINITY) * CAMPAIGN_SHARE
  const share = (quota.perDay ?? Number.POSITIVE_INFINITY) * CAMPAIGN_SHARE
  const [start, end] = [Date.parse(begins), Date.parse(closesAt)]
  const arrivals = later.map(({ at, many }) => ({ at: Date.parse(at), many })).sort((a, b) => a.at - b.at)
  const slots: Slot[] = []
  const gone: { until: number; many: number }[] = []
  const others = besides(quota.besides?.left ?? [])
  let waitingFree = free
  let waitingLater = 0
  let next = 0
  let awakeUntil = 0
  /** Those that are gone, from `oldest` on, reach into the last 24 hours; `lastDay` mails are in them. */
  let oldest = 0
  let lastDay = 0
  const leave = (until: number, many: number) => {
    if (many === 0) return
    gone.push({ until, many })
    lastDay += many
  }
  /** What the others send while this campaign mails nobody. */
  const leaveToOthers = (from: number, until: number) => {
    if (until > from && others.parts() > 1)
      leave(until, others.send((rate * (until - from)) / 1000 / (others.parts() - 1)))
  }

  if (quota.besides) leaveToOthers(Date.parse(quota.besides.at), start)

  for (let at = start; at < end; ) {
    for (let arrival = arrivals[next]; arrival && arrival.at <= at; arrival = arrivals[++next])
      waitingLater += arrival.many
    if (waitingFree + waitingLater === 0) {
      const arrival = arrivals[next]
      if (!arrival) break
      leaveToOthers(at, arrival.at)
      at = arrival.at
      continue
    }
    if (rate <= 0 || share < 1) break
    if (at >= awakeUntil) {
      const morning = quietUntil(instantOf(at), timeZone)
      if (morning) {
        at = Date.parse(morning)
        continue
      }
      awakeUntil = Date.parse(wakingUntil(instantOf(at), timeZone))
    }
    // Clocks are set in steps of a quarter of an hour at least: no night begins within one.
    const slotEnd = Math.min((Math.floor(at / QUARTER) + 1) * QUARTER, awakeUntil, end)
    for (let old = gone[oldest]; old && old.until <= at - DAY; old = gone[++oldest]) lastDay -= old.many
    const before = at < start + DAY ? quota.sentLastDay : 0
    const part = rate / others.parts()
    const room = Math.max(0, Math.floor((share - before - lastDay) / others.parts()))
    const fits = Math.floor((part * (slotEnd - at)) / 1000)
    const many = Math.min(waitingFree + waitingLater, room, fits)
    leave(slotEnd, others.send(Math.min(room, fits)))
    if (many > 0) {
      const ofFree = Math.min(waitingFree, many)
      const until = Math.min(slotEnd, at + Math.ceil((many * 1000) / part))
      slots.push({ from: instantOf(at), until: instantOf(until), free: ofFree, later: many - ofFree })
      waitingFree -= ofFree
      waitingLater -= many - ofFree
      leave(until, many)
      at = waitingFree + waitingLater === 0 ? until : slotEnd
    } else at = slotEnd
  }
  return slots
}

const QUARTER = 15 * 60_000
const DAY = 24 * 60 * 60_000
