import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { audienceApp } from '../../functions/http/audience.tsx'
import { unsubscribeRoutes } from '../../functions/mail/unsubscribe.routes.tsx'
import { happened } from '../../functions/membership/items.ts'
import { MergeId } from '../../shared/ids.ts'
import { aliasKey } from '../../shared/membership/alias.ts'
import { HISTORY_BEGINS, HistoryEntry } from '../../shared/membership/history.ts'
import { Member } from '../../shared/membership/member.ts'
import { Instant } from '../../shared/units.ts'
import { EXAMPLE_TOKEN, type Topic } from '../../shared/words.ts'
import { denver, memberId, NOON, people, person } from '../campaigns/network.ts'

const open = async () => {
  const network = await denver(people(1))
  const app = audienceApp(network.site, { section: 'member', postsFromAnywhere: ['/unsubscribe'] })
  app.route('/', unsubscribeRoutes({ ...network, happened }))
  const link = async (topic: Topic = 'surveys', m = memberId(0)) =>
    `/unsubscribe?t=${await network.links.sign('unsubscribe', { m, t: topic })}`
  const profile = (m = memberId(0)) => network.table.get(Member, { pk: `MEMBER#${m}`, sk: 'PROFILE' })
  const left = async () => (await profile())?.unsubscribes
  const history = async (m = memberId(0)) => {
    const { items } = await network.table.query(HistoryEntry, { pk: `MEMBER#${m}`, begins: HISTORY_BEGINS })
    return items.map(({ what, at, by, detail }) => ({ what, at, by, detail }))
  }
  const press = async (body: Record<string, string> | [string, string][], topic: Topic = 'surveys') => {
    const t = await network.links.sign('unsubscribe', { m: memberId(0), t: topic })
    return app.request('/unsubscribe', { method: 'POST', body: new URLSearchParams([['t', t], ...pairs(body)]) })
  }
  return { ...network, app, link, left, profile, history, press }
}

const pairs = (body: Record<string, string> | [string, string][]) => (Array.isArray(body) ? body : Object.entries(body))

const MERGE = MergeId.parse('mrg_01HZZZZZZZZZZZZZZZZZZZZZZZ')

const oneClick = { method: 'POST', body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }) }

const asMultipart = () => {
  const body = new FormData()
  body.set('List-Unsubscribe', 'One-Click')
  return { method: 'POST', body }
}

