import { type City, cityKey } from '../../shared/cities/city.ts'
import { type Actor, may } from '../../shared/identity/actor.ts'
import type { Clock } from '../../shared/units.ts'
import { auditEntry } from '../adapters/audit.ts'
import type { Table } from '../adapters/table.ts'
import { campaignsUnderWay } from './campaigns-under-way.ts'

type Needs = { table: Table; now: Clock }

export type EditedNeighbourhoods =
  | { outcome: 'edited' }
  | { outcome: 'refused'; reason: 'changed-meanwhile' | 'not-yours' | 'survey-open' }

/**
 * `before` is the list that the editor had in view: if it stands no longer, somebody else's change would be lost. Not
 * while people answer: some would have been asked with one list and some with another.
 */
export const editNeighbourhoods = async (
  { table, now }: Needs,
  actor: Actor,
  edit: { slug: City['slug']; before: readonly string[]; after: readonly string[] },
): Promise<EditedNeighbourhoods> => {
  const { slug, before, after } = edit
  if (!may(actor, 'city.edit', slug)) return { outcome: 'refused', reason: 'not-yours' }
  if ((await campaignsUnderWay(table, slug)).some(({ answerable }) => answerable))
    return { outcome: 'refused', reason: 'survey-open' }
  const { outcome } = await table.write(
    { update: cityKey(slug), set: { neighbourhoods: after }, if: { exists: true, equals: { neighbourhoods: before } } },
    auditEntry({ at: now(), actor, act: 'city.neighbourhoods-edited', subject: slug, detail: { count: after.length } }),
  )
  return outcome === 'written' ? { outcome: 'edited' } : { outcome: 'refused', reason: 'changed-meanwhile' }
}
