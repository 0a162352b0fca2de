import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { serviceMailItem } from '../../events/mail/service-mail.ts'
import type { Table } from '../../functions/adapters/table.ts'
import { Mailbox } from '../../shared/identity/person.ts'
import { MailId } from '../../shared/ids.ts'
import { instantOf } from '../../shared/units.ts'
import { ana } from './cast.ts'
import { linkOf, type MemberDesk, openMemberDesk, tokenOf } from './member-desk.ts'

let desk: MemberDesk
let asked: string[] = []

/** The kinds of requests to the table, in their order: what a page costs in time. */
const noting = (table: Table): Table => ({
  get: (schema, key) => {
    asked.push('get')
    return table.get(schema, key)
  },
  getMany: (schema, keys) => {
    asked.push('getMany')
    return table.getMany(schema, keys)
  },
  query: (schema, query) => {
    asked.push('query')
    return table.query(schema, query)
  },
  count: (...queries) => {
    asked.push('count')
    return table.count(...queries)
  },
  write: (...writes) => {
    asked.push(`write ${writes.length}`)
    return table.write(...writes)
  },
  writeEach: (...writes) => {
    asked.push(`write each of ${writes.length}`)
    return table.writeEach(...writes)
  },
})

beforeEach(async () => {
  desk = await openMemberDesk(4601, noting)
  await desk.joins()
})
afterEach(() => desk.stop())

const passes = async (minutes: number) => desk.passTo(instantOf(Date.parse(desk.now()) + minutes * 60_000))
const asksForLink = async (email: string = ana.email) => {
  await desk.browser().sends('/me/sign-in', { email })
  const [mail] = await desk.post()
  return mail
}

describe('a member who asks for a link', () => {
  it('signs in with one press of the button behind it, and sees the membership', async () => {
    const phone = desk.browser()
    const { status, location } = await phone.sends('/me/sign-in', { email: ' Ana@Example.org ' })
    expect([status, location]).toEqual([303, '/me/sign-in?shows=sent'])
    expect((await phone.opens('/me/sign-in?shows=sent')).html).toContain('Look into your mailbox')
    const [mail] = await desk.post()
    expect(mail?.to).toBe(ana.email)

    const { pathname, search } = linkOf(mail)
    const page = await phone.opens(pathname + search)
    expect(page.html).toContain('<button type="submit">Sign in</button>')
    const pressed = await phone.sends('/me/sign-in', { t: tokenOf(mail) })
    expect([pressed.status, pressed.location]).toEqual([303, '/me'])
    expect(pressed.headers.get('set-cookie')).toMatch(
      /^__Host-member=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    )
    expect((await phone.opens('/me')).html).toContain('Member of San Francisco')
    // The table holds only what cannot be turned back.
    const cookie = phone.jar.get('__Host-member') ?? ''
    const stored = JSON.stringify(await desk.rows())
    expect(stored).not.toContain(cookie)
    expect(stored).not.toContain(tokenOf(mail))
  })

  it('is signed in by nobody who only opens the link: not five times, not by HEAD', async () => {
    const mail = await asksForLink()
    const { pathname, search } = linkOf(mail)
    const scanner = desk.browser()
    for (let i = 0; i < 5; i++) {
      expect((await scanner.opens(pathname + search)).status).toBe(200)
      expect((await scanner.looksAt(pathname + search)).status).toBe(200)
    }
    expect(scanner.jar.has('__Host-member')).toBe(false)
    expect((await desk.browser().sends('/me/sign-in', { t: tokenOf(mail) })).status).toBe(303)
  })

  it('signs in once when two browsers press at once', async () => {
    const t = tokenOf(await asksForLink())
    const answers = await Promise.all([
      desk.browser().sends('/me/sign-in', { t }),
      desk.browser().sends('/me/sign-in', { t }),
    ])
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 410])
    const again = await desk.browser().sends('/me/sign-in', { t })
    expect(again.status).toBe(410)
    expect(again.html).toContain('This link has been used')
    expect((await desk.browser().opens(`/me/sign-in?t=${t}`)).status).toBe(410)
  })

  it('gets a page with the way to another when it is older than ten minutes', async () => {
    const t = tokenOf(await asksForLink())
    await passes(10)
    for (const { status, html } of [
      await desk.browser().opens(`/me/sign-in?t=${t}`),
      await desk.browser().sends('/me/sign-in', { t }),
    ]) {
      expect(status).toBe(410)
      expect(html).toContain('This link is too old')
      expect(html).toContain('name="email"')
    }
  })

  it('can use only the newest link', async () => {
    const first = tokenOf(await asksForLink())
    const { memberId } = (await desk.memberOf()).member
    const again = { mailId: desk.needs.newId(MailId, 'mal'), memberId, template: 'sign-in', at: desk.now() } as const
    await desk.table.write({ put: serviceMailItem(again) })
    const [mail] = await desk.post()
    const second = tokenOf(mail)
    expect((await desk.browser().sends('/me/sign-in', { t: first })).status).toBe(410)
    expect((await desk.browser().sends('/me/sign-in', { t: second })).status).toBe(303)
  })

  it('gets one mail in ten minutes and three a day, however often it is asked for', async () => {
    const browser = desk.browser()
    for (let i = 0; i < 9; i++) expect((await browser.sends('/me/sign-in', { email: ana.email })).status).toBe(303)
    expect(await desk.post()).toHaveLength(1)
    for (let i = 0; i < 5; i++) {
      await passes(11)
      await desk.browser().sends('/me/sign-in', { email: ana.email })
      await desk.post()
    }
    expect(desk.sent).toHaveLength(3)
  })

  it('is told to wait, with the address still there, when very many ask from one place', async () => {
    const browser = desk.browser()
    for (let i = 0; i < 10; i++) await browser.sends('/me/sign-in', { email: `someone${i}@example.org` })
    const { status, headers, html } = await browser.sends('/me/sign-in', { email: 'someone@example.org' })
    expect(status).toBe(429)
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
    expect(html).toContain('value="someone@example.org"')
  })
})

