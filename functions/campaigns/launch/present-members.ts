import type { MemberId } from '../../../shared/ids.ts'
import { ABSORBED_BEGINS, Absorbed, Alias, aliasKey, presentMember } from '../../../shared/membership/alias.ts'
import type { Table } from '../../adapters/table.ts'

/** Those of them who were merged into somebody else, and who they are now. */
export const mergedAmong = async (
  table: Pick<Table, 'get' | 'getMany'>,
  members: readonly MemberId[],
): Promise<Map<MemberId, MemberId>> => {
  const aliases = await table.getMany(Alias, members.map(aliasKey))
  const merged = members.filter((_, nth) => aliases[nth])
  const present = await Promise.all(
    merged.map(async (memberId) => {
      const now = await presentMember((of) => table.get(Alias, aliasKey(of)), memberId)
      return [memberId, now.memberId] as const
    }),
  )
  return new Map(present)
}

/** Those who were merged into this member, and into them before. */
export const earlierNames = async (table: Pick<Table, 'query'>, memberId: MemberId): Promise<MemberId[]> => {
  const { items } = await table.query(Absorbed.pick({ memberId: true }), {
    pk: aliasKey(memberId).pk,
    begins: ABSORBED_BEGINS,
  })
  const before = await Promise.all(items.map((absorbed) => earlierNames(table, absorbed.memberId)))
  return [...items.map((absorbed) => absorbed.memberId), ...before.flat()]
}
