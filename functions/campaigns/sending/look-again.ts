import { Call, callKey } from '../../../shared/calls/call.ts'
import { Campaign, type CampaignIn, campaignKey } from '../../../shared/campaigns/campaign.ts'
import type { Table } from '../../adapters/table.ts'

/** What a mailing is and what it is about, as the mails say it that are written now. */
export type About = { campaign: CampaignIn<'sending'>; call: Call | undefined }

/**
 * Whether the next mail may still leave. `ended`: this campaign sends nothing any more; `changed`: what it is about is not as
 * the mail says.
 */
export type Look = 'go' | 'stop' | 'ended' | 'changed'

export const readCall = async (table: Pick<Table, 'get'>, campaign: Campaign): Promise<Call | undefined> =>
  campaign.kind === 'call' ? table.get(Call, callKey(campaign.callId)) : undefined

export const lookAgain = async (table: Pick<Table, 'get'>, { campaign, call }: About): Promise<Look> => {
  const [standing, callNow] = await Promise.all([
    table.get(Campaign, campaignKey(campaign.campaignId)),
    readCall(table, campaign),
  ])
  if (standing?.state === 'cancelled' || standing?.state === 'closed') return 'ended'
  if (standing?.state !== 'sending' || standing.revision !== campaign.revision) return 'stop'
  return callNow?.revision === call?.revision && standing.closesAt === campaign.closesAt ? 'go' : 'changed'
}
