import * as z from 'zod'
import { Call, callKey } from '../../../shared/calls/call.ts'
import { type Campaign, type CampaignIn, campaignKey } from '../../../shared/campaigns/campaign.ts'
import { Instant } from '../../../shared/units.ts'
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
    table.get(Standing, campaignKey(campaign.campaignId), { attributes: Object.keys(Standing.shape) }),
    campaign.kind === 'call'
      ? table.get(CallStanding, callKey(campaign.callId), { attributes: Object.keys(CallStanding.shape) })
      : undefined,
  ])
  if (standing?.state === 'cancelled' || standing?.state === 'closed') return 'ended'
  if (standing?.state !== 'sending' || standing.revision !== campaign.revision) return 'stop'
  return callNow?.revision === call?.revision && standing.closesAt === campaign.closesAt ? 'go' : 'changed'
}

/** One look goes before every mail: it carries only what it compares. */
const Standing = z.object({ state: z.string(), revision: z.int(), closesAt: Instant.optional() })
const CallStanding = z.object({ revision: z.int() })
