import * as z from 'zod'
import { Campaign, CampaignListed, campaignKey, campaignList } from '../../../shared/campaigns/campaign.ts'
import { ledgerKey, Recipient } from '../../../shared/campaigns/ledger.ts'
import type { MemberId } from '../../../shared/ids.ts'
import { Member, shardOf } from '../../../shared/membership/member.ts'
import { Membership } from '../../../shared/membership/membership.ts'
import { RollRows, rollRowsKey } from '../../../shared/membership/roll.ts'
import type { ImportIn } from '../../../shared/membership/transfer/import.ts'
import type { Table, Write } from '../../adapters/table.ts'
import { counted, keys } from '../items.ts'
import { countedTogether, memberIdOf, together } from './import-batch.ts'
import { items, Made, worked } from './import-items.ts'

/** Rows of a batch whose members have had to do with the network since: they stay. `mailed`: they only stand in a campaign. */
export const Kept = z.object({ batch: z.number(), kept: z.array(z.number()), mailed: z.array(z.number()).default([]) })

/** Counts the members of a batch that nothing has happened to since they were imported; `removing` takes them away. */
export const takeBackBatch = async (
  { table }: { table: Table },
  found: ImportIn<'weighing' | 'removing'>,
  batch: number,
): Promise<void> => {
  const { importId, importRun, run } = found
  const created = (await table.get(Made, items.made(importId, importRun, batch)))?.created ?? []
  const looked: { row: number; untouched: Untouched | undefined }[] = []
  for (let first = 0; first < created.length; first += AT_ONCE)
    looked.push(
      ...(await Promise.all(
        created.slice(first, first + AT_ONCE).map(async (row) => ({
          row,
          untouched: await untouchedMember(table, memberIdOf(importId, row)),
        })),
      )),
    )
  const inCampaigns = await inLedgersSince(table, found, looked)
  const mailed = [...inCampaigns]
  const stayed = new Set([...looked.filter(({ untouched }) => !untouched).map(({ row }) => row), ...mailed])
  if (found.state === 'removing') {
    const removable = looked.filter(({ row }) => !inCampaigns.has(row))
    for (const row of await remove(table, removable)) stayed.add(row)
  }
  const kept = [...stayed].sort((a, b) => a - b)
  const figures = { rows: created.length, touched: kept.length, untouched: created.length - kept.length }
  await table.write(...worked(found, items.made(importId, run, batch), { batch, kept, mailed }, figures))
}

const AT_ONCE = 8

/** What stands under a member; the import itself has written the profile, the membership and one line of history. */
const Standing = z.looseObject({ sk: z.string() })

/** Without writes: somebody who is gone already, by an earlier try of the same batch. */
type Untouched = { member?: Member; writes: Write[]; counts: Write[] }

const untouchedMember = async (table: Table, memberId: MemberId): Promise<Untouched | undefined> => {
  const { pk } = keys.profile(memberId)
  const { items: all } = await table.query(Standing, { pk })
  const lines = all.filter(({ sk }) => ACTS.test(sk))
  const profile = all.find(({ sk }) => sk === 'PROFILE')
  if (!profile) return lines.length === 0 ? { writes: [], counts: [] } : undefined
  const member = Member.parse(profile)
  const membership = Membership.parse(all.find(({ sk }) => sk === 'MEMBERSHIP'))
  const [line] = lines
  if (membership.version > 1 || member.tokenEpoch > 0 || lines.length !== 1 || line?.what !== 'imported')
    return undefined
  return {
    member,
    writes: [
      { delete: keys.membership(memberId), if: { equals: { version: 1 } } },
      { delete: keys.profile(memberId), if: { equals: { email: member.email, city: member.city, tokenEpoch: 0 } } },
      { delete: keys.email(member.email), if: { equals: { memberId } } },
      { delete: { pk, sk: line.sk } },
      ...offTheRoll(memberId, all),
    ],
    counts: member.audience ? [counted(member, -1)] : [],
  }
}

/**
 * Rows whose members a campaign has taken into its audience since. Its ledger knows; whether they answered is not looked at.
 */
const inLedgersSince = async (
  table: Table,
  { confirmedAt }: Pick<ImportIn<'weighing'>, 'confirmedAt'>,
  looked: readonly { row: number; untouched: Untouched | undefined }[],
): Promise<Set<number>> => {
  const members = looked.flatMap(({ row, untouched }) => (untouched?.member ? [{ row, member: untouched.member }] : []))
  const cities = [...new Set(members.map(({ member }) => member.city))]
  const listed = await Promise.all(cities.map((city) => table.query(CampaignListed, { pk: campaignList(city) })))
  const ids = listed.flatMap(({ items: campaigns }) => campaigns.map(({ campaignId }) => campaignId))
  const campaigns = await table.getMany(Campaign, ids.map(campaignKey))
  const places = campaigns.flatMap((campaign) => {
    const shards = campaign && 'ledgerShards' in campaign ? campaign.ledgerShards : undefined
    // What had closed before the import can have nobody of it.
    if (!campaign || shards === undefined || campaign.closesAt < confirmedAt) return []
    return members
      .filter(({ member }) => member.city === campaign.city)
      .map(({ row, member: { memberId } }) => ({
        row,
        key: ledgerKey(campaign.campaignId, shardOf(memberId, shards), memberId),
      }))
  })
  const found = await table.getMany(
    Recipient,
    places.map(({ key }) => key),
  )
  return new Set(places.flatMap(({ row }, nth) => (found[nth] ? [row] : [])))
}

/** Its lines as they stand; should they change meanwhile, whoever keeps the roll takes away what is left. */
const offTheRoll = (memberId: MemberId, all: readonly z.output<typeof Standing>[]): Write[] => {
  const roll = RollRows.safeParse(all.find(({ sk }) => sk === 'ROLL'))
  if (!roll.success || roll.data.rows.length > MOST_LINES) return []
  return [{ delete: rollRowsKey(memberId) }, ...roll.data.rows.map((key) => ({ delete: key }))]
}
const MOST_LINES = 60

/** The rows whose members stayed after all: something happened to them at the same moment. */
const remove = async (
  table: Table,
  looked: readonly { row: number; untouched: Untouched | undefined }[],
): Promise<number[]> => {
  const removable = looked.flatMap(({ row, untouched }) =>
    untouched && untouched.writes.length > 0 ? [{ row, ...untouched }] : [],
  )
  const stayed: number[] = []
  for (const group of together(removable)) {
    const counts = countedTogether(group.flatMap((one) => one.counts))
    const { outcome } = await table.write(...group.flatMap(({ writes }) => writes), ...counts)
    if (outcome === 'written') continue
    for (const { row, writes, counts: own } of group)
      if ((await table.write(...writes, ...own)).outcome === 'refused') stayed.push(row)
  }
  return stayed
}

/** Lines of what a member did or was told: any of them but the import's own keeps the member. */
const ACTS = /^(HISTORY|MAIL|STEP|NOTE|ALIAS|SESSION|MERGE)(#|$)/
