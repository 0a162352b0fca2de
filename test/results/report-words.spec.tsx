import { beforeAll, describe, expect, it } from 'vitest'
import { reportWorkbook } from '../../functions/results/downloads/workbook.ts'
import type { Actor } from '../../shared/identity/actor.ts'
import type { Language } from '../../shared/identity/person.ts'
import type { ReportDocument } from '../../shared/results/document.ts'
import { zoneOfNetwork } from '../../shared/results/network/network-report.ts'
import { inLanguage } from '../../web/results/in-language.ts'
import { ReportPage } from '../../web/results/report-page.tsx'
import { thirdWave, threeCities } from './shown-report.ts'

const dana = { userId: `usr_${'D'.repeat(26)}`, name: 'Dana', roles: [] } as unknown as Actor

const page = (report: ReportDocument, language: Language) =>
  String(
    <ReportPage
      site={{ networkName: 'Network' }}
      language={language}
      actor={dana}
      report={report}
      filter="all"
      columns={[]}
    />,
  )

let report: ReportDocument
let network: ReportDocument
beforeAll(async () => {
  report = await thirdWave()
  network = await threeCities()
})

describe('a report that is read in Spanish', () => {
  it('has the questions and groups of the bank in the words of the bank', () => {
    const html = page(report, 'es')
    expect(html).toContain('¿Cuál es su raza u origen étnico?')
    expect(html).toContain('Hispana o latina')
    expect(html).not.toContain('What is your race or ethnicity?')
    expect(html).not.toContain('Hispanic or Latino')
    expect(html).not.toContain('Prefer not to say')
  })

  it('leaves what staff and cities wrote as it was asked', () => {
    const html = page(report, 'es')
    expect(html).toContain('How safe do you feel walking alone in your neighborhood after dark?')
    expect(html).toContain('Capitol Hill')
  })

  it('has every number where it stood', () => {
    const numbers = (of: ReportDocument) =>
      JSON.stringify(of, (key, value) => (/^(label|labels|title)$/.test(key) ? 0 : value))
    expect(numbers(inLanguage(report, 'es'))).toBe(numbers(report))
    expect(inLanguage(report, 'en')).toBe(report)
  })
})

describe('the days of a report', () => {
  const closedAt = () => report.closedAt

  it('are one where it was asked on one', () => {
    const oneDay = { ...report, launchedAt: closedAt() }
    expect(page(oneDay, 'en')).toContain('Asked on November 20, 2026')
    expect(page(oneDay, 'en')).toContain('who chose to answer on November 20, 2026.')
    expect(page(oneDay, 'es')).toContain('Preguntado el 20 de noviembre de 2026')
  })

  it('say their zone where it is that of no city', () => {
    const html = page({ ...network, timeZone: 'UTC' }, 'en')
    expect(html).toContain('Asked from November 1, 2026 to November 20, 2026 (UTC)')
    expect(page(report, 'en')).not.toContain('UTC')
  })

  it('are in the zone of the cities of a network where they share one', () => {
    expect(zoneOfNetwork(['America/Denver', 'America/Denver'])).toBe('America/Denver')
    expect(zoneOfNetwork(['America/Denver', 'America/Chicago'])).toBe('UTC')
  })
})

describe('a draft of a report', () => {
  it('says that it is none yet, names no day of publication, and leads back to the decision', () => {
    const { signature: _, ...draft } = report
    const html = page(draft, 'en')
    expect(html).toContain('This is a draft.')
    expect(html).toContain(`href="/staff/reports/${report.campaignId}"`)
    expect(html).toContain('Draft, not published')
    expect(html).not.toContain('Published')
    expect(page(report, 'en')).not.toContain('This is a draft.')
  })
})

describe('the sheets of a workbook', () => {
  it('are named by whole words', async () => {
    const { sheets } = await reportWorkbook(report, 'Network', 'en')
    expect(sheets.map(({ name }) => name)).toContain('Q1 How safe do you feel walking')
    for (const { name } of sheets) expect(name.length, name).toBeLessThanOrEqual(31)
    const titles = report.questions.map(({ number, title }) => `Q${number} ${title.replaceAll('?', '')} `)
    for (const { name } of sheets.filter((sheet) => sheet.name.startsWith('Q')))
      expect(
        titles.some((title) => title.startsWith(`${name} `)),
        name,
      ).toBe(true)
  })
})
