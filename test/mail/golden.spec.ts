import PostalMime from 'postal-mime'
import { describe, expect, it } from 'vitest'
import { composeMime, type Mail } from '../../functions/adapters/mail.ts'
import { Language } from '../../shared/identity/person.ts'
import { Instant, PlainDate } from '../../shared/units.ts'
import { callInvitation } from '../../web/mail/call-invitation.ts'
import type { RenderedMail } from '../../web/mail/layout.tsx'
import { renewalReminder } from '../../web/mail/service-mails.ts'
import { oneClickUnsubscribe, surveyInvitation } from '../../web/mail/survey-invitation.ts'
import { updateMail } from '../../web/mail/update-mail.ts'

const DENVER = { name: 'Denver', timeZone: 'America/Denver' }
const networkName = 'Network City Program'
const postalAddress = '1 Example Street, Denver, CO 80202'
const site = 'https://network.example.org'
const unsubscribeLink = `${site}/unsubscribe?t=1.k1.bWJyXzAx.c2lnbmF0dXJl`

const SURVEY = {
  networkName,
  postalAddress,
  city: DENVER,
  campaign: {
    title: 'How is your street?',
    message:
      'Ten minutes **for your street**.\n\n- lamps\n- trees\n\nThe plan is [here](https://denver.example.org/plan).',
    closesAt: Instant.parse('2026-12-15T19:00:00.000Z'),
    protection: 'standard',
  },
  answerLink: `${site}/answers/start?t=1.k1.Y21wXzAx.c2lnbmF0dXJl`,
  unsubscribeLink,
} as const

const CALL = {
  networkName,
  postalAddress,
  city: DENVER,
  reader: { name: 'Ana Ruiz', language: 'en' },
  title: 'Safe ways to school',
  message: 'We want to **agree on three streets**.',
  call: {
    title: 'Safe ways to school',
    agenda: '1. What the survey found\n2. Which streets come first',
    // The clocks go back on November 1: six hours behind at the one time, seven at the other.
    startsAt: Instant.parse('2026-11-03T01:00:00.000Z'),
    minutes: 60,
    dialIn: '+1 303 555 0100, code 42',
    link: 'https://meet.example.org/safe-ways',
    capacity: 20,
  },
  rsvpLinks: {
    yes: `${site}/calls/reply?t=1.k1.Y2FsXzAx.c2ln&answer=yes`,
    maybe: `${site}/calls/reply?t=1.k1.Y2FsXzAx.c2ln&answer=maybe`,
    no: `${site}/calls/reply?t=1.k1.Y2FsXzAx.c2ln&answer=no`,
  },
  unsubscribeLink,
} as const

const ics = (method: string) =>
  ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//test', `METHOD:${method}`, 'BEGIN:VEVENT', 'UID:call-1@example.org']
    .concat(['DTSTAMP:20261020T180000Z', 'DTSTART:20261103T010000Z', 'DTEND:20261103T020000Z', 'SUMMARY:Safe ways'])
    .concat(['END:VEVENT', 'END:VCALENDAR', ''])
    .join('\r\n')

const compose = async (rendered: Promise<RenderedMail>, change: Partial<Mail> = {}) => {
  const mail: Mail = { ...(await rendered), to: 'ana@example.org', name: 'Ana Ruiz', tags: {}, ...change }
  const { raw } = await composeMime(mail, { name: networkName, address: 'hello@example.org' })
  return { mime: steady(Buffer.from(raw).toString('latin1')), read: await PostalMime.parse(raw) }
}

const campaign = { headers: oneClickUnsubscribe(unsubscribeLink), tags: { class: 'campaign' } }

/** What is new in every mail, and nothing else. */
const steady = (mime: string) =>
  mime
    .replace(/^Message-ID: <[^>]+>/m, 'Message-ID: <id@example.org>')
    .replace(/^Date: .+$/m, 'Date: Tue, 01 Dec 2026 19:00:00 +0000')
    .replace(/--_NmP-[0-9a-f]+-Part_/g, '--_NmP-0-Part_')

const headerOf = (read: Awaited<ReturnType<typeof PostalMime.parse>>, name: string) =>
  read.headers.filter(({ key }) => key === name).map(({ value }) => value)

/** Every part is kept as it leaves; `vitest -u` writes the files anew when a change is meant. */
const golden = (mime: string, name: string) => expect(mime).toMatchFileSnapshot(`golden/${name}.eml`)

