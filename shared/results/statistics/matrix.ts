/** Small dense matrices, row by row. */
export type Matrix = readonly (readonly number[])[]

export const at = (matrix: Matrix, row: number, column: number): number => matrix[row]?.[column] ?? 0

export const transposed = (matrix: Matrix): number[][] =>
  (matrix[0] ?? []).map((_, column) => matrix.map((line) => line[column] ?? 0))

export const product = (left: Matrix, right: Matrix): number[][] => {
  const columns = transposed(right)
  return left.map((line) =>
    columns.map((column) => {
      let sum = 0
      for (let k = 0; k < line.length; k++) sum += (line[k] ?? 0) * (column[k] ?? 0)
      return sum
    }),
  )
}

/**
 * The matrix X with `left X = right`, by Gaussian elimination with row exchanges; nothing where `left` has none, or next
 * to none (a pivot below 1e-12 of its column's largest number).
 */
export const solve = (left: Matrix, right: Matrix): number[][] | undefined => {
  const size = left.length
  const lines = left.map((line, row) => [...line, ...(right[row] ?? [])])
  const scale = Math.max(...left.map((line) => Math.max(...line.map(Math.abs))))
  for (let column = 0; column < size; column++) {
    const pivot = pivotRow(lines, column)
    const line = lines[pivot] ?? []
    if (!(Math.abs(line[column] ?? 0) > 1e-12 * scale)) return undefined
    ;[lines[pivot], lines[column]] = [lines[column] ?? [], line]
    for (const [row, other] of lines.entries()) {
      const times = (other[column] ?? 0) / (line[column] ?? 0)
      if (row === column || times === 0) continue
      for (let k = column; k < other.length; k++) other[k] = (other[k] ?? 0) - times * (line[k] ?? 0)
    }
  }
  return lines.map((line, row) => line.slice(size).map((value) => value / (line[row] ?? 0)))
}

/** `size - 1` columns of length 1, each at right angles to the others and to a column of ones. */
export const helmert = (size: number): number[][] =>
  Array.from({ length: size }, (_, row) =>
    Array.from({ length: size - 1 }, (_, k) => {
      const length = Math.sqrt((k + 1) * (k + 2))
      if (row <= k) return 1 / length
      return row === k + 1 ? -(k + 1) / length : 0
    }),
  )

const pivotRow = (lines: Matrix, column: number): number => {
  let best = column
  for (let row = column + 1; row < lines.length; row++) {
    if (Math.abs(at(lines, row, column)) > Math.abs(at(lines, best, column))) best = row
  }
  return best
}
