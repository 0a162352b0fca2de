import { beforeAll, describe, expect, it } from 'vitest'
import type { Table } from '../../functions/adapters/table.ts'
import { figuresOf } from '../../functions/campaigns/desk/progress.ts'
import { countAnswers } from '../../functions/campaigns/events/count-answers.ts'
import { answeredKey } from '../../shared/campaigns/answered.ts'
import { Campaign } from '../../shared/campaigns/campaign.ts'
import { ledgerKey } from '../../shared/campaigns/ledger.ts'
import type { CampaignId } from '../../shared/ids.ts'
import { shardOf } from '../../shared/membership/member.ts'
import { type RecountResult, recountsOf } from '../../shared/results/counting/recount.ts'
import type { Instant } from '../../shared/units.ts'
import { campaignNumbered, surveyCampaign } from '../results/answered.ts'
import { marked } from '../results/published.ts'
import { freshTable } from '../table.ts'

const SHARDS = 8

let table: Table
beforeAll(async () => {
  ;({ table } = await freshTable())
})

describe('how many have answered', () => {
  it('is the number of marks, in all shards, and of nothing else in the ledger', async () => {
    const open = await answeredBy(1, 23, 'open')
    const id = marked(24)
    await table.write({ put: { ...ledgerKey(open.campaignId, shardOf(id, SHARDS), id), state: 'PENDING' } })
    expect(await countAnswers(table, open)).toBe(23)
    expect(await figuresOf(table, open)).toMatchObject({ answered: 23 })
    await table.write({ delete: markOf(open.campaignId, 7) })
    expect(await countAnswers(table, open)).toBe(22)
  })

  it('is nothing before anybody has', async () => {
    expect(await countAnswers(table, await answeredBy(2, 0, 'open'))).toBe(0)
  })

  it('of a closed survey is what its report was recounted to be, and costs one read in a list', async () => {
    const closed = await answeredBy(3, 9, 'closed')
    expect(await countAnswers(table, closed)).toBe(9)
    await recounted(closed.campaignId, '1', '2026-11-19T12:00:00.000Z', { outcome: 'equal', responses: 4 })
    expect(await countAnswers(table, closed)).toBe(9)
    await recounted(closed.campaignId, '2', '2026-11-20T12:01:00.000Z', { outcome: 'differs', responses: 8 })
    expect(await countAnswers(table, closed)).toBe(9)
    await recounted(closed.campaignId, '3', '2026-11-20T12:02:00.000Z', { outcome: 'equal', responses: 9 })
    let counts = 0
    const counting = { ...table, count: async () => ++counts }
    expect(await countAnswers(counting, closed)).toBe(9)
    expect(counts).toBe(0)
  })
})

const markOf = (campaignId: CampaignId, n: number) => answeredKey(campaignId, shardOf(marked(n), SHARDS), marked(n))

const answeredBy = async (campaign: number, many: number, state: 'open' | 'closed') => {
  const campaignId = campaignNumbered(campaign)
  for (let n = 1; n <= many; n++) await table.write({ put: markOf(campaignId, n) })
  return Campaign.parse({ ...surveyCampaign(campaignId, state), ledgerShards: SHARDS })
}

const recounted = async (
  campaignId: CampaignId,
  nth: string,
  at: string,
  found: Pick<RecountResult, 'outcome' | 'responses'>,
) => {
  const recountId = `rcn_${nth.padStart(26, '0')}`
  const more = found.outcome === 'equal' ? { cube: 'c' } : { waiting: 1, unreadable: 0, cells: 1, questions: [] }
  await table.write({
    put: { pk: recountsOf(campaignId), sk: recountId, recountId, at: at as Instant, ...found, ...more },
  })
}
