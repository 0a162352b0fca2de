import type { Language } from '../../shared/identity/person.ts'
import { dollars } from '../../shared/membership/dues.ts'
import type { Instant, PlainDate } from '../../shared/units.ts'
import { dateText, localTime } from '../local-time.ts'
import { mailWords } from '../words/mail.ts'
import { membershipWords } from '../words/membership.ts'
import { serviceMailWords } from '../words/service-mails.ts'
import { type Letterhead, type MailBlock, type RenderedMail, renderMail } from './layout.tsx'

type About = Letterhead & {
  city: { name: string; timeZone: string }
  language: Language
  /** Only of whoever has shown that the mailbox is theirs: until then it may be a stranger's. */
  name?: string | undefined
}

/** To whoever pays by hand. `lastDay` is the last on which a payment joins on to the old year. */
export const renewalReminder = (
  about: About,
  {
    paidThrough,
    today,
    lastDay,
    lastCents,
    link,
  }: { paidThrough: PlainDate; today: PlainDate; lastDay: PlainDate; lastCents?: number | undefined; link: string },
): Promise<RenderedMail> => {
  const { reminder, facts } = serviceMailWords[about.language]
  const day = dateText(paidThrough, about.language)
  const when = today < paidThrough ? 'ahead' : today === paidThrough ? 'today' : 'past'
  return toMember(about, reminder.subject[when](about.city.name, day), [
    { kind: 'paragraph', text: reminder.text },
    {
      kind: 'facts',
      facts: [
        { label: facts.membership, value: about.city.name },
        { label: facts.paidThrough, value: day },
        ...(lastCents ? [{ label: facts.lastDues, value: dollars(lastCents) }] : []),
      ],
    },
    { kind: 'paragraph', text: reminder.keeps(dateText(lastDay, about.language)) },
    { kind: 'button', label: reminder.button, href: link },
    { kind: 'small', text: reminder.stop },
  ])
}

/** Before a card is charged by itself for another year: how much, when, and how to stop it. */
export const chargeNotice = (
  about: About,
  {
    cents,
    chargesOn,
    card,
    paidThrough,
    link,
  }: {
    cents: number
    chargesOn: PlainDate
    card?: { brand: string; last4: string } | undefined
    paidThrough: PlainDate
    link: string
  },
): Promise<RenderedMail> => {
  const { notice, facts } = serviceMailWords[about.language]
  const day = dateText(chargesOn, about.language)
  return toMember(about, notice.subject(dollars(cents), day), [
    { kind: 'paragraph', text: notice.text(about.city.name) },
    {
      kind: 'facts',
      facts: [
        { label: facts.amount, value: dollars(cents) },
        { label: facts.chargedOn, value: day },
        ...(card ? [{ label: facts.card, value: notice.card(BRAND[card.brand], card.last4) }] : []),
        { label: facts.paidThrough, value: dateText(paidThrough, about.language) },
      ],
    },
    { kind: 'paragraph', text: notice.stop(day) },
    { kind: 'button', label: notice.button, href: link },
    ...(card ? [{ kind: 'small', text: notice.otherCard } as const] : []),
  ])
}

/** As they write themselves; of any other only the digits are named. */
const BRAND: Record<string, string> = {
  visa: 'Visa',
  mastercard: 'Mastercard',
  amex: 'American Express',
  discover: 'Discover',
  diners: 'Diners Club',
  jcb: 'JCB',
  unionpay: 'UnionPay',
}

export const paymentFailed = (
  about: About,
  failed: { nth: 'first' | 'again' | 'last'; cents: number; interval: 'year' | 'month'; since: PlainDate },
  { lastDay, link }: { lastDay: PlainDate; link: string },
): Promise<RenderedMail> => {
  const { failed: words, facts } = serviceMailWords[about.language]
  const until = dateText(lastDay, about.language)
  const subject = failed.nth === 'last' ? words.subject.last(until) : words.subject[failed.nth]
  return toMember(about, subject, [
    { kind: 'paragraph', text: words.text(about.city.name) },
    {
      kind: 'facts',
      facts: [
        { label: facts.amount, value: facts.each[failed.interval](dollars(failed.cents)) },
        { label: facts.refusedOn, value: dateText(failed.since, about.language) },
        { label: facts.standsUntil, value: until },
      ],
    },
    { kind: 'paragraph', text: words.standsUntil(until) },
    { kind: 'button', label: words.button, href: link },
    { kind: 'small', text: words.stop },
  ])
}