describe('the button of the mail program', () => {
  it('stops the topic without a session and without a page', async () => {
    const { app, link, left } = await open()
    const answer = await app.request(await link(), oneClick)
    expect(answer.status).toBe(200)
    expect(await answer.text()).toBe('')
    expect(await left()).toEqual({ surveys: { at: NOON } })
  })

  it('works as multipart too, and as often as it is pressed', async () => {
    const { app, link, left } = await open()
    expect((await app.request(await link(), asMultipart())).status).toBe(200)
    expect((await app.request(await link(), oneClick)).status).toBe(200)
    expect(await left()).toEqual({ surveys: { at: NOON } })
  })

  it('leaves the other topics', async () => {
    const { app, link, left } = await open()
    await app.request(await link('calls'), oneClick)
    await app.request(await link('surveys'), oneClick)
    expect(await left()).toEqual({ calls: { at: NOON }, surveys: { at: NOON } })
  })

  it('answers the same for a member who was erased', async () => {
    const { app, link, table, history } = await open()
    await table.write({ delete: { pk: `MEMBER#${memberId(0)}`, sk: 'PROFILE' } })
    for (const body of [oneClick, asMultipart(), oneClick]) {
      const answer = await app.request(await link(), body)
      expect([answer.status, await answer.text()]).toEqual([200, ''])
    }
    expect(await history()).toEqual([])
    expect(await table.get(Member, { pk: `MEMBER#${memberId(0)}`, sk: 'PROFILE' })).toBeUndefined()
  })

  it('stops the mails of whom the member was merged into', async () => {
    const { app, link, table, profile, left } = await open()
    const kept = person(1)
    await table.write({ put: { pk: `MEMBER#${kept.memberId}`, sk: 'PROFILE', ...kept } })
    await table.write({ delete: { pk: `MEMBER#${memberId(0)}`, sk: 'PROFILE' } })
    const alias = { memberId: kept.memberId, mergeId: MERGE, epoch: 0, keptEpoch: 0 }
    await table.write({ put: { ...aliasKey(memberId(0)), ...alias } })
    for (let n = 0; n < 2; n++) expect((await app.request(await link('calls'), oneClick)).status).toBe(200)
    expect((await profile(kept.memberId))?.unsubscribes).toEqual({ calls: { at: NOON } })
    expect(await left()).toBeUndefined()
  })

  it('works from a link that was voided since, or wrapped by a mail scanner', async () => {
    const { app, link, table, left } = await open()
    const old = new URL(await link(), 'https://network.example.org')
    await table.write({ update: { pk: `MEMBER#${memberId(0)}`, sk: 'PROFILE' }, set: { tokenEpoch: 7 } })
    const wrapped = `/unsubscribe?data=05%7C01&t=${(old.searchParams.get('t') ?? '').replaceAll('.', '%2E')}&reserved=0`
    expect((await app.request(wrapped, oneClick)).status).toBe(200)
    expect(await left()).toEqual({ surveys: { at: NOON } })
  })

  it('keeps when it was left, and one line of history however often it is pressed', async () => {
    const { app, link, left, history, clock } = await open()
    await app.request(await link(), oneClick)
    clock.at = Instant.parse('2026-12-05T19:00:00.000Z')
    await app.request(await link(), oneClick)
    expect(await left()).toEqual({ surveys: { at: NOON } })
    expect(await history()).toEqual([
      { what: 'topics-changed', at: NOON, by: 'member', detail: { calls: true, updates: true } },
    ])
  })

  it('loses nothing that is changed at the same moment', async () => {
    const { app, link, left } = await open()
    const links = [await link('surveys'), await link('calls'), await link('updates')]
    await Promise.all(links.map((path) => app.request(path, oneClick)))
    expect(Object.keys((await left()) ?? {}).sort()).toEqual(['calls', 'surveys', 'updates'])
  })

  it('does nothing with a forged link or one made for something else', async () => {
    const { app, link, links, left } = await open()
    const answerLink = await links.sign('answer', { m: memberId(0), t: 'surveys' })
    for (const bad of [`${await link()}x`, '/unsubscribe?t=', '/unsubscribe', `/unsubscribe?t=${answerLink}`])
      expect((await app.request(bad, oneClick)).status).toBe(404)
    expect(await left()).toEqual({})
  })
})

