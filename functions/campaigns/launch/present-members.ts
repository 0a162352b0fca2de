import type { MemberId } from '../../../shared/ids.ts'
import { Alias, aliasKey, presentMember } from '../../../shared/membership/alias.ts'
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
