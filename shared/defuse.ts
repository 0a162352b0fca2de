/**
 * A spreadsheet runs a cell that begins like this, quoted or not: with `=`, `+`, `-`, `@`, their full-width forms, a tab, a
 * line break or NUL, blanks before it or not.
 */
const RUNS = String.raw`(?:[\s\0]*[=+\-@＝＋－＠]|[\t\r\n\0])`

const RUN = new RegExp(`^'*${RUNS}`, 'u')
const DEFUSED = new RegExp(`^'+${RUNS}`, 'u')

/** The cell as text that no spreadsheet runs; `rearmed` gives back exactly what it was. */
export const defused = (cell: string): string => (RUN.test(cell) ? `'${cell}` : cell)

export const rearmed = (cell: string): string => (DEFUSED.test(cell) ? cell.slice(1) : cell)
