import { type Call, endOf } from '../../shared/calls/call.ts'
import type { Instant } from '../../shared/units.ts'

type Entry = Pick<Call, 'title' | 'startsAt' | 'minutes' | 'link' | 'dialIn'>

/** Opens Google's calendar with the entry filled in; nothing is stored there before the reader saves it. */
export const googleCalendarLink = (call: Entry): string =>
  `https://calendar.google.com/calendar/render?${new URLSearchParams({
    action: 'TEMPLATE',
    text: call.title,
    dates: `${compact(call.startsAt)}/${compact(endOf(call))}`,
    ...placeOf(call, 'location', 'details'),
  })}`

/** The same of Outlook on the web. */
export const outlookCalendarLink = (call: Entry): string =>
  `https://outlook.live.com/calendar/0/deeplink/compose?${new URLSearchParams({
    path: '/calendar/action/compose',
    rru: 'addevent',
    subject: call.title,
    startdt: call.startsAt,
    enddt: endOf(call),
    ...placeOf(call, 'location', 'body'),
  })}`

const placeOf = ({ link, dialIn }: Entry, place: string, text: string): Record<string, string> => {
  const [first, second] = [link, dialIn].filter((way) => way !== undefined)
  return { ...(first && { [place]: first }), ...(second && { [text]: second }) }
}

/** `20261215T180000Z` */
const compact = (at: Instant) => `${at.slice(0, 19).replace(/[-:]/g, '')}Z`
