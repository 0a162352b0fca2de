import * as z from 'zod'
import { type CampaignId, MemberId } from '../ids.ts'
import { ledgerPartition } from './ledger.ts'

/**
 * That somebody has answered, and nothing of what: reminders leave them out. Written with the response, beside the ledger
 * of the invitation, so that the sender needs no right to read responses.
 */
export const answeredKey = (campaignId: CampaignId, shard: number, memberId: MemberId) => ({
  pk: ledgerPartition(campaignId, shard, 0),
  sk: `${ANSWERED_BEGINS}${memberId}`,
})
const ANSWERED_BEGINS = 'ANSWERED#'

/** The query for all marks of one shard, and whose each of them is. */
export const answeredMarks = (campaignId: CampaignId, shard: number) => ({
  pk: ledgerPartition(campaignId, shard, 0),
  begins: ANSWERED_BEGINS,
})

/**
 * The queries for all marks of a campaign. To count them is to know how many have answered: a mark comes and goes in the
 * transaction of its response.
 */
export const allAnsweredMarks = (campaign: { campaignId: CampaignId; ledgerShards?: number | undefined }) =>
  Array.from({ length: campaign.ledgerShards ?? 0 }, (_, shard) => answeredMarks(campaign.campaignId, shard))

export const AnsweredMark = z.object({
  sk: z.string().transform((sk) => MemberId.parse(sk.slice(ANSWERED_BEGINS.length))),
})
