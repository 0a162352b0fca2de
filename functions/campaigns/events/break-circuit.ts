import type { Campaign } from '../../../shared/campaigns/campaign.ts'
import { pause } from '../../../shared/campaigns/deciding/steer.ts'
import { Figures, figuresKey, NO_FIGURES, type Told, tripped } from '../../../shared/campaigns/figures.ts'
import type { CampaignId } from '../../../shared/ids.ts'
import { taskItem, taskKey } from '../../../shared/membership/task.ts'
import type { Clock } from '../../../shared/units.ts'
import { auditEntry } from '../../adapters/audit.ts'
import type { Table, Write } from '../../adapters/table.ts'
import { changeOf } from '../campaigns.ts'

/**
 * Pauses a campaign of which too many mails came back or were complained about, and asks staff to look. True when nothing
 * more may be sent by whoever asked. Asked of every page and after every bad news.
 */
export const breaks = async (
  { table, now }: { table: Pick<Table, 'get' | 'write'>; now: Clock },
  campaign: Campaign,
): Promise<boolean> => {
  if (campaign.state !== 'sending') return false
  const { campaignId, city } = campaign
  const reason = tripped(await readFigures(table, campaignId))
  if (!reason) return false
  const decided = pause(campaign, reason)
  if (decided.outcome === 'refused') return false
  const at = now()
  // Refused when somebody else has changed it meanwhile: whoever asks next sees what it is then.
  await table.write(
    changeOf(campaign, decided.campaign),
    { put: taskItem({ task: 'campaign-stopped', campaignId, city, at }, campaignId) },
    auditEntry({ at, actor: 'network', act: 'campaign.paused', subject: campaignId, detail: { reason } }),
  )
  return true
}

export const readFigures = async (table: Pick<Table, 'get'>, campaignId: CampaignId): Promise<Figures> =>
  (await table.get(Figures, figuresKey(campaignId))) ?? NO_FIGURES

/** For the transaction of what happened. The figures begin with the first of it. */
export const figuresMore = (campaignId: CampaignId, more: Partial<Told & { accepted: number }>): Write => ({
  update: figuresKey(campaignId),
  add: more,
})

export const pausedItself = (campaign: Campaign): boolean =>
  campaign.state === 'paused' && (campaign.reason === 'bounces' || campaign.reason === 'complaints')

/** For the transaction in which staff let a campaign go on that had paused itself: what was counted before is forgiven. */
export const forgiven = async (table: Pick<Table, 'get'>, campaign: Campaign): Promise<Write[]> => {
  if (!pausedItself(campaign)) return []
  const { accepted, hardBounced, softBounced, complained } = await readFigures(table, campaign.campaignId)
  return [
    { update: figuresKey(campaign.campaignId), set: { resumed: { accepted, hardBounced, softBounced, complained } } },
    { delete: taskKey('campaign-stopped', campaign.campaignId) },
  ]
}