describe('the link in the mail', () => {
  it('changes nothing however often it is opened, looked at or asked for', async () => {
    const { app, link, profile, history, table } = await open()
    const before = await profile()
    const rows = () => table.query(z.unknown(), { pk: `MEMBER#${memberId(0)}` })
    const known = await rows()
    for (let n = 0; n < 5; n++) {
      const page = await app.request(await link())
      expect(page.status).toBe(200)
      const html = await page.text()
      expect(html).toContain('Do you want to stop getting surveys?')
      // A scanner that runs scripts finds none to run.
      expect(html).not.toMatch(/<script|onload|http-equiv="refresh"/)
      expect((await app.request(await link(), { method: 'HEAD' })).status).toBe(200)
      expect((await app.request(`${await link()}&act=stop&List-Unsubscribe=One-Click`)).status).toBe(200)
    }
    expect(await profile()).toEqual(before)
    expect(await rows()).toEqual(known)
    expect(await history()).toEqual([])
  })

  it('has a button that stops the topic and one that starts it again', async () => {
    const { app, links, left, profile, history } = await open()
    const t = await links.sign('unsubscribe', { m: memberId(0), t: 'surveys' })
    const press = (act: string) =>
      app.request('/unsubscribe', { method: 'POST', body: new URLSearchParams({ t, act }) })
    const stopped = await press('stop')
    expect(stopped.status).toBe(303)
    expect(await (await app.request(stopped.headers.get('location') ?? '')).text()).toContain(
      'You get no more surveys.',
    )
    expect(await left()).toEqual({ surveys: { at: NOON } })
    await press('again')
    expect(await left()).toEqual({})
    expect((await profile())?.consents).toEqual({ surveys: { wording: 'unsubscribe-2026-11', at: NOON } })
    expect(await history()).toHaveLength(2)
  })

  it('shows all that is mailed, and stores what is chosen', async () => {
    const { app, link, left, press, profile, history } = await open()
    await press({ act: 'stop' }, 'calls')
    const before = await (await app.request(await link())).text()
    expect(before.match(/value="(\w+)" checked/g)).toEqual(['value="surveys" checked', 'value="updates" checked'])
    const answer = await press([
      ['act', 'choose'],
      ['topics', 'calls'],
      ['topics', 'updates'],
    ])
    expect(answer.status).toBe(303)
    const after = await (await app.request(answer.headers.get('location') ?? '')).text()
    expect(after).toContain('Your choice is saved')
    expect(after).toContain('You get no more surveys.')
    expect(await left()).toEqual({ surveys: { at: NOON } })
    expect(Object.keys((await profile())?.consents ?? {})).toEqual(['calls'])
    expect((await history()).map(({ detail }) => detail)).toContainEqual({ calls: true, updates: true })
  })

  it('can stop all of them at once, and start one of them', async () => {
    const { left, press } = await open()
    await press({ act: 'none' })
    expect(Object.keys((await left()) ?? {}).sort()).toEqual(['calls', 'surveys', 'updates'])
    await press({ act: 'choose', topics: 'updates' })
    expect(Object.keys((await left()) ?? {}).sort()).toEqual(['calls', 'surveys'])
    await press({ act: 'choose' })
    expect(Object.keys((await left()) ?? {}).sort()).toEqual(['calls', 'surveys', 'updates'])
  })

  it('of a member who was erased says that nothing is left to stop', async () => {
    const { app, link, table, press } = await open()
    await table.write({ delete: { pk: `MEMBER#${memberId(0)}`, sk: 'PROFILE' } })
    const page = await (await app.request(await link())).text()
    expect(page).toContain('There is nothing to stop')
    expect(page).not.toContain('<form')
    expect((await press({ act: 'choose', topics: 'calls' })).status).toBe(303)
  })

  it('speaks the language of the browser where nobody is left who has chosen one', async () => {
    const { app, link } = await open()
    const page = await app.request(await link('surveys', memberId(9)), { headers: { 'accept-language': 'es-MX' } })
    expect(await page.text()).toContain('<html lang="es"')
  })

  it('speaks the language of the mail that led here, until another is chosen on the page', async () => {
    const { app, link, table } = await open()
    await table.write({ update: { pk: `MEMBER#${memberId(0)}`, sk: 'PROFILE' }, set: { language: 'es' } })
    const english = { headers: { 'accept-language': 'en-US' } }
    expect(await (await app.request(await link(), english)).text()).toContain('¿Quiere dejar de recibir encuestas?')
    expect(await (await app.request(`${await link()}&lang=en`, english)).text()).toContain('Stop surveys')
  })

  it('that was cut off says so', async () => {
    const { app } = await open()
    const page = await app.request('/unsubscribe?t=1.k1.abc')
    expect(page.status).toBe(404)
    expect(await page.text()).toContain('This link does not work')
    const posted = await app.request('/unsubscribe', {
      method: 'POST',
      body: new URLSearchParams({ t: '1.k1.abc', act: 'choose' }),
    })
    expect(posted.status).toBe(404)
    expect(await posted.text()).toContain('This link does not work')
  })
})

describe('somebody else’s profile', () => {
  it('stays as it is', async () => {
    const { app, link, table } = await open()
    const other = person(1)
    await table.write({ put: { pk: `MEMBER#${other.memberId}`, sk: 'PROFILE', ...other } })
    await app.request(await link(), oneClick)
    expect(await table.get(Member, { pk: `MEMBER#${other.memberId}`, sk: 'PROFILE' })).toEqual(other)
  })
})

describe('the link of a test or an example of a mail', () => {
  it.each([
    ['en', 'This link comes from a test'],
    ['es', 'Este enlace es de una prueba'],
  ])('says so in the language of its reader: %s', async (language, says) => {
    const { app, left } = await open()
    const link = `/unsubscribe?t=${EXAMPLE_TOKEN}`
    const answer = await app.request(link, { headers: { 'accept-language': language } })
    expect(answer.status).toBe(200)
    expect(await answer.text()).toContain(says)
    expect((await app.request(link, oneClick)).status).toBe(404)
    expect(await left()).toEqual({})
  })
})
