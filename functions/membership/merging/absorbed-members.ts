import type { MemberId } from '../../../shared/ids.ts'
import { ABSORBED_BEGINS, Absorbed } from '../../../shared/membership/alias.ts'
import type { Table } from '../../adapters/table.ts'
import { keys } from '../items.ts'

/** Those who were merged into this member, and into them before: what happened to them happened to the same person. */
export const absorbedBy = async (table: Pick<Table, 'query'>, memberId: MemberId): Promise<MemberId[]> =>
  (await absorptions(table, memberId)).map((absorbed) => absorbed.memberId)

export const absorptions = async (table: Pick<Table, 'query'>, memberId: MemberId): Promise<Absorbed[]> => {
  const { items } = await table.query(Absorbed, { ...keys.profile(memberId), begins: ABSORBED_BEGINS })
  const further = await Promise.all(items.map((absorbed) => absorptions(table, absorbed.memberId)))
  return [...items, ...further.flat()]
}
