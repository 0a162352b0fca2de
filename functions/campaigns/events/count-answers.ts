import { allAnsweredMarks } from '../../../shared/campaigns/answered.ts'
import type { Campaign } from '../../../shared/campaigns/campaign.ts'
import { RecountResult, recountsOf } from '../../../shared/results/counting/recount.ts'
import type { Table } from '../../adapters/table.ts'

/**
 * How many have answered. Of a closed survey what the recount before its report found, one read whatever the number; else
 * their marks: about 500 read units for 50,000 answers.
 */
export const countAnswers = async (
  table: Pick<Table, 'query' | 'count'>,
  campaign: Campaign & { ledgerShards?: number | undefined },
): Promise<number> => (await recountedAtClose(table, campaign)) ?? table.count(...allAnsweredMarks(campaign))

const recountedAtClose = async (table: Pick<Table, 'query'>, campaign: Campaign): Promise<number | undefined> => {
  if (campaign.state !== 'closed') return undefined
  const newest = { pk: recountsOf(campaign.campaignId), newestFirst: true, limit: 1 }
  const [recount] = (await table.query(RecountResult, newest)).items
  return recount?.outcome === 'equal' && recount.at >= campaign.closedAt ? recount.responses : undefined
}
