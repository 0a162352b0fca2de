import { createHash } from 'node:crypto'
import { parse } from 'csv-parse/sync'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { readExport, takeFile } from '../../functions/membership/export/read-export.ts'
import { csvOf } from '../../functions/membership/export/write-file.ts'
import { memberIdOf } from '../../functions/membership/import/import-batch.ts'
import { counted } from '../../functions/membership/items.ts'
import { CitySlug } from '../../shared/ids.ts'
import type { ExportFilter } from '../../shared/membership/transfer/export.ts'
import { sanFrancisco } from './cast.ts'
import { emptyNetwork, SAM } from './transfer.ts'

/** Members of every kind that a file may hold, and names that somebody might wish to do harm with. */
const ODD_NAMES = [
  '=HYPERLINK("https://evil.example","x")',
  '+1 555',
  '-2',
  '@SUM(A1)',
  "'=1+1",
  "''@",
  "O'Hara",
  '"quoted", and; more',
  'Ω',
  'x'.repeat(100),
  'Zoë 👩‍👩‍👧 Núñez',
  'مريم الشمري',
  '＝1＋1',
  '<script>alert(1)</script>',
  'Semi;Colon',
]

const HEADERS =
  'kind,name,email,city,public_name,skills,people,surveys_agreed_at,surveys_wording,calls_agreed_at,calls_left_at,suppressed,suppressed_at,race,neighborhood,source,joined_at,activated_at,cancelled_at,lapsed_on,paid_through,dues,interval,last_paid_on,language'.split(
    ',',
  )

const row = (fields: Record<string, string>) =>
  HEADERS.map(
    (header) =>
      ({
        kind: 'person',
        city: 'san-francisco',
        paid_through: '2027-05-01',
        joined_at: '2024-05-01T10:30:00.000Z',
        activated_at: '2024-05-01T10:35:00.000Z',
        language: 'en',
        ...fields,
      })[header] ?? '',
  )

const people = [
  ...ODD_NAMES.map((name, n) => row({ name, email: `odd${n}@example.org` })),
  row({
    name: 'Ana Flores',
    email: 'ana@example.org',
    language: 'es',
    surveys_agreed_at: '2024-05-01T10:30:00.000Z',
    surveys_wording: 'join-2024',
    calls_agreed_at: '2024-05-01T10:30:00.000Z',
    calls_left_at: '2025-01-01T00:00:00.000Z',
    race: 'hispanic-latino',
    neighborhood: 'mission',
    source: 'poster_7',
    dues: '25.50',
    interval: 'year',
    last_paid_on: '2026-05-01',
  }),
  row({
    kind: 'organization',
    name: 'Ben Li',
    email: 'ben@example.org',
    public_name: '=Garden; Club',
    skills: '-pruning\n"and" digging',
    people: 'Cy\nDee; Dee',
  }),
  row({ kind: 'organization', name: 'B', email: 'b2@example.org', public_name: 'One', people: 'Only; One\n' }),
  row({
    name: 'Bounced',
    email: 'bounced@example.org',
    suppressed: 'bounced',
    suppressed_at: '2025-02-03T04:05:06.000Z',
  }),
  row({ name: 'Spam', email: 'spam@example.org', suppressed: 'complained', suppressed_at: '2025-02-03T04:05:06.000Z' }),
  row({ name: 'Waiting', email: 'waiting@example.org', activated_at: '' }),
  row({ name: 'Leaving', email: 'leaving@example.org', cancelled_at: '2026-08-01T00:00:00.000Z' }),
  row({ name: 'Grace', email: 'grace@example.org', paid_through: '2026-11-10' }),
  row({ name: 'Lapsed', email: 'lapsed@example.org', paid_through: '2026-03-01', lapsed_on: '2026-04-02' }),
  row({ name: 'Monthly', email: 'monthly@example.org', dues: '5.00', interval: 'month', last_paid_on: '2026-11-01' }),
]

const withoutIds = (file: string) => parse(file, { bom: true }).map(([_, ...cells]: string[]) => cells)
const bySecond = (rows: string[][]) => rows.toSorted((a, b) => ((a[3] ?? '') < (b[3] ?? '') ? -1 : 1))

const populated = async (file: string) => {
  const network = await emptyNetwork()
  const imported = await network.takeIn(file, { lapsed: true })
  return { ...network, imported }
}