describe('somebody who has paid and not activated', () => {
  it('gets the link that activates instead, and the page says the same', async () => {
    const bo = { ...ana, email: Mailbox.parse('bo@example.org') }
    await desk.press(await desk.ask(2, bo), 'pay')
    await desk.settled()
    const known = await desk.browser().sends('/me/sign-in', { email: ana.email })
    const waiting = await desk.browser().sends('/me/sign-in', { email: bo.email })
    expect([waiting.status, waiting.location, waiting.html]).toEqual([known.status, known.location, known.html])
    const facts = (await desk.rows()).filter(({ pk }) => String(pk).startsWith('OUTBOX#')).map(({ fact }) => fact)
    expect(facts).toContain('membership.activation-link-asked')
    await desk.post()
    expect(desk.sent.map(({ to }) => to)).toEqual([ana.email])
  })
})

describe('a link that is', () => {
  it.each([
    ['forged', 'A'.repeat(43)],
    ['truncated', 'abc'],
    ['empty', ''],
    ['ten kilobytes long', 'A'.repeat(10_000)],
    ['of another purpose', '1.k1.eyJtIjoxfQ.AAAA'],
  ])('%s answers 404 with the form for another', async (_, t) => {
    for (const answer of [
      await desk.browser().opens(`/me/sign-in?t=${t}`),
      await desk.browser().sends('/me/sign-in', { t }),
    ]) {
      expect(answer.status).toBe(404)
      expect(answer.html).toContain('This link does not work')
      expect(answer.html).toContain('name="email"')
    }
  })

  it('for a new address does not sign in', async () => {
    const browser = await desk.signsIn()
    await browser.sends('/me/address', { email: 'new@example.org' })
    const [mail] = await desk.post()
    expect((await desk.browser().sends('/me/sign-in', { t: tokenOf(mail) })).status).toBe(404)
  })

  it('older than a signing out everywhere is unknown', async () => {
    const browser = await desk.signsIn()
    await passes(11)
    const t = tokenOf(await asksForLink())
    await browser.sends('/me/sign-out', { where: 'everywhere' })
    expect((await desk.browser().sends('/me/sign-in', { t })).status).toBe(404)
  })
})

