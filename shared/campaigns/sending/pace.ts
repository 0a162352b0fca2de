import * as z from 'zod'
import { Instant, instantOf, plusDays, plusSeconds } from '../../units.ts'
import { quietUntil, wakingUntil } from './quiet-hours.ts'

/** How many had been mailed at a moment. */
export const Sample = z.object({ at: Instant, mailed: z.number().int().nonnegative() })
export type Sample = z.output<typeof Sample>

/** Keeps what is needed for the pace of the last minutes; undefined when the last sample is too new for another. */
export const sampled = (samples: readonly Sample[], sample: Sample): Sample[] | undefined => {
  const last = samples.at(-1)
  if (last && sample.at < plusSeconds(last.at, APART_SECONDS)) return undefined
  // Fewer than before were other mails.
  const kept = samples.filter(
    ({ at, mailed }) => at > plusSeconds(sample.at, -WINDOW_SECONDS) && mailed <= sample.mailed,
  )
  return [...kept, sample]
}

/** Mails per second over the last two minutes; undefined while there is too little to say. 0 when nothing leaves any more. */
export const paceOf = (samples: readonly Sample[], now: Instant): number | undefined => {
  const recent = samples.filter(({ at }) => at > plusSeconds(now, -WINDOW_SECONDS))
  const [first, last] = [recent[0], recent.at(-1)]
  if (!first || !last) return undefined
  const seconds = (Date.parse(last.at) - Date.parse(first.at)) / 1000
  const many = last.mailed - first.mailed
  if (many === 0) return seconds >= SILENT_SECONDS ? 0 : undefined
  return seconds >= ENOUGH_SECONDS && many >= ENOUGH_MAILS ? many / seconds : undefined
}

/**
 * When the last of so many will have left at this pace, nights left out; undefined without a pace and beyond two weeks.
 * `timeZone`: of the city; absent when this mailing waits for no morning.
 */
export const throughAt = (
  left: number,
  perSecond: number | undefined,
  now: Instant,
  timeZone: string | undefined,
): Instant | undefined => {
  if (!perSecond) return undefined
  let at = now
  let milliseconds = (1000 * left) / perSecond
  const latest = plusDays(now, MOST_DAYS)
  for (;;) {
    if (timeZone) at = quietUntil(at, timeZone) ?? at
    if (at > latest) return undefined
    const end = Date.parse(at) + milliseconds
    const evening = timeZone ? Date.parse(wakingUntil(at, timeZone)) : Number.POSITIVE_INFINITY
    if (end <= evening) return end <= Date.parse(latest) ? instantOf(Math.ceil(end)) : undefined
    milliseconds -= evening - Date.parse(at)
    at = instantOf(evening)
  }
}

const APART_SECONDS = 5
const WINDOW_SECONDS = 120
const ENOUGH_SECONDS = 10
const ENOUGH_MAILS = 10
const SILENT_SECONDS = 60
const MOST_DAYS = 14
