import * as z from 'zod'
import { type Campaign, DUE_CAMPAIGNS } from '../../../shared/campaigns/campaign.ts'
import { type Due, dueNow } from '../../../shared/campaigns/deciding/due.ts'
import { beginRound, putOff, sendDeferred } from '../../../shared/campaigns/deciding/rounds.ts'
import { held, heldByWaveBefore } from '../../../shared/campaigns/deciding/start.ts'
import { type Change, resume } from '../../../shared/campaigns/deciding/steer.ts'
import { isSilent, tripped } from '../../../shared/campaigns/figures.ts'
import { CampaignId } from '../../../shared/ids.ts'
import type { StartWorkflow } from '../../adapters/workflows.ts'
import { changeOf, readCampaign } from '../campaigns.ts'
import { readFigures } from '../events/break-circuit.ts'
import { planDraft } from '../launch/plan-draft.ts'
import { beat } from '../sending/beat.ts'
import { closeAndReport } from '../settling/close-and-report.ts'
import { planNextWave, type WaveNeeds } from './plan-wave.ts'
import { startAnew, startCampaign, startSettling } from './start-campaign.ts'

type Needs = WaveNeeds & { startWorkflow: StartWorkflow; startReport: StartWorkflow }

export type DueRun = {
  did: { campaignId: CampaignId; did: Due | 'next-wave' | 'plan' }[]
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
      const followed = await followUp(needs, known)
      if (followed) run.did.push({ campaignId: known, did: followed })
    } catch (fault) {
      run.failed.push({ campaignId, fault: fault instanceof Error ? fault.name : 'unknown' })
    }
  return run
}

/** Nothing else: a campaign that cannot be read must not keep the others from their time. */
const Met = z.object({ campaignId: z.unknown().optional() })

/** After everything else: a series that cannot go on keeps no wave from closing. */
const followUp = async (needs: Needs, campaignId: CampaignId): Promise<'next-wave' | 'plan' | undefined> => {
  const campaign = await readCampaign(needs.table, campaignId)
  if (!campaign) return undefined
  if ((await planDraft(needs, campaign)) === 'asked') return 'plan'
  return (await planNextWave(needs, campaign)) === 'planned' ? 'next-wave' : undefined
}

const startDue = async (needs: Needs, campaignId: CampaignId): Promise<Due> => {
  // The index lags behind the table.
  const campaign = await readCampaign(needs.table, campaignId)
  if (!campaign) return 'nothing'
  const now = needs.now()
  const due = dueNow(campaign, now)
  switch (due) {
    case 'launch':
      if (campaign.state === 'scheduled' && (await wentWrong(needs, campaign.waveBefore))) {
        await needs.table.write(changeOf(campaign, heldByWaveBefore(campaign)))
        return 'hold'
      }
      // Its name is used up when its workflow has died before it wrote anything.
      if ((await startCampaign(needs, campaign)).outcome === 'already-started') await startAnew(needs, campaign, now)
      return due
    case 'hold':
      if (campaign.state === 'scheduled') await needs.table.write(changeOf(campaign, held(campaign, 'late')))
      return due
    case 'resume':
      await goOn(needs, campaign, resume(campaign, now))
      return due
    case 'round':
      await goOn(needs, campaign, beginRound(campaign, now))
      return due
    case 'deferred':
      await goOn(needs, campaign, sendDeferred(campaign))
      return due
    case 'put-off':
      if (campaign.state === 'open') await needs.table.write(changeOf(campaign, putOff(campaign, now)))
      return due
    case 'watch':
      return watch(needs, campaign)
    case 'close':
      await closeAndReport(needs, campaign)
      return due
    case 'settle':
      await startSettling(needs, campaign, now)
      return due
    case 'nothing':
      return due
  }
}

const wentWrong = async ({ table }: Needs, wave: CampaignId | undefined): Promise<boolean> =>
  wave !== undefined && tripped(await readFigures(table, wave)) !== undefined

/** A start that fails leaves a campaign without a workflow: it is watched from then on. */
const goOn = async (needs: Needs, before: Campaign, decided: Change<'freezing' | 'sending'>) => {
  if (decided.outcome === 'refused') return
  // Its silence while it stood still is no sign of a dead workflow.
  await needs.table.write(beat(before.campaignId, needs.now()))
  const written = await needs.table.write(changeOf(before, decided.campaign))
  if (written.outcome === 'written') await startCampaign(needs, decided.campaign)
}

/**
 * A campaign on its way whose workflow has been silent for long gets a new one. Should the old one be alive after all, two
 * of them harm nobody: rows move once.
 */
const watch = async (needs: Needs, campaign: Campaign): Promise<Due> => {
  const now = needs.now()
  if (campaign.state !== 'freezing' && campaign.state !== 'sending') return 'nothing'
  const figures = await readFigures(needs.table, campaign.campaignId)
  if (!isSilent(figures, campaign.round?.begunAt ?? campaign.launchAt, now)) return 'nothing'
  await startAnew(needs, campaign, now)
  await needs.table.write(beat(campaign.campaignId, now))
  return 'watch'
}
