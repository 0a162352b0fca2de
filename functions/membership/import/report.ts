import { defused } from '../../../shared/defuse.ts'
import type { Member } from '../../../shared/membership/member.ts'
import { fileKey, type Import, type RowOutcome, type Verdict } from '../../../shared/membership/transfer/import.ts'
import { OUTCOME } from '../../../web/membership/import/phrases.ts'
import { reasonsFor } from '../../../web/membership/import/report-page.tsx'
import type { Table } from '../../adapters/table.ts'
import { csvOf } from '../export/write-file.ts'
import { memberIdOf } from './import-batch.ts'
import { items, Made, madeBegin, Verdicts, verdictsBegin } from './import-items.ts'
import { Kept } from './take-back-batch.ts'

type Checked = Extract<Import, { checkRun: number }>

export type ReportPage = { verdicts: Verdict[]; next?: string }

/** Fifty verdicts from a position on: the batch, and how many of its verdicts were shown. */
export const reportPage = async (
  table: Table,
  { importId, checkRun }: Checked,
  show: RowOutcome | 'all',
  from = '0.0',
): Promise<ReportPage> => {
  const [first = 0, skip = 0] = from.split('.').map((number) => Number.parseInt(number, 10) || 0)
  const verdicts: Verdict[] = []
  let after: string | undefined
  do {
    const page = await table.query(Verdicts, {
      pk: fileKey(importId),
      from: items.verdicts(importId, checkRun, first).sk,
      upTo: `${verdictsBegin(checkRun)}~`,
      limit: 20,
      ...(after && { after }),
    })
    for (const batch of page.items)
      for (const [index, verdict] of batch.verdicts.entries()) {
        if (batch.batch === first && index < skip) continue
        if (show !== 'all' && verdict.outcome !== show) continue
        if (verdicts.length === ON_A_PAGE) return { verdicts, next: `${batch.batch}.${index}` }
        verdicts.push(verdict)
      }
    after = page.next
  } while (after)
  return { verdicts }
}

const ON_A_PAGE = 50

/** All verdicts as a file. */
export const reportFile = async (table: Table, found: Checked & Pick<Import, 'importId'>): Promise<string> => {
  const headers = 'headers' in found ? found.headers : []
  const { items: batches } = await table.query(Verdicts, {
    pk: fileKey(found.importId),
    begins: verdictsBegin(found.checkRun),
  })
  const rows = batches.flatMap(({ verdicts }) =>
    verdicts.map((verdict) => [
      String(verdict.row),
      verdict.who,
      OUTCOME[verdict.outcome].label,
      reasonsFor(verdict, headers).join(' '),
    ]),
  )
  return `\ufeff${csvOf([['row', 'address as written', 'outcome', 'why'], ...rows].map((row) => row.map(defused)))}`
}

export const failedRows = async (table: Table, importId: Import['importId'], run: number) => {
  const { items: batches } = await table.query(Made, { pk: fileKey(importId), begins: madeBegin(run) })
  return batches.flatMap(({ failed }) => failed).slice(0, MOST_SHOWN)
}

export const keptRows = async (
  table: Table,
  importId: Import['importId'],
  run: number,
): Promise<{ row: number; memberId: Member['memberId']; why: 'acted' | 'mailed' }[]> => {
  const { items: batches } = await table.query(Kept, { pk: fileKey(importId), begins: madeBegin(run) })
  return batches
    .flatMap(({ kept, mailed }) =>
      kept.map((row) => ({ row, why: mailed.includes(row) ? 'mailed' : 'acted' }) as const),
    )
    .slice(0, MOST_SHOWN)
    .map(({ row, why }) => ({ row, memberId: memberIdOf(importId, row), why }))
}

const MOST_SHOWN = 200
