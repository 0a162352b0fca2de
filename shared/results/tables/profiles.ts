import type { By } from '../document.ts'
import type { Profile } from '../gate/problem.ts'
import type { EarlierTables } from '../inputs.ts'
import { type EarlierRows, earlierRows } from './earlier.ts'
import { type Grouping, rowGroup } from './groups.ts'
import { type Place, type Rows, rowsFrom } from './rows.ts'

export type Crossing = Exclude<By, 'everybody'>

/**
 * People who are alike in every group that a table of this or an earlier release tells apart, and in their weight: whoever
 * reads them all can tell the people of a profile apart in nothing.
 */
export type Profiles = {
  count: number
  /** As the gate wants them. */
  list: readonly Profile[]
  sizes: Int32Array
  /** Whole thousandths; absent where nothing is weighted. */
  weights?: Int32Array
  everybody: Rows
  crossings: ReadonlyMap<Crossing, Rows>
  earlier: readonly EarlierRows[]
  /** The profile of each cell, in the order of the cube. */
  ofCell: Int32Array
}

export const profilesOf = (
  places: readonly Place[],
  groupings: ReadonlyMap<Crossing, Grouping>,
  weights: Int32Array | undefined,
  earlier: readonly EarlierTables[],
): Profiles => {
  const crossed = [...groupings].flatMap(([by, grouping]) =>
    grouping.outcome === 'grouped' ? [{ by, groups: grouping.groups, rowOf: grouping.rowOf }] : [],
  )
  const before = earlier.map((release) => earlierRows(release, places))
  const indexes = new Map<string, number>()
  const rows = crossed.map((): number[] => [])
  const rowsBefore = before.map((): string[] => [])
  const sizes: number[] = []
  const ofProfile: number[] = []
  const ofCell = new Int32Array(places.length)
  for (const [c, { people, option }] of places.entries()) {
    const own = crossed.map(({ by, rowOf }) => rowOf(option(by)) ?? -1)
    const names = own.map((row, k) => nameOf(crossed[k]?.by ?? '', crossed[k]?.groups[row]))
    const weight = weights?.[c]
    if (weight !== undefined) names.push(`weight ${weight}`)
    const past = before.map(({ placeOfCell }) => placeOfCell[c] ?? '')
    const key = [...names, ...past].join(';') || 'everybody'
    let profile = indexes.get(key)
    if (profile === undefined) {
      profile = indexes.size
      indexes.set(key, profile)
      sizes.push(0)
      ofProfile.push(c)
      for (const [k, row] of own.entries()) rows[k]?.push(row)
      for (const [k, place] of past.entries()) rowsBefore[k]?.push(place)
    }
    sizes[profile] = (sizes[profile] ?? 0) + people
    ofCell[c] = profile
  }
  const count = indexes.size
  return {
    count,
    list: [...indexes.keys()].map((key, p) => ({ key, size: sizes[p] ?? 0 })),
    sizes: Int32Array.from(sizes),
    ...(weights && { weights: Int32Array.from(ofProfile, (c) => weights[c] ?? 0) }),
    everybody: rowsFrom([{ kind: 'everybody' }], new Int32Array(count), sizes),
    crossings: new Map(
      crossed.map(({ by, groups }, k) => [by, rowsFrom(groups.map(rowGroup), Int32Array.from(rows[k] ?? []), sizes)]),
    ),
    earlier: before.map((release, k) => release.of(rowsBefore[k] ?? [], sizes)),
    ofCell,
  }
}

const nameOf = (by: string, group: { kind: 'group'; key: string } | { kind: 'residual' } | undefined) =>
  `${by}=${group?.kind === 'group' ? group.key : 'all other and unstated'}`
