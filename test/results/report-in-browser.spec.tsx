import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Language } from '../../shared/identity/person.ts'
import type { ReportDocument } from '../../shared/results/document.ts'
import { filterOf } from '../../web/results/group-filter.tsx'
import { ReportPage } from '../../web/results/report-page.tsx'
import { reportStyles } from '../../web/results/report-styles.ts'
import { styles } from '../../web/styles.ts'
import { openBrowser } from '../browser.ts'
import { RUTH } from '../identity/cast.ts'
import { fewPeople, openResults, thirdWave, threeCities, tooFew } from './shown-report.ts'

let browser: Browser
let server: Server
let origin: string
let reports: Map<string, ReportDocument>

beforeAll(async () => {
  const made = { thirdWave, fewPeople, openResults, tooFew, threeCities }
  reports = new Map(await Promise.all(Object.entries(made).map(async ([name, make]) => [name, await make()] as const)))
  server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://x')
    const report = reports.get(url.pathname.slice(1))
    response.setHeader('content-type', report ? 'text/html; charset=utf-8' : 'text/css')
    response.end(report ? pageOf(report, url.searchParams) : styles + reportStyles)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  browser = await openBrowser()
}, 60_000)
afterAll(async () => {
  await browser?.close()
  server?.close()
})

const pageOf = (report: ReportDocument, query: URLSearchParams) =>
  String(
    <ReportPage
      site={{ networkName: 'Network' }}
      language={Language.catch('en').parse(query.get('lang'))}
      actor={RUTH}
      report={report}
      filter={filterOf(report, query.get('by') ?? undefined)}
      columns={[]}
    />,
  )

const at = async (path: string, look: (page: Page) => Promise<void>, options: BrowserContextOptions = {}) => {
  const context = await browser.newContext({
    javaScriptEnabled: false,
    viewport: { width: 390, height: 844 },
    ...options,
  })
  try {
    const page = await context.newPage()
    await page.goto(`${origin}/${path}`)
    await look(page)
  } finally {
    await context.close()
  }
}

describe('a report in a browser', () => {
  it('fits a phone and a desk, in both languages, with all groups', async () => {
    for (const width of [390, 1280])
      await at(
        'thirdWave',
        async (page) => {
          for (const name of reports.keys())
            for (const language of Language.options) {
              await page.goto(`${origin}/${name}?by=all&lang=${language}`)
              const [widest = 0, room = 0] = await page.evaluate<number[]>(
                '[document.documentElement.scrollWidth, window.innerWidth]',
              )
              expect(widest, `${name} in ${language} at ${width}`).toBeLessThanOrEqual(room)
            }
        },
        { javaScriptEnabled: true, viewport: { width, height: 844 } },
      )
  }, 60_000)

  it(
    'shows other groups by links and the keyboard alone, without a script',
    () =>
      at('thirdWave', async (page) => {
        expect(await page.getByRole('heading', { name: /^By gender/ }).count()).toBe(1)
        const link = page
          .getByRole('navigation', { name: 'Show answers by group' })
          .getByRole('link', { name: 'By gender' })
        await link.focus()
        await page.keyboard.press('Enter')
        await page.waitForURL(/by=gender/)
        // Of each of the four questions that are counted, and of who answered.
        expect(await page.getByRole('heading', { name: /^By gender/ }).count()).toBe(4 + 1)
        expect(
          await page.getByRole('navigation', { name: 'Show answers by group' }).locator('[aria-current]').textContent(),
        ).toBe('By gender')
      }),
    30_000,
  )

  it(
    'opens what is folded by the keyboard',
    () =>
      at('thirdWave?by=gender', async (page) => {
        const differences = page.locator('details', { hasText: 'Difference of each group from all others' }).first()
        expect(await differences.locator('table').isVisible()).toBe(false)
        await differences.locator('summary').focus()
        await page.keyboard.press('Enter')
        expect(await differences.locator('table').isVisible()).toBe(true)
      }),
    30_000,
  )

  it(
    'has every number of its pictures in a table whose cells have heads',
    () =>
      at('thirdWave?by=all', async (page) => {
        expect(await page.locator('svg:not([aria-hidden=true])').count()).toBe(0)
        expect(await page.locator('svg').count()).toBeGreaterThan(50)
        expect(await page.locator('tbody tr:not(:has(th[scope=row]))').count()).toBe(0)
        expect(await page.locator('thead th:not([scope=col])').count()).toBe(0)
        const row = page.getByRole('row', { name: /On foot/ }).first()
        expect((await row.textContent())?.replaceAll(/\s+/g, ' ')).toMatch(/On foot\s?\d+%\d+% to \d+%/)
      }),
    30_000,
  )

  it(
    'is printed with everything that is folded on a screen, and without what only leads elsewhere',
    () =>
      at(
        'thirdWave?by=gender',
        async (page) => {
          await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
          expect(await page.getByRole('navigation').filter({ visible: true }).count()).toBe(0)
          expect(await page.locator('details.receipt dl').isVisible()).toBe(true)
          expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)')
        },
        { javaScriptEnabled: true },
      ),
    30_000,
  )

  it(
    'is dark where the reader wants it dark',
    () =>
      at(
        'fewPeople?by=all',
        async (page) => {
          const [ink, paper] = await page.evaluate<string[]>(
            '(({ color, backgroundColor }) => [color, backgroundColor])(getComputedStyle(document.querySelector(".card")))',
          )
          expect(lightness(ink)).toBeGreaterThan(0.8)
          expect(lightness(paper)).toBeLessThan(0.2)
        },
        { javaScriptEnabled: true, colorScheme: 'dark' },
      ),
    30_000,
  )
})

/** 0 to 1, of `rgb(…)`. */
const lightness = (color = '') => Math.max(...(color.match(/\d+/g) ?? []).map(Number)) / 255
