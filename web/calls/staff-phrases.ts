import type { Reply } from '../../shared/calls/call.ts'
import type { CallProblem, TypedCall } from '../../shared/calls/call-form.ts'
import type { Differing } from '../../shared/calls/change-call.ts'
import type { Problem } from '../components/form.tsx'
import { localTime } from '../local-time.ts'
import { numeral } from '../numeral.ts'

export const REPLIES = {
  yes: 'Comes',
  maybe: 'Maybe',
  no: 'Does not come',
  waiting: 'Waits for a place',
  none: 'Did not reply',
} as const satisfies Record<Reply | 'waiting' | 'none', string>

export const placesText = (capacity: number) => (capacity === 1 ? '1 place' : `${capacity} places`)

export const FIELDS: Record<Differing, string> = {
  title: 'Title',
  startsAt: 'Start',
  minutes: 'Length',
  dialIn: 'Dial in, or the place',
  link: 'Link',
  agenda: 'Agenda',
  capacity: 'Places',
}

export const REFUSED = {
  unknown: 'This call does not exist any more.',
  'call-cancelled': 'This call is cancelled already.',
  'call-over': 'This call has begun: only who came can still be marked.',
  'starts-in-the-past': 'The start lies in the past.',
  'nothing-new': 'Nothing is different from what is stored.',
  'changed-meanwhile':
    'Somebody else changed this call at the same time. What is stored now stands below your text; save again to replace it.',
  'invitation-too-late':
    'The invitation is scheduled for a time after that start. Take the invitation back or launch it earlier, then move the call.',
  'invitation-approved':
    'The invitation is approved and scheduled with what stands here now. Take the invitation back, change the call, and have it approved again.',
  'not-begun': 'Who came can be marked from the start of the call on.',
  'not-a-member': 'This is no member of this city any more.',
  'no-reason': 'Say why: those who were invited read it.',
} as const

/** In the words of the form, each at its field. */
export const callProblem = (problem: CallProblem, timeZone: string): Problem => {
  const { field } = problem
  if ('time' in problem) return { field, message: timeMessage(problem.time, timeZone) }
  return { field, message: MESSAGES[`${field}.${problem.reason}`] ?? 'Look at this again.' }
}

const MESSAGES: Record<string, string> = {
  'title.empty': 'Give the call a title.',
  'title.too-long': 'The title has at most 200 characters.',
  'agenda.too-long': 'The agenda has at most 4,000 characters.',
  'dialIn.too-long': 'The dial-in or place has at most 200 characters.',
  'startsAt.in-the-past': 'The start lies in the past. Choose a later one.',
  'minutes.not-minutes': 'The length is a number of minutes from 5 to 1440.',
  'link.not-a-link': 'The link must be a whole address that begins with https://.',
  'capacity.not-a-number': 'The number of places is a whole number from 1 to 100,000, or empty.',
}

type TimeProblem = Extract<CallProblem, { time: unknown }>['time']

const timeMessage = (time: TimeProblem, timeZone: string): string => {
  if (time.outcome === 'twice')
    return `Clocks are set back that night, so this time comes twice: ${localTime(time.first, timeZone, 'en')}, or ${localTime(time.second, timeZone, 'en')}. Choose one below.`
  switch (time.reason) {
    case 'not-a-time':
      return 'The start must be a date and a time such as 2026-12-01T09:00.'
    case 'too-far':
      return 'The start is too far away: choose one within the next two years.'
    case 'skipped-by-clock-change':
      return `This time does not exist in the city: clocks are set forward over it that night. The nearest are ${clock(time.before)} and ${clock(time.after)}.`
  }
}

const clock = (wallClock: string) => wallClock.replace('T', ' at ')

/** Whether the form has to ask which of two it is. */
export const asksOverlap = (typed: TypedCall, problems: readonly CallProblem[]): boolean =>
  typed.overlap !== '' || problems.some((problem) => 'time' in problem && problem.time.outcome === 'twice')

export const people = (count: number) => (count === 1 ? '1 person' : `${numeral(count)} people`)