describe('a survey invitation, as it leaves', () => {
  it('is what was agreed on, and can be read back', async () => {
    const { mime, read } = await compose(
      surveyInvitation({ ...SURVEY, member: { name: 'Ana Ruiz', language: 'en' } }),
      campaign,
    )
    await golden(mime, 'survey-invitation-en')
    expect(read.subject).toBe('How is your street?')
    expect(read.to).toEqual([{ name: 'Ana Ruiz', address: 'ana@example.org' }])
    expect(headerOf(read, 'list-unsubscribe')).toEqual([`<${unsubscribeLink}>`])
    expect(headerOf(read, 'list-unsubscribe-post')).toEqual(['List-Unsubscribe=One-Click'])
    expect(read.html).toContain('<html lang="en" dir="ltr">')
    expect(read.html).toContain('Ten minutes <strong>for your street</strong>.')
    expect(read.html).not.toMatch(/<img|<script|src=/)
    expect(read.text).toContain('- lamps\n- trees\n\nThe plan is here [1].\n\n[1] https://denver.example.org/plan')
    expect(read.text).toContain(`Answer the survey:\n${SURVEY.answerLink}`)
    expect(read.text).toContain('until Tuesday, December 15, 2026 at 12:00 PM Mountain Standard Time.')
    expect(read.text).toContain(`Stop getting surveys, or choose what we mail you:\n${unsubscribeLink}`)
    expect(read.attachments).toEqual([])
  })

  it('reminds in Spanish, and says when it closes', async () => {
    const { mime, read } = await compose(
      surveyInvitation({ ...SURVEY, member: { name: 'José Muñoz', language: 'es' }, reminder: 1 }),
      { ...campaign, name: 'José Muñoz' },
    )
    await golden(mime, 'survey-reminder-es')
    expect(read.subject).toBe('Recordatorio: How is your street?')
    expect(read.to).toEqual([{ name: 'José Muñoz', address: 'ana@example.org' }])
    expect(read.html).toContain('<html lang="es" dir="ltr">')
    expect(read.text).toContain('Hola, José Muñoz:')
    expect(read.text).toContain(
      'Todavía no tenemos su respuesta. Puede responder hasta el martes, 15 de diciembre de 2026',
    )
    const last = await surveyInvitation({ ...SURVEY, member: { name: 'Ana', language: 'en' }, reminder: 2 })
    expect(last.subject).toBe('Still open: How is your street?')
  })
})

describe('an invitation to a call, as it leaves', () => {
  it('says when in the city, who may come, and carries the calendar event in both places', async () => {
    const content = ics('PUBLISH')
    const { mime, read } = await compose(callInvitation({ ...CALL, purpose: 'invitation' }), {
      ...campaign,
      calendar: { method: 'PUBLISH', content },
    })
    await golden(mime, 'call-invitation-en')
    expect(read.subject).toBe('Safe ways to school')
    expect(read.text).toContain('When: Monday, November 2, 2026 at 6:00 PM Mountain Standard Time')
    expect(read.text).toContain(
      'Take part at: https://meet.example.org/safe-ways\nBy phone, or where: +1 303 555 0100, code 42',
    )
    for (const [answer, label] of [
      ['yes', 'Yes'],
      ['maybe', 'Maybe'],
      ['no', 'No'],
    ] as const) {
      expect(read.text).toContain(`${label}:\n${CALL.rsvpLinks[answer]}`)
      expect(read.html).toContain(`href="${CALL.rsvpLinks[answer].replaceAll('&', '&amp;')}"`)
    }
    expect(read.text).toContain('1. What the survey found\n2. Which streets come first')
    expect(mime).toContain('Content-Type: text/calendar; charset=utf-8; method=PUBLISH')
    const calendars = read.attachments.filter(({ mimeType }) => /calendar|ics/.test(mimeType))
    expect(calendars.map(({ mimeType, method }) => [mimeType, method])).toEqual(
      expect.arrayContaining([['text/calendar', 'PUBLISH']]),
    )
  })

  it('says first that it is cancelled, and asks for nothing', async () => {
    const { mime, read } = await compose(
      callInvitation({ ...CALL, message: 'Too few can come.', purpose: 'cancelled' }),
      {
        ...campaign,
        calendar: { method: 'CANCEL', content: ics('CANCEL') },
      },
    )
    await golden(mime, 'call-cancelled-en')
    expect(read.subject).toBe('Cancelled: Safe ways to school')
    expect(read.text).toMatch(/^Cancelled: Safe ways to school\n=+\n\nHello Ana Ruiz,\n\nThis call is cancelled/)
    expect(read.text).toContain('Was planned for: Monday, November 2, 2026')
    expect(`${read.text}${read.html}`).not.toMatch(/calls\/reply|meet\.example\.org|303 555/)
    expect(read.attachments.map(({ method }) => method)).toContain('CANCEL')
  })

  it('says what it was before it changed, with the name of each zone of the year', async () => {
    const was = { startsAt: Instant.parse('2026-10-31T00:00:00.000Z'), minutes: 30 }
    const { text, subject } = await callInvitation({ ...CALL, purpose: 'changed', was })
    expect(subject).toBe('Changed: Safe ways to school')
    expect(text).toContain('When: Monday, November 2, 2026 at 6:00 PM Mountain Standard Time')
    expect(text).toContain('Before: Friday, October 30, 2026 at 6:00 PM Mountain Daylight Time (30 minutes)')
  })

  it.each(['day-before', 'hour-before'] as const)('reminds %s, and an answer can still be changed', async (purpose) => {
    const en = await callInvitation({ ...CALL, purpose })
    expect(en.text).toContain('You said that you come, or may come.')
    expect(en.text).toContain('Will you still come?')
    expect(en.text).toContain(CALL.rsvpLinks.no)
    expect(en.text).not.toContain('agree on three streets')
    const es = await callInvitation({ ...CALL, reader: { name: 'José', language: 'es' }, purpose })
    expect(es.text).toContain('Cuándo: lunes, 2 de noviembre de 2026')
    expect(es.html).toContain('lang="es"')
  })

  it('cannot link anywhere but to the web', async () => {
    const call = { ...CALL.call, link: 'javascript:alert(1)' }
    await expect(callInvitation({ ...CALL, call, purpose: 'invitation' })).rejects.toThrow()
  })
})

