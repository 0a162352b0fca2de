import type { By, ReportTable, RowGroup, ShownTable } from '../document.ts'
import type { EarlierTables } from '../inputs.ts'
import { type Place, type Rows, rowsFrom } from './rows.ts'

/** The tables of an earlier release with their rows as profiles of now. */
export type EarlierRows = {
  seal: string
  cell: number
  tables: ReadonlyMap<string, readonly ShownTable[]>
  rows: ReadonlyMap<By, Rows>
  /** Whole thousandths by profile, where its totals were weighted. */
  weights?: Int32Array
}

/**
 * Where each cell stood in an earlier release. `of` turns the places of profiles into rows. Throws when that release was about
 * other people than those of the cube: the two could not be attacked together.
 */
export const earlierRows = (
  release: EarlierTables,
  places: readonly Place[],
): { placeOfCell: string[]; of: (placeOfProfile: readonly string[], sizes: readonly number[]) => EarlierRows } => {
  const within = new Set<string>(release.cities)
  const isIn = ({ option }: Place) => !release.cities || within.has(option('city') ?? '')
  const weights = release.weights && new Map(release.weights)
  const crossings = crossingsOf(release)
  const placeOfCell = places.map((place) => {
    if (!isIn(place)) return OUTSIDE
    const rows = crossings.map(({ by, rowOf }) => rowOf(place.option(by)))
    return JSON.stringify([weights?.get(place.cell) ?? 0, ...rows])
  })
  const people = places.reduce((all, place) => (isIn(place) ? all + place.people : all), 0)
  if (people !== release.responses) throw otherPeople(release)

  return {
    placeOfCell,
    of: (placeOfProfile, sizes) => {
      const parsed = placeOfProfile.map((place): number[] | undefined =>
        place === OUTSIDE ? undefined : JSON.parse(place),
      )
      const rowOf = (k: number) => Int32Array.from(parsed, (place) => place?.[k] ?? -1)
      const rows = new Map<By, Rows>([
        [
          'everybody',
          rowsFrom(
            [{ kind: 'everybody' }],
            Int32Array.from(parsed, (place) => (place ? 0 : -1)),
            sizes,
          ),
        ],
      ])
      for (const [k, { by, groups, bases }] of crossings.entries()) {
        const own = rowsFrom(groups, rowOf(k + 1), sizes)
        if (own.bases.some((base, row) => base !== bases[row])) throw otherPeople(release)
        rows.set(by, own)
      }
      return {
        seal: release.seal,
        cell: release.cell,
        tables: new Map(release.questions.map(({ id, tables }) => [id, tables.filter((table) => isShown(table))])),
        rows,
        ...(weights && { weights: Int32Array.from(parsed, (place) => place?.[0] ?? 0) }),
      }
    },
  }
}

/** In no row of the release. */
const OUTSIDE = ''

type EarlierCrossing = {
  by: By
  groups: readonly RowGroup[]
  bases: readonly number[]
  rowOf: (option: string | undefined) => number
}

/** The groups of each dimension are the same in all tables of a release. */
const crossingsOf = ({ questions }: EarlierTables): EarlierCrossing[] => {
  const found = new Map<By, EarlierCrossing>()
  for (const table of questions.flatMap(({ tables }) => tables)) {
    if (!isShown(table) || table.by === 'everybody' || found.has(table.by)) continue
    const groups = table.rows.map(({ group }) => group)
    const named = new Map(groups.flatMap((group, row) => (group.kind === 'group' ? [[group.key, row]] : [])))
    const residual = groups.findIndex(({ kind }) => kind === 'residual')
    found.set(table.by, {
      by: table.by,
      groups,
      bases: table.rows.map(({ base }) => (base.kind === 'exact' ? base.count : -1)),
      rowOf: (option) => (option === undefined ? residual : (named.get(option) ?? residual)),
    })
  }
  return [...found.values()]
}

const isShown = (table: ReportTable): table is ShownTable => table.kind === 'shown'

const otherPeople = ({ seal }: EarlierTables) =>
  new Error(`the earlier release ${seal} is not about the same people as the cube`)
