import ICAL from 'ical.js'
import { describe, expect, it } from 'vitest'
import { Call } from '../../shared/calls/call.ts'
import { Instant } from '../../shared/units.ts'
import { type CalendarFile, calendarOf } from '../../web/mail/calendar-file.ts'
import { CALL, NOON } from './cast.ts'

const NEEDS = {
  purpose: 'invitation',
  organizer: { name: 'Network City Program', address: 'hello@network.example.org' },
  attendee: { name: 'Ana Ruiz', address: 'ana@example.org' },
  publicUrl: 'https://network.example.org',
  language: 'en',
  at: NOON,
} as const

const read = ({ content }: CalendarFile) => {
  const calendar = new ICAL.Component(ICAL.parse(content))
  const events = calendar.getAllSubcomponents('vevent')
  const [event] = events
  if (!event || events.length > 1 || calendar.getAllSubcomponents().length > 1) throw new Error('not exactly one entry')
  return {
    method: calendar.getFirstPropertyValue('method'),
    event: new ICAL.Event(event),
    value: (name: string) => String(event.getFirstPropertyValue(name)),
    names: event.getAllProperties().map((property) => property.name),
    attendees: event.getAllProperties('attendee').map((property) => String(property.getFirstValue()).toLowerCase()),
    of: (name: string) => event.getFirstProperty(name),
  }
}

describe('the calendar entry of a call', () => {
  it('is published in UTC under a name of its own, and names nobody who is invited', () => {
    const { method, event, value, names, attendees } = read(calendarOf(CALL, { ...NEEDS, rsvpLink: 'https://x.org/r' }))
    expect(method).toBe('PUBLISH')
    expect(event.uid).toBe(`${CALL.callId}@network.example.org`)
    expect(event.startDate.toICALString()).toBe('20261215T180000Z')
    expect(event.endDate.toICALString()).toBe('20261215T190000Z')
    expect(event.sequence).toBe(0)
    expect(value('dtstamp')).toBe('2026-12-01T19:00:00Z')
    expect(value('status')).toBe('CONFIRMED')
    expect(value('organizer')).toBe('mailto:hello@network.example.org')
    expect(value('url')).toBe('https://meet.example.org/denver')
    expect(event.location).toBe('https://meet.example.org/denver')
    expect(event.description).toContain('By phone, or where: +1 303 555 0100')
    expect(event.description).toContain('Will you come? Say it here: https://x.org/r')
    expect(attendees).toEqual([])
    expect(names).not.toContain('rsvp')
    expect(calendarOf(CALL, NEEDS).content).not.toMatch(/TZID|VTIMEZONE/)
  })

  it('keeps its name when it changes and when it is cancelled, with a higher number each time', () => {
    const changed = read(calendarOf({ ...CALL, sequence: 1 }, { ...NEEDS, purpose: 'changed' }))
    const cancelled = read(
      calendarOf(
        { ...CALL, sequence: 2, state: 'cancelled', cancelledAt: NOON, reason: 'Snow' },
        { ...NEEDS, purpose: 'cancelled' },
      ),
    )
    const uid = read(calendarOf(CALL, NEEDS)).event.uid
    expect([changed.event.uid, cancelled.event.uid]).toEqual([uid, uid])
    expect([changed.event.sequence, cancelled.event.sequence]).toEqual([1, 2])
    expect([changed.method, cancelled.method]).toEqual(['PUBLISH', 'CANCEL'])
    expect(cancelled.value('status')).toBe('CANCELLED')
    expect(cancelled.attendees).toEqual(['mailto:ana@example.org'])
    expect(cancelled.of('attendee')?.getParameter('cn')).toBe('Ana Ruiz')
  })

  it('says the same instant whichever side of a clock change it was written on', () => {
    const beforeChange = Instant.parse('2027-03-10T19:00:00.000Z')
    const afterChange = { ...CALL, startsAt: Instant.parse('2027-03-15T17:00:00.000Z') }
    const { event } = read(calendarOf(afterChange, { ...NEEDS, at: beforeChange }))
    expect(event.startDate.toJSDate().toISOString()).toBe(afterChange.startsAt)
  })

  it('has lines of at most 75 octets, each ended by both line breaks', () => {
    const { content } = calendarOf({ ...CALL, title: 'Ärger 🚌 '.repeat(20).trim(), agenda: 'ü'.repeat(900) }, NEEDS)
    for (const line of content.split('\r\n')) {
      expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75)
      expect(line).not.toMatch(/[\r\n]/)
    }
  })
})

describe('whatever staff write in a call', () => {
  const plain = namesOf(calendarOf(CALL, NEEDS))

  it.each([
    'A; B, C\\D "quoted"',
    'two\r\nSTATUS:CANCELLED\r\nATTENDEE:mailto:eve@example.org',
    'end\nEND:VEVENT\nBEGIN:VEVENT\nSUMMARY:Second',
    '🚌 emoji and ZWJ 👩‍👩‍👧',
    'مرحبا \u202eedoc',
    'a colon: and a = sign',
    '^n ^^ caret',
    'lone \ud83d half',
    'tab\tand\u0000nul and \u2028 line',
    'x'.repeat(200),
  ])('is read back as it was, with no property more: %j', (text) => {
    const call = Call.parse({ ...CALL, title: text.slice(0, 200), agenda: text, dialIn: text.slice(0, 200) })
    const { event, names, value, attendees } = read(calendarOf(call, NEEDS))
    expect(event.summary).toBe(seen(call.title))
    expect(event.description).toContain(seen(call.dialIn ?? ''))
    expect(value('status')).toBe('CONFIRMED')
    expect(attendees).toEqual([])
    expect(names.toSorted()).toEqual(plain)
  })

  it('holds for words of any characters (seed 20261201)', () => {
    const chance = seeded(20261201)
    for (let round = 0; round < 300; round++) {
      const text = anyText(chance)
      const parsed = Call.safeParse({ ...CALL, title: text, dialIn: text })
      if (!parsed.success) continue
      const network = { name: anyText(chance) || 'Network', address: 'hello@network.example.org' }
      const person = { name: anyText(chance) || 'Ana', address: 'ana@example.org' }
      const invited = read(calendarOf(parsed.data, { ...NEEDS, organizer: network }))
      expect(invited.event.summary).toBe(seen(parsed.data.title))
      expect(invited.names.toSorted()).toEqual(plain)
      const cancelled = calendarOf(parsed.data, {
        ...NEEDS,
        purpose: 'cancelled',
        organizer: network,
        attendee: person,
      })
      expect(read(cancelled).attendees).toEqual(['mailto:ana@example.org'])
      expect(read(cancelled).value('organizer')).toBe('mailto:hello@network.example.org')
    }
  })
})

function namesOf(file: CalendarFile) {
  return read(file).names.toSorted()
}

/** Characters that cannot be shown in a line are shown as a space. */
const seen = (text: string) =>
  text
    .toWellFormed()
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim()

const PIECES = [
  ';',
  ',',
  '\\',
  '\n',
  '\r\n',
  '"',
  ':',
  '^',
  '\\n',
  '🚌',
  'é',
  'ש',
  '\u202e',
  ' ',
  'a',
  'END:VEVENT',
  '\t',
  '=',
]
const anyText = (chance: () => number) =>
  Array.from({ length: 1 + Math.floor(chance() * 30) }, () => PIECES[Math.floor(chance() * PIECES.length)] ?? '')
    .join('')
    .trim()

const seeded = (seed: number) => () => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0
  return seed / 2 ** 32
}
