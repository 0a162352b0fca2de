import * as z from 'zod'
import { DUE_CAMPAIGNS } from '../../shared/campaigns/campaign.ts'
import { type Due, dueNow, held, resume } from '../../shared/campaigns/decide.ts'
import { CampaignId } from '../../shared/ids.ts'
import type { Clock } from '../../shared/units.ts'
import type { Table } from '../adapters/table.ts'
import type { StartWorkflow } from '../adapters/workflows.ts'
import { changeOf, readCampaign } from './campaigns.ts'
import { closeAndReport } from './close-and-report.ts'
import { startCampaign, startSettling } from './start-campaign.ts'

type Needs = { table: Table; now: Clock; startWorkflow: StartWorkflow; startReport: StartWorkflow }

export type DueRun = {
  did: { campaignId: CampaignId; did: Due }[]
  failed: { campaignId?: unknown; fault: string }[]
}

/**
 * Asks what is due and not done, every minute: a missed tick, an edit or a cancel needs no repair. A campaign that fails
 * does not hold up the others; it is met again the next minute.
 */
export const startDueCampaigns = async (needs: Needs): Promise<DueRun> => {
  const run: DueRun = { did: [], failed: [] }
  const { items } = await needs.table.query(Met, { pk: DUE_CAMPAIGNS, index: 'due', upTo: needs.now() })
  for (const { campaignId } of items)
    try {
      const known = CampaignId.parse(campaignId)
      const did = await startDue(needs, known)
      if (did !== 'nothing') run.did.push({ campaignId: known, did })
    } catch (fault) {
      run.failed.push({ campaignId, fault: fault instanceof Error ? fault.name : 'unknown' })
    }
  return run
}

/** Nothing else: a campaign that cannot be read must not keep the others from their time. */
const Met = z.object({ campaignId: z.unknown().optional() })

const startDue = async (needs: Needs, campaignId: CampaignId): Promise<Due> => {
  // The index lags behind the table.
  const campaign = await readCampaign(needs.table, campaignId)
  if (!campaign) return 'nothing'
  const now = needs.now()
  const due = dueNow(campaign, now)
  if (due === 'launch') await startCampaign(needs, campaign)
  if (due === 'hold' && campaign.state === 'scheduled')
    await needs.table.write(changeOf(campaign, held(campaign, 'late')))
  if (due === 'resume') {
    const decided = resume(campaign, now)
    if (decided.outcome === 'changed') {
      const written = await needs.table.write(changeOf(campaign, decided.campaign))
      if (written.outcome === 'written') await startCampaign(needs, decided.campaign)
    }
  }
  if (due === 'close') await closeAndReport(needs, campaignId)
  if (due === 'settle') await startSettling(needs, campaign, now)
  return due
}
