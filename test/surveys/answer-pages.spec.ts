import { beforeEach, describe, expect, it } from 'vitest'
import type { Table } from '../../functions/adapters/table.ts'
import { audienceApp } from '../../functions/http/audience.tsx'
import { answerRoutes } from '../../functions/surveys/answer.routes.tsx'
import { RESPONSE_PARTITIONS, responsesKey, Response as StoredResponse } from '../../shared/surveys/response.ts'
import { surveyKey } from '../../shared/surveys/survey.ts'
import type { Instant } from '../../shared/units.ts'
import { freshTable } from '../table.ts'
import {
  ANA,
  answeringNeeds,
  BEN,
  GENDER,
  HELPS,
  LIFE,
  linkFor,
  NOON,
  OPEN,
  openSurveyIn,
  SAFE,
  SITE,
  SURVEY,
  WORDS,
} from './cast.ts'

const PAGE = `/answers/${OPEN.campaignId}`

describe('a member with the link of an invitation', () => {
  let table: Table
  let now: Instant
  let app: ReturnType<typeof audienceApp>

  beforeEach(async () => {
    const fresh = (await freshTable()).table
    table = fresh
    now = NOON
    await openSurveyIn(table)
    app = audienceApp(SITE, { section: 'member' })
    app.route('/', answerRoutes({ ...answeringNeeds(table, () => now), table: fresh, site: SITE }))
  })

  const follow = async (member = ANA) => {
    const answer = await app.request(`/answers/start?t=${await linkFor(member)}`)
    return { answer, cookie: (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '' }
  }
  const page = async (cookie: string, path = PAGE) => app.request(path, { headers: { cookie } })
  const send = (cookie: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
    app.request(PAGE, {
      method: 'POST',
      body: new URLSearchParams({ version: '0', [SAFE.id]: 'yes', ...fields }).toString(),
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'sec-fetch-site': 'same-origin',
        cookie,
        ...headers,
      },
    })
  const responses = async () => {
    const pages = await Promise.all(
      Array.from({ length: RESPONSE_PARTITIONS }, (_, p) =>
        table.query(StoredResponse, { pk: responsesKey(OPEN.campaignId, p) }),
      ),
    )
    return pages.flatMap(({ items }) => items)
  }

  it('arrives at an address without the link in it', async () => {
    const { answer } = await follow()
    expect(answer.status).toBe(303)
    expect(answer.headers.get('location')).toBe(PAGE)
    const cookie = answer.headers.get('set-cookie') ?? ''
    expect(cookie).toContain(`__Host-answer-${OPEN.campaignId}=`)
    for (const part of ['HttpOnly', 'Secure', 'SameSite=Lax', 'Path=/', 'Max-Age=7200']) expect(cookie).toContain(part)
    expect(answer.headers.get('referrer-policy')).toBe('no-referrer')
    expect(answer.headers.get('cache-control')).toBe('no-store')
  })

  it('keeps what was typed when the reader changes the language, and stores nothing', async () => {
    const { cookie } = await follow()
    const body = new URLSearchParams({ version: '0', [SAFE.id]: 'yes', otherLanguage: 'es' })
    const answer = await app.request(`${PAGE}?lang=es`, {
      method: 'POST',
      body,
      headers: { 'sec-fetch-site': 'same-origin', cookie },
    })
    const html = await answer.text()
    expect(html).toContain('<html lang="es"')
    expect(html).toMatch(new RegExp(`name="${SAFE.id}" value="yes" checked`))
    expect(await responses()).toEqual([])
  })

  it('reads the title of the mail, introduction, protection, closing time in the city and every question', async () => {
    const { cookie } = await follow()
    const html = await (await page(cookie)).text()
    expect(html).toContain('<h1>How safe is Denver at night?</h1>')
    expect(html).toContain('We ask every year.')
    expect(html).toContain('groups of fewer than 20 people are merged')
    expect(html).toContain('Thursday, December 3, 2026 at 5:00')
    expect(html).toContain('Do you feel safe at night? (required)')
    expect(html).toContain('Question 7 of 7')
    expect(html).toContain('Some answers about you are filled in from your profile')
    expect(html).toMatch(/value="woman" checked/)
  })

  it('reads it in her language, or in the one chosen on this site', async () => {
    const { cookie } = await follow(BEN)
    expect(await (await page(cookie)).text()).toContain('<html lang="es"')
    expect(await (await page(cookie, `${PAGE}?lang=en`)).text()).toContain('<html lang="en"')
  })

  it('is thanked, may come back and finds the answers', async () => {
    const { cookie } = await follow()
    const sent = await send(cookie, { [LIFE.id]: '4', [WORDS.id]: 'More <light>' })
    expect(sent.status).toBe(303)
    const thanks = await (await page(cookie, sent.headers.get('location') ?? '')).text()
    expect(thanks).toContain('Your answers have been stored.')
    expect(thanks).toContain('Thursday, December 3, 2026 at 5:00')
    expect(thanks).toContain('the results go to the council of your city')
    const again = await (await page(cookie)).text()
    expect(again).toContain('These are the answers that we have from you.')
    expect(again).toContain('More &lt;light&gt;')
    expect(again).toContain('name="version" value="1"')
  })

  it('may take back the answer to any question that is not required', async () => {
    const { cookie } = await follow()
    const html = await (await page(cookie)).text()
    expect(html.match(/> *<span>No answer<\/span>/g)).toHaveLength(3)
    await send(cookie, { [GENDER.id]: '', [LIFE.id]: '' })
    expect((await responses())[0]?.answers).toEqual({ [SAFE.id]: 'yes' })
    expect(await (await page(cookie)).text()).not.toMatch(/value="woman" checked/)
  })

  it('reads where a text goes as a sentence of its own, after the help that staff wrote', async () => {
    await table.write({
      update: surveyKey(SURVEY.surveyId, 1),
      set: { questions: [{ ...WORDS, help: 'If something is missing, tell us' }] },
    })
    const { cookie } = await follow()
    expect(await (await page(cookie)).text()).toContain('tell us. Please write nothing')
  })

  it('sees what is wrong beside the question and on top, with what was typed still there', async () => {
    const { cookie } = await follow()
    const answer = await send(cookie, { [SAFE.id]: '', [HELPS.id]: 'lights', [WORDS.id]: 'Still here' })
    expect(answer.status).toBe(422)
    const html = await answer.text()
    expect(html).toContain(`<a href="#${SAFE.id}">1. Do you feel safe at night?: please answer this question.</a>`)
    expect(html).toContain('Please answer this question.')
    expect(html).toContain('<title>Error: How safe is Denver at night?')
    expect(html).toMatch(/class="problems"[^>]* autofocus/)
    expect(html).toContain('Still here')
    expect(html).toMatch(/value="lights" checked/)
    expect(await responses()).toEqual([])
  })

  it('sees the stored answers and the unsent ones when another window was faster', async () => {
    const { cookie } = await follow()
    await send(cookie, { [WORDS.id]: 'First window' })
    const answer = await send(cookie, { [WORDS.id]: 'Second window', [GENDER.id]: 'woman' })
    expect(answer.status).toBe(409)
    const html = await answer.text()
    expect(html).toContain('Your answers were changed in another window')
    expect(html).toContain('5. Anything else?: you had sent “Second window”')
    expect(html).toContain('6. What is your current gender?: you had sent “Female”')
    expect(html).toContain('>First window</textarea>')
  })

  it('answers as herself even when somebody else has opened a link in the same browser since', async () => {
    const ana = await follow(ANA)
    const form = await (await page(ana.cookie)).text()
    const link = /name="link" value="([^"]+)"/.exec(form)?.[1] ?? ''
    const ben = await follow(BEN)
    await send(ben.cookie, { [WORDS.id]: 'From Ana', link })
    expect(await (await page(ana.cookie)).text()).toContain('>From Ana</textarea>')
    expect(await (await page(ben.cookie)).text()).not.toContain('From Ana')
  })

  it('loses nothing when the two hours are over while she writes', async () => {
    const form = await (await page((await follow()).cookie)).text()
    const link = /name="link" value="([^"]+)"/.exec(form)?.[1] ?? ''
    expect((await send('', { link, [WORDS.id]: 'Took my time' })).status).toBe(303)
    expect(await responses()).toHaveLength(1)
  })

  it('is asked to open the link again when the browser does not know it any more', async () => {
    for (const answer of [await page(''), await page('', `${PAGE}/thanks`), await send('', {})]) {
      expect(answer.status).toBe(403)
      expect(await answer.text()).toContain('Please open the link in your mail again')
    }
  })

  it('is told when the survey has closed, and shown nothing of it', async () => {
    const { cookie } = await follow()
    now = OPEN.closesAt
    for (const answer of [await page(cookie), await send(cookie, {}), (await follow()).answer]) {
      expect(answer.status).toBe(410)
      const html = await answer.text()
      expect(html).toContain('This survey has closed')
      expect(html).not.toContain('Do you feel safe')
    }
    expect(await responses()).toEqual([])
  })

  it('gets the same page for every link that does not hold', async () => {
    const token = await linkFor(ANA)
    const voided = await linkFor(ANA, { e: 4 })
    for (const t of ['', 'x', token.slice(0, 40), `${token}A`, voided, encodeURIComponent('../../')]) {
      const answer = await app.request(`/answers/start?t=${t}`)
      expect(answer.status).toBe(404)
      expect(answer.headers.get('set-cookie')).toBeNull()
      expect(await answer.text()).toContain('This link does not open a survey')
    }
  })

  it('cannot be made to answer from another site', async () => {
    const { cookie } = await follow()
    const foreign = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }
    expect((await send(cookie, {}, foreign)).status).toBe(403)
    expect(await responses()).toEqual([])
  })
})
