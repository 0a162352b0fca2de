import { stringify } from 'csv-stringify/sync'
import type { Campaign } from '../../../shared/campaigns/campaign.ts'
import { LISTS, type ListName } from '../../../shared/campaigns/desk/snapshot.ts'
import { defused } from '../../../shared/defuse.ts'
import type { Actor } from '../../../shared/identity/actor.ts'
import type { Clock } from '../../../shared/units.ts'
import { mailingName } from '../../../web/campaigns/phrases.ts'
import { auditEntry } from '../../adapters/audit.ts'
import type { Table } from '../../adapters/table.ts'
import { listRows, withNames } from './list-recipients.ts'

type Needs = { table: Table; now: Clock }
type Asked = {
  campaign: Campaign
  round: number
  lists: readonly ListName[]
  shards: readonly number[]
  actor: Actor
}

export const CSV_HEADERS = ['member', 'name', 'mailing', 'state', 'reason', 'when_utc', 'attempts'] as const

/** Who is on these lists, and why: with names and without addresses. It is noted who has taken it along. */
export const recipientsCsv = async ({ table, now }: Needs, asked: Asked): Promise<string> => {
  const { campaign, round, lists, shards, actor } = asked
  const states = lists.flatMap((list) => [...LISTS[list]])
  const { rows } = await listRows(table, campaign, { round, states, shards, most: MOST_IN_FILE })
  const looked = await withNames(table, rows)
  await table.write(
    auditEntry({
      at: now(),
      actor,
      act: 'recipients.exported',
      subject: campaign.campaignId,
      detail: { round, lists: lists.join(' '), people: rows.length },
    }),
  )
  const lines = looked.map(({ memberId, name, state, reason, at, attempts }) => [
    memberId,
    name,
    mailingName(campaign, round),
    state,
    reason,
    at ?? '',
    String(attempts),
  ])
  // The byte order mark tells spreadsheets that it is UTF-8.
  return `\ufeff${stringify(
    [[...CSV_HEADERS], ...lines].map((line) => line.map(defused)),
    { record_delimiter: 'windows', quoted_match: /[\r\n]/ },
  )}`
}

/** In one file, or one for each shard of the ledger: neither too many lines for one answer nor too many rows for its time. */
export const filesFor = (audience: number, people: number, shards: readonly number[]): number[][] =>
  audience <= MOST_READ && people <= MOST_IN_ONE ? [[...shards]] : shards.map((shard) => [shard])

const MOST_READ = 50_000
const MOST_IN_ONE = 5000
/** One answer of a function holds 6 MB: some 40,000 lines. */
const MOST_IN_FILE = 30_000
