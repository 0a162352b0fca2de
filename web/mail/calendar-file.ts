import ical, { ICalCalendarMethod, ICalEventStatus } from 'ical-generator'
import { type Call, endOf } from '../../shared/calls/call.ts'
import type { Language } from '../../shared/identity/person.ts'
import type { Instant } from '../../shared/units.ts'
import { callWords } from '../words/calls.ts'
import type { CallMailPurpose } from './call-invitation.ts'
import { readStaffText, staffTextAsPlain } from './staff-text.ts'

type Person = { name: string; address: string }

export type CalendarFile = { method: 'PUBLISH' | 'CANCEL'; content: string }

type CalendarNeeds = {
  purpose: CallMailPurpose
  /** Whose address stands in From. */
  organizer: Person
  /** The one recipient of the mail; a file that is published names nobody. */
  attendee: Person
  /** Its host makes the name of the entry one of a kind. */
  publicUrl: string
  language: Language
  /** When it leaves. */
  at: Instant
  /** Leads to the page where this reader replies. */
  rsvpLink?: string | undefined
}

/**
 * The entry of a call for the calendars of those invited. It keeps its name through all changes, and its number grows with
 * each that they are told of. Replies by mail are not read, so it is published and asks for none. Times are UTC: without
 * a zone in the file no calendar program can get it wrong.
 */
export const calendarOf = (call: Call, needs: CalendarNeeds): CalendarFile => {
  const { organizer, attendee, publicUrl, at } = needs
  const cancelled = needs.purpose === 'cancelled' || call.state === 'cancelled'
  const method = cancelled ? ICalCalendarMethod.CANCEL : ICalCalendarMethod.PUBLISH
  const file = ical({ prodId: { company: 'Common Agenda', product: 'Calls', language: 'EN' }, method })
  file.createEvent({
    id: `${call.callId}@${new URL(publicUrl).host}`,
    sequence: call.sequence,
    stamp: new Date(at),
    start: new Date(call.startsAt),
    end: new Date(endOf(call)),
    status: cancelled ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    summary: line(call.title),
    ...(!cancelled && whereAndWhat(call, needs)),
    organizer: { name: nameOf(organizer), email: organizer.address },
    // A cancellation names whom it is for (RFC 5546, 3.2.5); a publication must not (3.2.1).
    ...(cancelled && { attendees: [{ name: nameOf(attendee), email: attendee.address }] }),
  })
  return { method: cancelled ? 'CANCEL' : 'PUBLISH', content: file.toString() }
}

const whereAndWhat = (call: Call, { language, rsvpLink }: CalendarNeeds) => {
  const words = callWords[language].calendar
  const agenda = staffTextAsPlain(readStaffText(call.agenda))
  const description = [
    agenda,
    [call.link && words.link(line(call.link)), call.dialIn && words.dialIn(line(call.dialIn))]
      .filter(Boolean)
      .join('\n'),
    rsvpLink && words.reply(rsvpLink),
  ]
  return {
    description: lines(description.filter(Boolean).join('\n\n')),
    ...((call.link ?? call.dialIn) && { location: line(call.link ?? call.dialIn ?? '') }),
    ...(call.link && { url: line(call.link) }),
  }
}

/** Quotes and line breaks would end a parameter, and not every program reads the signs that stand for them. */
const nameOf = ({ name, address }: Person) =>
  line(name)
    .replace(/["^\\]/g, ' ')
    .trim() || address

/** Control characters are nothing that a calendar could show. */
const line = (text: string) =>
  text
    .toWellFormed()
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim()

const lines = (text: string) =>
  text
    .toWellFormed()
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replace(/[^\P{Cc}\n]/gu, ' ')
