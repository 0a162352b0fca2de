import type { MemberId } from '../../../shared/ids.ts'
import { Alias, aliasKey, presentMember } from '../../../shared/membership/alias.ts'
import type { Table } from '../../adapters/table.ts'

/** Who this member is now: the one that they were merged into, or they themselves. */
export const presentMemberId = async (table: Pick<Table, 'get'>, memberId: MemberId): Promise<MemberId> =>
  (await presentMember((of) => table.get(Alias, aliasKey(of)), memberId)).memberId