describe('an update, as it leaves', () => {
  it('is what staff wrote, and how to stop it', async () => {
    const { mime, read } = await compose(
      updateMail({
        networkName,
        postalAddress,
        city: DENVER,
        reader: { name: 'Ana Ruiz', language: 'en' },
        title: 'What 812 of you said',
        message:
          '# Streets\n*Lamps* come first, see https://denver.example.org/findings\n\n<img src=x onerror=alert(1)>',
        unsubscribeLink,
      }),
      campaign,
    )
    await golden(mime, 'update-en')
    expect(read.subject).toBe('What 812 of you said')
    expect(read.html).toContain('&lt;img src=x onerror=alert(1)&gt;')
    expect(read.html).not.toContain('<img')
    expect(read.text).toContain('Streets\n-------\n\nLamps come first, see https://denver.example.org/findings')
    expect(read.text).toContain(`Stop getting updates, or choose what we mail you:\n${unsubscribeLink}`)
  })
})

describe('a mail that somebody waits for, as it leaves', () => {
  it('has no way to stop it, for it comes in any case', async () => {
    const { mime, read } = await compose(
      renewalReminder(
        { networkName, postalAddress, city: DENVER, language: 'en', name: 'Ana Ruiz' },
        {
          paidThrough: PlainDate.parse('2026-12-31'),
          today: PlainDate.parse('2026-12-01'),
          lastDay: PlainDate.parse('2027-01-14'),
          lastCents: 2500,
          link: `${site}/me/renew?t=1.k1.bWJy.c2ln&lang=en`,
        },
      ),
      { tags: { class: 'service' } },
    )
    await golden(mime, 'renewal-reminder-en')
    expect(read.subject).toBe('Your membership in Denver is paid through December 31, 2026')
    expect(headerOf(read, 'list-unsubscribe')).toEqual([])
    expect(read.text).toContain('Dues paid last: $25')
  })
})

describe('every mail of a campaign, in every language', () => {
  const people = Language.options.map((language) => ({ name: 'Ana Ruiz', language }))
  const purposes = ['invitation', 'changed', 'cancelled', 'day-before', 'hour-before'] as const

  it.each(people)(
    'has all its words in $language, in both parts, with the way out and the postal address',
    async (reader) => {
      const mails = [
        surveyInvitation({ ...SURVEY, member: reader }),
        surveyInvitation({ ...SURVEY, member: reader, reminder: 1 }),
        surveyInvitation({ ...SURVEY, member: reader, reminder: 3 }),
        updateMail({ networkName, postalAddress, city: DENVER, reader, title: 'News', message: 'Hi', unsubscribeLink }),
        ...purposes.map((purpose) => callInvitation({ ...CALL, reader, purpose, was: CALL.call })),
      ]
      for (const { subject, html, text } of await Promise.all(mails)) {
        for (const part of [subject, html, text]) expect(part).not.toMatch(/undefined|\[object|NaN/)
        expect(html).toContain(`<html lang="${reader.language}" dir="ltr">`)
        for (const part of [html, text])
          for (const needed of [unsubscribeLink, postalAddress]) expect(part).toContain(needed)
        expect(html).not.toMatch(/<img|<script|url\(/)
        expect(Buffer.byteLength(html)).toBeLessThan(102_400)
      }
    },
  )

  it('leaves no gap where staff wrote nothing', async () => {
    const { html, text } = await callInvitation({ ...CALL, message: ' ', purpose: 'changed' })
    expect(text).not.toMatch(/\n{3}/)
    expect(html).not.toContain('<div class="ink"></div>')
    const { text: bare } = await callInvitation({ ...CALL, call: { ...CALL.call, agenda: '' }, purpose: 'invitation' })
    expect(bare).not.toContain('What it is about')
  })
})
