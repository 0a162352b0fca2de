import * as z from 'zod'
import { instantInCity, type LocalTime, Overlap } from '../local-time.ts'
import { type Instant, plusDays } from '../units.ts'
import { Call } from './call.ts'
import type { CallFields } from './change-call.ts'

const text = z.string().catch('')

/** What stands in the form, whatever was typed. */
export const TypedCall = z.object({
  title: text,
  agenda: text,
  startsAt: text,
  overlap: text,
  minutes: text,
  dialIn: text,
  link: text,
  capacity: text,
})
export type TypedCall = z.output<typeof TypedCall>

export type CallProblem =
  | { field: 'title'; reason: 'empty' | 'too-long' }
  | { field: 'agenda' | 'dialIn'; reason: 'too-long' }
  | { field: 'startsAt'; reason: 'in-the-past' }
  | { field: 'startsAt'; time: Exclude<LocalTime, { outcome: 'instant' }> }
  | { field: 'minutes'; reason: 'not-minutes' }
  | { field: 'link'; reason: 'not-a-link' }
  | { field: 'capacity'; reason: 'not-a-number' }

export type ReadCall = { outcome: 'call'; fields: CallFields } | { outcome: 'refused'; problems: CallProblem[] }

/** Says everything that is wrong at once. `unmoved` is the start of the call that is changed: left alone, it is not asked about again. */
export const readCall = (
  typed: TypedCall,
  {
    timeZone,
    now,
    unmoved,
  }: { timeZone: string; now: Instant; unmoved?: Pick<CallFields, 'startsAt' | 'wallClock' | 'overlap'> | undefined },
): ReadCall => {
  const problems: CallProblem[] = []
  const shape = Call.options[0].shape
  const title = typed.title.trim().replace(/\s+/g, ' ')
  if (title === '') problems.push({ field: 'title', reason: 'empty' })
  else if (!shape.title.safeParse(title).success) problems.push({ field: 'title', reason: 'too-long' })
  const agenda = typed.agenda.replaceAll('\r\n', '\n').trim()
  if (!shape.agenda.safeParse(agenda).success) problems.push({ field: 'agenda', reason: 'too-long' })
  const dialIn = typed.dialIn.trim().replace(/\s+/g, ' ')
  if (!shape.dialIn.safeParse(dialIn).success) problems.push({ field: 'dialIn', reason: 'too-long' })
  const minutes = wholeNumber(typed.minutes)
  if (!shape.minutes.safeParse(minutes).success) problems.push({ field: 'minutes', reason: 'not-minutes' })
  const link = typed.link.trim()
  if (link !== '' && !shape.link.safeParse(link).success) problems.push({ field: 'link', reason: 'not-a-link' })
  const capacity = typed.capacity.trim() === '' ? undefined : wholeNumber(typed.capacity)
  if (typed.capacity.trim() !== '' && !shape.capacity.safeParse(capacity ?? 0).success)
    problems.push({ field: 'capacity', reason: 'not-a-number' })

  const overlap = Overlap.safeParse(typed.overlap).data
  const time = startOf(typed.startsAt, timeZone, overlap, unmoved)
  if (time.outcome !== 'instant') problems.push({ field: 'startsAt', time })
  else if (time.instant <= now) problems.push({ field: 'startsAt', reason: 'in-the-past' })
  else if (time.instant > plusDays(now, MOST_DAYS_AHEAD))
    problems.push({ field: 'startsAt', time: { outcome: 'refused', reason: 'too-far' } })
  if (problems.length > 0 || time.outcome !== 'instant' || minutes === undefined)
    return { outcome: 'refused', problems }
  // Kept only where it says anything: the time comes twice.
  const asked = overlap && instantInCity(typed.startsAt, timeZone).outcome === 'twice' ? overlap : undefined
  return {
    outcome: 'call',
    fields: {
      title,
      agenda,
      startsAt: time.instant,
      wallClock: typed.startsAt,
      ...(asked && { overlap: asked }),
      minutes,
      ...(dialIn && { dialIn }),
      ...(link && { link }),
      ...(capacity && { capacity }),
    },
  }
}

export const typedOf = (call: CallFields): TypedCall => ({
  title: call.title,
  agenda: call.agenda,
  startsAt: call.wallClock,
  overlap: call.overlap ?? '',
  minutes: String(call.minutes),
  dialIn: call.dialIn ?? '',
  link: call.link ?? '',
  capacity: call.capacity ? String(call.capacity) : '',
})

const startOf = (
  wallClock: string,
  timeZone: string,
  overlap: Overlap | undefined,
  unmoved: Pick<CallFields, 'startsAt' | 'wallClock' | 'overlap'> | undefined,
): LocalTime => {
  // Whatever a newer clock change says of it: nobody has moved it.
  if (unmoved?.wallClock === wallClock && (overlap ?? unmoved.overlap) === unmoved.overlap)
    return { outcome: 'instant', instant: unmoved.startsAt }
  return instantInCity(wallClock, timeZone, overlap)
}

/** Two years, as for campaigns. */
const MOST_DAYS_AHEAD = 732

const wholeNumber = (typed: string): number | undefined => (/^\s*\d{1,6}\s*$/.test(typed) ? Number(typed) : undefined)
