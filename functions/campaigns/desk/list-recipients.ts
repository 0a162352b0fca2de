import * as z from 'zod'
import type { Campaign } from '../../../shared/campaigns/campaign.ts'
import { ledgerKey, Recipient, type RecipientState } from '../../../shared/campaigns/ledger.ts'
import { MemberId } from '../../../shared/ids.ts'
import { profileKey, shardOf } from '../../../shared/membership/member.ts'
import { type LookedAt, lookedAt } from '../../../web/campaigns/recipient-phrases.ts'
import type { Table } from '../../adapters/table.ts'
import { shardsOf } from '../launch/take-snapshot.ts'

type Reads = Pick<Table, 'getMany' | 'query'>

/** Where a list goes on: `<shard>.<memberId>`, the row itself included. */
export const ListPosition = z.string().transform((text, context) => {
  const [shard = '', memberId = ''] = text.split('.')
  const parsed = z.object({ shard: z.coerce.number().int().nonnegative(), memberId: MemberId }).safeParse({
    shard,
    memberId,
  })
  if (parsed.success) return parsed.data
  context.addIssue('must be a place in a list')
  return z.NEVER
})
export type ListPosition = z.output<typeof ListPosition>
export const positionName = ({ shard, memberId }: ListPosition) => `${shard}.${memberId}`

type Asked = {
  round: number
  states: readonly RecipientState[]
  /** Those of the ledger's shards that may hold any. */
  shards: readonly number[]
  from?: ListPosition | undefined
  most: number
  /** Rows of the ledger that are looked at, found or not; all when left out. */
  mostRead?: number
}

/** The rows in these states, a page of the ledger in memory at a time. `next` when there may be more. */
export const listRows = async (
  table: Reads,
  { campaignId }: Pick<Campaign, 'campaignId'>,
  { round, states, shards, from, most, mostRead = Number.POSITIVE_INFINITY }: Asked,
): Promise<{ rows: Recipient[]; next?: ListPosition }> => {
  const rows: Recipient[] = []
  let read = 0
  for (const shard of shards) {
    if (from && shard < from.shard) continue
    const begin = from?.shard === shard ? from.memberId : FIRST
    let after: string | undefined
    do {
      const { pk, sk } = ledgerKey(campaignId, shard, begin, round)
      const page = await table.query(Recipient, {
        pk,
        from: sk,
        upTo: LAST,
        limit: ON_A_PAGE,
        ...(after && { after }),
      })
      for (const row of page.items) {
        if (rows.length === most || read++ === mostRead) return { rows, next: { shard, memberId: row.memberId } }
        if (states.includes(row.state)) rows.push(row)
      }
      after = page.next
    } while (after)
  }
  return { rows }
}

/** Rows of these members, as they are now; whoever has none is left out. */
export const rowsOf = async (table: Reads, campaign: Campaign, round: number, members: readonly MemberId[]) => {
  const shards = shardsOf(campaign) ?? 1
  const keys = members.map((memberId) => ledgerKey(campaign.campaignId, shardOf(memberId, shards), memberId, round))
  return (await table.getMany(Recipient, keys)).filter((row) => row !== undefined)
}

/** With the names that these members have now. */
export const withNames = async (table: Reads, rows: readonly Recipient[]): Promise<LookedAt[]> => {
  const keys = rows.map(({ memberId }) => profileKey(memberId))
  const members = await table.getMany(Named, keys, { consistent: false })
  return rows.map((row, index) => lookedAt(row, members[index]?.name))
}

/** One profile that cannot be read must not hide the others. */
const Named = z.object({ name: z.string().optional().catch(undefined) })

const FIRST = MemberId.parse(`mbr_${'0'.repeat(26)}`)
const LAST = 'RCPT$'
const ON_A_PAGE = 500
