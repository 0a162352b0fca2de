import type { Language } from '../../shared/identity/person.ts'
import type { Instant } from '../../shared/units.ts'
import { localTime } from '../local-time.ts'
import { mailWords } from '../words/mail.ts'
import { type Letterhead, type MailBlock, type RenderedMail, renderMail } from './layout.tsx'

export type CallMailPurpose = 'invitation' | 'changed' | 'cancelled' | 'day-before' | 'hour-before'

type CallMail = Letterhead & {
  city: { name: string; timeZone: string }
  reader: { name: string; language: Language }
  title: string
  message: string
  call: {
    title: string
    agenda: string
    startsAt: Instant
    minutes: number
    dialIn?: string | undefined
    link?: string | undefined
    capacity?: number | undefined
  }
  purpose: CallMailPurpose
  /** When it was before, if that is what changed. */
  was?: { startsAt: Instant; minutes: number } | undefined
  /** Each opens a page with this answer chosen; only the button there answers. */
  rsvpLinks: { yes: string; maybe: string; no: string }
  unsubscribeLink: string
}

/** Times are those of the city, with the name of its zone. */
export const callInvitation = (mail: CallMail): Promise<RenderedMail> => {
  const { networkName, postalAddress, city, reader, title, message, purpose, unsubscribeLink } = mail
  const words = mailWords[reader.language]
  const subject = words.call.subject[purpose](title)
  const first = purpose === 'invitation' ? words.call.first.invitation(city.name) : words.call.first[purpose]
  return renderMail({
    language: reader.language,
    networkName,
    postalAddress,
    subject,
    preview: `${first} ${localTime(mail.call.startsAt, city.timeZone, reader.language)}`,
    blocks: [
      { kind: 'heading', text: subject },
      { kind: 'paragraph', text: words.greeting(reader.name) },
      { kind: 'paragraph', text: first },
      // Why it changed is what staff write; whoever is reminded has read the invitation.
      ...(isReminder(purpose) ? [] : [{ kind: 'staff-text', typed: message } as const]),
      factsOf(mail),
      ...(purpose === 'cancelled' ? [{ kind: 'paragraph', text: words.call.sorry } as const] : takingPart(mail)),
    ],
    footer: [words.why(networkName, city.name), { label: words.stop.calls, href: unsubscribeLink }],
  })
}

const isReminder = (purpose: CallMailPurpose) => purpose === 'day-before' || purpose === 'hour-before'

const factsOf = ({ reader, city, title, call, purpose, was }: CallMail): MailBlock => {
  const { labels, length, places } = mailWords[reader.language].call
  const timeOf = (at: Instant) => localTime(at, city.timeZone, reader.language)
  const cancelled = purpose === 'cancelled'
  const lengthWas = was && was.minutes !== call.minutes ? ` (${length(was.minutes)})` : ''
  return {
    kind: 'facts',
    facts: [
      ...(call.title === title ? [] : [{ label: labels.call, value: call.title }]),
      { label: cancelled ? labels.wasPlanned : labels.when, value: timeOf(call.startsAt) },
      ...(purpose === 'changed' && was ? [{ label: labels.was, value: `${timeOf(was.startsAt)}${lengthWas}` }] : []),
      { label: labels.length, value: length(call.minutes) },
      ...(!cancelled && call.link ? [{ label: labels.link, value: call.link, href: call.link }] : []),
      ...(!cancelled && call.dialIn ? [{ label: labels.dialIn, value: call.dialIn }] : []),
      ...(!cancelled && call.capacity ? [{ label: labels.places, value: places(call.capacity) }] : []),
    ],
  }
}

const takingPart = ({ reader, call, purpose, rsvpLinks }: CallMail): MailBlock[] => {
  const words = mailWords[reader.language].call
  const agenda: MailBlock[] = call.agenda.trim()
    ? [
        { kind: 'subheading', text: words.agenda },
        { kind: 'staff-text', typed: call.agenda },
      ]
    : []
  const answers: MailBlock[] = [
    {
      kind: 'choices',
      label: isReminder(purpose) ? words.askAgain : words.ask,
      choices: [
        { label: words.answers.yes, href: rsvpLinks.yes },
        { label: words.answers.maybe, href: rsvpLinks.maybe },
        { label: words.answers.no, href: rsvpLinks.no },
      ],
    },
    { kind: 'small', text: words.asked },
    { kind: 'small', text: words.personal },
  ]
  return isReminder(purpose) ? [...agenda, ...answers] : [...answers.slice(0, 2), ...agenda, ...answers.slice(2)]
}
