import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { GetSendQuotaCommand, SESClient, SendRawEmailCommand } from '@aws-sdk/client-ses'
import MailComposer from 'nodemailer/lib/mail-composer/index.js'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createClock } from '../../local/clock.ts'
import { openJournal } from '../../local/journal.ts'
import { startMailbox } from '../../local/mail/mailbox.ts'
import { createSes, type Ses } from '../../local/mail/ses.ts'
import type { SesEvent } from '../../local/mail/ses-events.ts'

const ports = { web: 4210, smtp: 4211 }
const instant = Date.UTC(2027, 2, 1, 12)

describe('the local SES', () => {
  let directory: string
  let journal: DatabaseSync
  let clock: ReturnType<typeof createClock>
  let server: Server
  let ses: Ses
  let client: SESClient
  let events: SesEvent[]
  let requests: number
  let delivered: string[]

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'ses-'))
    requests = 0
    events = []
    delivered = []
    start()
    server = createServer(async (req, res) => {
      requests++
      const chunks: Buffer[] = []
      for await (const chunk of req) chunks.push(chunk)
      const { status, headers, body } = await ses.handle(req, Buffer.concat(chunks))
      res.writeHead(status, headers).end(body)
    }).listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    client = clientWaiting(20_000)
  })

  const clientWaiting = (requestTimeout: number) =>
    new SESClient({
      region: 'us-east-1',
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      maxAttempts: 1,
      requestHandler: { requestTimeout, throwOnRequestTimeout: true },
    })

  afterEach(async () => {
    client.destroy()
    server.closeAllConnections()
    server.close()
    await ses.stop()
    clock.stop()
    journal.close()
    rmSync(directory, { recursive: true, force: true })
  })

  function start(resume = true) {
    journal = openJournal(join(directory, 'cloud.db'))
    clock = createClock({ offset: instant - Date.now() })
    ses = createSes({
      journal,
      clock,
      region: 'us-east-1',
      emit: (event) => events.push(event),
      mailbox: { deliver: async (message) => void delivered.push(message.id) },
    })
    if (resume) ses.resume()
  }

  /** As after `kill -9`: nothing of the first process runs on, the journal is opened anew. */
  function die() {
    clock.stop()
    start(false)
  }

  it('accepts a message, delivers it and tells Send and Delivery with the tags', async () => {
    const { MessageId } = await send({ to: 'ana@example.org', tags: { sendId: 'abc' } })
    await vi.waitFor(() => expect(events).toHaveLength(2))
    expect(delivered).toEqual([MessageId])
    expect(events.map((event) => event['detail-type'])).toEqual(['Email Sent', 'Email Delivered'])
    expect(events[0]?.detail).toMatchObject({
      eventType: 'Send',
      mail: {
        messageId: MessageId,
        destination: ['ana@example.org'],
        tags: { sendId: ['abc'], 'ses:configuration-set': ['campaign'] },
      },
    })
  })

  it('tells nothing about a message without a configuration set', async () => {
    await send({ to: 'ana@example.org', configurationSet: undefined })
    await vi.waitFor(() => expect(delivered).toHaveLength(1))
    await pause(100)
    expect(events).toEqual([])
  })

  it('bounces and complains for the simulator addresses, labels included', async () => {
    await send({ to: 'bounce+7@simulator.amazonses.com' })
    await send({ to: 'complaint@simulator.amazonses.com' })
    await send({ to: 'suppressionlist+x@simulator.amazonses.com' })
    await vi.waitFor(() => expect(events).toHaveLength(7))
    const types = events.map(({ detail }) => (detail as { eventType: string }).eventType).sort()
    expect(types).toEqual(['Bounce', 'Bounce', 'Complaint', 'Delivery', 'Send', 'Send', 'Send'])
    expect(events.find((event) => event['detail-type'] === 'Email Bounced')?.detail).toMatchObject({
      bounce: { bounceType: 'Permanent', bouncedRecipients: [{ emailAddress: 'bounce+7@simulator.amazonses.com' }] },
    })
    expect(delivered).toHaveLength(1)
  })

  it('counts recipients in the quota', async () => {
    await send({ to: ['ana@example.org', 'ben@example.org'] })
    expect(await client.send(new GetSendQuotaCommand({}))).toMatchObject({
      Max24HourSend: 50_000,
      MaxSendRate: 50,
      SentLast24Hours: 2,
    })
    await clock.advanceTo(clock.now() + 86_400_001, ses.idle)
    expect(await client.send(new GetSendQuotaCommand({}))).toMatchObject({ SentLast24Hours: 0 })
  })

  it('throttles over the rate and over the day with two different messages', async () => {
    ses.knobs({ maxSendRate: 2 })
    await send({ to: 'a@example.org' })
    await send({ to: 'b@example.org' })
    await expect(send({ to: 'c@example.org' })).rejects.toMatchObject({
      name: 'Throttling',
      message: 'Maximum sending rate exceeded.',
    })
    await clock.advanceTo(clock.now() + 1000, ses.idle)
    ses.knobs({ max24HourSend: 2 })
    await expect(send({ to: 'c@example.org' })).rejects.toMatchObject({
      name: 'Throttling',
      message: 'Daily message quota exceeded.',
    })
  })

  it.each([
    [{ to: 'anä@example.org' }, 'Local address contains control or whitespace'],
    [{ to: Array.from({ length: 51 }, (_, n) => `m${n}@example.org`) }, 'Recipient count exceeds 50.'],
    [{ to: 'ana@example..org' }, 'Domain contains dot-dot'],
    [{ to: 'ana@example.org', tags: { city: 'San Francisco' } }, 'Invalid tag value'],
    [{ to: 'ana@example.org', raw: Buffer.from('To: ana@example.org\r\n\r\nhello') }, "Missing required header 'From'"],
    [{ to: 'ana@example.org', raw: Buffer.from(`From: a@b.org\r\n\r\n${'x'.repeat(999)}`) }, 'Line length'],
    [{ to: 'ana@example.org', raw: Buffer.alloc(10 * 1024 * 1024 + 1, 'a\n') }, 'Message length is more than'],
  ])('refuses what SES refuses: case %#', async (message, words) => {
    await expect(send(message)).rejects.toMatchObject({
      name: 'InvalidParameterValue',
      message: expect.stringContaining(words),
      $metadata: { httpStatusCode: 400 },
    })
    expect(await client.send(new GetSendQuotaCommand({}))).toMatchObject({ SentLast24Hours: 0 })
  })

  it('refuses while sending is paused', async () => {
    ses.knobs({ sendingPaused: true })
    await expect(send({ to: 'ana@example.org' })).rejects.toMatchObject({ name: 'AccountSendingPausedException' })
  })

  it.each([
    ['http500', 'InternalFailure', 0],
    ['throttle', 'Throttling', 0],
    ['reset', 'TimeoutError', 0],
    ['timeout', 'TimeoutError', 0],
    ['accept-then-reset', 'TimeoutError', 1],
  ])('fails once on %s, in one request, then works', async (how, name, accepted) => {
    ses.knobs({ failNext: { count: 1, how } })
    if (how === 'timeout') client = clientWaiting(300)
    await expect(send({ to: 'ana@example.org' })).rejects.toMatchObject({ name })
    expect(requests).toBe(1)
    client = clientWaiting(20_000)
    expect(await client.send(new GetSendQuotaCommand({}))).toMatchObject({ SentLast24Hours: accepted })
    await send({ to: 'ana@example.org' })
  })

  it('names the knob that it does not know', () => {
    expect(() => ses.knobs({ maxRate: 1 })).toThrow(/maxRate/)
    expect(() => ses.knobs({ delayEvents: 'soon' })).toThrow(/delayEvents/)
  })

  it('delays events by the clock', async () => {
    ses.knobs({ delayEvents: 'PT5M' })
    await send({ to: 'ana@example.org' })
    await pause(100)
    expect(events).toEqual([])
    await clock.advanceTo(clock.now() + 301_000, ses.idle)
    expect(events).toHaveLength(2)
  })

  it('takes as long to answer as it is told', async () => {
    ses.knobs({ answerAfter: 'PT0.2S' })
    const began = performance.now()
    await send({ to: 'ana@example.org' })
    expect(performance.now() - began).toBeGreaterThan(190)
  })

  it('tells after a restart what it had not told, and keeps the knobs', async () => {
    ses.knobs({ holdEvents: true })
    await send({ to: 'ana@example.org' })
    await vi.waitFor(() => expect(delivered).toHaveLength(1))
    die()
    ses.resume()
    await pause(100)
    expect(events).toEqual([])
    ses.knobs({ holdEvents: false })
    await vi.waitFor(() => expect(events).toHaveLength(2))
    expect(delivered).toHaveLength(1)
  })

  describe('with the mailbox', () => {
    it('shows 100 mails that came at once, each once, with their links; again after a restart', async () => {
      ses.knobs({ maxSendRate: 1000 })
      let mailbox = await startMailbox({
        journal,
        webPort: ports.web,
        smtpPort: ports.smtp,
        directory: join(directory, 'mail'),
      })
      await ses.stop()
      ses = createSes({ journal, clock, region: 'us-east-1', emit: (event) => events.push(event), mailbox })
      ses.resume()
      await Promise.all(Array.from({ length: 100 }, (_, n) => send({ to: `m${n}@example.org` })))
      const [mail, ...others] = await mailbox.find({ to: 'M99@example.org' })
      expect(others).toEqual([])
      expect(mail).toMatchObject({
        to: ['m99@example.org'],
        from: 'network@example.org',
        subject: 'Your survey, José',
        links: ['https://example.org/s?t=1&u=2'],
        attachments: expect.arrayContaining([{ filename: 'invite.ics', contentType: 'application/ics' }]),
      })
      expect(mail?.headers['message-id']).toBe(`<${mail?.id}@email.amazonses.com>`)
      expect(mail?.headers['list-unsubscribe']).toBe('<https://example.org/u>')
      expect(mail?.headers.date).toBe(
        new Date(Math.trunc(Date.parse(mail?.date ?? '') / 1000) * 1000).toUTCString().replace('GMT', '+0000'),
      )
      await vi.waitFor(async () => expect(await shown()).toBe(100), 40_000)
      const message = {
        id: mail?.id ?? '',
        acceptedAt: 0,
        source: 'network@example.org',
        recipients: [],
        configurationSet: null,
        tags: {},
        mime: Buffer.from('From: a@b.org\r\n\r\n'),
      }
      await mailbox.deliver(message, ['m99@example.org'], true)
      expect(await shown()).toBe(100)
      await mailbox.stop()

      mailbox = await startMailbox({
        journal,
        webPort: ports.web,
        smtpPort: ports.smtp,
        directory: join(directory, 'mail'),
      })
      await mailbox.deliver(message, ['m99@example.org'], true)
      expect(await shown()).toBe(100)
      expect(await mailbox.find({})).toHaveLength(100)
      await mailbox.stop()
    }, 60_000)

    async function shown() {
      const answer = await fetch(`http://127.0.0.1:${ports.web}/api/email/summary?limit=1`)
      return ((await answer.json()) as { total: number }).total
    }
  })

  async function send(message: {
    to: string | string[]
    tags?: Record<string, string>
    raw?: Buffer
    configurationSet?: string | undefined
  }) {
    const { to, tags = {}, raw, configurationSet } = { configurationSet: 'campaign', ...message }
    const recipients = [to].flat()
    const mime =
      raw ??
      (await new MailComposer({
        from: 'Network <network@example.org>',
        to: recipients[0] ?? '',
        subject: 'Your survey, José',
        headers: { 'List-Unsubscribe': '<https://example.org/u>', 'Message-ID': '<mine@example.org>' },
        text: 'Answer at https://example.org/s?t=1&u=2',
        html: '<p><a class="b" href="https://example.org/s?t=1&amp;u=2">Answer</a></p>',
        icalEvent: { method: 'REQUEST', content: 'BEGIN:VCALENDAR\r\nEND:VCALENDAR' },
        textEncoding: 'base64',
      })
        .compile()
        .build())
    return client.send(
      new SendRawEmailCommand({
        RawMessage: { Data: mime },
        Destinations: recipients,
        ConfigurationSetName: configurationSet,
        Tags: Object.entries(tags).map(([Name, Value]) => ({ Name, Value })),
      }),
    )
  }
})

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))
