import type { Campaign } from '../../../shared/campaigns/campaign.ts'
import {
  approveNext,
  type Decided as DecidedWord,
  dropNext,
  releaseNext,
  stopNext,
  stoppedNext,
} from '../../../shared/campaigns/deciding/announcements.ts'
import { leaveOutNext, makeNext } from '../../../shared/campaigns/deciding/rounds.ts'
import type { Change } from '../../../shared/campaigns/deciding/steer.ts'
import type { Actor } from '../../../shared/identity/actor.ts'
import type { CampaignId, UserId } from '../../../shared/ids.ts'
import type { Clock, Instant } from '../../../shared/units.ts'
import { auditEntry } from '../../adapters/audit.ts'
import type { Table } from '../../adapters/table.ts'
import type { StartWorkflow } from '../../adapters/workflows.ts'
import { changeOf, readCampaign } from '../campaigns.ts'
import { startCampaign } from '../series/start-campaign.ts'

type Needs = { table: Table; now: Clock; startWorkflow: StartWorkflow }
type Input = { campaignId: CampaignId; decision: 'make' | 'leave-out' | 'approve' | 'stop'; actor: Actor }
type Decided =
  | { outcome: 'changed' }
  | {
      outcome: 'refused'
      reason: 'unknown' | 'wrong-state' | 'closes-before-opens' | 'own-words' | 'changed-meanwhile'
    }

/**
 * What staff say of a mailing that was found long after its time, or could not be prepared; and of word of a call that waits
 * for a second reader.
 */
export const decideNext = async (needs: Needs, { campaignId, decision, actor }: Input): Promise<Decided> => {
  const campaign = await readCampaign(needs.table, campaignId)
  if (!campaign) return { outcome: 'refused', reason: 'unknown' }
  const at = needs.now()
  const decided = DECIDE[decision](campaign, { now: at, by: actor.userId })
  if (decided.outcome === 'refused') return decided
  const purpose = ('next' in campaign && campaign.next?.purpose) || 'none'
  const written = await needs.table.write(
    changeOf(campaign, decided.campaign),
    auditEntry({ at, actor, act: `campaign.next-${decision}`, subject: campaignId, detail: { purpose } }),
  )
  if (written.outcome === 'refused') return { outcome: 'refused', reason: 'changed-meanwhile' }
  if (decided.campaign.state === 'freezing') await startCampaign(needs, decided.campaign)
  return { outcome: 'changed' }
}

const DECIDE: Record<
  Input['decision'],
  (campaign: Campaign, decision: { now: Instant; by: UserId }) => Change<'freezing' | 'open'> | DecidedWord
> = {
  make: (campaign, decision) =>
    stoppedNext(campaign) ? releaseNext(campaign, decision) : makeNext(campaign, decision.now),
  'leave-out': (campaign, { now }) =>
    stoppedNext(campaign) && campaign.state !== 'open' ? dropNext(campaign) : leaveOutNext(campaign, now),
  approve: approveNext,
  stop: stopNext,
}
