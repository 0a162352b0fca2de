import PostalMime from 'postal-mime'
import { describe, expect, it } from 'vitest'
import { composeMime, type Mail } from '../../functions/adapters/mail.ts'
import { PersonName } from '../../shared/identity/person.ts'
import { UnsendableMail } from '../../shared/mail/unsendable-mail.ts'
import { Instant } from '../../shared/units.ts'
import { oneClickUnsubscribe, surveyInvitation } from '../../web/mail/survey-invitation.ts'

const FROM = { name: 'Network City Program', address: 'hello@example.org' }
const WAY_OUT = oneClickUnsubscribe('https://network.example.org/unsubscribe?t=1.k1.abc')

const toAna: Mail = {
  to: 'ana@example.org',
  name: 'Ana Ruiz',
  subject: 'How is your street?',
  text: 'Hello Ana',
  html: '<p>Hello Ana</p>',
  tags: { class: 'service' },
}

const composed = async (change: Partial<Mail>, from = FROM) => {
  const envelope = await composeMime({ ...toAna, ...change }, from)
  return { ...envelope, mime: Buffer.from(envelope.raw).toString('latin1'), read: await PostalMime.parse(envelope.raw) }
}

const refusal = async (change: Partial<Mail>) => {
  const fault = await composeMime({ ...toAna, ...change }, FROM).catch((error) => error)
  expect(fault).toBeInstanceOf(UnsendableMail)
  return fault.reason
}

const HEADERS = ['from', 'to', 'subject', 'message-id', 'date', 'mime-version', 'content-type'].sort()

/** What people type, or are made to type, as a name or a subject; and what a reader then sees. */
const TYPED: [string, string, string][] = [
  ['a second header', 'Ana\r\nBcc: eve@example.org', 'Ana Bcc: eve@example.org'],
  ['a bare line feed', 'Ana\nBcc: eve@example.org', 'Ana Bcc: eve@example.org'],
  ['a bare carriage return', 'Ana\rX-Evil: 1', 'Ana X-Evil: 1'],
  ['separators of lines and paragraphs', 'Ana\u2028Bcc: a@b.org\u2029x', 'Ana Bcc: a@b.org x'],
  ['a next-line character', 'Ana\u0085Bcc: a@b.org', 'Ana Bcc: a@b.org'],
  ['an empty line and a body', 'Ana\r\n\r\n<h1>Pay here</h1>', 'Ana <h1>Pay here</h1>'],
  ['an end of quotes', 'Ana" <eve@example.org>, "', 'Ana" <eve@example.org>, "'],
  ['a statement', '"; DROP TABLE members; --', '"; DROP TABLE members; --'],
  ['a script', '<script>alert(1)</script>', '<script>alert(1)</script>'],
  ['a formula', '=HYPERLINK("https://evil.example")', '=HYPERLINK("https://evil.example")'],
  ['what a reader would decode', '=?utf-8?B?4oCuQmNj?= Ana', '= ?utf-8?B?4oCuQmNj?= Ana'],
  ['a right-to-left override', 'Ana \u202egro.live\u202c', 'Ana gro.live'],
  ['isolates and marks of direction', 'A\u2066na\u2069 \u200fR\u061cuiz', 'A na R uiz'],
  ['a NUL', 'Ana\u0000Ruiz', 'Ana Ruiz'],
  ['a delete and an escape', 'Ana\u007f\u001b[31mRuiz', 'Ana [31mRuiz'],
  ['a family of emoji', 'Ana 👩‍👩‍👧‍👦', 'Ana 👩‍👩‍👧‍👦'],
  ['combining marks', 'Zo\u0308e', 'Zo\u0308e'],
  ['Arabic and Chinese', 'أحمد 陳偉', 'أحمد 陳偉'],
  ['half an emoji', 'Ana \ud83d Ruiz', 'Ana \ufffd Ruiz'],
]

