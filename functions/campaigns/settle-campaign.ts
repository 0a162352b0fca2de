import { held } from '../../shared/campaigns/decide.ts'
import { accounting, cancelled, type RecipientState, reaped } from '../../shared/campaigns/ledger.ts'
import type { Clock } from '../../shared/units.ts'
import type { Table } from '../adapters/table.ts'
import { changeOf, readCampaign } from './campaigns.ts'
import { settleRecipient, walkLedger } from './ledger.ts'
import type { CampaignRun } from './plan-campaign.ts'

export type Settled = { outcome: 'send-again' | 'wait'; seconds: number } | { outcome: 'open' | 'stopped' }

/**
 * The ledger decides whether a campaign is through, not what its workers reported. What dead workers left behind is
 * released or marked as doubtful; doubtful sends do not keep a survey from opening, they stay visible.
 */
export const settleCampaign = async (needs: { table: Table; now: Clock }, run: CampaignRun): Promise<Settled> => {
  const campaign = await readCampaign(needs.table, run.campaignId)
  if (campaign?.state === 'cancelled') {
    await cancelRest(needs, campaign)
    return { outcome: 'stopped' }
  }
  if (campaign?.state !== 'sending' || campaign.revision !== run.revision) return { outcome: 'stopped' }
  const states: RecipientState[] = []
  for await (const row of walkLedger(needs.table, campaign.campaignId, campaign.ledgerShards)) {
    const now = needs.now()
    const due = reaped(row, now) !== row
    const settled = due ? await settleRecipient(needs.table, row, (read) => reaped(read, now)) : row
    states.push((settled ?? row).state)
  }
  const counts = accounting(states)
  if (counts.audience < campaign.recipients)
    throw new Error(`the ledger of ${campaign.campaignId} has lost ${campaign.recipients - counts.audience} rows`)
  if (counts.PENDING > 0) return { outcome: 'send-again', seconds: 5 }
  if (counts.CLAIMED + counts.SENDING > 0) return { outcome: 'wait', seconds: 30 }
  const written = await needs.table.write(changeOf(campaign, { ...campaign, state: 'open' }))
  return written.outcome === 'written' ? { outcome: 'open' } : { outcome: 'wait', seconds: 1 }
}

/** Also used when a campaign closes: what certainly was not sent never will be. */
export const cancelRest = async (
  needs: { table: Table; now: Clock },
  campaign: { campaignId: CampaignRun['campaignId']; ledgerShards?: number | undefined },
) => {
  for await (const row of walkLedger(needs.table, campaign.campaignId, campaign.ledgerShards ?? 0)) {
    const now = needs.now()
    if (cancelled(row, now) !== row) await settleRecipient(needs.table, row, (read) => cancelled(read, now))
  }
}

/** A fault that did not pass: staff look before anything goes on. */
export const holdCampaign = async (needs: { table: Table }, run: CampaignRun): Promise<Settled> => {
  const campaign = await readCampaign(needs.table, run.campaignId)
  if (campaign?.revision !== run.revision) return { outcome: 'stopped' }
  if (campaign.state === 'scheduled' || campaign.state === 'freezing')
    await needs.table.write(changeOf(campaign, held(campaign, 'fault')))
  if (campaign.state === 'sending')
    await needs.table.write(changeOf(campaign, { ...campaign, state: 'paused', reason: 'fault' }))
  return { outcome: 'stopped' }
}
