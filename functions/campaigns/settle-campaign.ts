import * as z from 'zod'
import { type CampaignIn, restsAt } from '../../shared/campaigns/campaign.ts'
import { held } from '../../shared/campaigns/decide.ts'
import {
  type Accounting,
  accounting,
  cancelled,
  mailed,
  type Recipient,
  type RecipientState,
  reaped,
} from '../../shared/campaigns/ledger.ts'
import type { CampaignId } from '../../shared/ids.ts'
import type { Clock, Instant } from '../../shared/units.ts'
import type { Table } from '../adapters/table.ts'
import { changeOf, readCampaign } from './campaigns.ts'
import { settleRecipient, walkLedger } from './ledger.ts'
import type { CampaignRun } from './plan-campaign.ts'

type Needs = { table: Table; now: Clock }

export type Settled =
  | { outcome: 'send-again'; seconds: number; pending: number }
  | { outcome: 'wait'; seconds: number }
  | { outcome: 'open' | 'stopped' }

/** What the workflow carries from one settling to the next: how many rows were pending, and for how many rounds. */
export const Rounds = z.object({ pending: z.number().int(), stalled: z.number().int() })
export type Rounds = z.output<typeof Rounds>

/** `stalled` grows while nobody is mailed from one round to the next; the workflow ends that by asking the staff. */
export const settleRound = async (
  needs: Needs,
  run: CampaignRun,
  before: Rounds,
): Promise<Settled & { rounds: Rounds }> => {
  const settled = await settleCampaign(needs, run)
  if (settled.outcome !== 'send-again') return { ...settled, rounds: before }
  const { pending } = settled
  return { ...settled, rounds: { pending, stalled: pending === before.pending ? before.stalled + 1 : 0 } }
}

/**
 * The ledger decides whether a campaign is through, not what its workers reported. What dead workers left behind is
 * released or marked as doubtful; doubtful sends do not keep a survey from opening, they stay visible.
 */
export const settleCampaign = async (needs: Needs, run: CampaignRun): Promise<Settled> => {
  const campaign = await readCampaign(needs.table, run.campaignId)
  if (campaign?.state === 'cancelled' || campaign?.state === 'closed') return settleEnded(needs, campaign)
  if (campaign?.state !== 'sending' && campaign?.state !== 'paused') return { outcome: 'stopped' }
  if (campaign.revision !== run.revision) return { outcome: 'stopped' }
  const counts = await settleRows(needs, campaign, reaped)
  if (counts.audience < campaign.recipients)
    throw new Error(`the ledger of ${campaign.campaignId} has lost ${campaign.recipients - counts.audience} rows`)
  if (campaign.state === 'sending' && counts.PENDING > 0)
    return { outcome: 'send-again', seconds: 5, pending: counts.PENDING }
  if (counts.CLAIMED + counts.SENDING > 0) return { outcome: 'wait', seconds: 30 }
  if (campaign.state === 'paused') return { outcome: 'stopped' }
  const written = await needs.table.write(changeOf(campaign, { ...campaign, state: 'open', mailed: mailed(counts) }))
  return written.outcome === 'written' ? { outcome: 'open' } : { outcome: 'wait', seconds: 1 }
}

/** Looks again until no worker can be left that began before the end, and then notes how many were mailed. */
const settleEnded = async (needs: Needs, campaign: CampaignIn<'cancelled' | 'closed'>): Promise<Settled> => {
  const atRest = restsAt(campaign) <= needs.now()
  const counts = await endLedger(needs, campaign)
  if (!atRest || counts.PENDING + counts.CLAIMED + counts.SENDING > 0) return { outcome: 'wait', seconds: 30 }
  await needs.table.write(changeOf(campaign, { ...campaign, mailed: mailed(counts) }))
  return { outcome: 'stopped' }
}

/** What certainly was not sent never will be; what a dead worker may have sent is marked as doubtful. */
export const endLedger = (needs: Needs, campaign: CampaignIn<'cancelled' | 'closed'>) =>
  settleRows(needs, campaign, (row, now) => reaped(cancelled(row, now), now))

const settleRows = async (
  needs: Needs,
  { campaignId, ledgerShards = 0 }: { campaignId: CampaignId; ledgerShards?: number | undefined },
  decide: (row: Recipient, now: Instant) => Recipient,
): Promise<Accounting> => {
  const states: RecipientState[] = []
  for await (const row of walkLedger(needs.table, campaignId, ledgerShards)) {
    const now = needs.now()
    const due = decide(row, now) !== row
    const settled = due ? await settleRecipient(needs.table, row, (read) => decide(read, now)) : row
    states.push((settled ?? row).state)
  }
  return accounting(states)
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
