import { CitySlug } from '../../ids.ts'
import type { Quantity, ShownTable } from '../document.ts'
import { type ComparedAnswer, type ComparisonDraft, draftComparison } from './comparison.ts'
import { shareOfPercent } from './percent.ts'
import type { AgainstRest } from './rest-of-rows.ts'

/**
 * In a report on the network: each city that is shown against all other cities together, smaller ones included. A network that
 * held the city itself would make the difference look smaller than it is. Cities are not ranked.
 */
export const compareCities = (table: ShownTable, against: readonly AgainstRest[]): ComparisonDraft[] =>
  table.rows.flatMap(({ group, shares }, row) => {
    if (group.kind !== 'group') return []
    const own = against.filter((contrast) => contrast.row === row)
    const compared = own.flatMap(({ answer, here, there }): ComparedAnswer[] => {
      const [named, share] = [table.answers[answer], shares[answer]]
      if (!named || !share) return []
      const rest = shareOfPercent(there.percent)
      return [{ group: named, here: { share, published: here }, there: { share: rest, published: there } }]
    })
    return compared.length === 0 ? [] : [draftComparison(restOf(table, row, CitySlug.parse(group.key)), compared)]
  })

const restOf = ({ rows }: ShownTable, row: number, city: CitySlug) => {
  const others = rows.filter((_, index) => index !== row)
  const cities = others.reduce((sum, { group }) => sum + (group.kind === 'residual' ? group.labels.length : 1), 0)
  return { kind: 'rest-of-network' as const, city, cities, answered: together(others.map(({ base }) => base)) }
}

const together = (bases: readonly Quantity[]): Quantity => ({
  kind: bases.every(({ kind }) => kind === 'exact') ? 'exact' : 'at-least',
  count: bases.reduce((sum, base) => sum + (base.kind === 'fewer' ? 0 : base.count), 0),
})
