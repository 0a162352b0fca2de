import { type Campaign, wantsNextWave } from '../../../shared/campaigns/campaign.ts'
import { nextWaveOf } from '../../../shared/campaigns/series/series.ts'
import { City, cityKey } from '../../../shared/cities/city.ts'
import { CampaignId, type NewId } from '../../../shared/ids.ts'
import type { Clock } from '../../../shared/units.ts'
import { auditEntry } from '../../adapters/audit.ts'
import type { Links } from '../../adapters/links.ts'
import type { Table, Write } from '../../adapters/table.ts'
import type { StartWorkflow } from '../../adapters/workflows.ts'
import { changeOf, firstWrites } from '../campaigns.ts'
import { askForPlan } from '../launch/plan-flight.ts'

export type WaveNeeds = {
  table: Table
  now: Clock
  newId: NewId
  links: Pick<Links, 'activeKey'>
  startPlan: StartWorkflow
}

/**
 * A wave that is under way gets the one after it, in one transaction that only one of many can write: however often and by
 * how many it is asked, there is one next wave.
 */
export const planNextWave = async (needs: WaveNeeds, campaign: Campaign): Promise<'planned' | 'ended' | 'nothing'> => {
  if (!wantsNextWave(campaign)) return 'nothing'
  const next = await followedBy(needs, campaign, campaign)
  const written = await needs.table.write(...next.writes)
  if (written.outcome === 'refused') return 'nothing'
  if (next.outcome === 'planned') await askForPlan(needs, next.wave)
  return next.outcome
}

/** The writes that change a wave from `before` to `after` and plan the one after it, whose flight plan is then to be asked for. */
export const followedBy = async (
  needs: Omit<WaveNeeds, 'startPlan'>,
  before: Campaign,
  after: Campaign,
): Promise<{ outcome: 'planned'; wave: Campaign; writes: Write[] } | { outcome: 'ended'; writes: Write[] }> => {
  const city = await needs.table.get(City, cityKey(before.city))
  if (!city) throw new Error(`the city ${before.city} does not exist`)
  const now = needs.now()
  const campaignId = needs.newId(CampaignId, 'cmp')
  const responseKey = await needs.links.activeKey()
  const next = nextWaveOf(before, { now, timeZone: city.timeZone, campaignId, responseKey })
  if (!next) return { outcome: 'ended', writes: [changeOf(before, { ...after, lastWave: true })] }
  return {
    outcome: 'planned',
    wave: next,
    // Its survey was marked as launched with the first wave of this text.
    writes: [
      changeOf(before, { ...after, nextWave: campaignId }),
      ...firstWrites(next),
      auditEntry({
        at: now,
        actor: 'network',
        act: 'campaign.wave-planned',
        subject: campaignId,
        detail: { wave: next.wave ?? 1, launchAt: next.launchAt },
      }),
    ],
  }
}
