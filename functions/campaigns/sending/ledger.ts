import { ledgerKey, Recipient } from '../../../shared/campaigns/ledger.ts'
import type { CampaignId, MemberId } from '../../../shared/ids.ts'
import type { Table, Write } from '../../adapters/table.ts'

/** `round`: the mailing; absent in the first. */
export type LedgerRow = { campaignId: CampaignId; shard: number; memberId: MemberId; round?: number | undefined }

export const readRecipient = (
  table: Pick<Table, 'get'>,
  { campaignId, shard, memberId, round }: LedgerRow,
): Promise<Recipient | undefined> => table.get(Recipient, ledgerKey(campaignId, shard, memberId, round))

export const addRecipient = async (table: Pick<Table, 'write'>, row: Recipient): Promise<boolean> =>
  (await table.write(rowAdded(row))).outcome === 'written'

/** Refused when the member has a row in this mailing. */
export const rowAdded = (row: Recipient): Write => ({ put: stored(row), if: { exists: false } })

/** False when the row has moved since `from` was read: then nothing was written. */
export const moveRecipient = async (table: Pick<Table, 'write'>, from: Recipient, to: Recipient): Promise<boolean> =>
  (await table.write(rowMoved(from, to))).outcome === 'written'

export const rowMoved = (from: Recipient, to: Recipient): Write => ({
  put: stored(to),
  if: { equals: { sendId: from.sendId, step: from.step } },
})

/** The same, in a form that can go together with other changes: only what is different. */
export const rowChanged = (from: Recipient, to: Recipient): Write => {
  const [before, after] = [new Map(Object.entries(from)), new Map(Object.entries(to))]
  return {
    update: ledgerKey(from.campaignId, from.shard, from.memberId, from.round),
    set: Object.fromEntries([...after].filter(([name, value]) => before.get(name) !== value)),
    remove: [...before.keys()].filter((name) => after.get(name) === undefined),
    if: { equals: { sendId: from.sendId, step: from.step } },
  }
}

export type Move = { from: Recipient; to: Recipient }

/** At most 25; says of each whether it was made. */
export const moveEach = async (table: Pick<Table, 'writeEach'>, moves: readonly Move[]): Promise<boolean[]> => {
  const outcomes = await table.writeEach(...moves.map(({ from, to }) => rowChanged(from, to)))
  return outcomes.map((outcome) => outcome === 'written')
}

/** Decides on the row as it stands and writes, again until the row held still or the decision changes nothing. */
export const settleRecipient = async (
  table: Pick<Table, 'get' | 'write'>,
  at: LedgerRow,
  decide: (row: Recipient) => Recipient,
): Promise<Recipient | undefined> => {
  for (;;) {
    const row = await readRecipient(table, at)
    if (!row) return undefined
    const decided = decide(row)
    if (decided === row || (await moveRecipient(table, row, decided))) return decided
  }
}

const stored = (row: Recipient) => ({ ...ledgerKey(row.campaignId, row.shard, row.memberId, row.round), ...row })
