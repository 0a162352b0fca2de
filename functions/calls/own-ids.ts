import type { MemberId } from '../../shared/ids.ts'
import { ABSORBED_BEGINS, Absorbed } from '../../shared/membership/alias.ts'
import { profileKey } from '../../shared/membership/member.ts'
import type { Table } from '../adapters/table.ts'

/** Under which ids somebody may have replied: those of members who were merged into this one, and into them before. */
export const absorbedIds = async (table: Pick<Table, 'query'>, memberId: MemberId): Promise<MemberId[]> => {
  const { items } = await table.query(Absorbed, { pk: profileKey(memberId).pk, begins: ABSORBED_BEGINS })
  const further = await Promise.all(items.map((absorbed) => absorbedIds(table, absorbed.memberId)))
  return [...items.map((absorbed) => absorbed.memberId), ...further.flat()]
}
