import { Call } from '../../shared/calls/call.ts'
import { Instant } from '../../shared/units.ts'

export const NOON = Instant.parse('2026-12-01T19:00:00.000Z')

/** Tuesday, December 15, 2026 at 11:00 in Denver. */
export const CALL = Call.parse({
  state: 'planned',
  callId: 'cal_01HZZZZZZZZZZZZZZZZZZZZZZZ',
  city: 'denver',
  title: 'What the winter survey says',
  agenda: 'We read the findings together.\n\n- what surprised us\n- who does what',
  startsAt: '2026-12-15T18:00:00.000Z',
  wallClock: '2026-12-15T11:00',
  minutes: 60,
  dialIn: '+1 303 555 0100',
  link: 'https://meet.example.org/denver',
  sequence: 0,
  createdAt: NOON,
  revision: 1,
})
