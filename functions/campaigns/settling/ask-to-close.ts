import type { Campaign } from '../../../shared/campaigns/campaign.ts'
import type { Actor } from '../../../shared/identity/actor.ts'
import type { Clock } from '../../../shared/units.ts'
import { auditEntry } from '../../adapters/audit.ts'
import type { Table } from '../../adapters/table.ts'
import type { StartWorkflow } from '../../adapters/workflows.ts'
import { closeAndReport } from './close-and-report.ts'

/** Closing before its time is the same work as closing at it. */
export const askToClose = async (
  needs: { table: Table; now: Clock; startReport: StartWorkflow },
  campaign: Pick<Campaign, 'campaignId' | 'kind'>,
  actor: Actor,
) => {
  const { campaignId } = campaign
  await needs.table.write(auditEntry({ at: needs.now(), actor, act: 'campaign.closed-early', subject: campaignId }))
  await closeAndReport(needs, campaign)
}
