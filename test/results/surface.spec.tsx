import { beforeAll, describe, expect, it } from 'vitest'
import type { Table } from '../../functions/adapters/table.ts'
import { audienceApp } from '../../functions/http/audience.tsx'
import { SESSION_COOKIE } from '../../functions/http/guard.tsx'
import { FILES } from '../../functions/results/downloads/release-files.ts'
import { councilRoutes } from '../../functions/results/publishing/council.routes.tsx'
import { downloadRoutes } from '../../functions/results/publishing/downloads.routes.tsx'
import { readReport } from '../../functions/results/publishing/report-items.ts'
import { Language } from '../../shared/identity/person.ts'
import type { ReportDocument } from '../../shared/results/document.ts'
import type { Filter } from '../../web/results/group-filter.tsx'
import { ReportPage } from '../../web/results/report-page.tsx'
import { RUTH } from '../identity/cast.ts'
import { freshTable } from '../table.ts'
import { atNoon, campaignId, cubeOfPeople, denver, HOME, NEEDS, TRUST } from './cast.ts'
import { strangeNumbers } from './numbers-shown.ts'
import { publish, setTheScene, storeCube } from './published.ts'
import { fewPeople, openResults, thirdWave, threeCities, tooFew } from './shown-report.ts'

const site = { publicUrl: 'https://network.example', networkName: 'Network' }
const FILTERS: Filter[] = ['everybody', 'gender', 'all']

const pageOf = (report: ReportDocument, language: Language, filter: Filter): string =>
  String(<ReportPage site={site} language={language} actor={RUTH} report={report} filter={filter} columns={[]} />)

