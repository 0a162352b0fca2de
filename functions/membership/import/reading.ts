import { CITIES, City } from '../../../shared/cities/city.ts'
import type { MemberId } from '../../../shared/ids.ts'
import type { Columns } from '../../../shared/membership/transfer/columns.ts'
import type {
  Defaults,
  Reading,
  ReadMember,
  ReadRow,
  RowProblem,
} from '../../../shared/membership/transfer/read-row.ts'
import { readRow } from '../../../shared/membership/transfer/read-row.ts'
import { bankOptions } from '../../../shared/surveys/bank.ts'
import type { Instant } from '../../../shared/units.ts'
import type { Links } from '../../adapters/links.ts'
import type { Table } from '../../adapters/table.ts'
import { keys, MemberRow } from '../items.ts'
import { forgottenAmong } from '../suppressions.ts'
import type { BatchRows } from './import-items.ts'

type Settled = { columns: Columns; defaults: Defaults }

/** What the rows of a file are read with: its columns, the cities and their neighbourhoods as they are now. */
export const readingOf = async (table: Table, { columns, defaults }: Settled, at: Instant): Promise<Reading> => {
  const { items: cities } = await table.query(City, { pk: CITIES })
  return {
    columns,
    defaults,
    cities,
    at,
    choices: (dimension, slug) => {
      const city = cities.find((one) => one.slug === slug)
      const spanish = bankOptions(dimension, 'es', city)
      return bankOptions(dimension, 'en', city).map(({ key, label }, index) => ({
        key,
        names: [label, spanish[index]?.label ?? label],
      }))
    },
  }
}

export type MetRow = { row: number; read: ReadRow; double: number | undefined; memberId: MemberId | undefined }

/** The rows of a batch beside what the table knows of their addresses. */
export const meetRows = async (
  { table, links }: { table: Table; links: Pick<Links, 'pseudonyms'> },
  rows: BatchRows,
  doubles: Readonly<Record<string, number>>,
  reading: Reading,
): Promise<MetRow[]> => {
  const asWritten = rows.map(({ row, cells }) => ({ row, read: readRow(cells, reading), double: doubles[String(row)] }))
  const forgotten = await forgottenAmong(
    { table, links },
    membersIn(asWritten).map(({ email }) => email),
  )
  const read = asWritten.map((one) =>
    one.read.outcome === 'member' && forgotten.has(one.read.member.email)
      ? { ...one, read: { outcome: 'refused' as const, problems: [wasForgotten(reading)] } }
      : one,
  )
  const known = await table.getMany(
    MemberRow,
    read.flatMap((one) => (one.read.outcome === 'member' ? [keys.email(one.read.member.email)] : [])),
  )
  let next = 0
  return read.map((one) => ({
    ...one,
    memberId: one.read.outcome === 'member' ? known[next++]?.memberId : undefined,
  }))
}

const wasForgotten = ({ columns }: Reading): RowProblem => ({
  field: 'email',
  column: columns.indexOf('email'),
  reason: 'was-forgotten',
})

export const membersIn = (met: readonly Pick<MetRow, 'read'>[]): ReadMember[] =>
  met.flatMap(({ read }) => (read.outcome === 'member' ? [read.member] : []))
