import { parse } from 'csv-parse/sync'
import { describe, expect, it } from 'vitest'
import { csvOf } from '../../functions/membership/export/write-file.ts'
import { memberIdOf } from '../../functions/membership/import/import-batch.ts'
import { items, Made } from '../../functions/membership/import/import-items.ts'
import type { ImportIn } from '../../shared/membership/transfer/import.ts'
import { emptyNetwork } from './transfer.ts'

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
  await enrol(network, imported)
  return { ...network, imported }
}

const enrol = async (network: Awaited<ReturnType<typeof emptyNetwork>>, imported: ImportIn<'imported'>) => {
  for (let batch = 0; batch < imported.batches; batch++) {
    const made = await network.table.get(Made, items.made(imported.importId, imported.run, batch))
    await network.onTheRoll(...(made?.created ?? []).map((n) => memberIdOf(imported.importId, n)))
  }
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
})