describe('an export', () => {
  it('taken in by an empty network and exported again gives the same rows', async () => {
    const first = await populated(csvOf([HEADERS, ...people]))
    expect(first.imported).toMatchObject({ done: { new: people.length, refused: 0 }, failed: 0 })
    const out = await first.exported()
    const second = await populated(out.files[0] ?? '')
    expect(second.imported.done.new).toBe(people.length)
    const again = await second.exported()
    const rows = withoutIds(out.files[0] ?? '')
    expect(rows).toHaveLength(people.length + 1)
    expect(bySecond(withoutIds(again.files[0] ?? ''))).toEqual(bySecond(rows))
  })

  it('runs nothing in a spreadsheet, is quoted as RFC 4180 says, and begins with a byte order mark', async () => {
    const { exported } = await populated(csvOf([HEADERS, ...people]))
    const [file = ''] = (await exported()).files
    expect(file.startsWith('\ufeffmember_id,state,kind,name,')).toBe(true)
    expect(file).toContain(`"'=HYPERLINK(""https://evil.example"",""x"")"`)
    const cells = (parse(file, { bom: true }) as string[][]).flat()
    expect(cells.filter((cell) => /^\s*[=+\-@＝＋－＠\t\r\0]/.test(cell))).toEqual([])
    expect(cells).toContain('Zoë 👩‍👩‍👧 Núñez')
    expect(file.replaceAll(/"(?:[^"]|"")*"/g, '').replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
  })

  it('is cut into files, and its manifest tells the rows and the hash of each', async () => {
    const network = await populated(csvOf([HEADERS, ...people]))
    const { exportId, files } = await network.exported({ state: 'all' }, 10)
    const found = await readExport(network, exportId)
    expect(found).toMatchObject({ state: 'ready', listed: people.length, gone: 0, missing: 0 })
    expect(found?.files.map(({ rows }) => rows)).toEqual([10, 10, people.length - 20])
    expect(found?.files.map(({ sha256 }) => sha256)).toEqual(
      files.map((file) => createHash('sha256').update(file).digest('hex')),
    )
    const ids = files.flatMap((file) => (parse(file, { bom: true }) as string[][]).slice(1).map(([id]) => id))
    expect(new Set(ids).size).toBe(people.length)
  })

  it('holds the members that were asked for', async () => {
    const { exported } = await populated(csvOf([HEADERS, ...people]))
    const rowsOf = async (filter: ExportFilter) =>
      (parse((await exported(filter)).files[0] ?? '', { bom: true }) as string[][]).slice(1).map(([_, state]) => state)
    expect(await rowsOf({ state: 'lapsed' })).toEqual(['lapsed'])
    const standing = await rowsOf({ state: 'good-standing', city: sanFrancisco.slug })
    expect([...new Set(standing)].sort()).toEqual(['active', 'cancelled', 'in-grace'])
    expect(await rowsOf({ state: 'all', city: CitySlug.parse('elsewhere') })).toEqual([])
  })

  it('says when the roll is behind, and leaves out who has gone since', async () => {
    const network = await populated(csvOf([HEADERS, ...people]))
    await network.table.write(
      counted({ city: sanFrancisco.slug, memberId: memberIdOf(network.imported.importId, 99) }, 1),
    )
    const late = await network.exported()
    expect(await readExport(network, late.exportId)).toMatchObject({ missing: 1 })
    const gone = memberIdOf(network.imported.importId, 2)
    await network.table.write({ delete: { pk: `MEMBER#${gone}`, sk: 'PROFILE' } })
    const after = await network.exported()
    expect(await readExport(network, after.exportId)).toMatchObject({ listed: people.length, gone: 1 })
    expect(after.files.join()).not.toContain(gone)
  })

  it('is gone after a day; who asked, and who took how many people, stands in the audit log', async () => {
    const network = await populated(csvOf([HEADERS, ...people]))
    const { exportId } = await network.exported()
    const { items: lines } = await network.table.query(z.looseObject({ act: z.string() }), { pk: 'AUDIT#2026-11' })
    expect(lines.filter(({ subject }) => subject === exportId)).toMatchObject([
      { act: 'export-asked', actor: SAM.userId },
      { act: 'members-exported', detail: { people: people.length } },
      { act: 'export-taken', detail: { file: 1, people: people.length } },
    ])
    network.clock.passDays(1)
    expect(await readExport(network, exportId)).toBeUndefined()
    expect(await takeFile(network.needs, SAM, exportId, 0)).toMatchObject({ outcome: 'refused' })
  })
})
