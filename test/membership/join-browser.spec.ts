import { mkdirSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cityPageRoutes } from '../../functions/cities/city-pages.routes.tsx'
import { assetRoutes } from '../../functions/http/assets.ts'
import { covering, dollars } from '../../shared/membership/dues.ts'
import { Cents } from '../../shared/units.ts'
import { openBrowser } from '../browser.ts'
import { NOON, site } from './cast.ts'
import { FORM, joinSite } from './visitor.ts'

const SCREENS = '.local/screens'
mkdirSync(SCREENS, { recursive: true })

let on: Awaited<ReturnType<typeof joinSite>>
let server: Server
let browser: Browser
let url: string

beforeAll(async () => {
  on = await joinSite()
  on.app.route('/', assetRoutes())
  on.app.route('/', cityPageRoutes({ site, table: on.table, now: () => NOON }))
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const headers = Object.entries(request.headers).flatMap(([name, value]) =>
      typeof value === 'string' && name !== 'connection' ? [[name, value] as [string, string]] : [],
    )
    // As the site itself is called: forms of other origins are refused.
    const own = headers.map(([name, value]) => [name, name === 'origin' ? site.publicUrl : value] as [string, string])
    const body = chunks.length > 0 ? Buffer.concat(chunks) : undefined
    const answer = await on.app.request(request.url ?? '/', {
      method: request.method ?? 'GET',
      headers: own,
      ...(body && { body }),
    })
    response.statusCode = answer.status
    for (const [name, value] of answer.headers)
      if (name !== 'set-cookie' && name !== 'strict-transport-security') response.setHeader(name, value)
    response.setHeader('set-cookie', answer.headers.getSetCookie())
    response.end(Buffer.from(await answer.arrayBuffer()))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://localhost:${(server.address() as AddressInfo).port}`
  browser = await openBrowser()
}, 60_000)

afterAll(async () => {
  await browser.close()
  server.closeAllConnections()
  server.close()
})

describe('the join form with scripts', () => {
  it('says what exactly is charged with the fee on top, while the amount is typed', async () => {
    const page = await (await browser.newContext()).newPage()
    await page.goto(url + FORM)
    const line = page.locator('#charge')
    expect(await line.textContent()).toBe('')
    await page.getByLabel('$25').check()
    expect(await line.textContent()).toBe('For $25 your card is charged $26.06 with the fee on top.')
    await page.getByLabel('Another amount', { exact: true }).check()
    expect(await line.textContent()).toBe('')
    const typing = page.getByLabel('Another amount in dollars')
    for (const cents of [100, 101, 1200, 1299, 1750, 4000, 9999, 123_456, 1_000_000]) {
      await typing.fill((cents / 100).toFixed(2))
      const said = `For ${dollars(cents)} your card is charged ${dollars(covering(Cents.parse(cents)))} with`
      expect(await line.textContent()).toContain(said)
    }
    for (const none of ['', '0.99', 'abc', '1e9', '12.505', '-5']) {
      await typing.fill(none)
      expect(await line.textContent()).toBe('')
    }
    await page.context().close()
  })

  it('offers what fits how often one pays, and says what is charged of it', async () => {
    const page = await (await browser.newContext()).newPage()
    await page.goto(url + FORM)
    const line = page.locator('#charge')
    const offered = async () => (await page.locator('#amount label:visible').allTextContents()).join(', ')
    const other = 'Another amount'
    await page.locator('[name=interval][value=year]').check()
    expect(await offered()).toBe(`$12 a year, $25 a year, $60 a year, ${other}`)
    await page.getByLabel('$25 a year').check()
    await page.locator('[name=interval][value=month]').check()
    expect(await offered()).toBe(`$25 a year, $1 a month, $3 a month, $5 a month, ${other}`)
    expect(await line.textContent()).toBe('')
    await page.getByLabel('$3 a month').check()
    expect(await offered()).toBe(`$1 a month, $3 a month, $5 a month, ${other}`)
    expect(await line.textContent()).toBe('For $3 your card is charged $3.40 with the fee on top.')
    await page.context().close()
  })
})

const WIDTHS = [
  ['390', 390, 844],
  ['1280', 1280, 900],
] as const
type Size = readonly [string, number, number]

const visit = async ([, width, height]: Size, path = FORM): Promise<Page> => {
  const page = await (await browser.newContext({ viewport: { width, height }, javaScriptEnabled: false })).newPage()
  await page.goto(url + path)
  return page
}

const screen = async (page: Page, name: string) => {
  await page.screenshot({ path: `${SCREENS}/${name}.png`, fullPage: true })
  const sideways = await page.evaluate('document.documentElement.scrollWidth - window.innerWidth').catch(() => 0)
  expect(sideways).toBe(0)
}

describe.each(WIDTHS)('the join form in a browser, %s wide', (...size) => {
  const [width] = size

  it('asks for an organization only when one joins, and fits the screen in both languages', async () => {
    const page = await visit(size)
    expect(await page.getByLabel('Name of the organization').isVisible()).toBe(false)
    await screen(page, `${width}-join-person`)
    await page.getByLabel('An organization').check()
    expect(await page.getByLabel('Name of the organization').isVisible()).toBe(true)
    await screen(page, `${width}-join-organization`)
    await page.getByLabel('Name of the organization').fill('Harbor House')
    await page.getByRole('button', { name: 'Español' }).click()
    expect(await page.getByLabel('Nombre de la organización').inputValue()).toBe('Harbor House')
    await screen(page, `${width}-join-organization-es`)
    await page.context().close()
  })

  it('keeps what was typed when it is refused, and going back asks nobody to send it again', async () => {
    const page = await visit(size)
    await page.getByLabel('Your name').fill('Ana Flores')
    await page.getByLabel('$25').check()
    await page.getByLabel('Every month').check()
    await page.getByRole('button', { name: 'Go on to the payment' }).click()
    await page.getByRole('link', { name: 'This amount is for a year.' }).waitFor()
    expect(await page.getByLabel('Your name').inputValue()).toBe('Ana Flores')
    await screen(page, `${width}-join-refused-month`)
    await page.reload()
    expect(await page.getByLabel('Your name').inputValue()).toBe('Ana Flores')
    await page.goBack()
    await page.goForward()
    expect(await page.getByLabel('Your name').inputValue()).toBe('Ana Flores')
    await page.context().close()
  })

  it('is found by the city', async () => {
    const page = await visit(size, '/join')
    await page.getByLabel('Name of the city or the state').fill('San Fransisco')
    await page.getByRole('button', { name: 'Find' }).click()
    await page.getByText('Did you mean one of these?').waitFor()
    await screen(page, `${width}-find-city`)
    await page.getByRole('link', { name: 'San Francisco' }).click()
    await page.getByRole('heading', { name: 'Join San Francisco' }).waitFor()
    await page.context().close()
  })
})
