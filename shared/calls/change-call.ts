import type { Instant } from '../units.ts'
import type { Call } from './call.ts'

type Planned = Extract<Call, { state: 'planned' }>

/** What staff may change of a call. */
export type CallFields = Pick<
  Call,
  'title' | 'agenda' | 'startsAt' | 'wallClock' | 'overlap' | 'minutes' | 'dialIn' | 'link' | 'capacity'
>

/** What everybody who was invited is told of when it changes. */
export const TOLD = ['title', 'startsAt', 'minutes', 'dialIn', 'link'] as const satisfies (keyof CallFields)[]
/** What they are told of only if staff want it. */
export const UNTOLD = ['agenda', 'capacity'] as const satisfies (keyof CallFields)[]

export type Differing = (typeof TOLD)[number] | (typeof UNTOLD)[number]

/** Which fields differ. */
export const differing = (before: CallFields, after: CallFields) => ({
  told: TOLD.filter((field) => before[field] !== after[field]),
  untold: UNTOLD.filter((field) => before[field] !== after[field]),
})

export type ChangeRefusal = 'call-cancelled' | 'call-over' | 'starts-in-the-past' | 'nothing-new'

export type ChangedCall =
  | { outcome: 'changed'; call: Planned; told: boolean }
  | { outcome: 'refused'; reason: ChangeRefusal }

type ChangeFacts = {
  now: Instant
  invited: boolean
  /** The change before this one has not been mailed yet: both are told as one. */
  untold: boolean
  tellAll: boolean
  note?: string | undefined
}

/**
 * `invited`: people hold invitations. They are told of whatever matters to them, and of the rest when `tellAll`. A call
 * that nobody was invited to is changed without a word and keeps its number.
 */
export const changeCall = (
  call: Call,
  fields: CallFields,
  { now, invited, untold, tellAll, note }: ChangeFacts,
): ChangedCall => {
  const obstacle = obstacleTo(call, now)
  if (obstacle) return { outcome: 'refused', reason: obstacle }
  if (call.state === 'cancelled') return { outcome: 'refused', reason: 'call-cancelled' }
  if (fields.startsAt <= now) return { outcome: 'refused', reason: 'starts-in-the-past' }
  const { told, untold: rest } = differing(call, fields)
  if (told.length === 0 && rest.length === 0 && call.wallClock === fields.wallClock)
    return { outcome: 'refused', reason: 'nothing-new' }
  const tells = invited && (told.length > 0 || tellAll)
  const { dialIn: _, link: __, capacity: ___, overlap: ____, was, note: before, ...kept } = call
  const moved = told.includes('startsAt') || told.includes('minutes')
  const known = (untold ? was : undefined) ?? (moved ? { startsAt: call.startsAt, minutes: call.minutes } : undefined)
  return {
    outcome: 'changed',
    told: tells,
    call: {
      ...kept,
      ...fields,
      revision: call.revision + 1,
      sequence: call.sequence + (tells ? 1 : 0),
      ...(tells
        ? { ...(known && { was: known }), ...(note && { note }) }
        : { ...(was && { was }), ...(before && { note: before }) }),
    },
  }
}

/** Its time has passed, or it will not be. */
export const obstacleTo = (call: Call, now: Instant): 'call-cancelled' | 'call-over' | undefined =>
  call.state === 'cancelled' ? 'call-cancelled' : call.startsAt <= now ? 'call-over' : undefined

export type CancelledCall =
  | { outcome: 'cancelled'; call: Extract<Call, { state: 'cancelled' }> }
  | { outcome: 'refused'; reason: 'call-cancelled' | 'call-over' }

export const cancelCall = (
  call: Call,
  reason: string,
  { now, invited }: { now: Instant; invited: boolean },
): CancelledCall => {
  const obstacle = obstacleTo(call, now)
  if (obstacle) return { outcome: 'refused', reason: obstacle }
  return {
    outcome: 'cancelled',
    call: {
      ...call,
      state: 'cancelled',
      cancelledAt: now,
      reason,
      sequence: call.sequence + (invited ? 1 : 0),
      revision: call.revision + 1,
    },
  }
}
