import { Campaign, DUE_CAMPAIGNS } from '../../shared/campaigns/campaign.ts'
import { dueNow, held, resume } from '../../shared/campaigns/decide.ts'
import type { Clock } from '../../shared/units.ts'
import type { Table } from '../adapters/table.ts'
import type { StartWorkflow } from '../adapters/workflows.ts'
import { changeOf, readCampaign } from './campaigns.ts'
import { startCampaign } from './start-campaign.ts'

type Needs = { table: Table; now: Clock; startWorkflow: StartWorkflow; startReport: StartWorkflow }

/** Asks what is due and not done, every minute: a missed tick, an edit or a cancel needs no repair. */
export const startDueCampaigns = async (needs: Needs) => {
  const now = needs.now()
  const { items } = await needs.table.query(Campaign, { pk: DUE_CAMPAIGNS, index: 'due', upTo: now })
  const did: { campaignId: string; did: string }[] = []
  for (const { campaignId } of items) {
    // The index lags behind the table.
    const campaign = await readCampaign(needs.table, campaignId)
    if (!campaign) continue
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
    if (due === 'close') await needs.startReport(`report-${campaignId}`, { campaignId })
    if (due !== 'nothing') did.push({ campaignId, did: due })
  }
  return did
}
