import type { RowGroup } from '../document.ts'

/** One cell of the cube: how many people, and what each answered of who they are. */
export type Place = { cell: string; people: number; option: (dimension: string) => string | undefined }

/** Rows of a table: the profiles in each, and the row of each profile. */
export type Rows = {
  groups: readonly RowGroup[]
  bases: readonly number[]
  members: readonly (readonly number[])[]
  rowOf: Int32Array
}

/** A row of -1: in no row of the table. */
export const rowsFrom = (groups: readonly RowGroup[], rowOf: Int32Array, sizes: readonly number[]): Rows => {
  const members = groups.map((): number[] => [])
  const bases = groups.map(() => 0)
  for (const [profile, row] of rowOf.entries()) {
    members[row]?.push(profile)
    if (row >= 0) bases[row] = (bases[row] ?? 0) + (sizes[profile] ?? 0)
  }
  return { groups, bases, members, rowOf }
}
