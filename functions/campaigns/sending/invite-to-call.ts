import { Call, callKey } from '../../../shared/calls/call.ts'
import { type CampaignIn, invitedOf } from '../../../shared/campaigns/campaign.ts'
import type { Actor } from '../../../shared/identity/actor.ts'
import { type CallId, CampaignId, type NewId } from '../../../shared/ids.ts'
import type { Clock } from '../../../shared/units.ts'
import { auditEntry } from '../../adapters/audit.ts'
import type { Table } from '../../adapters/table.ts'
import { firstWrites, readCampaign } from '../campaigns.ts'

type Needs = { table: Table; now: Clock; newId: NewId }

export type InvitedToCall =
  | { outcome: 'drafted' | 'there'; campaignId: CampaignId }
  | { outcome: 'refused'; reason: 'call-unknown' | 'call-cancelled' | 'call-over' }

/** The draft of the invitation: a call has one campaign, which also reminds and tells of changes. */
export const inviteToCall = async (
  { table, now, newId }: Needs,
  { callId, actor }: { callId: CallId; actor: Actor },
): Promise<InvitedToCall> => {
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const call = await table.get(Call, callKey(callId))
    if (!call) return { outcome: 'refused', reason: 'call-unknown' }
    const before = call.campaignId && (await readCampaign(table, call.campaignId))
    // One that was cancelled before anybody was mailed leaves room for another.
    if (before && (before.state !== 'cancelled' || (invitedOf(before) ?? 0) > 0))
      return { outcome: 'there', campaignId: before.campaignId }
    const at = now()
    if (call.state === 'cancelled') return { outcome: 'refused', reason: 'call-cancelled' }
    if (call.startsAt <= at) return { outcome: 'refused', reason: 'call-over' }
    const campaignId = newId(CampaignId, 'cmp')
    const campaign: CampaignIn<'draft'> = {
      kind: 'call',
      callId,
      state: 'draft',
      campaignId,
      city: call.city,
      title: call.title,
      message: '',
      closesAt: call.startsAt,
      editedBy: actor.userId,
      createdAt: at,
      revision: 1,
    }
    const written = await table.write(
      {
        update: callKey(callId),
        set: { campaignId },
        add: { revision: 1 },
        if: { equals: { revision: call.revision } },
      },
      ...firstWrites(campaign),
      auditEntry({ at, actor, act: 'campaign.created', subject: campaignId, detail: { callId } }),
    )
    if (written.outcome === 'written') return { outcome: 'drafted', campaignId }
  }
  throw new Error('a call changed under every attempt to invite people to it')
}

const MOST_ATTEMPTS = 5
