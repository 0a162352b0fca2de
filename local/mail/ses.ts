import { randomBytes, randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from '../clock.ts'
import { createDue } from '../due.ts'
import {
  addressesIn,
  addressFault,
  bareAddress,
  headerOf,
  type RawMessage,
  readMessage,
  writeMessage,
} from './raw-message.ts'
import { isSuppressed, type SesEvent, type SesEventType, sesEvent } from './ses-events.ts'
import { type AcceptedMessage, openSesJournal } from './ses-journal.ts'
import { type SesKnobs, sesKnobs } from './ses-knobs.ts'

export type Ses = ReturnType<typeof createSes>

type SesOptions = {
  journal: DatabaseSync
  clock: Clock
  mailbox: { deliver(message: AcceptedMessage, recipients: string[], again: boolean): Promise<void> }
  /** Puts an event on the default bus; the event is done when this resolves. */
  emit: (event: SesEvent) => unknown
  region: string
  account?: string
  /** The configuration sets of the template with the event types they publish (`SEND`, `delivery`...); left out: any name, all events. */
  configurationSets?: Record<string, string[]>
}
type Answer = { status: number; headers: Record<string, string>; body: string }

const maxMessageBytes = 10 * 1024 * 1024
const maxRecipients = 50
// RFC 5321: 1,000 octets with CRLF.
const maxLineBytes = 998
const day = 86_400_000

/** Amazon SES v1 (query protocol) on this machine: SendRawEmail and GetSendQuota. What it accepted survives `kill -9`. */
export function createSes({
  journal,
  clock,
  mailbox,
  emit,
  region,
  account = '000000000000',
  configurationSets,
}: SesOptions) {
  const messages = openSesJournal(journal)
  let knobs = sesKnobs(messages.knobs() ?? '{}')
  // A bucket of one second's sends, refilled at the rate: short bursts pass, as at SES.
  let bucket = { tokens: knobs.maxSendRate, at: clock.now() }

  const deliveries = createDue({
    journal,
    clock,
    table: 'ses_due_delivery',
    width: 8,
    run: ({ body, attempt }) => {
      const { id, recipients } = body as { id: string; recipients: string[] }
      return mailbox.deliver(knownMessage(id), recipients, attempt > 1)
    },
  })
  const events = createDue({
    journal,
    clock,
    table: 'ses_due_event',
    width: 16,
    run: async ({ body }) => {
      const { id, type, recipients } = body as { id: string; type: SesEventType; recipients: string[] }
      await emit(sesEvent(type, knownMessage(id), recipients, { instant: clock.now(), region, account }))
    },
  })
  events.hold(knobs.holdEvents)

  async function handle(req: IncomingMessage, body: Buffer): Promise<Answer> {
    const form = new URLSearchParams(body.toString('utf8'))
    const action = form.get('Action')
    if (action === 'GetSendQuota') return quota()
    if (action !== 'SendRawEmail')
      return refused('InvalidAction', `The action ${action} is not valid for this endpoint.`)
    const fault = nextFault()
    if (fault === 'throttle') return refused('Throttling', 'Maximum sending rate exceeded.')
    if (fault === 'http500') return answer(500, errorXml('Receiver', 'InternalFailure', 'Internal error'))
    if (fault === 'timeout') return unanswered(req)
    if (fault === 'reset') return reset(req)
    const result = send(form)
    if (knobs.answerAfterMs > 0) await sleep(knobs.answerAfterMs)
    return fault === 'accept-then-reset' ? reset(req) : result
  }

  function send(form: URLSearchParams): Answer {
    if (knobs.sendingPaused)
      return refused('AccountSendingPausedException', `Email sending is disabled for account ${account}.`)
    const raw = Buffer.from(form.get('RawMessage.Data') ?? '', 'base64')
    const mime = readMessage(raw)
    const configurationSet =
      form.get('ConfigurationSetName') ?? headerOf(mime, 'X-SES-CONFIGURATION-SET')?.trim() ?? null
    if (configurationSet && configurationSets && !Object.hasOwn(configurationSets, configurationSet))
      return refused('ConfigurationSetDoesNotExist', `Configuration set <${configurationSet}> does not exist.`)
    const recipients = recipientsOf(form, mime)
    const tags = tagsOf(form)
    const source = bareAddress(form.get('Source') ?? headerOf(mime, 'From') ?? '')
    const invalid = invalidity(raw, mime, recipients, source, tags)
    if (invalid) return refused('InvalidParameterValue', invalid)
    const throttled = throttle(recipients.length)
    if (throttled) return refused('Throttling', throttled)
    const id = messageId(clock.now())
    accept({
      id,
      acceptedAt: clock.now(),
      source,
      recipients,
      configurationSet,
      tags,
      mime: outgoing(mime, id, clock.now(), region),
    })
    return answer(200, resultXml('SendRawEmail', `<MessageId>${id}</MessageId>`))
  }

  function accept(message: AcceptedMessage) {
    const bounced = message.recipients.filter((address) => simulates(address, 'bounce', 'suppressionlist'))
    const complaining = message.recipients.filter((address) => simulates(address, 'complaint'))
    const delivered = message.recipients.filter((address) => !bounced.includes(address))
    messages.accept(message, delivered, () => {
      if (delivered.length) plan(message.id, delivered)
      planEvent(message, 'Send', message.recipients, 0)
      if (delivered.length) planEvent(message, 'Delivery', delivered, 50)
      if (bounced.length) planEvent(message, 'Bounce', bounced, 50)
      if (complaining.length) planEvent(message, 'Complaint', complaining, 100)
    })
  }

  function plan(id: string, recipients: string[]) {
    deliveries.plan({ kind: 'mailbox', at: clock.now(), body: { id, recipients } })
  }

  /** `after`: milliseconds, so that the usual order is the usual one. */
  function planEvent(message: AcceptedMessage, type: SesEventType, recipients: string[], after: number) {
    const { configurationSet } = message
    if (!configurationSet) return
    const wanted = configurationSets?.[configurationSet]
    if (wanted && !wanted.some((name) => name.toLowerCase() === type.toLowerCase())) return
    const at = clock.now() + after + knobs.delayEventsMs
    events.plan({ kind: type, at, body: { id: message.id, type, recipients } })
  }

  function throttle(count: number): string | undefined {
    if (messages.sentSince(clock.now() - day) + count > knobs.max24HourSend) return 'Daily message quota exceeded.'
    const rate = knobs.maxSendRate
    const refilled = bucket.tokens + ((clock.now() - bucket.at) / 1000) * rate
    bucket = { tokens: Math.min(Math.max(rate, 1), refilled), at: clock.now() }
    if (bucket.tokens < 1) return 'Maximum sending rate exceeded.'
    bucket.tokens -= count
    return undefined
  }

  function quota(): Answer {
    const figures = {
      Max24HourSend: knobs.max24HourSend,
      MaxSendRate: knobs.maxSendRate,
      SentLast24Hours: messages.sentSince(clock.now() - day),
    }
    const xml = Object.entries(figures).map(([name, figure]) => `<${name}>${figure.toFixed(1)}</${name}>`)
    return answer(200, resultXml('GetSendQuota', xml.join('')))
  }

  function nextFault(): NonNullable<SesKnobs['failNext']>['how'] | undefined {
    const { failNext } = knobs
    if (!failNext || failNext.count < 1) return undefined
    change({ ...knobs, failNext: { ...failNext, count: failNext.count - 1 } })
    return failNext.how
  }

  function change(to: SesKnobs) {
    if (to.maxSendRate !== knobs.maxSendRate) bucket = { tokens: to.maxSendRate, at: clock.now() }
    knobs = to
    messages.keepKnobs(JSON.stringify(to))
    events.hold(to.holdEvents)
  }

  function knownMessage(id: string): AcceptedMessage {
    const message = messages.message(id)
    if (!message) throw new Error(`SES message ${id} is not in the journal`)
    return message
  }

  return {
    handle,
    /** Changes the knobs that are named and answers all of them; an unknown one or a wrong value throws. */
    knobs(body: unknown): SesKnobs {
      change(sesKnobs(JSON.stringify(body ?? {}), knobs))
      return knobs
    },
    /** Goes on with deliveries and events that an earlier process left open. */
    resume() {
      deliveries.resume()
      events.resume()
    },
    idle: async () => {
      await Promise.all([deliveries.idle(), events.idle()])
    },
    stop: async () => {
      await Promise.all([deliveries.stop(), events.stop()])
    },
  }
}

function invalidity(
  raw: Buffer,
  mime: RawMessage,
  recipients: string[],
  source: string,
  tags: Record<string, string[]>,
) {
  if (raw.length === 0) return 'Raw message data is required.'
  if (raw.length > maxMessageBytes) return `Message length is more than ${maxMessageBytes} bytes long: '${raw.length}'.`
  if (headerOf(mime, 'From') === undefined) return "Missing required header 'From'."
  if (mime.headers.filter(({ name }) => name.toLowerCase() === 'from').length > 1) return "Duplicate header 'From'."
  if (recipients.length === 0) return "Missing required header 'To'."
  if (recipients.length > maxRecipients) return `Recipient count exceeds ${maxRecipients}.`
  for (const address of [source, ...addressesIn(mime, 'From'), ...addressesIn(mime, 'Reply-To'), ...recipients]) {
    const fault = addressFault(address)
    if (fault) return fault
  }
  if (
    raw
      .toString('latin1')
      .split('\n')
      .some((line) => line.replace(/\r$/, '').length > maxLineBytes)
  )
    return `Line length exceeds ${maxLineBytes} bytes.`
  for (const [name, values] of Object.entries(tags)) {
    if (!/^[A-Za-z0-9_-]{1,256}$/.test(name))
      return `Invalid tag name <${name}>: only alphanumeric ASCII characters, '_', '-' are allowed.`
    if (!values.every((value) => /^[A-Za-z0-9_.@-]{1,256}$/.test(value)))
      return `Invalid tag value <${values}>: only alphanumeric ASCII characters, '_', '-', '.', '@' are allowed.`
  }
  return undefined
}

function recipientsOf(form: URLSearchParams, mime: RawMessage): string[] {
  const named = members(form, 'Destinations').map(bareAddress)
  const written = ['To', 'Cc', 'Bcc'].flatMap((name) => addressesIn(mime, name))
  return [...new Set(named.length ? named : written)]
}

function tagsOf(form: URLSearchParams): Record<string, string[]> {
  const tags: Record<string, string[]> = {}
  for (let n = 1; form.has(`Tags.member.${n}.Name`); n++) {
    const name = form.get(`Tags.member.${n}.Name`) ?? ''
    tags[name] = [...(tags[name] ?? []), form.get(`Tags.member.${n}.Value`) ?? '']
  }
  return tags
}

function members(form: URLSearchParams, name: string): string[] {
  const values: string[] = []
  for (let n = 1; form.has(`${name}.member.${n}`); n++) values.push(form.get(`${name}.member.${n}`) ?? '')
  return values
}

/** SES sets its own Message-ID and Date, and takes Bcc and its own instructions out. */
function outgoing(mime: RawMessage, id: string, instant: number, region: string): Buffer {
  const host = region === 'us-east-1' ? 'email.amazonses.com' : `${region}.amazonses.com`
  const kept = mime.headers.filter(
    ({ name }) =>
      !/^(message-id|date|bcc|return-path|x-ses-(configuration-set|message-tags|source-arn|from-arn|return-path-arn))$/i.test(
        name,
      ),
  )
  const date = new Date(instant).toUTCString().replace('GMT', '+0000')
  return writeMessage({
    headers: [
      ...kept,
      { name: 'Message-ID', value: `<${id}@${host}>` },
      { name: 'Date', value: date },
      {
        name: 'X-SES-Outgoing',
        value: `${new Date(instant).toISOString().slice(0, 10).replaceAll('-', '.')}-127.0.0.1`,
      },
    ],
    body: mime.body,
  })
}

/** SES's form of id: the instant in hex, a UUID, a counter. */
function messageId(instant: number) {
  const time = Math.round(instant).toString(16).padStart(12, '0')
  return `0100${time}-${randomBytes(4).toString('hex')}-${randomUUID().slice(9)}-000000`
}

function simulates(address: string, ...roles: string[]) {
  const match = /^([^+@]+)(\+[^@]*)?@simulator\.amazonses\.com$/i.exec(address)
  if (roles.includes('suppressionlist') && isSuppressed(address) && match) return true
  return match?.[1] !== undefined && roles.includes(match[1].toLowerCase())
}

function reset(req: IncomingMessage): Answer {
  req.socket.resetAndDestroy()
  return answer(500, '')
}

/** Never answered: ends when the client gives up. */
async function unanswered(req: IncomingMessage): Promise<Answer> {
  if (!req.socket.destroyed) await new Promise((resolve) => req.socket.once('close', resolve))
  return answer(500, '')
}

const refused = (code: string, message: string) => answer(400, errorXml('Sender', code, message))
const answer = (status: number, body: string): Answer => ({ status, headers: { 'content-type': 'text/xml' }, body })
const namespace = 'http://ses.amazonaws.com/doc/2010-12-01/'

function resultXml(action: string, result: string) {
  return `<${action}Response xmlns="${namespace}"><${action}Result>${result}</${action}Result><ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata></${action}Response>`
}

function errorXml(type: 'Sender' | 'Receiver', code: string, message: string) {
  const safe = message.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  return `<ErrorResponse xmlns="${namespace}"><Error><Type>${type}</Type><Code>${code}</Code><Message>${safe}</Message></Error><RequestId>${randomUUID()}</RequestId></ErrorResponse>`
}
