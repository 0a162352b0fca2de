import { SESClient, SendRawEmailCommand } from '@aws-sdk/client-ses'
import { mockClient } from 'aws-sdk-client-mock'
import { describe, expect, it } from 'vitest'
import type { Mail, MailTransport } from '../../functions/adapters/mail.ts'
import { sesTransport } from '../../functions/adapters/ses.ts'
import { mailProvider } from './provider.ts'

const toAna = {
  to: 'ana@example.org',
  name: 'Ana Ruiz',
  subject: 'How is your street?',
  text: 'Hello Ana',
  html: '<p>Hello Ana</p>',
  tags: { kind: 'test', class: 'service' },
}

const send = async (transport: Pick<MailTransport, 'prepare' | 'send'>, mail: Mail) =>
  transport.send(await transport.prepare(mail))

describe('a mail that SES takes', () => {
  it('is one request, carries its tags and can be read', async () => {
    const provider = await mailProvider()
    const outcome = await send(provider.transport, toAna)
    expect(outcome).toMatchObject({ outcome: 'accepted', messageId: expect.any(String) })
    expect(provider.requests()).toBe(1)
    const [mail] = provider.taken
    expect(mail).toMatchObject({ to: ['ana@example.org'], tags: { kind: ['test'], class: ['service'] } })
    const read = mail && (await provider.read(mail))
    expect(read).toMatchObject({
      subject: 'How is your street?',
      from: { name: 'Network City Program', address: 'hello@example.org' },
      to: [{ name: 'Ana Ruiz', address: 'ana@example.org' }],
    })
    expect(read?.text?.trim()).toBe('Hello Ana')
  })

  it('cannot be made to carry a header of somebody’s name or subject', async () => {
    const provider = await mailProvider()
    await send(provider.transport, {
      ...toAna,
      name: 'Ana\r\nBcc: eve@example.org',
      subject: 'Hi\r\nBcc: eve@example.org\u202e',
    })
    const [mail] = provider.taken
    const read = mail && (await provider.read(mail))
    expect(read?.headers.map(({ key }) => key)).not.toContain('bcc')
    expect(read?.to).toEqual([{ name: 'Ana Bcc: eve@example.org', address: 'ana@example.org' }])
    expect(read?.subject).toBe('Hi Bcc: eve@example.org')
  })

  it('keeps every line under SES’s limit, however long a paragraph is', async () => {
    const provider = await mailProvider()
    await send(provider.transport, { ...toAna, text: 'ñ'.repeat(5000), html: `<p>${'x'.repeat(20_000)}</p>` })
    const lines = (provider.taken[0]?.mime.toString('latin1') ?? '').split('\r\n')
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(999)
  })
})

describe('a mail of which nobody knows whether it was taken', () => {
  it.each(['reset', 'http500', 'timeout', 'accept-then-reset'] as const)(
    'after %s is uncertain, after one request',
    async (how) => {
      const provider = await mailProvider()
      provider.knobs({ failNext: { count: 1, how } })
      const outcome = await send(provider.transport, toAna)
      expect(outcome.outcome).toBe('uncertain')
      expect(provider.requests()).toBe(1)
    },
  )
})

describe('a mail that was not taken', () => {
  it('may be tried again when it came too fast', async () => {
    const provider = await mailProvider()
    provider.knobs({ failNext: { count: 1, how: 'throttle' } })
    expect(await send(provider.transport, toAna)).toEqual({ outcome: 'not-sent', reason: 'rate' })
    expect(provider.requests()).toBe(1)
  })

  it('pauses everything when the day’s quota is used up', async () => {
    const provider = await mailProvider()
    provider.knobs({ max24HourSend: 0 })
    expect(await send(provider.transport, toAna)).toEqual({ outcome: 'paused', reason: 'daily-quota' })
  })

  it('pauses everything when the account is paused', async () => {
    const provider = await mailProvider()
    provider.knobs({ sendingPaused: true })
    expect(await send(provider.transport, toAna)).toEqual({ outcome: 'paused', reason: 'account-paused' })
  })

  it('is given up when SES does not know such an address', async () => {
    const provider = await mailProvider()
    expect(await send(provider.transport, { ...toAna, to: 'a..na@example.org' })).toMatchObject({
      outcome: 'rejected',
      reason: 'InvalidParameterValue',
    })
  })

  it('may be tried again when nobody listens', async () => {
    const client = new SESClient({
      endpoint: 'http://127.0.0.1:4549',
      region: 'us-east-1',
      maxAttempts: 1,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    })
    const transport = sesTransport(SENDER, { sending: client })
    expect(await send(transport, toAna)).toEqual({ outcome: 'not-sent', reason: 'unreachable' })
  })

  it.each([
    ['ConfigurationSetSendingPausedException', 400, '', 'configuration-set-paused'],
    ['ConfigurationSetDoesNotExistException', 400, '', 'configuration-set-missing'],
    ['MailFromDomainNotVerifiedException', 400, '', 'sender-not-verified'],
    ['MessageRejected', 400, 'Email address is not verified: hello@example.org', 'sender-not-verified'],
    ['AccessDenied', 403, '', 'not-allowed'],
  ])('pauses everything on %s', async (name, httpStatusCode, message, reason) => {
    const mocked = mockClient(SESClient)
    mocked.on(SendRawEmailCommand).rejects(Object.assign(new Error(message), { name, $metadata: { httpStatusCode } }))
    const transport = sesTransport(SENDER, { sending: new SESClient({ region: 'us-east-1' }) })
    expect(await send(transport, toAna)).toEqual({ outcome: 'paused', reason })
    mocked.restore()
  })
})

const SENDER = { from: { name: 'Network', address: 'hello@example.org' }, configurationSet: 'campaigns' }