export const paymentRecovered = (about: About, { paidThrough }: { paidThrough: PlainDate }): Promise<RenderedMail> => {
  const { recovered } = serviceMailWords[about.language]
  return toMember(about, recovered.subject, [
    { kind: 'paragraph', text: recovered.text(about.city.name, dateText(paidThrough, about.language)) },
  ])
}

/** An appeal, unlike all the others here: it carries a way to leave. */
export const winBack = (
  about: About,
  { paidThrough, link, unsubscribeLink }: { paidThrough: PlainDate; link: string; unsubscribeLink: string },
): Promise<RenderedMail> => {
  const { winBack: words } = serviceMailWords[about.language]
  return toFormerMember(
    about,
    words.subject(about.city.name),
    [
      { kind: 'paragraph', text: words.text(about.city.name, dateText(paidThrough, about.language)) },
      { kind: 'button', label: words.button, href: link },
      { kind: 'small', text: words.once },
    ],
    [{ label: words.unsubscribe, href: unsubscribeLink }],
  )
}

/** Before somebody whose membership ended long ago is forgotten. */
export const anonymizeNotice = (about: About, { on, link }: { on: PlainDate; link: string }): Promise<RenderedMail> => {
  const { forget } = serviceMailWords[about.language]
  const day = dateText(on, about.language)
  return toFormerMember(about, forget.subject(day), [
    { kind: 'paragraph', text: forget.text(about.city.name, day) },
    { kind: 'paragraph', text: forget.stays },
    { kind: 'paragraph', text: forget.nothing },
    { kind: 'button', label: forget.button, href: link },
  ])
}

export const grantedMail = (about: About, { paidThrough }: { paidThrough: PlainDate }): Promise<RenderedMail> => {
  const { granted } = serviceMailWords[about.language]
  return toMember(about, granted.subject(about.city.name), [
    { kind: 'paragraph', text: granted.text(about.city.name, dateText(paidThrough, about.language)) },
  ])
}

/** To the first of the line, who has a seat from now on. */
export const callSeat = (
  about: About,
  call: { title: string; startsAt: Instant; link?: string | undefined; dialIn?: string | undefined },
  { rsvpLink }: { rsvpLink: string },
): Promise<RenderedMail> => {
  const { seat } = serviceMailWords[about.language]
  const { labels } = mailWords[about.language].call
  return toMember(about, seat.subject(call.title), [
    { kind: 'paragraph', text: seat.text },
    {
      kind: 'facts',
      facts: [
        { label: labels.call, value: call.title },
        { label: labels.when, value: localTime(call.startsAt, about.city.timeZone, about.language) },
        ...(call.link ? [{ label: labels.link, value: call.link, href: call.link }] : []),
        ...(call.dialIn ? [{ label: labels.dialIn, value: call.dialIn }] : []),
      ],
    },
    { kind: 'button', label: seat.button, href: rsvpLink },
    { kind: 'small', text: seat.passOn },
  ])
}

export const signInMail = (
  about: About,
  { link, expires }: { link: string; expires: Instant },
): Promise<RenderedMail> => {
  const { signIn } = serviceMailWords[about.language]
  return toMember(about, signIn.subject, [
    { kind: 'paragraph', text: signIn.text(about.networkName) },
    { kind: 'button', label: signIn.button, href: link },
    { kind: 'small', text: signIn.until(localTime(expires, about.city.timeZone, about.language)) },
    { kind: 'small', text: signIn.ignore },
  ])
}