describe('whether an address is a member’s', () => {
  it('shows neither in the answer nor in what it costs', async () => {
    const answers = []
    for (const email of [ana.email, 'nobody@example.org']) {
      asked = []
      const { status, headers, html } = await desk.browser().sends('/me/sign-in', { email })
      answers.push({ status, html, headers: [...headers], asked })
    }
    expect(answers[1]).toEqual(answers[0])
    expect(answers[0]?.asked.length).toBeGreaterThan(2)
    await desk.post()
    expect(desk.sent.map(({ to }) => to)).toEqual([ana.email])
  })

  it('is no different when too many ask', async () => {
    for (const email of [ana.email, 'nobody@example.org']) await desk.browser().sends('/me/sign-in', { email })
    const [known, unknown] = [
      await desk.browser().sends('/me/sign-in', { email: ana.email }),
      await desk.browser().sends('/me/sign-in', { email: 'nobody@example.org' }),
    ]
    expect([unknown.status, unknown.html, unknown.location]).toEqual([known.status, known.html, known.location])
  })

  it('says what is wrong with one that is none, and keeps it', async () => {
    const { status, html } = await desk.browser().sends('/me/sign-in', { email: 'ana@' })
    expect(status).toBe(422)
    expect(html).toContain('value="ana@"')
    expect(html).toContain('<a href="#email">')
  })
})

describe('a session', () => {
  it('ends after half an hour without use, and after twelve hours in any case', async () => {
    const idle = await desk.signsIn()
    await passes(29)
    expect((await idle.opens('/me')).status).toBe(200)
    await passes(30)
    expect((await idle.opens('/me')).location).toBe('/me/sign-in')
    const busy = await desk.signsIn()
    for (let minutes = 0; minutes < 12 * 60 - 25; minutes += 25) {
      await passes(25)
      expect((await busy.opens('/me')).status).toBe(200)
    }
    await passes(25)
    expect((await busy.opens('/me')).location).toBe('/me/sign-in')
  })

  it('ends by signing out; another browser stays signed in, unless it is everywhere', async () => {
    const phone = await desk.signsIn()
    await passes(11)
    const laptop = await desk.signsIn()
    const cookie = phone.jar.get('__Host-member') ?? ''
    expect((await phone.sends('/me/sign-out')).location).toBe('/me/sign-in?shows=out')
    phone.jar.set('__Host-member', cookie)
    expect((await phone.opens('/me')).status).toBe(303)
    expect((await laptop.opens('/me')).status).toBe(200)
    await passes(11)
    const tablet = await desk.signsIn()
    await tablet.sends('/me/sign-out', { where: 'everywhere' })
    expect((await laptop.opens('/me')).status).toBe(303)
    expect((await desk.memberOf()).history.filter((what) => what === 'signed-out')).toHaveLength(1)
  })

  it('that has ended gives the form back with what was typed', async () => {
    const browser = await desk.signsIn()
    await passes(31)
    const { status, html } = await browser.sends('/me/profile', { name: 'Ana María', language: 'es' })
    expect(status).toBe(401)
    expect(html).toContain('Ana María')
    expect(html).toContain('href="/me/sign-in"')
  })

  it('acts for nobody else’s page: posts from elsewhere, from nowhere and from no origin are refused', async () => {
    const browser = await desk.signsIn()
    for (const origin of ['https://evil.example', 'null', null])
      for (const path of ['/me/profile', '/me/dues/cancel', '/me/erase', '/me/data', '/me/card', '/me/sign-out'])
        expect((await browser.sends(path, { word: 'DELETE' }, origin)).status).toBe(403)
    expect((await desk.memberOf()).membership.state).toBe('active')
  })
})
