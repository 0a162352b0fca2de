import { createHash } from 'node:crypto'
import { parse } from 'csv-parse/sync'
import { unzipSync } from 'fflate'
import readExcelFile from 'read-excel-file/node'
import { extractText, getDocumentProxy } from 'unpdf'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { Manifest } from '../../../functions/results/downloads/manifest.ts'
import { FILES, type FileKind, releaseFile } from '../../../functions/results/downloads/release-files.ts'
import { reportSchema } from '../../../functions/results/downloads/report-schema.ts'
import { CSV_COLUMNS } from '../../../functions/results/publishing/report-csv.ts'
import { defused } from '../../../shared/defuse.ts'
import { ReportDocument } from '../../../shared/results/document.ts'
import { NASTY, richReport } from './cast.ts'

const report = ReportDocument.parse(richReport())
const bytesOf = async (kind: FileKind, of = report) => (await releaseFile(of, 'the Network', kind)).bytes
const textOf = async (kind: FileKind, of = report) => new TextDecoder().decode(await bytesOf(kind, of))

/** Every number that stands in the document, as it is and with its sign. */
const told = new Set<number>()
const collect = (value: unknown): void => {
  if (typeof value === 'number') told.add(value)
  else if (value && typeof value === 'object') Object.values(value).forEach(collect)
}
collect(report)