describe('what stands in a name or a subject', () => {
  it.each(TYPED)('is read as it was typed, and nothing else comes of %s', async (_, typed, seen) => {
    const { read, mime } = await composed({ name: typed, subject: typed })
    expect(read.headers.map(({ key }) => key).sort()).toEqual([...new Set(HEADERS)])
    expect(read.to).toEqual([{ name: seen, address: 'ana@example.org' }])
    expect(read.subject).toBe(seen)
    expect(read.text?.trim()).toBe('Hello Ana')
    expect(mime.split('\r\n\r\n')[0]).toMatch(/^[\t\r\n -~]+$/)
  })

  it.each(TYPED)('of the network cannot do it either: %s', async (_, typed, seen) => {
    const { read } = await composed({}, { ...FROM, name: typed })
    expect(read.headers.map(({ key }) => key).sort()).toEqual([...new Set(HEADERS)])
    expect(read.from).toEqual({ name: seen, address: 'hello@example.org' })
  })

  it('is cut where it is too long, never within a character', async () => {
    const name = 'Ana 👩‍👩‍👧‍👦'.repeat(40)
    const { read } = await composed({ name, subject: `${'x'.repeat(245)}👩‍👩‍👧‍👦 y` })
    expect(read.subject).toBe('x'.repeat(245))
    const seen = read.to?.[0]?.name ?? ''
    expect(seen.length).toBeGreaterThan(200)
    expect(name.startsWith(seen)).toBe(true)
    expect(seen.endsWith('👩‍👩‍👧‍👦') || seen.endsWith('Ana')).toBe(true)
  })

  it('of 300 letters or of one makes a mail', async () => {
    for (const name of ['x'.repeat(300), 'Ñ'.repeat(300), 'A']) {
      const { read, mime } = await composed({ name, subject: name })
      expect(read.to?.[0]?.name).toBe(name.slice(0, 250))
      expect(Math.max(...mime.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(998)
    }
  })

  it('is shown as text in the mail itself, without what turns it around', async () => {
    const title = 'Hi <script>alert(1)</script> \u202eevil\u0000 "\' & \ud83d'
    const { html, text } = await surveyInvitation({
      networkName: 'N',
      postalAddress: '1 A Street',
      city: { name: 'Denver', timeZone: 'America/Denver' },
      member: { name: '"; DROP\u2066 <b onload=x>', language: 'en' },
      campaign: {
        title,
        message: title,
        closesAt: Instant.parse('2026-12-15T19:00:00.000Z'),
        protection: 'standard',
      },
      answerLink: 'https://network.example.org/answers/start?t=1',
      unsubscribeLink: 'https://network.example.org/unsubscribe?t=1',
    })
    expect(html).not.toMatch(/<script|<b onload/)
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
    for (const part of [html, text]) {
      for (const hidden of ['\u0000', '\u202e', '\u2066']) expect(part).not.toContain(hidden)
      expect(part.isWellFormed()).toBe(true)
    }
    expect(text).toContain('Hello "; DROP <b onload=x>,')
  })

  it('cannot be stored with what forges headers in the first place', () => {
    expect(PersonName.parse('Ana\r\nBcc: eve@example.org\u202e')).toBe('Ana Bcc: eve@example.org')
    expect(PersonName.safeParse('x'.repeat(300)).success).toBe(false)
  })
})

describe('a mail of a campaign', () => {
  const campaign = { tags: { class: 'campaign' } }

  it('leaves with both headers of one-click unsubscribe, the address first', async () => {
    const { mime, read } = await composed({ ...campaign, headers: WAY_OUT })
    expect(mime.indexOf('List-Unsubscribe:')).toBeGreaterThanOrEqual(0)
    expect(mime.indexOf('List-Unsubscribe-Post:')).toBeGreaterThan(mime.indexOf('List-Unsubscribe:'))
    expect(read.headers.find(({ key }) => key === 'list-unsubscribe')?.value).toBe(WAY_OUT['List-Unsubscribe'])
  })

  it('cannot leave without them', async () => {
    const { 'List-Unsubscribe': link, 'List-Unsubscribe-Post': post } = WAY_OUT
    const lacking: Mail['headers'][] = [
      undefined,
      {},
      { 'List-Unsubscribe': link },
      { 'List-Unsubscribe-Post': post },
      { ...WAY_OUT, 'List-Unsubscribe': '<mailto:stop@example.org>' },
      { ...WAY_OUT, 'List-Unsubscribe': link.slice(1, -1) },
      { ...WAY_OUT, 'List-Unsubscribe-Post': 'yes' },
    ]
    for (const headers of lacking)
      expect(await refusal({ ...campaign, ...(headers && { headers }) })).toBe('no-unsubscribe')
    expect(await refusal({ tags: { class: 'win-back' } })).toBe('no-unsubscribe')
    expect(await refusal({ tags: {} })).toBe('no-unsubscribe')
    await composed({ tags: { class: 'service' } })
  })

  it('keeps a long link in one piece', async () => {
    const link = `https://network.example.org/unsubscribe?t=${'a'.repeat(600)}`
    const { read } = await composed({ ...campaign, headers: oneClickUnsubscribe(link) })
    expect(read.headers.find(({ key }) => key === 'list-unsubscribe')?.value).toBe(`<${link}>`)
  })
})

describe('a header of our own', () => {
  it.each([
    ['X-Ours', 'a\r\nBcc: eve@example.org'],
    ['X-Ours', 'a\nb'],
    ['X-Ours: a\r\nBcc', 'eve@example.org'],
    ['Bcc\u0000', 'x'],
    ['', 'x'],
  ])('is refused when it would begin another one: %j', async (name, value) => {
    expect(await refusal({ headers: { [name]: value } })).toBe('bad-header')
  })
})

describe('an address', () => {
  it('is mailed with its domain in ASCII', async () => {
    const { to, read } = await composed({ to: 'ana@bücher.example' })
    expect(to).toBe('ana@xn--bcher-kva.example')
    expect(read.to?.[0]?.address).toBe('ana@xn--bcher-kva.example')
  })

  it.each([
    'josé@example.org',
    'ana@example.org\r\nBcc: eve@example.org',
    'ana@example.org, eve@example.org',
    'Ana <ana@example.org>',
    'ana@example.org>',
    '"a b"@example.org',
    'ana@',
    '@example.org',
    'ana',
    'ana @example.org',
    'ana@exa mple.org',
    '',
  ])('that SES would not carry, or that is two, is refused: %j', async (to) => {
    expect(await refusal({ to })).toBe('bad-address')
  })
})

describe('a mail that SES would not take', () => {
  it('is refused above ten megabytes, counted as it leaves', async () => {
    expect(await refusal({ text: 'ñ'.repeat(4_000_000) })).toBe('too-large')
    const { raw } = await composed({ text: 'ñ'.repeat(3_000_000) })
    expect(raw.length).toBeGreaterThan(8_000_000)
  })

  it('is refused with a line of more than 998 characters', async () => {
    const { read, mime } = await composed({ text: 'x'.repeat(50_000), html: `<p>${'y'.repeat(50_000)}</p>` })
    expect(Math.max(...mime.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(998)
    expect(read.text?.trim()).toBe('x'.repeat(50_000))
    const headers = oneClickUnsubscribe(`https://network.example.org/unsubscribe?t=${'a'.repeat(1000)}`)
    expect(await refusal({ headers })).toBe('line-too-long')
  })
})

describe('a calendar event in a mail', () => {
  it.each(['PUBLISH', 'REQUEST', 'CANCEL'] as const)('keeps its method %s, and adds no header', async (method) => {
    const content = `BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:${method}\r\nX-LONG:${'ñ'.repeat(400)}\r\nEND:VCALENDAR\r\n`
    const { read, mime } = await composed({ calendar: { method, content } })
    expect(read.headers.map(({ key }) => key).sort()).toEqual([...new Set(HEADERS)])
    expect(mime).toContain(`text/calendar; charset=utf-8; method=${method}`)
    const event = read.attachments.find(({ mimeType }) => mimeType === 'text/calendar')
    expect(event?.method).toBe(method)
    const file = read.attachments.find(({ filename }) => filename === 'invite.ics')
    expect(file?.mimeType).toBe('application/ics')
    for (const part of [event, file]) {
      const found = typeof part?.content === 'string' ? part.content : new TextDecoder().decode(part?.content)
      expect(found.replace(/\r?\n/g, '\r\n').trimEnd()).toBe(content.trimEnd())
    }
  })

  it('is refused when its method is not the one that stands in it', async () => {
    const content = 'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:PUBLISH\r\nEND:VCALENDAR\r\n'
    expect(await refusal({ calendar: { method: 'CANCEL', content } })).toBe('bad-calendar')
  })
})
