import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AddressChanged } from '../../events/membership/facts.ts'
import { changedMembership, keys } from '../../functions/membership/items.ts'
import { mergeMembers } from '../../functions/membership/merging/merge-members.ts'
import { tellPayerAddress } from '../../functions/membership/payments/tell-payer-address.ts'
import { MembersCounted, membersCountedKey } from '../../shared/cities/members-shown.ts'
import { Mailbox } from '../../shared/identity/person.ts'
import { CitySlug, UserId } from '../../shared/ids.ts'
import { suppressionKey } from '../../shared/mail/suppression.ts'
import type { Joining } from '../../shared/membership/application.ts'
import { AUDIENCE_SHARDS } from '../../shared/membership/member.ts'
import { asOf } from '../../shared/membership/membership.ts'
import { instantOf, PlainDate, plusDays } from '../../shared/units.ts'
import { ana, links } from './cast.ts'
import { linkOf, type MemberDesk, openMemberDesk, tokenOf } from './member-desk.ts'

let desk: MemberDesk

beforeEach(async () => {
  desk = await openMemberDesk(4603)
})
afterEach(() => desk.stop())

const passes = async (minutes: number) => desk.passTo(instantOf(Date.parse(desk.now()) + minutes * 60_000))
const PAGES = [
  '',
  '/profile',
  '/address',
  '/preferences',
  '/about-me',
  '/dues',
  '/dues/stop',
  '/dues/cancel',
  '/receipts',
  '/data',
  '/erase',
  '/renew',
  '/card',
]

describe('the pages of a member', () => {
  it.each(['en', 'es'])(
    'are all there in %s, with a title, a way back and nothing of the other language',
    async (lang) => {
      await desk.joins()
      const browser = await desk.signsIn()
      for (const page of PAGES) {
        const { status, html } = await browser.opens(`/me${page}?lang=${lang}`)
        expect(status, page).toBe(200)
        expect(html, page).toContain(`<html lang="${lang}"`)
        expect(html.match(/<h1>/g), page).toHaveLength(1)
        if (page !== '') expect(html, page).toContain('href="/me"')
        expect(html, page).toMatch(lang === 'es' ? /membresía/i : /membership/i)
        expect(html, page).not.toMatch(lang === 'es' ? /\b(Your|Back to)\b/ : /\b(Su|Volver)\b/)
      }
    },
  )

  it('send whoever has not signed in to do so', async () => {
    for (const page of PAGES)
      expect((await desk.browser().opens(`/me${page}`)).location, page).toBe(
        page === '' ? '/me/sign-in' : `/me/sign-in?to=${encodeURIComponent(`/me${page}`)}`,
      )
  })

  it('are read in the language of the profile until another is chosen on the site', async () => {
    await desk.joins(1, { ...ana, language: 'es' })
    const browser = await desk.signsIn()
    expect((await browser.opens('/me')).html).toContain('Pagada hasta')
    await browser.opens('/me?lang=en')
    expect((await browser.opens('/me')).html).toContain('Paid through')
  })

  it('say how it stands: paid through, the next charge, what comes when', async () => {
    await desk.joins()
    const { html } = await (await desk.signsIn()).opens('/me')
    expect(html).toContain('Paid through November 23, 2027.')
    expect(html).toContain('Your card is charged $25 every year, next on November 23, 2027.')
    expect(html).toContain('<strong>October 24, 2027</strong>: we tell you by mail what your card will be charged')
    expect(html).toContain('<strong>December 24, 2027</strong>: the membership ends')
  })
})

