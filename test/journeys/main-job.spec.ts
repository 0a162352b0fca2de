import { mkdir } from 'node:fs/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DEMO_CITIES } from '../../demo/cities.ts'
import { demoMembers } from '../../demo/members.ts'
import { CitySlug } from '../../shared/ids.ts'
import { type RunningCloud, until } from '../cloud.ts'
import { openJourney } from './open-journey.ts'

const AMINA = 'amina.journey@example.org'
const SURVEY = 'Where should New Orleans begin?'
const SCREENS = '.local/screens'

const newOrleans = DEMO_CITIES.find(({ slug }) => slug === 'new-orleans')
if (!newOrleans) throw new Error('the demo network has no New Orleans')
const neighbours = demoMembers({ ...newOrleans, slug: CitySlug.parse(newOrleans.slug) })

/** The product's main job from end to end, on the demo network, in a real browser and through mails read back. */
describe('the main job', () => {
  let cloud: RunningCloud
  let browser: Browser
  let campaign: string

  beforeAll(async () => {
    await mkdir(SCREENS, { recursive: true })
    ;[cloud, browser] = await openJourney({ demo: true })
  }, 120_000)

  afterAll(async () => {
    await browser?.close()
    await cloud?.stop()
  })

  /** Member pages are opened on a phone and without JavaScript: they must not need it. */
  const onPhone = async () =>
    patient((await browser.newContext({ viewport: { width: 390, height: 844 }, javaScriptEnabled: false })).newPage())

  const atDesk = async (user: string) => {
    const page = await patient((await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage())
    await page.goto(`${cloud.url}/sign-in`)
    await page.getByRole('button', { name: user }).click()
    return page
  }

  const screen = async (page: Page, name: string) => {
    await page.screenshot({ path: `${SCREENS}/${name}.png`, fullPage: true })
    expect(await sidewaysScroll(page)).toBe(0)
  }

  it('a visitor joins a city, pays, activates by mail and is welcomed', async () => {
    const page = await onPhone()
    await page.goto(cloud.url)
    await page
      .getByRole('link', { name: /New Orleans/ })
      .first()
      .click()
    await page.getByRole('link', { name: /Join New Orleans/ }).click()

    // Refused first: nothing is lost and the field is named.
    await page.getByLabel('Your name').fill('Amina Journey')
    await page.getByLabel('E-mail address').fill(AMINA)
    await page.getByLabel('Another amount', { exact: true }).check()
    await page.getByLabel('Another amount in dollars').fill('11.99')
    await page.getByLabel('Once, for one year').check()
    await page.getByLabel('Surveys, and what was found in them').check()
    await page.getByRole('button', { name: 'Go on to the payment' }).click()
    await expectText(page, 'The dues must be at least $12 a year.')
    expect(await page.getByLabel('Your name').inputValue()).toBe('Amina Journey')
    await screen(page, '390-join-refused')

    await page.getByLabel('Another amount in dollars').fill('17.50')
    await page.getByRole('button', { name: 'Go on to the payment' }).click()
    await screen(page, '390-checkout')
    await page.getByRole('button', { name: 'Decline' }).click()
    expect(await cloud.mailTo(AMINA)).toEqual([])
    await page.getByRole('button', { name: /^Pay \$17\.50/ }).click()
    await expectText(page, 'Look into your mailbox')

    const activation = await cloud.awaitMail(AMINA, /Activate your membership/)
    const link = linkTo(activation.links, '/activation')
    await page.goto(link)
    // A mail scanner that opens the link changes nothing.
    await fetch(link)
    await screen(page, '390-activation')
    await page.getByRole('button', { name: 'Activate' }).click()
    await expectText(page, 'You are a member. Welcome!')
    const welcome = await cloud.awaitMail(AMINA, /^Welcome to New Orleans/)
    expect(welcome.text).toContain('Amina Journey')

    await page.goto(link)
    await expectText(page, 'Your membership is active already')
  }, 60_000)

  it('staff write a survey, see whom it reaches, launch it and watch it go out', async () => {
    const page = await atDesk('Sam Okafor')
    await page.goto(`${cloud.url}/staff/surveys/new`)
    await page.getByLabel('Title').fill(SURVEY)
    await page.getByLabel('Introduction').fill('One minute.')
    await page.getByRole('button', { name: 'Continue to the questions' }).click()

    await addQuestion(page, 'One choice', { Question: 'Where should we begin?', Options: 'Housing\nSafety\nHealth' })
    await addQuestion(page, 'Several choices', { Question: 'Where would you help?', Options: 'Calls\nProjects\nMoney' })
    await addQuestion(page, 'Scale from 1 to 5', {
      Question: 'How hopeful are you?',
      'What 1 means': 'not',
      'What 5 means': 'very',
    })
    await addQuestion(page, 'Number', { Question: 'How many years have you lived here?', 'Bands for reports': '5, 20' })
    await addQuestion(page, 'Free text', { Question: 'Anything else?' })
    await page.getByRole('button', { name: 'What is your current gender?' }).click()
    await page.getByRole('button', { name: 'Save', exact: true }).first().click()
    await screen(page, '1280-survey-editor')

    await page.goto(`${cloud.url}/staff/campaigns/new`)
    await page.getByLabel('Survey').selectOption({ label: await optionLike(page, 'Survey', SURVEY) })
    await page.getByLabel('Who gets it').selectOption({ label: await optionLike(page, 'Who gets it', 'New Orleans') })
    await page.getByLabel('Title').fill(SURVEY)
    await page.getByLabel('Message').fill('Please tell us what matters most.')
    await page.getByRole('button', { name: 'Save and look at it' }).click()
    await expectText(page, 'Launch to 81 people')
    await screen(page, '1280-campaign-review')
    await page.getByLabel('Now', { exact: true }).check()
    await page.getByRole('button', { name: 'Launch to 81 people' }).click()

    campaign = page.url().match(/cmp_[0-9A-Z]{26}/)?.[0] ?? ''
    await until('all 81 to be mailed', async () => {
      await page.goto(`${cloud.url}/staff/campaigns/${campaign}`)
      return (await figure(page, 'Mailed')) === '81' || undefined
    })
    await screen(page, '1280-campaign-sent')
  }, 90_000)

  it('a member answers from the mail, comes back in another browser and changes the answers', async () => {
    const mail = await cloud.awaitMail(AMINA, new RegExp(SURVEY.replace('?', '\\?')))
    expect(mail.headers['list-unsubscribe-post']).toBe('List-Unsubscribe=One-Click')
    const link = linkTo(mail.links, '/answers/start')

    const first = await onPhone()
    await first.goto(link)
    expect(first.url()).not.toContain('t=')
    await screen(first, '390-questionnaire')
    await first.getByLabel('Housing').check()
    await first.getByLabel('Projects').check()
    await first.getByLabel(/^4/).check()
    await first.getByLabel('How many years have you lived here?').fill('7')
    await first.getByLabel('Female', { exact: true }).check()
    await first.getByRole('button', { name: 'Send my answers' }).click()
    await expectText(first, 'Your answers have been stored.')

    const second = await onPhone()
    await second.goto(link)
    expect(await second.getByLabel('Housing').isChecked()).toBe(true)
    expect(await second.getByLabel('How many years have you lived here?').inputValue()).toBe('7')
    await second.getByLabel('How many years have you lived here?').fill('not a number')
    await second.getByRole('button', { name: 'Save my answers' }).click()
    await expectText(second, 'please write a number')
    expect(await second.getByLabel('How many years have you lived here?').inputValue()).toBe('not a number')
    await second.getByLabel('How many years have you lived here?').fill('8')
    await second.getByLabel('Safety').check()
    await second.getByRole('button', { name: 'Save my answers' }).click()
    await expectText(second, 'Your answers have been stored.')

    const links = await Promise.all(
      neighbours.slice(0, 60).map(async ({ email }) => {
        const invitation = await cloud.awaitMail(email, new RegExp(SURVEY.replace('?', '\\?')))
        return linkTo(invitation.links, '/answers/start')
      }),
    )
    for (const [index, one] of links.entries()) await answerByForm(cloud.url, one, index)

    const staff = await atDesk('Sam Okafor')
    await until('61 answers to be counted', async () => {
      await staff.goto(`${cloud.url}/staff/campaigns/${campaign}`)
      return (await figure(staff, 'Answered')) === '61' || undefined
    })
  }, 90_000)

  it('a link that was cut off or made for something else opens nothing', async () => {
    const [mail] = (await cloud.mailTo(AMINA)).filter(({ subject }) => subject === SURVEY)
    const link = linkTo(mail?.links ?? [], '/answers/start')
    const unsubscribe = linkTo(mail?.links ?? [], '/unsubscribe')
    const other = `${cloud.url}/answers/start?t=${new URL(unsubscribe).searchParams.get('t')}`
    expect((await fetch(link.slice(0, -3), { redirect: 'manual' })).status).toBe(404)
    expect((await fetch(other, { redirect: 'manual' })).status).toBe(404)
  })

  it('staff close the survey, look at its report and let it go', async () => {
    const page = await atDesk('Sam Okafor')
    await page.goto(`${cloud.url}/staff/campaigns/${campaign}`)
    await page.getByRole('link', { name: /Close now/ }).click()
    await expectText(page, '81 people have been mailed and 61 people have answered so far.')
    await screen(page, '1280-campaign-close')
    await page.getByRole('button', { name: /Close now/ }).click()
    await until(
      'the draft of the report',
      async () => {
        await page.goto(`${cloud.url}/staff/campaigns/${campaign}`)
        return (await page.getByRole('link', { name: 'Its report waits for you' }).count()) > 0 || undefined
      },
      90,
    )
    await page.getByRole('link', { name: 'Its report waits for you' }).click()
    await expectText(page, 'What is merged or left out, and why')
    await expectText(page, 'The gate has proven for every question')
    await screen(page, '1280-report-preview')
    expect((await page.request.get(`${cloud.url}/council/new-orleans/reports/${campaign}`)).status()).toBe(404)
    await page.getByRole('button', { name: 'Approve and publish' }).click()
    await until('the report', async () => {
      await page.goto(`${cloud.url}/council/new-orleans`)
      return (await page.getByRole('link', { name: SURVEY }).count()) > 0 || undefined
    })
    const mail = (await cloud.mailTo(AMINA)).find(({ subject }) => subject === SURVEY)
    const answer = await fetch(linkTo(mail?.links ?? [], '/answers/start'))
    expect(answer.status).toBe(410)
  }, 180_000)

  it('the council of the city sees the report and downloads it; another council is refused', async () => {
    const page = await atDesk('council.new-orleans@')
    await page.goto(`${cloud.url}/council/new-orleans`)
    await page.getByRole('link', { name: SURVEY }).click()
    await expectText(page, '61 of 81 members')
    const hopeful = page
      .getByRole('region', { name: /How hopeful/ })
      .or(page.locator('section', { hasText: 'How hopeful' }))
    expect(await hopeful.first().textContent()).toMatch(/\d+\s?%/)
    await screen(page, '1280-report')
    await page.setViewportSize({ width: 390, height: 844 })
    await screen(page, '390-report')

    const csv = await page.request.get(`${cloud.url}/council/new-orleans/reports/${campaign}.csv`)
    expect(csv.headers()['content-type']).toContain('text/csv')
    const lines = (await csv.text()).trim().split('\r\n')
    expect(lines[0]).toContain('question')
    expect(lines.some((line) => line.includes('Where should we begin?'))).toBe(true)
    expect(await csv.text()).not.toContain('Amina')
    const json = await page.request.get(`${cloud.url}/council/new-orleans/reports/${campaign}.json`)
    expect(await json.json()).toMatchObject({ answered: { kind: 'exact', count: 61 }, city: 'new-orleans' })

    const files = '/files/report'
    for (const [name, type, begins] of [
      ['en.pdf', 'application/pdf', '%PDF-1.7'],
      ['es.xlsx', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'PK'],
      ['zip', 'application/zip', 'PK'],
    ] as const) {
      const file = await page.request.get(`${cloud.url}/council/new-orleans/reports/${campaign}${files}.${name}`)
      expect([file.status(), file.headers()['content-type']]).toEqual([200, type])
      expect((await file.body()).toString('latin1', 0, begins.length)).toBe(begins)
    }

    const denver = await atDesk('council.denver@')
    for (const path of ['', '.csv', '.json', `${files}.en.pdf`, `${files}.zip`]) {
      const refused = await denver.request.get(`${cloud.url}/council/new-orleans/reports/${campaign}${path}`)
      expect(refused.status()).toBe(403)
      expect(await refused.text()).not.toContain('Where should we begin?')
    }
    const nobody = await atDesk('nobody@')
    expect((await nobody.request.get(`${cloud.url}/council/new-orleans`)).url()).not.toContain('/council/new-orleans')
  }, 60_000)

  it('no function failed on the way', async () => {
    expect(await cloud.local('errors')).toEqual([])
  })
})

/** Ten seconds for any one thing: what takes longer is broken. */
const patient = async (opening: Promise<Page>): Promise<Page> => {
  const page = await opening
  page.setDefaultTimeout(10_000)
  return page
}

const expectText = async (page: Page, text: string) => {
  await page.getByText(text).first().waitFor({ timeout: 15_000 })
}

const linkTo = (links: readonly string[], path: string): string => {
  const link = links.find((one) => new URL(one).pathname.startsWith(path))
  if (!link) throw new Error(`the mail has no link to ${path}`)
  return link
}

const sidewaysScroll = (page: Page) =>
  page.evaluate('document.documentElement.scrollWidth - window.innerWidth').catch(() => 0)

const addQuestion = async (page: Page, kind: string, fields: Record<string, string>) => {
  await page.getByRole('button', { name: kind, exact: true }).click()
  const card = page.locator('section.card[id^="qst_"]').last()
  for (const [label, value] of Object.entries(fields)) await card.getByLabel(label).first().fill(value)
}

const optionLike = async (page: Page, label: string, text: string): Promise<string> => {
  const options = await page.getByLabel(label).locator('option').allTextContents()
  const found = options.find((option) => option.includes(text))
  if (!found) throw new Error(`${label} offers ${options.join(' | ')}`)
  return found
}

/** The number under a heading of the figures on top of a campaign. */
const figure = async (page: Page, name: string): Promise<string | undefined> => {
  const box = page.locator('dl.figures > div', { has: page.locator('dt', { hasText: name }) })
  return (await box.locator('dd').first().textContent())?.trim()
}

/** What a browser without scripts would send: opens the link, fills the form, posts it. */
const answerByForm = async (url: string, link: string, index: number) => {
  const start = await fetch(link, { redirect: 'manual' })
  const cookie = start.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ')
  const form = new URL(start.headers.get('location') ?? '', url).href
  const html = await (await fetch(form, { headers: { cookie } })).text()
  const body = new URLSearchParams()
  for (const [, name = '', value = ''] of html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g))
    body.append(name, value)
  for (const name of new Set([...html.matchAll(/name="(qst_[0-9A-Z]{26})"/g)].map(([, id = '']) => id))) {
    const values = [...html.matchAll(new RegExp(`name="${name}" value="([^"]*)"`, 'g'))].map(([, value = '']) => value)
    const options = values.filter((value) => value !== '')
    body.append(name, options.length > 1 ? (options[index % options.length] ?? '') : String(1 + (index % 40)))
  }
  const answer = await fetch(form, { method: 'POST', body, headers: { cookie, origin: url }, redirect: 'manual' })
  if (answer.status !== 303) throw new Error(`an answer was refused with ${answer.status}`)
}
