import { cancelled, failed, pendingAgain, type Recipient } from '../../shared/campaigns/ledger.ts'
import type { Actor } from '../../shared/identity/actor.ts'
import type { CampaignId, MemberId } from '../../shared/ids.ts'
import { shardOf } from '../../shared/membership/member.ts'
import type { Clock } from '../../shared/units.ts'
import { auditEntry } from '../adapters/audit.ts'
import type { Table } from '../adapters/table.ts'
import type { StartWorkflow } from '../adapters/workflows.ts'
import { changeOf, readCampaign } from './campaigns.ts'
import { moveRecipient, readRecipient, settleRecipient } from './ledger.ts'
import { startCampaign } from './start-campaign.ts'

type Needs = { table: Table; now: Clock; startWorkflow: StartWorkflow }
type Resolved =
  | { outcome: 'resolved' }
  | { outcome: 'refused'; reason: 'unknown' | 'not-doubtful' | 'wrong-state' | 'changed-meanwhile' }

/** Somebody has looked and takes the risk of a second mail, or leaves it. */
export const resolveDoubtful = async (
  needs: Needs,
  input: { campaignId: CampaignId; memberId: MemberId; decision: 'send-again' | 'give-up'; actor: Actor },
): Promise<Resolved> => {
  const campaign = await readCampaign(needs.table, input.campaignId)
  if (!campaign || !('ledgerShards' in campaign) || !campaign.ledgerShards) return refused('unknown')
  const { campaignId, ledgerShards } = campaign
  const shard = shardOf(input.memberId, ledgerShards)
  const row = await readRecipient(needs.table, { campaignId, shard, memberId: input.memberId })
  if (!row) return refused('unknown')
  if (row.state !== 'UNCERTAIN') return refused('not-doubtful')
  const now = needs.now()
  if (input.decision === 'give-up') return move(needs, input, row, failed(row, 'given-up', now))

  if ((campaign.state !== 'open' && campaign.state !== 'sending') || campaign.closesAt <= now)
    return refused('wrong-state')
  const moved = await move(needs, input, row, pendingAgain(row))
  if (moved.outcome === 'resolved') await goOn(needs, row)
  return moved
}

/**
 * A new revision, also of a campaign that is being sent: its workflow may have counted the ledger just before this row
 * moved, and cannot open the campaign any more.
 */
const goOn = async (needs: Needs, row: Recipient): Promise<void> => {
  for (;;) {
    const campaign = await readCampaign(needs.table, row.campaignId)
    if (campaign?.state === 'closed' || campaign?.state === 'cancelled')
      await settleRecipient(needs.table, row, (read) => cancelled(read, needs.now()))
    if (campaign?.state !== 'open' && campaign?.state !== 'sending') return
    const again = { ...campaign, state: 'sending' as const, revision: campaign.revision + 1 }
    const written = await needs.table.write(changeOf(campaign, again))
    if (written.outcome === 'refused') continue
    await startCampaign(needs, again)
    return
  }
}

const move = async (
  needs: Needs,
  { actor, decision }: { actor: Actor; decision: string },
  from: Recipient,
  to: Recipient,
): Promise<Resolved> => {
  if (!(await moveRecipient(needs.table, from, to))) return refused('changed-meanwhile')
  await needs.table.write(
    auditEntry({
      at: needs.now(),
      actor,
      act: `recipient.${decision}`,
      subject: from.campaignId,
      detail: { memberId: from.memberId },
    }),
  )
  return { outcome: 'resolved' }
}

const refused = (reason: Extract<Resolved, { outcome: 'refused' }>['reason']): Resolved => ({
  outcome: 'refused',
  reason,
})
