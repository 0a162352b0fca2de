import { roundOf } from '../../../shared/campaigns/campaign.ts'
import { sendAgain } from '../../../shared/campaigns/deciding/steer.ts'
import { failed, pendingAgain, type Recipient } from '../../../shared/campaigns/ledger.ts'
import type { Actor } from '../../../shared/identity/actor.ts'
import type { CampaignId, MemberId } from '../../../shared/ids.ts'
import { shardOf } from '../../../shared/membership/member.ts'
import type { Clock, Instant } from '../../../shared/units.ts'
import { auditEntry } from '../../adapters/audit.ts'
import type { Table } from '../../adapters/table.ts'
import type { StartWorkflow } from '../../adapters/workflows.ts'
import { changeOf, readCampaign } from '../campaigns.ts'
import { beat } from '../sending/beat.ts'
import { readRecipient, rowMoved } from '../sending/ledger.ts'
import { startCampaign } from '../series/start-campaign.ts'

type Needs = { table: Table; now: Clock; startWorkflow: StartWorkflow }
/** `round`: the mailing in which the send is doubtful; the newest when it is left out. */
type Input = {
  campaignId: CampaignId
  memberId: MemberId
  round?: number | undefined
  decision: 'send-again' | 'give-up'
  actor: Actor
}
type Resolved =
  | { outcome: 'resolved' }
  | { outcome: 'refused'; reason: 'unknown' | 'not-doubtful' | 'wrong-state' | 'changed-meanwhile' }

/** Somebody has looked and takes the risk of a second mail, or leaves it. */
export const resolveDoubtful = async (needs: Needs, input: Input): Promise<Resolved> => {
  const campaign = await readCampaign(needs.table, input.campaignId)
  if (!campaign || !('ledgerShards' in campaign) || !campaign.ledgerShards) return refused('unknown')
  const { campaignId, ledgerShards } = campaign
  const shard = shardOf(input.memberId, ledgerShards)
  const round = input.round ?? roundOf(campaign)
  const row = await readRecipient(needs.table, { campaignId, shard, memberId: input.memberId, round })
  if (!row) return refused('unknown')
  if (row.state !== 'UNCERTAIN') return refused('not-doubtful')
  return input.decision === 'give-up' ? giveUp(needs, input, row) : resend(needs, input, row)
}

const giveUp = async (needs: Needs, input: Input, row: Recipient): Promise<Resolved> => {
  const now = needs.now()
  const written = await needs.table.write(rowMoved(row, failed(row, 'given-up', now)), auditOf(input, now))
  return written.outcome === 'written' ? { outcome: 'resolved' } : refused('changed-meanwhile')
}

/** The row, the new revision of the campaign and the line in the log: all of them or none. */
const resend = async (needs: Needs, input: Input, row: Recipient): Promise<Resolved> => {
  for (;;) {
    const campaign = await readCampaign(needs.table, input.campaignId)
    if (!campaign) return refused('unknown')
    const now = needs.now()
    // What an earlier mailing told is told again by a later one or not at all.
    if ((row.round ?? 0) !== roundOf(campaign)) return refused('wrong-state')
    const decided = sendAgain(campaign, now)
    if (decided.outcome === 'refused') return refused('wrong-state')
    await needs.table.write(beat(input.campaignId, now))
    const written = await needs.table.write(
      rowMoved(row, pendingAgain(row)),
      changeOf(campaign, decided.campaign),
      auditOf(input, now),
    )
    if (written.outcome === 'written') {
      await startCampaign(needs, decided.campaign)
      return { outcome: 'resolved' }
    }
    if (written.refused.includes(ROW)) return refused('changed-meanwhile')
  }
}

/** The position of the row among the writes of a transaction. */
const ROW = 0

const auditOf = ({ campaignId, memberId, decision, actor }: Input, at: Instant) =>
  auditEntry({ at, actor, act: `recipient.${decision}`, subject: campaignId, detail: { memberId } })

const refused = (reason: Extract<Resolved, { outcome: 'refused' }>['reason']): Resolved => ({
  outcome: 'refused',
  reason,
})