describe('the table (CSV)', () => {
  let names: string[]
  let rows: Record<string, string>[]
  beforeAll(async () => {
    expect([...(await bytesOf('csv')).slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
    const lines: string[][] = parse(await textOf('csv'))
    names = lines[0] ?? []
    rows = lines.slice(1).map((line) => Object.fromEntries(line.map((field, n) => [names[n], field])))
  })
  const of = (measure: string) => rows.filter((row) => row.measure === measure)

  it('has the columns that are explained beside it', () => {
    expect(names).toEqual(CSV_COLUMNS.map(([name]) => name))
  })

  it('tells no number that the document does not tell', () => {
    for (const row of rows)
      for (const name of NUMERIC)
        if (row[name] && !Number.isNaN(Number(row[name]))) expect(told).toContain(Number(row[name]))
  })

  it('has a row for each share with its range', () => {
    const shown = report.questions.flatMap((question) =>
      'tables' in question
        ? question.tables.flatMap((table) => (table.kind === 'shown' ? table.rows.flatMap(({ shares }) => shares) : []))
        : [],
    )
    expect(of('share')).toHaveLength(shown.length)
    expect(of('share')[0]).toMatchObject({ answer: '1', percent: '10', percent_kind: 'share', low: '7', high: '14' })
  })

  it('has rows of their own for tests, contrasts, scores and comparisons, with their numbers in other columns', () => {
    expect(of('test')[0]).toMatchObject({ table: 'gender', outcome: 'no-clear-difference', percent: '' })
    expect(of('contrast')).toHaveLength(9)
    for (const row of of('contrast')) expect(row.percent).toBe('')
    expect(of('mean')[0]).toMatchObject({ mean: '3.5', low: '3.3', high: '3.6', percent: '' })
    expect(of('comparison')[0]).toMatchObject({ points: '-10', outcome: 'lower', percent: '25', there: '35' })
    expect(of('not-compared')[0]).toMatchObject({ outcome: 'not-asked' })
  })

  it('says what was left out, and why, never as nothing', () => {
    expect(of('left-out').map(({ table, note }) => [table, note])).toEqual([
      ['race', 'This survey’s answers are never shown by this group, to protect people.'],
      ['everybody', 'A test attack could not rule out that somebody is recognised: left out to protect people.'],
      ['race', 'Too few people in the single groups to compare them: left out to protect people.'],
    ])
  })

  it('is run by no spreadsheet, and keeps every other letter', () => {
    for (const row of rows)
      for (const field of Object.values(row))
        if (Number.isNaN(Number(field))) expect(field).not.toMatch(/^[\s\0]*[=+\-@]/)
    expect(rows[0]?.survey).toBe(defused(NASTY.formula))
    expect(rows.map(({ answer }) => answer)).toContain(NASTY.rightToLeft)
    expect(rows.map(({ note }) => note).join()).toContain(NASTY.emoji)
  })
})

describe('the workbook (XLSX)', () => {
  const read = async (kind: FileKind, of = report) => readExcelFile(Buffer.from(await bytesOf(kind, of)))

  it('has a sheet about the report, one for each question, and what is said of differences', async () => {
    const names = (await read('en.xlsx')).map(({ sheet }) => sheet)
    expect(names[0]).toBe('About')
    expect(names.slice(-2)).toEqual(['Differences', 'Comparisons'])
    expect(names).toHaveLength(report.questions.length + 3)
    expect(names).toContain('Q3 Q a b c d e f g and a title')
    for (const name of names) {
      expect(name.length).toBeLessThanOrEqual(31)
      expect(name).not.toMatch(/[[\]:*?/\\]|^'|'$/)
    }
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(names.length)
  })

  it('holds real numbers, percentages as such, and words where there is no number', async () => {
    const [, trust, home] = await read('en.xlsx')
    expect(trust?.data[1]?.slice(0, 8)).toEqual(['Everybody', 'Everybody', '400 or more', '1', 0.1, null, 0.07, 0.14])
    expect(trust?.data[6]?.slice(1, 5)).toEqual(['Woman', 200, '1 to 2', 0.2])
    expect(home?.data[4]?.[4]).toBe('75% or more')
    const files = unzipSync(await bytesOf('en.xlsx'))
    const styles = new TextDecoder().decode(files['xl/styles.xml'])
    expect(styles).toContain('0%')
  })

  it('tells no number that the document does not tell', async () => {
    for (const { data } of await read('en.xlsx'))
      for (const cell of data.flat())
        if (typeof cell === 'number')
          expect(told.has(cell) || told.has(Math.round(cell * 100)), String(cell)).toBe(true)
  })

  it('holds no formula, whatever a title begins with', async () => {
    const files = unzipSync(await bytesOf('en.xlsx'))
    for (const [name, bytes] of Object.entries(files))
      if (name.includes('sheet')) expect(new TextDecoder().decode(bytes)).not.toContain('<f')
    expect((await read('en.xlsx'))[0]?.data[0]?.[0]).toBe(NASTY.formula)
  })

  it('speaks Spanish, too', async () => {
    const sheets = await read('es.xlsx')
    expect(sheets[0]?.sheet).toBe('Acerca de')
    expect(sheets[1]?.data[0]).toContain('Personas')
  })
})

describe('the document (JSON)', () => {
  it('is the published document', async () => {
    expect(ReportDocument.parse(JSON.parse(await textOf('json')))).toEqual(report)
  })

  it('has the shape that is published: whoever changes it raises its version', async () => {
    await expect(`${JSON.stringify(reportSchema(), null, 2)}\n`).toMatchFileSnapshot('./report-schema.golden')
  })
})

describe('the paper (PDF)', () => {
  const pages = async (kind: FileKind, of = report) => {
    const { text } = await extractText(await getDocumentProxy(await bytesOf(kind, of)), { mergePages: false })
    return text.map((page) => page.replace(/\s+/g, ' '))
  }

  it('tells all questions, answers, shares and ranges', async () => {
    const text = (await pages('en.pdf')).join(' ')
    for (const { number, title } of report.questions.slice(0, 3)) expect(text).toContain(`${number}. ${title}`)
    for (const part of ['7% to 14%', '60% (53–67)', '75% or more', 'Mean 3.5', 'hours', 'More benches, please.'])
      expect(text).toContain(part)
    for (const part of ['never shown by this group', 'A test attack could not rule out', 'Left out, because'])
      expect(text).toContain(part)
    expect(text).toContain(report.seal)
  })

  it('tells no number that the document does not tell', async () => {
    const text = (await pages('en.pdf'))
      .join(' ')
      .replaceAll(report.seal, '')
      .replace(/Page \d+ of \d+/g, '')
    const inTexts = JSON.stringify(report)
    for (const [, number = ''] of text.matchAll(/(?<![\p{L}\d.]|SHA-)(\d+(?:[.,]\d+)*)(?=%| to |\)|–)/gu))
      expect(told.has(Number(number.replaceAll(',', ''))) || inTexts.includes(number), number).toBe(true)
  })

  it('numbers its pages and names the release on each', async () => {
    const all = await pages('es.pdf')
    for (const [n, text] of all.entries()) expect(text).toContain(`Página ${n + 1} de ${all.length}`)
    expect(all[0]).toContain('Qué puede y qué no puede decir este informe')
  })

  it('is tagged, so that it can be read out', async () => {
    const raw = Buffer.from(await bytesOf('en.pdf')).toString('latin1')
    for (const part of ['/MarkInfo', '/StructTreeRoot', '/Lang (en-US)', '/DisplayDocTitle true', 'pdfuaid:part'])
      expect(raw).toContain(part)
    for (const tag of ['H1', 'H2', 'Table', 'TR', 'TH', 'TD']) expect(raw).toContain(`/S /${tag}`)
  })

  it('says that letters are missing where it has no shape for them', async () => {
    expect((await pages('en.pdf')).join(' ')).toContain('Letters that this file has no shape for')
    const plain = { ...report, title: 'Encuesta añeja — Ľubica Đặng Ψυχή Київ', questions: [] }
    const text = (await pages('en.pdf', plain)).join(' ')
    expect(text).toContain(plain.title)
    expect(text).not.toContain('Letters that this file')
  })
})

describe('the manifest', () => {
  it('names every file with its size, hash and rows', async () => {
    const manifest = Manifest.parse(JSON.parse(await textOf('manifest.json')))
    expect(manifest.report).toMatchObject({ release: 1, seal: report.seal, signature: report.signature })
    const files = unzipSync(await bytesOf('zip'))
    expect(Object.keys(files).sort()).toEqual(
      [...manifest.files.map(({ name }) => name), 'denver-2026-11-20-release-1.manifest.json'].sort(),
    )
    for (const { name, bytes, sha256 } of manifest.files) {
      const file = files[name] ?? new Uint8Array()
      expect([file.length, createHash('sha256').update(file).digest('hex')], name).toEqual([bytes, sha256])
    }
  })

  it('counts the rows that are in the files', async () => {
    const { files } = Manifest.parse(JSON.parse(await textOf('manifest.json')))
    const named = (end: string) => files.find(({ name }) => name.endsWith(end))
    expect(named('.csv')?.rows).toBe(parse(await textOf('csv')).length - 1)
    const sheets = (await readExcelFile(Buffer.from(await bytesOf('en.xlsx')))).slice(1)
    expect(named('.en.xlsx')?.sheets).toEqual(sheets.map(({ sheet, data }) => ({ name: sheet, rows: data.length - 1 })))
    expect(named('.en.xlsx')?.rows).toBe(sheets.reduce((all, { data }) => all + data.length - 1, 0))
  })

  it('lies in the archive as it can be asked for by itself', async () => {
    const files = unzipSync(await bytesOf('zip'))
    expect(files['denver-2026-11-20-release-1.manifest.json']).toEqual(await bytesOf('manifest.json'))
  })
})

describe('every file', () => {
  afterEach(() => {
    vi.useRealTimers()
    vi.unstubAllEnvs()
  })

  it('has the same bytes whenever and wherever it is made', async () => {
    const made = async (at: number, timeZone: string) => {
      vi.useFakeTimers({ toFake: ['Date'], now: at })
      vi.stubEnv('TZ', timeZone)
      const files: string[] = []
      for (const kind of FILES)
        files.push(
          createHash('sha256')
            .update(await bytesOf(kind))
            .digest('hex'),
        )
      return files
    }
    expect(await made(Date.UTC(2027, 0, 1), 'Asia/Tokyo')).toEqual(
      await made(Date.UTC(2031, 5, 5, 5), 'America/Denver'),
    )
  })

  it('is there for a report without questions and without a rate', async () => {
    const { responseRate: _, delivered: __, ...bare } = richReport({ questions: [], headlines: [] })
    const few: ReportDocument = { ...bare, answered: { kind: 'fewer', than: 10 }, weighting: UNWEIGHTED }
    for (const kind of FILES) expect((await bytesOf(kind, few)).length).toBeGreaterThan(200)
    expect(await textOf('csv', few)).toContain(',10,fewer,')
  })

  it('shows counts where people were told that results are open', async () => {
    const open = richReport({
      protection: 'open',
      policy: 'exact',
      answered: { kind: 'exact', count: 7 },
      headlines: [],
    })
    const [question] = open.questions
    if (!question || !('tables' in question)) throw new Error('no tables')
    const shares = [{ kind: 'exact' as const, count: 2, percent: 29 }]
    const row = { group: { kind: 'everybody' as const }, base: { kind: 'exact' as const, count: 7 }, shares }
    const answers = [{ kind: 'points' as const, from: 1, to: 1 }]
    const table = {
      kind: 'shown' as const,
      by: 'everybody' as const,
      weighted: false,
      answers,
      rows: [row],
      notShown: [],
    }
    const exact = { ...open, questions: [{ ...question, tables: [table], comparisons: [] }] }
    const [, sheet] = await readExcelFile(Buffer.from(await bytesOf('en.xlsx', exact)))
    expect(sheet?.data[1]?.slice(2, 6)).toEqual([7, '1', 0.29, 2])
    expect(await textOf('csv', exact)).toContain(',29,exact,2,')
  })
})

const UNWEIGHTED = { outcome: 'unweighted', reason: 'too-few-answers' } as const

const NUMERIC = [
  'base',
  'percent',
  'count',
  'expected',
  'mean',
  'points',
  'low',
  'high',
  'detectable',
  'there',
] as const