/** To a mailbox that may be a stranger's: no name stands in it. */
export const confirmAddress = (
  { networkName, postalAddress, city, language }: About,
  { link, expires }: { link: string; expires: Instant },
): Promise<RenderedMail> => {
  const { confirm } = serviceMailWords[language]
  return mailOf({ networkName, postalAddress, language }, confirm.subject, [
    { kind: 'paragraph', text: confirm.text(networkName) },
    { kind: 'button', label: confirm.button, href: link },
    { kind: 'small', text: confirm.until(localTime(expires, city.timeZone, language)) },
    { kind: 'small', text: confirm.ignore },
  ])
}

/** To the mailbox that was the member's until now; `contact` is where people of the network read. */
export const addressChanged = (
  { networkName, postalAddress, language }: Letterhead & Pick<About, 'language'>,
  { contact }: { contact: string },
): Promise<RenderedMail> => {
  const { changed, hadMember } = serviceMailWords[language]
  return mailOf(
    { networkName, postalAddress, language },
    changed.subject,
    [
      { kind: 'paragraph', text: changed.text(networkName) },
      { kind: 'paragraph', text: changed.notYou(contact) },
    ],
    [hadMember(networkName)],
  )
}

export const cancelledMail = (
  about: About,
  { paidThrough, ended, link }: { paidThrough: PlainDate; ended: boolean; link: string },
): Promise<RenderedMail> => {
  const { cancelled } = serviceMailWords[about.language]
  const day = dateText(paidThrough, about.language)
  const write = ended ? toFormerMember : toMember
  return write(about, cancelled.subject(about.city.name), [
    { kind: 'paragraph', text: ended ? cancelled.ended(day) : cancelled.text(day) },
    { kind: 'paragraph', text: ended ? cancelled.anew : cancelled.back },
    { kind: 'button', label: cancelled.button, href: link },
  ])
}

/** The certificate of an erasure. */
export const erasedMail = (
  { networkName, postalAddress, language }: Letterhead & Pick<About, 'language'>,
  { on, responses, payments, backupDays }: { on: PlainDate; responses: string; payments: string; backupDays: string },
): Promise<RenderedMail> => {
  const { erased, facts, hadMember } = serviceMailWords[language]
  return mailOf(
    { networkName, postalAddress, language },
    erased.subject,
    [
      { kind: 'paragraph', text: erased.text(networkName) },
      {
        kind: 'facts',
        facts: [
          { label: facts.forgottenOn, value: dateText(on, language) },
          { label: facts.answersOut, value: responses },
          { label: facts.duesKept, value: payments },
        ],
      },
      { kind: 'paragraph', text: erased.stays },
      { kind: 'paragraph', text: erased.backups(backupDays) },
      { kind: 'paragraph', text: erased.last },
    ],
    [hadMember(networkName)],
  )
}

type Footer = NonNullable<Parameters<typeof renderMail>[0]['footer']>

const toMember = (about: About, subject: string, blocks: readonly MailBlock[]) =>
  mailOf(about, subject, greeted(about, blocks), [mailWords[about.language].why(about.networkName, about.city.name)])

const toFormerMember = (about: About, subject: string, blocks: readonly MailBlock[], ways: Footer = []) =>
  mailOf(about, subject, greeted(about, blocks), [
    serviceMailWords[about.language].wasMember(about.networkName, about.city.name),
    ...ways,
  ])

const greeted = ({ language, name }: About, blocks: readonly MailBlock[]): MailBlock[] => [
  {
    kind: 'paragraph',
    text: name ? mailWords[language].greeting(name) : membershipWords[language].mails.activation.greeting,
  },
  ...blocks,
]

const mailOf = (
  { networkName, postalAddress, language }: Letterhead & Pick<About, 'language'>,
  subject: string,
  blocks: readonly MailBlock[],
  footer: Footer = [],
) =>
  renderMail({
    language,
    networkName,
    postalAddress,
    subject,
    blocks: [{ kind: 'heading', text: subject }, ...blocks],
    footer,
  })
