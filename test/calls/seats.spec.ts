import { describe, expect, it } from 'vitest'
import type { Reply } from '../../shared/calls/call.ts'
import { roomFor, type SeatOf, type Seats, type SeatsMove, seated, seating } from '../../shared/calls/seats.ts'

/** As the table does it: nothing is written unless everything still holds. */
const written = (seats: Seats, { add, holds }: SeatsMove): Seats | undefined => {
  const { equals, missing, atMost = {}, atLeast = {} } = holds
  const value = (name: string) => seats[name as 'taken' | 'waiting'] ?? 0
  if (equals && seats.capacity !== equals.capacity) return undefined
  if (missing && seats.capacity !== undefined) return undefined
  if (Object.entries(atMost).some(([name, most]) => value(name) > most)) return undefined
  if (Object.entries(atLeast).some(([name, least]) => value(name) < least)) return undefined
  return { ...seats, taken: seats.taken + (add.taken ?? 0), waiting: seats.waiting + (add.waiting ?? 0) }
}

describe('the seats of a call', () => {
  it('are never more than there are, and nobody waits beside a free one, whatever replies cross (seed 7)', () => {
    const chance = seeded(7)
    for (let round = 0; round < 200; round++) {
      const capacity = 1 + Math.floor(chance() * 3)
      const past: Seats[] = [{ capacity, taken: 0, waiting: 0 }]
      const people: SeatOf[] = Array.from({ length: 6 }, () => 'none')
      const line: number[] = []
      for (let step = 0; step < 60; step++) {
        const now = past[past.length - 1] as Seats
        // What somebody decides on was read up to four changes ago.
        const read = past[Math.max(0, past.length - 1 - Math.floor(chance() * 5))] as Seats
        const who = Math.floor(chance() * people.length)
        const reply: Reply = chance() < 0.5 ? 'yes' : 'no'
        const had = people[who] as SeatOf
        const { move, waits, passesOn } = seating(had, reply, read)
        const after = move && written(now, move)
        if (!after) continue
        past.push(after)
        if (had === 'waiting') line.splice(line.indexOf(who), 1)
        if (waits) line.push(who)
        if (passesOn) people[line.shift() as number] = 'seat'
        people[who] = reply === 'no' ? 'none' : waits ? 'waiting' : 'seat'
        expect(after.taken).toBe(people.filter((seat) => seat === 'seat').length)
        expect(after.waiting).toBe(line.length)
        expect(after.taken).toBeLessThanOrEqual(capacity)
        if (after.waiting > 0) expect(after.taken).toBe(capacity)
      }
    }
  })

  it('that were added are for the line, and not for whoever comes just then', () => {
    const added = { capacity: 5, taken: 2, waiting: 2 }
    expect(seating('none', 'yes', added).waits).toBe(true)
    expect(roomFor(added)).toBe(2)
    expect(written(added, seated(added, 2))).toEqual({ capacity: 5, taken: 4, waiting: 0 })
    expect(roomFor({ capacity: 3, taken: 2, waiting: 2 })).toBe(1)
    expect(roomFor({ capacity: 3, taken: 5, waiting: 2 })).toBe(0)
    expect(roomFor({ taken: 5, waiting: 2 })).toBe(2)
  })

  it('are unlimited where no number is given', () => {
    expect(seating('none', 'yes', { taken: 900, waiting: 0 })).toMatchObject({
      waits: false,
      move: { add: { taken: 1 } },
    })
    expect(seating('seat', 'maybe', { taken: 900, waiting: 0 })).toMatchObject({ move: { add: { taken: -1 } } })
    expect(seating('none', 'maybe', { taken: 900, waiting: 0 }).move).toBeUndefined()
  })
})

const seeded = (seed: number) => () => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0
  return seed / 2 ** 32
}
