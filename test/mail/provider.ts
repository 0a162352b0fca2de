import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SESClient } from '@aws-sdk/client-ses'
import PostalMime from 'postal-mime'
import { afterAll } from 'vitest'
import { type MailEvent, mailEventOf, SesEvent } from '../../events/mail/mail-event.ts'
import type { MailTransport } from '../../functions/adapters/mail.ts'
import { sendingClient, sesTransport } from '../../functions/adapters/ses.ts'
import { createClock } from '../../local/clock.ts'
import { openJournal } from '../../local/journal.ts'
import { createSes } from '../../local/mail/ses.ts'

export type TakenMail = { to: string[]; tags: Record<string, string[]>; mime: Buffer }

export type MailProvider = {
  transport: MailTransport
  /** Requests to send that arrived, taken or not. */
  requests: () => number
  /** Mails that were taken. */
  taken: TakenMail[]
  /** What the provider told, oldest first; waits until it has told everything. */
  told: () => Promise<MailEvent[]>
  knobs: (knobs: object) => void
  read: (mail: TakenMail) => ReturnType<typeof PostalMime.parse>
}

/** SES over HTTP on this machine, with the real client in front of it. */
export const mailProvider = async (): Promise<MailProvider> => {
  const taken: TakenMail[] = []
  const events: MailEvent[] = []
  const clock = createClock()
  let requests = 0
  const ses = createSes({
    journal: openJournal(':memory:'),
    clock,
    mailbox: {
      deliver: async () => {},
    },
    emit: (event) => {
      const told = mailEventOf(SesEvent.parse(event))
      if (told) events.push(told)
    },
    region: 'us-east-1',
  })
  ses.resume()
  ses.knobs({ maxSendRate: 10_000 })
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const body = Buffer.concat(chunks)
    const form = new URLSearchParams(body.toString())
    const sends = form.get('Action') === 'SendRawEmail'
    if (sends) requests++
    const answer = await ses.handle(request, body)
    if (sends && answer.status === 200 && answer.body.includes('<MessageId>')) taken.push(takenFrom(form))
    if (response.destroyed) return
    response.writeHead(answer.status, answer.headers)
    response.end(answer.body)
  })
  const port = await new Promise<number>((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)),
  )
  const place = {
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  }
  const sending = sendingClient({ ...place, requestTimeout: 600 })
  afterAll(async () => {
    sending.destroy()
    await ses.stop()
    clock.stop()
    server.closeAllConnections()
    server.close()
  })
  return {
    transport: sesTransport(
      { from: { name: 'Network City Program', address: 'hello@example.org' }, configurationSet: 'campaigns' },
      { sending, asking: new SESClient(place) },
    ),
    requests: () => requests,
    taken,
    async told() {
      await clock.advanceTo(clock.now() + 1000, () => ses.idle())
      return events
    },
    knobs: (knobs) => void ses.knobs(knobs),
    read: (mail) => PostalMime.parse(mail.mime),
  }
}

const takenFrom = (form: URLSearchParams): TakenMail => {
  const tags: Record<string, string[]> = {}
  for (let n = 1; form.has(`Tags.member.${n}.Name`); n++)
    tags[form.get(`Tags.member.${n}.Name`) ?? ''] = [form.get(`Tags.member.${n}.Value`) ?? '']
  return {
    to: [form.get('Destinations.member.1') ?? ''],
    tags,
    mime: Buffer.from(form.get('RawMessage.Data') ?? '', 'base64'),
  }
}
