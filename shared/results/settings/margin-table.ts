import type { Dimension } from '../../words.ts'
import type { TypedMargin } from './margin-form.ts'

/** What people can answer, by dimension, as this city reads it. */
export type AskedGroups = readonly { dimension: Dimension; name: string; options: readonly Named[] }[]
export type Named = { key: string; label: string }

export type TableProblem =
  | { reason: 'no-table' | 'no-rows' }
  | { reason: 'no-column'; column: string }
  | { reason: 'unknown-dimension' | 'unknown-option' | 'twice'; row: number; value: string }

type Typed = Pick<TypedMargin, 'counts' | 'joined'>

/**
 * Numbers of people by group out of a table with the columns dimension, option and count, and perhaps `counted with`.
 * Groups may stand by their key or by the words in which they are asked. Rows are numbered as spreadsheets do.
 */
export const readMarginTable = (
  records: readonly (readonly string[])[],
  asked: AskedGroups,
):
  | { outcome: 'read'; typed: { dimension: Dimension; typed: Typed }[] }
  | { outcome: 'refused'; problems: TableProblem[] } => {
  const [header, ...rows] = records
  if (!header) return { outcome: 'refused', problems: [{ reason: 'no-table' }] }
  const names = header.map(plain)
  const place = (...known: string[]) => names.findIndex((name) => known.includes(name))
  const at = {
    dimension: place('dimension', 'demographic', 'question'),
    option: place('option', 'group', 'answer'),
    count: place('count', 'people', 'number'),
    with: place('countedwith', 'joined', 'together'),
  }
  const missing = (['dimension', 'option', 'count'] as const).filter((column) => at[column] < 0)
  if (missing.length > 0)
    return { outcome: 'refused', problems: missing.map((column) => ({ reason: 'no-column', column })) }

  const cellIn = (row: readonly string[]) => (column: keyof typeof at) => (row[at[column]] ?? '').trim()
  const problems: TableProblem[] = []
  const read = new Map<Dimension, Typed>()
  for (const [index, cells] of rows.entries()) {
    if (cells.every((cell) => cell.trim() === '')) continue
    const problem = readRow(cellIn(cells), index + 2, asked, read)
    if (problem) problems.push(problem)
  }
  if (problems.length > 0) return { outcome: 'refused', problems }
  if (read.size === 0) return { outcome: 'refused', problems: [{ reason: 'no-rows' }] }
  return { outcome: 'read', typed: [...read].map(([dimension, typed]) => ({ dimension, typed })) }
}

/** Adds what the row says to `read`, unless something is wrong with it. */
const readRow = (
  cell: (column: 'dimension' | 'option' | 'count' | 'with') => string,
  row: number,
  asked: AskedGroups,
  read: Map<Dimension, Typed>,
): TableProblem | undefined => {
  const named = cell('dimension')
  const group = asked.find(({ dimension, name }) => plain(dimension) === usual(named) || plain(name) === plain(named))
  if (!group) return { reason: 'unknown-dimension', row, value: named }
  const option = optionIn(group.options, cell('option'))
  if (!option) return { reason: 'unknown-option', row, value: cell('option') }
  const typed = read.get(group.dimension) ?? { counts: {}, joined: {} }
  if (typed.counts[option] !== undefined) return { reason: 'twice', row, value: cell('option') }
  const into = cell('with')
  const known = into === '' ? undefined : optionIn(group.options, into)
  if (into !== '' && !known) return { reason: 'unknown-option', row, value: into }
  typed.counts[option] = cell('count')
  if (known) typed.joined[option] = known
  read.set(group.dimension, typed)
  return undefined
}

const optionIn = (options: readonly Named[], value: string) =>
  options.find(({ key, label }) => plain(key) === plain(value) || plain(label) === plain(value))?.key

const plain = (text: string) =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '')

/** The words that people use for a dimension besides its own. */
const usual = (typed: string): string => ALSO[plain(typed)] ?? plain(typed)

const ALSO: Record<string, string> = {
  age: 'ageband',
  ethnicity: 'race',
  sex: 'gender',
  neighborhood: 'neighbourhood',
}
