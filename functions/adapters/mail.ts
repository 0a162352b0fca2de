import { domainToASCII } from 'node:url'
import MailComposer from 'nodemailer/lib/mail-composer'
import { UnsendableMail } from '../../shared/mail/unsendable-mail.ts'

/** One mail to one person. Names of tags and their values: letters, digits, `_` and `-`, so ids but never addresses. */
export type Mail = {
  to: string
  /** How the reader is called in the To line. */
  name?: string
  subject: string
  text: string
  html: string
  headers?: Record<string, string>
  /** A calendar event; `method` is the one that stands in it. */
  calendar?: { method: 'PUBLISH' | 'REQUEST' | 'CANCEL'; content: string }
  tags: Record<string, string>
}

/** A mail in the form in which it leaves; making it can fail, sending it can then only fail on the way. */
export type Envelope = { to: string; raw: Uint8Array; tags: Record<string, string> }

/**
 * What became of one attempt. `accepted`: it will come, once. `not-sent`: it certainly was not taken, try later.
 * `paused`: nothing will be taken for now. `rejected`: this one never will. `uncertain`: nobody knows, so never try again
 * before an event of the mail provider has been waited for.
 */
export type SendOutcome =
  | { outcome: 'accepted'; messageId: string }
  | { outcome: 'not-sent'; reason: 'rate' | 'unreachable' }
  | { outcome: 'paused'; reason: PauseReason }
  | { outcome: 'rejected'; reason: string }
  | { outcome: 'uncertain'; reason: string }

export type PauseReason =
  | 'daily-quota'
  | 'account-paused'
  | 'configuration-set-paused'
  | 'configuration-set-missing'
  | 'sender-not-verified'
  | 'not-allowed'
  /** The data come from another environment, and nobody has told this one to send. */
  | 'other-environment'

/** Mails per second and per 24 hours; `perSecond` is Infinity where there is no limit. */
export type MailQuota = { perSecond: number; perDay: number; sentLastDay: number }

export type MailTransport = {
  prepare(mail: Mail): Promise<Envelope>
  send(envelope: Envelope): Promise<SendOutcome>
  quota(): Promise<MailQuota>
}

export type Sender = { name: string; address: string }

export const composeMime = async (mail: Mail, from: Sender): Promise<Envelope> => {
  const headers = checkedHeaders(mail)
  // Mail programs act by the one and store the other.
  if (mail.calendar && !mail.calendar.content.includes(`\r\nMETHOD:${mail.calendar.method}\r\n`))
    throw new UnsendableMail('bad-calendar')
  const to = asciiAddress(mail.to)
  const message = new MailComposer({
    from: { name: headerText(from.name), address: from.address },
    to: { name: headerText(mail.name ?? ''), address: to },
    subject: headerText(mail.subject),
    text: mail.text,
    html: mail.html,
    headers,
    ...(mail.calendar && { icalEvent: { ...mail.calendar, filename: 'invite.ics' } }),
    // Base64 keeps every line short whatever is written; 8-bit text would not survive all relays.
    textEncoding: 'base64',
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  const raw = await message.compile().build()
  if (raw.length > MOST_BYTES) throw new UnsendableMail('too-large')
  if (longestLine(raw) > LONGEST_LINE) throw new UnsendableMail('line-too-long')
  return { to, raw, tags: mail.tags }
}

/** Only what somebody waits for may come without a way out of it, whoever writes the mail. */
const checkedHeaders = ({ headers = {}, tags }: Mail): Record<string, string> => {
  for (const [name, value] of Object.entries(headers))
    if (!/^[A-Za-z][A-Za-z0-9-]*$/.test(name) || oneLine(value) !== value) throw new UnsendableMail('bad-header')
  const leads = /^<https?:\/\/[^\s<>]+>/.test(headers['List-Unsubscribe'] ?? '')
  const oneClick = headers['List-Unsubscribe-Post'] === 'List-Unsubscribe=One-Click'
  if (tags.class !== 'service' && !(leads && oneClick)) throw new UnsendableMail('no-unsubscribe')
  return headers
}

/** SES carries no SMTPUTF8: the part before the @ must be ASCII, the domain is written in its ASCII form. */
const asciiAddress = (address: string): string => {
  const at = address.lastIndexOf('@')
  const local = address.slice(0, at)
  const domain = domainToASCII(address.slice(at + 1))
  if (at < 1 || !/^[\w.!#$%&'*+/=?^`{|}~-]+$/.test(local) || !domain) throw new UnsendableMail('bad-address')
  return `${local}@${domain}`
}

/** Control, line-break and direction characters could forge a header or turn a name around; half a character is none. */
const oneLine = (text: string) =>
  text
    .toWellFormed()
    .replace(/[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()

/** What begins like an encoded word (RFC 2047) would be decoded by the reader, to characters that nobody looked at. */
const headerText = (text: string) => shortened(oneLine(text).replaceAll('=?', '= ?'))

/** Never in the middle of what is seen as one character. */
const shortened = (text: string): string => {
  if (text.length <= LONGEST_HEADER) return text
  let kept = ''
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (kept.length + segment.length > LONGEST_HEADER) break
    kept += segment
  }
  return kept.trimEnd()
}

const LONGEST_HEADER = 250

/** Of SES, after encoding. */
const MOST_BYTES = 10_000_000

/** Of RFC 5322, without the line break. */
const LONGEST_LINE = 998

const longestLine = (raw: Uint8Array): number => {
  let longest = 0
  for (let start = 0; start < raw.length; ) {
    const found = raw.indexOf(LINE_FEED, start)
    const end = found < 0 ? raw.length : found
    longest = Math.max(longest, end - start - (raw[end - 1] === CARRIAGE_RETURN ? 1 : 0))
    start = end + 1
  }
  return longest
}
const LINE_FEED = 10
const CARRIAGE_RETURN = 13
