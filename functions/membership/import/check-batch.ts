import { Member } from '../../../shared/membership/member.ts'
import type { ImportIn, Verdict } from '../../../shared/membership/transfer/import.ts'
import { missingFrom } from '../../../shared/membership/transfer/imported-member.ts'
import type { Links } from '../../adapters/links.ts'
import { suppressionsAmong } from '../../adapters/suppressions.ts'
import type { Table } from '../../adapters/table.ts'
import { keys } from '../items.ts'
import { batchRows, Doubles, items, type Progress, worked } from './import-items.ts'
import { type MetRow, meetRows, membersIn, readingOf } from './reading.ts'

type Needs = { table: Table; links: Pick<Links, 'activeKey' | 'pseudonym' | 'pseudonyms'> }

/** Says of every row of a batch what would become of it. Nothing is written but that. */
export const checkBatch = async (needs: Needs, found: ImportIn<'checking'>, batch: number): Promise<void> => {
  const { table } = needs
  const { importId, run } = found
  const rows = await batchRows(table, importId, batch)
  const doubles = (await table.get(Doubles, items.doubles(importId, batch)))?.of ?? {}
  const met = await meetRows(needs, rows, doubles, await readingOf(table, found, found.since))
  const members = membersIn(met)
  const suppressed = await suppressionsAmong(
    needs,
    members.map(({ email }) => email),
  )
  const fillable = found.defaults.fillIn ? await fillableAmong(table, met) : new Set<number>()
  const verdicts = met.map((one, index): Verdict => {
    const who = (rows[index]?.cells[whoColumn(found)] ?? '').slice(0, 80)
    const { row, read } = one
    if (read.outcome === 'refused') return { row, who, outcome: 'refused', problems: read.problems }
    if (one.double) return { row, who, outcome: 'duplicate', sameAs: one.double }
    const notMailed = suppressed.has(read.member.email) || read.member.suppressed
    const warnings = [...(one.memberId ? [] : read.warnings), ...(notMailed ? (['not-mailed'] as const) : [])]
    const outcome = fillable.has(row) ? 'filled' : one.memberId ? 'known' : 'new'
    return { row, who, outcome, ...(warnings.length > 0 && { warnings }) }
  })
  await table.write(...worked(found, items.verdicts(importId, run, batch), { batch, verdicts }, figuresOf(verdicts)))
}

const whoColumn = ({ columns }: ImportIn<'checking'>) => Math.max(columns.indexOf('email'), 0)

const fillableAmong = async (table: Table, met: readonly MetRow[]): Promise<Set<number>> => {
  const known = met.flatMap(({ row, read, memberId, double }) =>
    memberId && !double && read.outcome === 'member' ? [{ row, memberId, read: read.member }] : [],
  )
  const there = await table.getMany(
    Member,
    known.map(({ memberId }) => keys.profile(memberId)),
  )
  return new Set(
    known.flatMap(({ row, read }, index) => {
      const member = there[index]
      return member && Object.keys(missingFrom(member, read)).length > 0 ? [row] : []
    }),
  )
}

const figuresOf = (verdicts: readonly Verdict[]): Partial<Progress> => {
  const figures: Partial<Progress> = { rows: verdicts.length }
  for (const { outcome, warnings = [] } of verdicts)
    for (const name of [outcome, ...warnings]) figures[name] = (figures[name] ?? 0) + 1
  return figures
}
