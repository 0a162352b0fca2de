import { beforeEach, describe, expect, it } from 'vitest'
import { keys } from '../../functions/membership/items.ts'
import { ApplicationId } from '../../shared/ids.ts'
import { Application } from '../../shared/membership/application.ts'
import { FORM, filled, joinSite, type Typed } from './visitor.ts'

let on: Awaited<ReturnType<typeof joinSite>>

beforeEach(async () => {
  on = await joinSite()
})

const visitor = () => on.visitor()
const open = (path?: string) => visitor().open(path)
const send = (change?: Typed, path?: string) => visitor().send(change, path)
const ordered = (n: number) => ApplicationId.parse(on.orders[n]?.applicationId)
const wayBack = () => on.wayBack()
const rows = () => on.rows()

describe('the join page', () => {
  it('asks for name, address, amount, interval, language and each topic, with nothing ticked', async () => {
    const { answer, html } = await open()
    expect(answer.status).toBe(200)
    for (const name of ['name', 'email', 'amount', 'other', 'interval', 'topics', 'language'])
      expect(html).toContain(`name="${name}"`)
    expect(html.match(/<input[^>]* checked/g)).toEqual([expect.stringContaining('value="person"')])
  })

  it('speaks Spanish to those who ask for it', async () => {
    expect((await open(`${FORM}?lang=es`)).html).toContain('Únase a San Francisco')
  })

  it('keeps what was typed so far when its reader changes the language, and finds no fault with it yet', async () => {
    expect((await open()).html).toMatch(/<button[^>]*form="join"[^>]*formaction="\?lang=es"[^>]*name="otherLanguage"/)
    const { answer, html } = await send({ email: '', otherLanguage: 'es' }, `${FORM}?lang=es`)
    expect([answer.status, on.orders]).toEqual([200, []])
    expect(html).toContain('Únase a San Francisco')
    expect(html).toContain('value="Ana Flores"')
    expect(html).not.toContain('class="problems"')
    expect((await send({}, `${FORM}?lang=es`)).answer.status).toBe(303)
  })

  it('leads to the payment page, asking for what was chosen', async () => {
    const { answer } = await send({ amount: 'other', other: '$ 12.50', interval: 'once' })
    expect(answer.status).toBe(303)
    expect(answer.headers.get('location')).toMatch(/^https:\/\/checkout\.stripe\.com\//)
    expect(on.orders).toMatchObject([{ cents: 1250, interval: 'once', email: 'ana@example.org', language: 'en' }])
  })

  it('sends a program that fills the hidden field away, and writes nothing', async () => {
    const { answer } = await send({ website: 'https://spam.example' })
    expect(answer.headers.get('location')).toBe('/joined')
    expect([await rows(), on.orders]).toEqual([[], []])
  })

  it('does not exist for a city that does not', async () => {
    expect((await open('/cities/atlantis/join')).answer.status).toBe(404)
    expect((await send({}, '/cities/Atlantis!/join')).answer.status).toBe(404)
  })

  it('shows again what was typed to someone who comes back from the payment page', async () => {
    const ana = visitor()
    await ana.open()
    await ana.send({ amount: 'other', other: '40' })
    const { html } = await ana.open(wayBack())
    expect(html).toContain('The payment was not made')
    expect(html).toContain('value="Ana Flores"')
    expect(html).toContain('value="$40"')
    expect(html).toContain(`application=${on.orders[0]?.applicationId}&amp;lang=es`)
    await ana.send({ amount: 'other', other: '$40' })
    expect(on.orders).toHaveLength(1)
  })

  it('is one application for two clicks, and for a form that is opened twice', async () => {
    const ana = visitor()
    await ana.open()
    await ana.open()
    await ana.send()
    await ana.send()
    expect(on.orders).toHaveLength(1)
  })

  it('gives the application to the browser alone: no script reads it, no other site sends it', async () => {
    const { answer } = await open()
    expect(answer.headers.get('set-cookie')).toMatch(
      /^__Host-application-san-francisco=app_\w{26}; Max-Age=82800; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    )
  })

  it('shows an empty form to one who opens it anew at the same screen', async () => {
    const ana = visitor()
    await ana.send()
    const { html } = await ana.open()
    expect(html).not.toContain('Ana Flores')
    expect(html).not.toContain('ana@example.org')
  })

  it('is an application of their own for the next one at the same screen, and the first checkout stays open', async () => {
    const screen = visitor()
    await screen.send()
    await screen.open()
    await screen.send({ name: 'Ben Flores', email: 'ben@example.org' })
    expect(on.orders.map(({ email }) => email)).toEqual(['ana@example.org', 'ben@example.org'])
    expect(ordered(0)).not.toBe(ordered(1))
    expect(on.payments.ended).toEqual([])
  })

  it('begins anew after a payment', async () => {
    const ana = visitor()
    await ana.send()
    const applicationId = ordered(0)
    await on.table.write({
      put: {
        ...keys.application(applicationId),
        state: 'fulfilled',
        applicationId,
        memberId: `mbr_${'0'.repeat(26)}`,
        city: 'san-francisco',
      },
    })
    const again = await ana.send({ name: 'Ben Flores', email: 'ben@example.org' })
    expect(again.answer.status).toBe(409)
    expect(again.html).toContain('just paid with this form')
    expect(again.html).toContain('value="Ben Flores"')
    await ana.send({ name: 'Ben Flores', email: 'ben@example.org' })
    expect(on.orders.map(({ email }) => email)).toEqual(['ana@example.org', 'ben@example.org'])
  })

  it('refuses a form from another site', async () => {
    const body = new URLSearchParams(filled)
    const answer = await on.app.request(FORM, { method: 'POST', body, headers: { origin: 'https://evil.example' } })
    expect([answer.status, on.orders]).toEqual([403, []])
  })
})

describe('an address that somebody else has prepared', () => {
  it('neither shows what is typed after it to the one who prepared it, nor lets them replace it', async () => {
    const mallory = visitor()
    const vera = visitor()
    await mallory.open()
    await mallory.send({ name: 'Mallory', email: 'mallory@example.org' })
    const prepared = wayBack()
    const shown = await vera.open(prepared)
    expect(shown.html).not.toContain('Mallory')
    await vera.send({ name: 'Vera Cruz', email: 'vera@example.org', application: ordered(0) })
    expect((await mallory.open(prepared)).html).toContain('Mallory')
    await mallory.open(wayBack())
    const read = await mallory.open(wayBack())
    expect(read.html).not.toContain('Vera Cruz')
    expect(read.html).not.toContain('vera@example.org')
    await mallory.send({ application: ordered(1), email: 'mallory@example.org' })
    const stored = await on.table.get(Application, keys.application(ordered(1)))
    expect(stored).toMatchObject({ joining: { name: 'Vera Cruz', email: 'vera@example.org' } })
    expect(ordered(1)).not.toBe(ordered(0))
  })
})

describe('a join form with a mistake in it', () => {
  it.each([
    [{ amount: 'other', other: '11.99' }, 'other', 'at least $12 a year'],
    [{ amount: 'other', other: '-5' }, 'other', 'at least $12 a year'],
    [{ amount: 'other', other: '1e9' }, 'other', 'not an amount'],
    [{ amount: 'other', other: 'abc' }, 'other', 'not an amount'],
    [{ amount: 'other', other: '20000' }, 'other', 'at most $10,000 here'],
    [{ amount: '', other: '5' }, 'other', 'at least $12 a year'],
    [{ amount: 'other', other: ' ' }, 'other', 'write the amount'],
    [{ amount: '5', other: '' }, 'amount', 'at least $12 a year'],
    [{ amount: '', other: '' }, 'amount', 'choose how much'],
    [{ amount: '25', other: '100' }, 'other', 'one amount and typed another'],
    [{ email: 'ana@' }, 'email', 'not an e-mail address'],
    [{ email: 'ana example.org' }, 'email', 'not an e-mail address'],
    [{ email: 'ana@example.org/x' }, 'email', 'not an e-mail address'],
    [{ email: 'ana@example.org\r\nBcc: x@example.org' }, 'email', 'not an e-mail address'],
    [{ email: 'aña@example.org' }, 'email', 'plain letters before the @'],
    [{ email: '' }, 'email', 'tell us your e-mail'],
    [{ name: '   ' }, 'name', 'tell us your name'],
    [{ name: 'x'.repeat(101) }, 'name', 'at most 100'],
    [{ name: 'Win at https://spam.example' }, 'name', 'web address'],
    [{ interval: 'weekly' }, 'interval', 'once or every month'],
    [{ language: 'xx' }, 'language', 'choose a language'],
    [{ topics: 'gossip' }, 'topics', 'answers shown'],
  ])('%j: says so at the field %s, keeps what was typed, writes nothing', async (change, field, message) => {
    const { answer, html } = await send(change)
    expect(answer.status).toBe(200)
    expect(html).toContain('<title>Error: ')
    expect(html).toContain(`<a href="#${field}">`)
    expect(html).toContain(`id="${field}-problem"`)
    expect(html).toContain(message)
    const typed = { ...filled, ...change }
    if (typed.name.trim()) expect(html).toContain(`value="${typed.name}"`)
    if (typed.other) expect(html).toContain(`value="${typed.other}"`)
    expect([await rows(), on.orders]).toEqual([[], []])
  })

  it('marks the field with the typed amount, not the choice beside it', async () => {
    const { html } = await send({ amount: 'other', other: '11.99' })
    expect(html).toMatch(/<input id="other"[^>]*aria-invalid="true"[^>]*aria-describedby="other-help other-problem"/)
    expect(html).not.toContain('id="amount-problem"')
  })

  it('leads the keyboard to a choice that is wrong', async () => {
    expect((await send({ interval: '' })).html).toMatch(/<fieldset id="interval"[^>]*tabindex="-1"/)
  })

  it('keeps what was typed when its reader changes the language, and says in that one what is wrong', async () => {
    const typed = { email: 'ana@', amount: 'other', other: '11.99', otherLanguage: 'es', refused: 'yes' }
    const { answer, html } = await send(typed, `${FORM}?lang=es`)
    expect(answer.status).toBe(200)
    expect(html).toContain('Únase a San Francisco')
    expect(html).toContain('La cuota debe ser de al menos $12 al año.')
    for (const kept of ['Ana Flores', 'ana@', '11.99']) expect(html).toContain(`value="${kept}"`)
    expect(html).toContain('<option value="es" selected="">')
    expect([await rows(), on.orders]).toEqual([[], []])
  })

  it('says everything that is wrong at once', async () => {
    const { html } = await send({ name: '', email: 'x', amount: '1' })
    for (const field of ['name', 'email', 'amount']) expect(html).toContain(`<a href="#${field}">`)
  })

  it('escapes what was typed', async () => {
    const { html } = await send({ name: '"><script>alert(1)</script>', email: 'x' })
    expect(html).not.toContain('<script>alert')
  })
})
