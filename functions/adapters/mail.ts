import MailComposer from 'nodemailer/lib/mail-composer'

/** One mail to one person. Names of tags and their values: letters, digits, `_` and `-`, so ids but never addresses. */
export type Mail = {
  to: string
  /** How the reader is called in the To line. */
  name?: string
  subject: string
  text: string
  html: string
  headers?: Record<string, string>
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

/** Mails per second and per 24 hours; `perSecond` is Infinity where there is no limit. */
export type MailQuota = { perSecond: number; perDay: number; sentLastDay: number }

export type MailTransport = {
  prepare(mail: Mail): Promise<Envelope>
  send(envelope: Envelope): Promise<SendOutcome>
  quota(): Promise<MailQuota>
}

export type SendServiceMail = (mail: Mail) => Promise<SendOutcome>

/** Mails that somebody waits for: activation, receipts, sign-in. They carry no unsubscribe link. */
export const serviceMail =
  (transport: Pick<MailTransport, 'prepare' | 'send'>): SendServiceMail =>
  async (mail) =>
    transport.send(await transport.prepare({ ...mail, tags: { ...mail.tags, class: 'service' } }))

export type Sender = { name: string; address: string }

export const composeMime = async (mail: Mail, from: Sender): Promise<Envelope> => {
  const message = new MailComposer({
    from: { name: headerText(from.name), address: from.address },
    to: { name: headerText(mail.name ?? ''), address: mail.to },
    subject: headerText(mail.subject),
    text: mail.text,
    html: mail.html,
    headers: mail.headers ?? {},
    // Base64 keeps every line short whatever is written; 8-bit text would not survive all relays.
    textEncoding: 'base64',
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return { to: mail.to, raw: await message.compile().build(), tags: mail.tags }
}

/** Control, line-break and direction characters could forge a header or turn a name around. */
const headerText = (text: string) =>
  text
    .replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, LONGEST_HEADER)

const LONGEST_HEADER = 250
