import type { Share, ShownTable } from '../document.ts'
import { positionsOf, type TabledQuestion } from './counted.ts'
import type { EarlierRows } from './earlier.ts'
import { allOf, type Told, type Truth, weightedSums } from './forms.ts'
import { isQuartered } from './remainders.ts'
import type { Rows } from './rows.ts'
import { quarterOf, shareOf } from './shares.ts'

/**
 * What an earlier release told of a question, or of an option. It is told again from the present truth, which must give the
 * very same numbers: otherwise the two are not about the same answers and cannot be attacked together.
 */
export const toldBefore = (release: EarlierRows, question: TabledQuestion, part: number, truth: Truth): Told[] =>
  (release.tables.get(question.id) ?? []).flatMap((table): Told[] => {
    const rows = release.rows.get(table.by)
    const positions = table.answers.map((group) => positionsOf(question, group))
    if (!rows || positions.flat().includes(-1)) throw new Error(`${release.seal} tells of answers that are not asked`)
    const column = question.kind === 'multiple' ? positions.findIndex(([option]) => option === part) : 0
    if (column < 0) return []
    const told = toldAs(release, table, rows, question.kind === 'multiple' ? [[0]] : positions)
    const shares = table.rows.map((row) =>
      question.kind === 'multiple' ? row.shares.slice(column, column + 1) : row.shares,
    )
    const again = shares.map((own, row) => own.map((share, k) => shareAgain(told, row, k, truth, share)))
    if (JSON.stringify(again) !== JSON.stringify(shares))
      throw new Error(`the earlier release ${release.seal} does not agree with the cube`)
    return [told]
  })

/** The rows in which an earlier release left an option of a "select all" question out: some of them had too few who chose it, or did not. */
export const hiddenBefore = (release: EarlierRows, question: TabledQuestion, part: number): Rows[] =>
  question.kind !== 'multiple'
    ? []
    : (release.tables.get(question.id) ?? []).flatMap((table): Rows[] => {
        const rows = release.rows.get(table.by)
        const shown = table.answers.some((group) => positionsOf(question, group).includes(part))
        return rows && !shown && !isQuartered(table) ? [rows] : []
      })

const toldAs = (release: EarlierRows, table: ShownTable, rows: Rows, columns: Told['columns']): Told => {
  const { weights } = release
  if (table.weighted && !weights) throw new Error(`the weights of ${release.seal} are missing`)
  return {
    name: `${release.seal.slice(0, 8)} by ${table.by}`,
    rows,
    form: table.weighted ? 'weighted' : isQuartered(table) ? 'quarters' : 'percent',
    columns,
    ...(table.weighted && weights && { weights }),
  }
}

const shareAgain = (
  { form, rows, columns, weights }: Told,
  row: number,
  column: number,
  truth: Truth,
  was: Share,
): Share => {
  const answered = allOf(truth).filter((answer) => answer !== truth.none)
  const sum = weightedSums(rows.members[row] ?? [], form === 'weighted' ? weights : undefined, truth)
  const [those, any] = [sum(columns[column] ?? []), sum(answered)]
  if (form === 'quarters') return { kind: 'quarter', band: quarterOf(those, any).band }
  return shareOf(those, any, was.kind === 'exact')
}
