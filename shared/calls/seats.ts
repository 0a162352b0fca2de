import * as z from 'zod'
import type { CallId, MemberId } from '../ids.ts'
import type { Instant } from '../units.ts'
import type { Reply, Rsvp } from './call.ts'

/** How many have a seat, and how many wait for one. Whoever waits stands in the line besides, by the time of their reply. */
export const Seats = z.object({
  /** As it stands in the call; absent where everybody has room. */
  capacity: z.number().int().positive().optional(),
  taken: z.number().int().nonnegative(),
  waiting: z.number().int().nonnegative(),
})
export type Seats = z.output<typeof Seats>

export const seatsKey = (callId: CallId) => ({ pk: `CALL#${callId}`, sk: 'SEATS' })

/** The line, the first of it first. */
export const LINE_BEGINS = 'LINE#'
export const lineKey = (callId: CallId, since: Instant, memberId: MemberId) => ({
  pk: `CALL#${callId}`,
  sk: `${LINE_BEGINS}${since}#${memberId}`,
})

/** What changes of the seats, and what must still be so of them: of two replies at once one has to look again. */
export type SeatsMove = {
  add: { taken?: number; waiting?: number }
  holds: {
    equals?: { capacity: number }
    missing?: readonly ['capacity']
    atMost?: { taken?: number; waiting?: number }
    atLeast?: { taken?: number; waiting?: number }
  }
}

export type SeatOf = 'seat' | 'waiting' | 'none'

export const seatOf = (rsvp: Pick<Rsvp, 'reply' | 'waitingSince'> | undefined): SeatOf =>
  rsvp?.reply !== 'yes' ? 'none' : rsvp.waitingSince ? 'waiting' : 'seat'

export type Seating = {
  /** They stand in the line from now on. */
  waits: boolean
  move?: SeatsMove
  /** Their seat is the first one's in the line. */
  passesOn: boolean
}

/** What a reply does to the seats. Nobody is ever sent away from a seat, also when there are fewer than there were. */
export const seating = (had: SeatOf, reply: Reply, seats: Seats): Seating => {
  if (reply === 'yes') return had === 'none' ? sitDown(seats) : { waits: had === 'waiting', passesOn: false }
  return had === 'none' ? { waits: false, passesOn: false } : leave(had, seats)
}

const sitDown = (seats: Seats): Seating => {
  const { capacity, taken, waiting } = seats
  if (capacity === undefined)
    return { waits: false, passesOn: false, move: { add: { taken: 1 }, holds: { missing: ['capacity'] } } }
  if (taken < capacity && waiting === 0) {
    const holds = { equals: { capacity }, atMost: { taken: capacity - 1, waiting: 0 } }
    return { waits: false, passesOn: false, move: { add: { taken: 1 }, holds } }
  }
  // Nobody passes those who stand in the line already, even if seats have just been added.
  const atLeast = waiting > 0 ? { waiting: 1 } : { taken: capacity }
  return { waits: true, passesOn: false, move: { add: { waiting: 1 }, holds: { equals: { capacity }, atLeast } } }
}

const leave = (had: 'seat' | 'waiting', { capacity, taken, waiting }: Seats): Seating => {
  if (had === 'waiting')
    return { waits: false, passesOn: false, move: { add: { waiting: -1 }, holds: { atLeast: { waiting: 1 } } } }
  if (capacity === undefined)
    return { waits: false, passesOn: false, move: { add: { taken: -1 }, holds: { missing: ['capacity'] } } }
  if (taken > capacity) {
    const holds = { equals: { capacity }, atLeast: { taken: capacity + 1 } }
    return { waits: false, passesOn: false, move: { add: { taken: -1 }, holds } }
  }
  if (waiting > 0) {
    const holds = { equals: { capacity }, atMost: { taken: capacity }, atLeast: { waiting: 1 } }
    return { waits: false, passesOn: true, move: { add: { waiting: -1 }, holds } }
  }
  const holds = { equals: { capacity }, atMost: { waiting: 0 } }
  return { waits: false, passesOn: false, move: { add: { taken: -1 }, holds } }
}

/** How many of the line can sit down now. */
export const roomFor = ({ capacity, taken, waiting }: Seats): number =>
  capacity === undefined ? waiting : Math.max(0, Math.min(waiting, capacity - taken))

/** `count` of the line sit down. */
export const seated = ({ capacity }: Seats, count: number): SeatsMove => ({
  add: { taken: count, waiting: -count },
  holds:
    capacity === undefined
      ? { missing: ['capacity'], atLeast: { waiting: count } }
      : { equals: { capacity }, atMost: { taken: capacity - count }, atLeast: { waiting: count } },
})
