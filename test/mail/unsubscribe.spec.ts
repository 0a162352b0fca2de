import { describe, expect, it } from 'vitest'
import { audienceApp } from '../../functions/http/audience.tsx'
import { unsubscribeRoutes } from '../../functions/mail/unsubscribe.routes.tsx'
import { Member } from '../../shared/membership/member.ts'
import type { Topic } from '../../shared/words.ts'
import { denver, memberId, NOON, people, person } from '../campaigns/network.ts'

const open = async () => {
  const network = await denver(people(1))
  const app = audienceApp(network.site, { section: 'member', postsFromAnywhere: ['/unsubscribe'] })
  app.route('/', unsubscribeRoutes(network))
  const link = async (topic: Topic = 'surveys', m = memberId(0)) =>
    `/unsubscribe?t=${await network.links.sign('unsubscribe', { m, t: topic })}`
  const left = async () =>
    (await network.table.get(Member, { pk: `MEMBER#${memberId(0)}`, sk: 'PROFILE' }))?.unsubscribes
  return { ...network, app, link, left }
}

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
    const { app, link, table } = await open()
    await table.write({ delete: { pk: `MEMBER#${memberId(0)}`, sk: 'PROFILE' } })
    expect((await app.request(await link(), oneClick)).status).toBe(200)
    expect(await table.get(Member, { pk: `MEMBER#${memberId(0)}`, sk: 'PROFILE' })).toBeUndefined()
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
  it('changes nothing however often it is opened', async () => {
    const { app, link, left } = await open()
    for (let n = 0; n < 5; n++) {
      const page = await app.request(await link())
      expect(page.status).toBe(200)
      expect(await page.text()).toContain('Do you want to stop getting surveys?')
    }
    expect(await left()).toEqual({})
  })

  it('has a button that stops the topic and one that starts it again', async () => {
    const { app, links, left } = await open()
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
  })

  it('speaks Spanish to readers of Spanish', async () => {
    const { app, link } = await open()
    const page = await app.request(await link(), { headers: { 'accept-language': 'es-MX' } })
    expect(await page.text()).toContain('¿Quiere dejar de recibir encuestas?')
  })

  it('that was cut off says so', async () => {
    const { app } = await open()
    const page = await app.request('/unsubscribe?t=1.k1.abc')
    expect(page.status).toBe(404)
    expect(await page.text()).toContain('This link does not work')
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
