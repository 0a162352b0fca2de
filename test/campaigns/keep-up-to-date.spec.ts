import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { keepUpToDate } from '../../web/campaigns/keep-up-to-date.ts'
import { openBrowser } from '../browser.ts'

let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
}, 60_000)
afterAll(() => browser?.close())

type Answer = { status?: number; mailed?: number; state?: string; every?: string; counts?: string }

/** A page whose server says something else each time; the last answer stays. */
const pageOf = async (...answers: Answer[]) => {
  const page = await browser.newPage()
  let asked = 0
  let loads = 0
  page.on('load', () => loads++)
  await page.route('http://site.example/**', (route) => {
    if (route.request().url().endsWith('.js'))
      return route.fulfill({ contentType: 'text/javascript', body: `(${keepUpToDate})(document)` })
    const answer = answers[Math.min(asked++, answers.length - 1)] ?? {}
    return route.fulfill({ status: answer.status ?? 200, contentType: 'text/html', body: html(answer) })
  })
  await page.goto('http://site.example/campaign')
  return { page, asked: () => asked, loads: () => loads }
}

const html = ({ mailed = 0, state = 'sending 0', every = '0.2', counts }: Answer) => `<!doctype html><title>x</title>
  <section id="figures" data-live>${mailed === 0 ? '' : `<p>Mailed ${mailed}</p>`}</section>
  <section id="steering" data-live><button>Pause ${mailed}</button></section>
  <div id="moves" data-live data-every="${every}" data-state="${state}" ${counts ? `data-counts="${counts}"` : ''} data-says="${mailed} mailed."></div>
  <p id="told" role="status"></p><script src="/campaign.js" defer></script>`

const becomes = (page: Page, text: string) =>
  page.getByText(text, { exact: true }).waitFor({ timeout: 10_000, state: 'attached' })

describe('a page that is kept up to date', () => {
  it('shows what is new without being loaded again', async () => {
    const { page, loads } = await pageOf({}, { mailed: 5 }, { mailed: 9 })
    await becomes(page, 'Mailed 9')
    expect(loads()).toBe(1)
    await page.close()
  })

  it('leaves the part alone in which somebody is', async () => {
    const { page } = await pageOf({}, {}, { mailed: 9 })
    await page.getByRole('button').focus()
    await becomes(page, 'Mailed 9')
    expect(await page.getByRole('button').textContent()).toBe('Pause 0')
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Pause 0')
    await page.close()
  })

  it('tells a change of state at once, and figures only now and then', async () => {
    const { page } = await pageOf(
      {},
      { mailed: 5 },
      { mailed: 6 },
      { mailed: 7, state: 'open 0' },
      { mailed: 8, state: 'open 0' },
    )
    await becomes(page, 'Mailed 8')
    expect(await page.getByRole('status').textContent()).toBe('7 mailed.')
    await page.close()
  })

  it('ends when nothing moves any more', async () => {
    const { page, asked } = await pageOf({}, { mailed: 5, every: '' })
    await becomes(page, 'Mailed 5')
    await page.waitForTimeout(800)
    expect(asked()).toBe(2)
    await page.close()
  })

  it('lets be counted what is to be kept, and shows what it came to', async () => {
    const asked: string[] = []
    const site = createServer((request, response) => {
      asked.push(`${request.method} ${request.url}`)
      if (request.url === '/campaign.js') return response.end(`(${keepUpToDate})(document)`)
      if (request.method === 'POST') return response.writeHead(303, { location: '/campaign' }).end()
      const counted = asked.some((line) => line.startsWith('POST'))
      response.writeHead(200, { 'content-type': 'text/html' })
      response.end(html(counted ? { mailed: 5, every: '' } : { counts: '/campaign/count' }))
    })
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve))
    const page = await browser.newPage()
    await page.goto(`http://127.0.0.1:${(site.address() as AddressInfo).port}/campaign`)
    await becomes(page, 'Mailed 5')
    await page.close()
    site.close()
    expect(asked.filter((line) => line.endsWith('/campaign') || line.endsWith('/count'))).toEqual([
      'GET /campaign',
      'POST /campaign/count',
      'GET /campaign',
    ])
  })

  it('goes on after a fault', async () => {
    const { page } = await pageOf({}, { status: 500 }, { mailed: 9 })
    await becomes(page, 'Mailed 9')
    await page.close()
  })

  it('is loaded again by whoever is signed out, to see the page that says so', async () => {
    const { page, loads } = await pageOf({}, { status: 401 }, { mailed: 3, every: '' })
    await becomes(page, 'Mailed 3')
    expect(loads()).toBe(2)
    await page.close()
  })
})