describe('a member who changes the profile', () => {
  const typed = { name: 'Ana Flores', language: 'en', city: 'san-francisco' }

  it('has another name and language from then on, and a line of history', async () => {
    await desk.joins()
    const browser = await desk.signsIn()
    const { location } = await browser.sends('/me/profile', { ...typed, name: 'Ana María Flores', language: 'es' })
    expect(location).toBe('/me?done=profile')
    const { member, history } = await desk.memberOf()
    expect([member.name, member.language]).toEqual(['Ana María Flores', 'es'])
    expect(history).toContain('profile-changed')
    expect((await browser.sends('/me/profile', { ...typed, name: 'Ana María Flores', language: 'es' })).location).toBe(
      '/me?done=nothing-new',
    )
  })

  it('moves to another city: audience and counts follow, and the neighborhood of the old one goes', async () => {
    await desk.joins()
    const browser = await desk.signsIn()
    await browser.sends('/me/about-me', { gender: 'woman', neighbourhood: 'mission' })
    expect((await desk.memberOf()).member.demographics).toEqual({ gender: 'woman', neighbourhood: 'mission' })
    await browser.sends('/me/profile', { ...typed, city: 'oakland' })
    const { member } = await desk.memberOf()
    expect(member.city).toBe('oakland')
    expect(member.audience).toMatch(/^CITY#oakland#\d$/)
    expect(member.demographics).toEqual({ gender: 'woman' })
    expect(await countedIn('san-francisco')).toBe(0)
    expect(await countedIn('oakland')).toBe(1)
  })

  it('is told what is wrong, with everything still there', async () => {
    await desk.joins()
    const browser = await desk.signsIn()
    const { status, html } = await browser.sends('/me/profile', { ...typed, name: ' ', city: 'atlantis' })
    expect(status).toBe(422)
    expect(html).toContain('<a href="#name">Please tell us your name.</a>')
    const both = await browser.sends('/me/profile', { ...typed, name: 'visit https://evil.example', language: 'fr' })
    expect(both.html).toContain('A name cannot contain a web address.')
    expect(both.html).toContain('Please choose a language.')
    expect((await desk.memberOf()).member.name).toBe('Ana Flores')
  })

  it('as an organization keeps its public name, what it offers and who shares the membership', async () => {
    const organization = { publicName: 'Casa Común', offers: {}, people: [] } as unknown as Joining['organization']
    await desk.joins(1, { ...ana, organization })
    const browser = await desk.signsIn()
    expect((await browser.opens('/me/profile')).html).toContain('Name of the organization')
    const people = 'Rosa Díaz\n\nLuis Mora'
    await browser.sends('/me/profile', { ...typed, organization: 'Casa Común', skills: 'Translation', people })
    expect((await desk.memberOf()).member.organization).toEqual({
      publicName: 'Casa Común',
      offers: { skills: 'Translation' },
      people: ['Rosa Díaz', 'Luis Mora'],
    })
    const { status } = await browser.sends('/me/profile', { ...typed, organization: '', people })
    expect(status).toBe(422)
  })

  it('answers about themselves only what the bank offers, and takes an answer away again', async () => {
    await desk.joins()
    const browser = await desk.signsIn()
    await browser.sends('/me/about-me', {
      gender: 'woman',
      ageBand: 'forty-two',
      race: '__proto__',
      neighbourhood: 'sunset',
    })
    expect((await desk.memberOf()).member.demographics).toEqual({ gender: 'woman', neighbourhood: 'sunset' })
    await browser.sends('/me/about-me', { gender: '', neighbourhood: 'sunset' })
    expect((await desk.memberOf()).member.demographics).toEqual({ neighbourhood: 'sunset' })
  })
})

describe('what a member may be mailed', () => {
  it('is agreed to and left topic by topic, each with wording and time; those that stay keep theirs', async () => {
    const { member: before } = await desk.joins()
    const browser = await desk.signsIn()
    await browser.sends('/me/preferences', [
      ['topics', 'surveys'],
      ['topics', 'updates'],
    ])
    const { member, history } = await desk.memberOf()
    expect(member.consents.surveys).toEqual(before.consents.surveys)
    expect(member.consents.updates).toEqual({ wording: 'preferences-2026-11', at: expect.any(String) })
    expect(Object.keys(member.unsubscribes)).toEqual(['calls'])
    expect(history).toContain('topics-changed')
    await browser.sends('/me/preferences', { pause: 'yes', topics: 'surveys' })
    expect(Object.keys((await desk.memberOf()).member.unsubscribes).sort()).toEqual(['calls', 'surveys', 'updates'])
  })
})

describe('a member with another address', () => {
  const NEW = Mailbox.parse('ana.new@example.org')
  const asks = async (email: string = NEW) => {
    const browser = await desk.signsIn()
    const answer = await browser.sends('/me/address', { email })
    const [mail] = await desk.post()
    return { browser, answer, mail }
  }

  it('is found by it only after the button behind the link, and the old mailbox is told', async () => {
    const { member: before } = await desk.joins()
    const { browser, mail } = await asks()
    expect(mail?.to).toBe(NEW)
    const { pathname, search } = linkOf(mail)
    for (let i = 0; i < 5; i++) expect((await desk.browser().opens(pathname + search)).status).toBe(200)
    expect((await desk.memberOf()).member.email).toBe(ana.email)

    const confirmed = await desk.browser().sends('/me/address/confirmation', { t: tokenOf(mail) })
    expect(confirmed.html).toContain('The address is changed')
    const { member, history } = await desk.memberOf(NEW)
    expect(member.memberId).toBe(before.memberId)
    expect(member.consents).toEqual(before.consents)
    expect(history).toContain('address-changed')
    await expect(desk.memberOf(ana.email)).rejects.toThrow('there is no such member')
    const [notice] = await desk.post()
    expect(notice?.to).toBe(ana.email)
    expect(notice?.text).not.toContain(NEW)
    expect((await browser.opens('/me')).status).toBe(303)
    const again = await desk.browser().sends('/me/address/confirmation', { t: tokenOf(mail) })
    const opened = await desk.browser().opens(pathname + search)
    for (const { status, html } of [again, opened])
      expect([status, html.includes('This address is confirmed already')]).toEqual([410, true])
    const spanish = await desk.browser().opens(`${pathname + search.replace('lang=en', 'lang=es')}`)
    expect(spanish.html).toContain('Esta dirección ya está confirmada')
  })

  it('stands in no link any more that was used, or voided by a newer one', async () => {
    await desk.joins()
    const links = async () => (await desk.rows()).filter(({ purpose }) => purpose === 'confirm-address')
    const { browser } = await asks('ana.first@example.org')
    expect(await links()).toMatchObject([{ mailbox: 'ana.first@example.org' }])
    await browser.sends('/me/address', { email: NEW })
    const [mail] = await desk.post()
    expect((await links()).map(({ mailbox }) => mailbox).filter(Boolean)).toEqual([NEW])
    await desk.browser().sends('/me/address/confirmation', { t: tokenOf(mail) })
    expect((await desk.memberOf(NEW)).member.email).toBe(NEW)
    expect((await links()).filter(({ mailbox }) => mailbox)).toEqual([])
  })

  it('is left in peace there too after a complaint at the old one, but not after a bounce', async () => {
    for (const reason of ['complained', 'bounced'] as const) {
      await desk.stop()
      desk = await openMemberDesk(4603)
      await desk.joins()
      const name = async (mailbox: string) =>
        suppressionKey(await links.pseudonym('suppression', 'k2', Mailbox.parse(mailbox)))
      await desk.table.write({ put: { ...(await name(ana.email)), reason, at: desk.now() } })
      const { mail } = await asks()
      await desk.browser().sends('/me/address/confirmation', { t: tokenOf(mail) })
      const { pk } = await name(NEW)
      expect((await desk.rows()).some((row) => row.pk === pk)).toBe(reason === 'complained')
    }
  })

  it('that is another member’s hears so only from its own mailbox', async () => {
    await desk.joins(1)
    await desk.joins(2, { ...ana, email: Mailbox.parse('bo@example.org') })
    const { answer, mail } = await asks('bo@example.org')
    expect(mail?.to).toBe('bo@example.org')
    const { status, html } = await desk.browser().sends('/me/address/confirmation', { t: tokenOf(mail) })
    expect([status, html.includes('belongs to another membership')]).toEqual([422, true])
    await passes(11)
    const other = await asks('cleo@example.org')
    expect([answer.status, answer.location, answer.html]).toEqual([
      other.answer.status,
      other.answer.location,
      other.answer.html,
    ])
    expect((await desk.memberOf(Mailbox.parse('bo@example.org'))).member.email).toBe('bo@example.org')
  })

  it('is known to Stripe as soon as Stripe can be told, and the change stands meanwhile', async () => {
    await desk.joins()
    const { mail } = await asks()
    await desk.browser().sends('/me/address/confirmation', { t: tokenOf(mail) })
    const { member, membership } = await desk.memberOf(NEW)
    const factOf = async () => {
      const row = (await desk.rows()).findLast(({ fact }) => fact === 'membership.address-changed')
      expect(JSON.stringify(row)).not.toContain('@')
      return AddressChanged.parse({ ...row, expiresAt: undefined })
    }
    const told = await factOf()
    const stripeHas = async () => {
      const customer = await desk.api.customers.retrieve(membership.customerId ?? '')
      return customer.deleted ? undefined : customer.email
    }
    const tell = () => tellPayerAddress(desk.needs, told)
    desk.knobs({ broken: 3 })
    await expect(tell()).rejects.toMatchObject({ statusCode: 500 })
    expect([await stripeHas(), (await desk.memberOf(NEW)).member.email]).toEqual([ana.email, NEW])
    expect(await tell()).toEqual({ outcome: 'told' })
    expect(await stripeHas()).toBe(NEW)
    // Told late, it says what is so by then.
    const back = Mailbox.parse('ana.back@example.org')
    await desk.table.write({ update: keys.profile(member.memberId), set: { email: back } })
    expect(await tell()).toEqual({ outcome: 'told' })
    expect(await stripeHas()).toBe(back)
    await desk.table.write({ delete: keys.profile(member.memberId) })
    expect(await tell()).toEqual({ outcome: 'nobody-to-tell' })
  })

  it('signs in with it at once: the mail that brought the link holds back no other', async () => {
    await desk.joins()
    const { mail } = await asks()
    await desk.browser().sends('/me/address/confirmation', { t: tokenOf(mail) })
    await desk.post()
    const browser = await desk.signsIn(NEW)
    expect((await browser.opens('/me/address')).html).toContain(NEW)
  })

  it('cannot flood a mailbox, and is told so', async () => {
    await desk.joins()
    const { browser } = await asks()
    const { status, html } = await browser.sends('/me/address', { email: NEW })
    expect([status, html.includes(`value="${NEW}"`)]).toEqual([429, true])
    expect((await browser.sends('/me/address', { email: ana.email })).status).toBe(422)
  })
})

describe('what is ahead of a member', () => {
  it('whose card is charged by itself begins with the charge, and is no end', async () => {
    await desk.joins()
    const browser = await desk.signsIn()
    const { html } = await browser.opens('/me')
    expect(html).toMatch(/November 23, 2027<\/strong>: your card is charged \$25<.*could not be charged by then/s)
    expect(html).not.toContain('unless something is paid before')
    await browser.sends('/me/dues/stop')
    await desk.settled()
    const stopped = (await browser.opens('/me')).html
    expect(stopped).not.toContain('your card is charged')
    expect(stopped).toContain('unless something is paid before')
  })
})

describe('dues', () => {
  it('change from the next charge on, never below the least amount', async () => {
    await desk.joins()
    const browser = await desk.signsIn()
    for (const amount of ['11.99', '-1', '1e9', '', 'NaN'])
      expect((await browser.sends('/me/dues', { amount })).status, amount).toBe(422)
    expect((await browser.sends('/me/dues', { amount: '40' })).location).toBe('/me/dues?done=amount')
    await desk.settled()
    const { membership, history } = await desk.memberOf()
    expect(membership.mandate).toMatchObject({ cents: 4000, standing: 'alive' })
    expect(membership.payments.map(({ cents }) => cents)).toEqual([2500])
    expect(history.filter((what) => what === 'dues-changed')).toHaveLength(1)
    const same = await browser.sends('/me/dues', { amount: '$40.00' })
    expect((await browser.opens(same.location ?? '')).html).toContain('Nothing was different')
    expect(await desk.memberOf()).toMatchObject({ history, membership: { version: membership.version } })
    await desk.passTo('2027-11-24T20:00:00.000Z')
    expect((await desk.memberOf()).membership.payments.map(({ cents }) => cents)).toEqual([2500, 4000])
  })

  it('stop by a second click that was told what follows, and can be charged again', async () => {
    await desk.joins()
    const browser = await desk.signsIn()
    expect((await browser.opens('/me/dues/stop')).html).toContain('Your membership stands until November 23, 2027')
    expect((await desk.memberOf()).membership.mandate?.standing).toBe('alive')
    expect((await browser.sends('/me/dues/stop')).location).toBe('/me?done=stop')
    expect((await desk.memberOf()).membership.mandate?.standing).toBe('stopping')
    expect((await browser.sends('/me/dues/stop')).status).toBe(409)
    await browser.sends('/me/dues/resume')
    await desk.settled()
    const { membership, history } = await desk.memberOf()
    expect(membership.mandate).toMatchObject({ standing: 'alive', chargesOn: '2027-11-23' })
    expect(history.filter((what) => what.startsWith('renewal-'))).toEqual(['renewal-stopped', 'renewal-resumed'])
  })

  it('are charged no more after a cancellation, which is confirmed by mail and can be taken back', async () => {
    await desk.joins()
    const browser = await desk.signsIn()
    await browser.sends('/me/dues/cancel')
    const [mail] = await desk.post()
    expect(mail?.text).toContain('November 23, 2027')
    expect((await desk.memberOf()).membership).toMatchObject({ state: 'cancelled', mandate: { standing: 'stopping' } })
    expect((await browser.opens('/me')).html).toContain('You cancelled it. It stands until November 23, 2027.')
    await browser.sends('/me/dues/stay')
    await desk.settled()
    expect((await desk.memberOf()).membership).toMatchObject({ state: 'active', mandate: { standing: 'alive' } })
    expect((await desk.memberOf()).history).toEqual(expect.arrayContaining(['cancelled', 'cancellation-taken-back']))
  })

  it.each([
    ['en', 'it ends at once', 'so it has ended', 'can begin anew with a payment'],
    ['es', 'termina enseguida', 'así que ha terminado', 'puede empezar de nuevo con un pago'],
  ] as const)(
    'end at once with a cancellation in the days of grace, and say so: in %s',
    async (lang, ends, ended, anew) => {
      await desk.joins(1, { ...ana, language: lang })
      await (await desk.signsIn()).sends('/me/dues/stop')
      await desk.passTo('2027-11-27T20:00:00.000Z')
      const browser = await desk.signsIn()
      expect((await browser.opens('/me/dues/cancel')).html).toContain(ends)
      expect((await browser.sends('/me/dues/cancel')).location).toBe('/me?done=cancel')
      expect((await desk.memberOf()).membership).toMatchObject({ state: 'lapsed', cancelledAt: expect.any(String) })
      expect((await browser.opens('/me?done=cancel')).html).toContain(ended)
      const [mail] = await desk.post()
      for (const said of [ended, anew]) expect(mail?.text).toContain(said)
    },
  )

  it('have receipts whose addresses stand in no page', async () => {
    const { membership } = await desk.joins()
    const browser = await desk.signsIn()
    const { html } = await browser.opens('/me/receipts')
    expect(html).toContain('November 23, 2026')
    expect(html).toContain('$25')
    expect(html).not.toContain('://127')
    const paymentId = membership.payments[0]?.paymentId ?? ''
    const { status, location } = await browser.sends('/me/receipts', { payment: paymentId })
    expect([status, location?.startsWith('http')]).toEqual([303, true])
    expect((await browser.sends('/me/receipts', { payment: 'in_of_somebody_else' })).status).toBe(404)
  })

  it('are paid with another card on the provider’s own page, made for this click', async () => {
    await desk.joins()
    const browser = await desk.signsIn()
    const { status, location } = await browser.sends('/me/card')
    expect([status, location?.includes('127.0.0.1')]).toEqual([303, true])
    expect(JSON.stringify(await desk.rows())).not.toContain(location)
  })
})

describe('a member who pays for more time', () => {
  const once = { amount: '25', other: '', interval: 'once' }
  const monthly: Joining = { ...ana, interval: 'once' }

  it('comes to one checkout by a double click, and the year is added to what is paid', async () => {
    await desk.joins(1, monthly)
    const browser = await desk.signsIn()
    const [one, two] = await Promise.all([browser.sends('/me/renew', once), browser.sends('/me/renew', once)])
    expect(one.status).toBe(303)
    expect(two.location).toBe(one.location)
    await desk.press(one.location ?? '', 'pay')
    await desk.settled()
    const { membership } = await desk.memberOf()
    expect(membership.payments).toHaveLength(2)
    expect(membership.paidThrough).toBe('2028-11-23')
    expect((await browser.opens('/me/renew?shows=paid')).html).toContain('Your payment is on its way')
  })

  it('who changes the mind has one checkout that can be paid', async () => {
    await desk.joins(1, monthly)
    const browser = await desk.signsIn()
    const first = await browser.sends('/me/renew', once)
    const second = await browser.sends('/me/renew', {
      ...once,
      interval: 'month',
      amount: 'other',
      other: '3',
      coversFee: 'yes',
    })
    expect(second.location).not.toBe(first.location)
    await desk.press(first.location ?? '', 'pay')
    await desk.settled()
    expect((await desk.memberOf()).membership.payments).toHaveLength(1)
    await desk.press(second.location ?? '', 'pay')
    await desk.settled()
    expect((await desk.memberOf()).membership).toMatchObject({
      mandate: { interval: 'month', cents: 340, standing: 'alive' },
      paidThrough: '2027-12-23',
    })
  })

  it('comes back after the membership has ended, from the day of the payment', async () => {
    await desk.joins(1, monthly)
    await desk.passTo('2028-02-01T20:00:00.000Z')
    const { member, membership } = await desk.memberOf()
    const ended = asOf(membership, { today: PlainDate.parse('2028-02-01'), at: desk.now() })
    await desk.table.write(...changedMembership(member, membership, ended))
    const browser = await desk.signsIn()
    expect((await browser.opens('/me')).html).toContain('It was paid through November 23, 2027 and has ended.')
    const { location } = await browser.sends('/me/renew', once)
    await desk.press(location ?? '', 'pay')
    await desk.settled()
    expect((await desk.memberOf()).membership).toMatchObject({ state: 'active', paidThrough: '2029-02-01' })
    expect((await desk.memberOf()).member.audience).toMatch(/^CITY#san-francisco/)
  })

  it('whose card is refused reads so, gives another, and the charge is made', async () => {
    await desk.joins()
    const { customerId = '' } = (await desk.memberOf()).membership
    const { url } = await desk.needs.payments.openPortal({ customerId, returnUrl: 'http://localhost', language: 'en' })
    await desk.press(url, 'card-declined')
    await desk.passTo('2027-11-24T20:00:00.000Z')
    await desk.settled()
    const browser = await desk.signsIn()
    const { html } = await browser.opens('/me')
    expect(html).toContain('Your card was refused on November 23, 2027.')
    expect(html).toContain('href="/me/card"')
    const { location } = await browser.sends('/me/card')
    await desk.press(location ?? '', 'card-works')
    await desk.settled()
    expect((await browser.opens('/me')).html).toContain('Paid through November 23, 2028.')
  })

  it('who gives another card by the link of a mail comes back to a page that asks for no signing in', async () => {
    const { member, membership } = await desk.joins()
    await desk.press(
      (
        await desk.needs.payments.openPortal({
          customerId: membership.customerId ?? '',
          returnUrl: 'http://localhost',
          language: 'en',
        })
      ).url,
      'card-declined',
    )
    await desk.passTo('2027-11-24T20:00:00.000Z')
    await desk.settled()
    const t = await links.sign('card', { m: member.memberId, e: member.tokenEpoch }, plusDays(desk.now(), 40))
    const { location } = await desk.browser().sends('/me/card', { t })
    const provider = await (await fetch(location ?? '')).text()
    const back = /href="([^"]*\/me\/[^"]*)"/.exec(provider)?.[1]?.replaceAll('&amp;', '&') ?? ''
    const { pathname, search } = new URL(back)
    const returned = await desk.browser().opens(pathname + search)
    expect([returned.status, returned.html.includes('tried again with it')]).toEqual([200, true])
    expect(returned.html).not.toContain(ana.name)
  })

  it('pays by the link of a mail without signing in, and sees nothing else by it', async () => {
    const { member } = await desk.joins(1, monthly)
    const t = await links.sign('renew', { m: member.memberId, e: member.tokenEpoch }, plusDays(desk.now(), 60))
    const browser = desk.browser()
    const page = await browser.opens(`/me/renew?t=${t}`)
    expect(page.status).toBe(200)
    expect(page.html).not.toContain(ana.email)
    expect(page.html).not.toContain(ana.name)
    expect(browser.jar.size).toBe(0)
    expect((await browser.sends('/me/renew', { ...once, t })).location).toMatch(/^http/)
    expect((await browser.opens('/me')).status).toBe(303)
  })

  it('is led to signing in by a link that is too old; a link of another purpose, or from before, is unknown', async () => {
    const { member } = await desk.joins(1, monthly)
    const payload = { m: member.memberId, e: member.tokenEpoch }
    const short = await links.sign('renew', payload, plusDays(desk.now(), 1))
    const card = await links.sign('card', payload, plusDays(desk.now(), 40))
    await passes(2 * 24 * 60)
    const old = await desk.browser().opens(`/me/renew?t=${short}`)
    expect([old.status, old.html.includes('/me/sign-in')]).toEqual([410, true])
    expect((await desk.browser().opens(`/me/renew?t=${card}`)).status).toBe(404)
    expect((await desk.browser().opens(`/me/card?t=${card}`)).status).toBe(200)
    await desk.table.write({ update: keys.profile(member.memberId), set: { tokenEpoch: 1 } })
    expect((await desk.browser().opens(`/me/card?t=${card}`)).status).toBe(404)
    expect((await desk.browser().sends('/me/card', { t: card })).status).toBe(404)
  })

  it('who was merged into another pays as that one by a mail from before, until its links are voided', async () => {
    const { member } = await desk.joins(1, monthly)
    const email = Mailbox.parse('bo@example.org')
    const { member: bo } = await desk.joins(2, { ...monthly, email })
    const payload = { m: bo.memberId, e: bo.tokenEpoch }
    const t = await links.sign('renew', payload, plusDays(desk.now(), 60))
    const card = await links.sign('card', payload, plusDays(desk.now(), 40))
    const asked = { keptId: member.memberId, absorbedId: bo.memberId, choice: ALL_KEPT, reason: 'One person' }
    const staff = { userId: UserId.parse(`usr_${'0'.repeat(26)}`), name: ana.name, roles: [] }
    expect(await mergeMembers({ ...desk.needs, table: desk.table, links }, staff, asked)).toMatchObject({
      outcome: 'merged',
    })
    expect((await desk.browser().opens(`/me/renew?t=${t}`)).status).toBe(200)
    expect((await desk.browser().opens(`/me/card?t=${card}`)).status).toBe(200)
    const { location } = await desk.browser().sends('/me/renew', { ...once, t })
    await desk.press(location ?? '', 'pay')
    await desk.settled()
    expect((await desk.memberOf()).membership.payments).toHaveLength(3)
    await desk.table.write({ update: keys.profile(member.memberId), set: { tokenEpoch: 1 } })
    expect((await desk.browser().opens(`/me/renew?t=${t}`)).status).toBe(404)
  })

  it('is refused what nobody may pay, with what was typed still there', async () => {
    await desk.joins(1, monthly)
    const browser = await desk.signsIn()
    const { status, html } = await browser.sends('/me/renew', { amount: 'other', other: '11.99', interval: 'year' })
    expect(status).toBe(422)
    expect(html).toContain('value="11.99"')
    expect(html).toContain('The dues must be at least $12 a year.')
    const more = await browser.sends('/me/renew', { amount: 'other', other: '9999999', interval: 'year' })
    expect(more.html).toContain('please write to the staff of the Common Agenda Network.')
  })
})

const ALL_KEPT = {
  name: 'kept',
  email: 'kept',
  city: 'kept',
  language: 'kept',
  demographics: 'kept',
  organization: 'kept',
} as const

const countedIn = async (city: string): Promise<number> => {
  let members = 0
  for (let shard = 0; shard < AUDIENCE_SHARDS; shard++)
    members += (await desk.table.get(MembersCounted, membersCountedKey(CitySlug.parse(city), shard)))?.members ?? 0
  return members
}
