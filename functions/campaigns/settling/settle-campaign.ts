import * as z from 'zod'
import { mailed } from '../../../shared/campaigns/accounting.ts'
import { type CampaignIn, restsAt } from '../../../shared/campaigns/campaign.ts'
import { opened, setAside } from '../../../shared/campaigns/deciding/rounds.ts'
import { held } from '../../../shared/campaigns/deciding/start.ts'
import { paused } from '../../../shared/campaigns/deciding/steer.ts'
import { type Clock, epochSecondsOf } from '../../../shared/units.ts'
import type { Table } from '../../adapters/table.ts'
import { changeOf, readCampaign } from '../campaigns.ts'
import type { CampaignRun } from '../launch/plan-campaign.ts'
import { beat } from '../sending/beat.ts'
import { ledgerCount } from './settle-shard.ts'

type Needs = { table: Table; now: Clock }

/** `uncounted`: the count of a shard has failed. */
export type Settled =
  | { outcome: 'send-again'; seconds: number; pending: number }
  | { outcome: 'wait' | 'uncounted'; seconds: number }
  | { outcome: 'open' | 'stopped' }

/** What the workflow carries from one settling to the next: how many rows could be mailed, and for how many rounds. */
export const Rounds = z.object({ pending: z.number().int(), stalled: z.number().int() })
export type Rounds = z.output<typeof Rounds>

/** `stalled` grows while nobody is mailed from one round to the next; the workflow ends that by asking the staff. */
export const settleRound = async (
  needs: Needs,
  run: CampaignRun,
  before: Rounds,
): Promise<Settled & { rounds: Rounds }> => {
  const settled = await settleCampaign(needs, run)
  await needs.table.write(beat(run.campaignId, needs.now()))
  if (settled.outcome === 'uncounted') return { ...settled, rounds: { ...before, stalled: before.stalled + 1 } }
  if (settled.outcome !== 'send-again') return { ...settled, rounds: before }
  const { pending } = settled
  return { ...settled, rounds: { pending, stalled: pending === before.pending ? before.stalled + 1 : 0 } }
}

/**
 * The ledger decides whether a mailing is through, not what its workers reported. Doubtful sends do not keep a survey from
 * opening, they stay visible.
 */
export const settleCampaign = async (needs: Needs, run: CampaignRun): Promise<Settled> => {
  const campaign = await readCampaign(needs.table, run.campaignId)
  if (campaign?.state === 'cancelled' || campaign?.state === 'closed') return settleEnded(needs, campaign)
  if (campaign?.state !== 'sending' && campaign?.state !== 'paused') return { outcome: 'stopped' }
  if (campaign.revision !== run.revision) return { outcome: 'stopped' }
  const counted = await ledgerCount(needs.table, campaign)
  if (!counted) return { outcome: 'uncounted', seconds: 10 }
  const { counts, ready, deferredUntil, unsettled } = counted
  if (counts.audience < campaign.recipients)
    throw new Error(`the ledger of ${campaign.campaignId} has lost ${campaign.recipients - counts.audience} rows`)
  if (campaign.state === 'sending' && ready > 0) return { outcome: 'send-again', seconds: 5, pending: ready }
  if (counts.CLAIMED + counts.SENDING + unsettled > 0) return { outcome: 'wait', seconds: 30 }
  if (campaign.state === 'paused') return { outcome: 'stopped' }
  // A row that was written by a freezing that ended too late is one of the audience, too.
  const whole = { ...campaign, recipients: counts.audience }
  const after = opened(whole, { mailed: mailed(counts), deferredUntil }, needs.now())
  const written = await needs.table.write(changeOf(campaign, after))
  return written.outcome === 'written' ? { outcome: 'open' } : { outcome: 'wait', seconds: 1 }
}

/** Looks again until no worker can be left that began before the end, and then notes how many were mailed. */
const settleEnded = async (needs: Needs, campaign: CampaignIn<'cancelled' | 'closed'>): Promise<Settled> => {
  const rests = restsAt(campaign)
  const secondsLeft = epochSecondsOf(rests) - epochSecondsOf(needs.now()) + 1
  if (rests > needs.now()) return { outcome: 'wait', seconds: secondsLeft }
  const counted = await ledgerCount(needs.table, campaign, rests)
  if (!counted) return { outcome: 'uncounted', seconds: 10 }
  const { counts, unsettled } = counted
  if (counts.PENDING + counts.CLAIMED + counts.SENDING + unsettled > 0) return { outcome: 'wait', seconds: 30 }
  const { audience } = counts
  await needs.table.write(
    changeOf(campaign, { ...campaign, ...(campaign.ledgerShards && { recipients: audience }), mailed: mailed(counts) }),
  )
  return { outcome: 'stopped' }
}

/** A fault that did not pass: staff look before anything goes on. */
export const holdCampaign = async (needs: Needs, run: CampaignRun): Promise<Settled> => {
  const campaign = await readCampaign(needs.table, run.campaignId)
  if (campaign?.revision !== run.revision) return { outcome: 'stopped' }
  if (campaign.state === 'scheduled') await needs.table.write(changeOf(campaign, held(campaign, 'fault')))
  if (campaign.state === 'freezing')
    await needs.table.write(changeOf(campaign, setAside(campaign, 'fault', needs.now())))
  if (campaign.state === 'sending') await needs.table.write(changeOf(campaign, paused(campaign, 'fault')))
  return { outcome: 'stopped' }
}