describe('a page of a report', () => {
  for (const [name, make] of Object.entries({ thirdWave, fewPeople, openResults, tooFew, threeCities }))
    it(`shows no number that does not stand in the document, in any language and for any group: ${name}`, async () => {
      const report = await make()
      for (const language of Language.options)
        for (const filter of FILTERS)
          expect(strangeNumbers(pageOf(report, language, filter), report, language)).toEqual([])
    })

  it('would be found out if it showed another one', async () => {
    const report = await thirdWave()
    const html = pageOf(report, 'en', 'gender')
    const [percent = ''] = /<strong>\d+%<\/strong>/.exec(html) ?? []
    const people = peopleBehind(report)
    const telling: [string, string | RegExp, string][] = [
      ['a count beside a percentage', percent, percent.replace('%', `% (${people})`)],
      ['a decimal', percent, percent.replace('%', '.4%')],
      ['a count in an alternative text', 'aria-hidden="true" focusable', `aria-label="${people} people" focusable`],
      ['a base to the person', /\d+ or more people answered this question/, `${people} people answered this question`],
      ['a picture that is more exact than its number', /(<rect class="fill"[^>]*width=")(\d+)"/, '$1$2.4"'],
      ['a point of a line that is more exact', /(<circle[^>]*cy=")([\d.]+)"/, '$176.33"'],
      ['a label that only narrow screens show', 'data-label="People"', `data-label="People, ${people} of them women"`],
      ['the number of people in a sentence', 'At a glance', `At a glance: ${people}`],
    ]
    for (const [what, from, to] of telling) {
      const mutated = html.replace(from, to)
      expect(mutated, what).not.toBe(html)
      expect(strangeNumbers(mutated, report, 'en'), what).not.toEqual([])
    }
  })
})

/** A number of people that nothing in the document says. */
const peopleBehind = (report: ReportDocument) => {
  const said = new Set(JSON.stringify(report).match(/\d+/g))
  for (let people = 97; ; people++) if (!said.has(String(people))) return people
}

describe('what a council can reach of a published release', () => {
  let table: Table
  let report: ReportDocument
  let app: ReturnType<typeof audienceApp>
  const address = `/council/denver/reports/${campaignId}`
  const get = (path: string) => app.request(path, { headers: { cookie: `${SESSION_COOKIE}=ruth` } })

  beforeAll(async () => {
    ;({ table } = await freshTable())
    await setTheScene(table, 'closed')
    const cube = cubeOfPeople([
      { times: 35, cell: { gender: 'woman' }, answers: { [TRUST]: '1', [HOME]: 'rent', [NEEDS]: ['work'] } },
      { times: 25, cell: { gender: 'man' }, answers: { [TRUST]: '4', [HOME]: 'own' } },
      { times: 4, cell: { gender: 'man' }, answers: { [TRUST]: '3', [HOME]: 'kin' } },
    ])
    await storeCube(table, cube)
    await publish(table, cube)
    const read = await readReport(table, denver, campaignId)
    if (!read) throw new Error('nothing was published')
    report = read
    app = audienceApp(site, { section: 'council' })
    const needs = { site, table, now: atNoon, actorOf: async () => RUTH }
    app.route('/', councilRoutes(needs))
    app.route('/', downloadRoutes(needs))
  })

  it('is the pages that lead on from its page, and nothing on them that the document does not hold', async () => {
    const seen = new Set<string>()
    const follow = async (path: string): Promise<void> => {
      if (seen.has(path)) return
      seen.add(path)
      const answer = await get(path)
      expect([answer.status, path]).toEqual([200, path])
      if (!answer.headers.get('content-type')?.includes('text/html')) return
      const html = await answer.text()
      const language = /<html lang="es"/.test(html) ? 'es' : 'en'
      if (path.startsWith(address)) expect([path, ...strangeNumbers(html, report, language)]).toEqual([path])
      for (const [, href = ''] of html.matchAll(/href="([^"#]+)/g)) {
        const to = new URL(href.replaceAll('&amp;', '&'), `https://x${path}`)
        if (to.pathname.startsWith(address)) await follow(`${to.pathname}${to.search}`)
      }
    }
    await follow(address)
    for (const shown of ['by=everybody', 'by=gender', 'by=all', 'lang=es', 'by=gender&lang=es'])
      expect([...seen].some((path) => path.includes(shown))).toBe(true)
    for (const file of FILES.filter((name) => !name.startsWith('es.')))
      expect([...seen].some((path) => path.endsWith(`/files/report.${file}`))).toBe(true)
  })

  it('is the document itself', async () => {
    expect(await (await get(`${address}/files/report.json`)).json()).toEqual(JSON.parse(JSON.stringify(report)))
  })

  it('is one table, in which every number of a question is the document’s', async () => {
    const [names = [], ...rows] = parsed(await (await get(`${address}/files/report.csv`)).text())
    const { questions, ...head } = report
    expect(rows.length).toBeGreaterThan(10)
    for (const row of rows) {
      const question = questions.find(({ number }) => number === Number(row[names.indexOf('question_number')]))
      const held = new Set(numbersIn([head, question ?? []]))
      for (const [column, field] of row.entries())
        if (/^-?\d+(\.\d+)?$/.test(field)) expect(held, `${names[column]} ${row.join(' | ')}`).toContain(Number(field))
    }
  })

  it('is no number at all where it is refused or does not exist', async () => {
    for (const path of [
      '/council/fresno',
      `/council/fresno/reports/${campaignId}`,
      `/council/denver/reports/${'x'.repeat(9)}`,
    ]) {
      const answer = await get(path)
      expect([403, 404]).toContain(answer.status)
      expect((await answer.text()).replace(/<[^>]*>/g, ' ')).not.toMatch(/\d/)
    }
  })

  it('is in the list of its city what the document says, and dates', async () => {
    const html = await (await get('/council/denver')).text()
    const texts = html.replace(/<[^>]*>/g, ' ').replaceAll(/\w+ \d+, 2026/g, ' ')
    expect(texts.match(/\d+/g)).toEqual(['64'])
    expect(report.answered).toEqual({ kind: 'exact', count: 64 })
  })

  it('is nothing of an unpublished survey but that it has closed', async () => {
    const { table: other } = await freshTable()
    await setTheScene(other, 'closed')
    const withOther = audienceApp(site, { section: 'council' })
    withOther.route('/', councilRoutes({ site, table: other, now: atNoon, actorOf: async () => RUTH }))
    const answer = await withOther.request('/council/denver', { headers: { cookie: `${SESSION_COOKIE}=ruth` } })
    const texts = (await answer.text()).replace(/<[^>]*>/g, ' ')
    expect(texts).toContain('Being prepared')
    expect(texts).toContain('Spring survey')
    expect(texts.replaceAll(/\w+ \d+, 2026/g, ' ')).not.toMatch(/\d/)
  })
})

const numbersIn = (value: unknown): number[] => {
  if (typeof value === 'number') return [value]
  if (typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap(numbersIn)
}

/** A reader of RFC 4180 by itself. */
const parsed = (text: string): string[][] => {
  const rows: string[][] = [[]]
  for (const [, field = '', end] of text.replace('\ufeff', '').matchAll(/("(?:[^"]|"")*"|[^,\r\n]*)(,|\r\n)/gy)) {
    rows.at(-1)?.push(field.startsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field)
    if (end === '\r\n') rows.push([])
  }
  return rows.slice(0, -1)
}
