import { Call, callKey } from '../../shared/calls/call.ts'
import { Attention, attentionKey } from '../../shared/campaigns/attention.ts'
import { Campaign, type CampaignIn, campaignKey, purposeFor } from '../../shared/campaigns/campaign.ts'
import { deferred, failed, type RecipientIn, sendingFrom, skipped } from '../../shared/campaigns/ledger.ts'
import { type Recheck, recheck } from '../../shared/campaigns/recheck.ts'
import type { Clock, Instant } from '../../shared/units.ts'
import { placeTaken, takePlace } from '../adapters/attention.ts'
import type { MailTransport, SendOutcome } from '../adapters/mail.ts'
import type { Table } from '../adapters/table.ts'
import type { Claimed } from './claim-rows.ts'
import type { LastAttempt } from './last-attempt.ts'
import { moveRecipient, rowChanged } from './ledger.ts'
import type { Writer } from './write-invitation.ts'

export type MailRecipientNeeds = {
  table: Table
  now: Clock
  mail: Pick<MailTransport, 'send'>
  /** The mail for one recipient, ready to leave. */
  write: Writer
}

type To = Claimed & {
  campaign: CampaignIn<'sending'>
  /** This one mail waits till then, though the mailing does not. */
  quietUntil: Instant | undefined
  /** The campaign as it stands now, when it is still sent by the same plan. */
  current: (campaign: Campaign | undefined) => CampaignIn<'sending'> | undefined
  last: LastAttempt
}

export type Did =
  /** These two leave the row claimed, for whoever ends the others that are not sent now. */
  | { did: 'stop'; ended: boolean }
  | { did: 'called-off' }
  | { did: 'passed-over' }
  | { did: 'unwritable' }
  | { did: 'attempted'; attempt: SendOutcome }

/**
 * Look at the campaign again, write, mark, send: a crash between any two leaves a row that says what may have happened.
 * What came of it is kept in `last`.
 */
export const mailRecipient = async (needs: MailRecipientNeeds, to: To): Promise<Did> => {
  const { table, now } = needs
  const { claim, facts, last } = to
  const { member } = facts
  const standing = await standingOf(table, to.campaign)
  const campaign = to.current(standing.campaign)
  if (!campaign) return { did: 'stop', ended: isEnded(standing.campaign) }
  // The mailing that tells of it ends this row; until it begins nobody is invited to what will not be.
  if (standing.call?.state === 'cancelled' && purposeFor(campaign, claim) !== 'call-cancelled')
    return { did: 'called-off' }
  const look = (attention: Attention | undefined): Recheck =>
    to.quietUntil ? { outcome: 'later', at: to.quietUntil } : recheck(campaign, claim, { ...facts, attention }, now())
  const found = look(facts.attention)
  if (found.outcome !== 'send' || !member) return turnAway(needs, claim, found)

  const envelope = await needs.write(campaign, member, claim, standing.call)
  if (!envelope) {
    await moveRecipient(table, claim, failed(claim, 'unwritable', now()))
    return { did: 'unwritable' }
  }
  const sending = sendingFrom(claim, now())
  const places = found.attention ? [placeTaken(member.memberId, found.attention)] : []
  const [marked, placed] = await last.writeWith(rowChanged(claim, sending), ...places)
  if (marked === 'refused') return { did: 'passed-over' }
  if (placed === 'refused') {
    const stands = await table.get(Attention, attentionKey(member.memberId))
    const again = await takePlace(table, member.memberId, look(stands), look)
    if (again.outcome !== 'send') return turnAway(needs, sending, again)
  }
  const attempt = await needs.mail.send(envelope)
  last.keep(sending, attempt)
  return { did: 'attempted', attempt }
}

const standingOf = async (
  table: Pick<Table, 'get' | 'getMany'>,
  campaign: Campaign,
): Promise<{ campaign: Campaign | undefined; call: Call | undefined }> => {
  const { campaignId } = campaign
  if (campaign.kind !== 'call') return { campaign: await table.get(Campaign, campaignKey(campaignId)), call: undefined }
  const [standing, call] = await Promise.all([
    table.get(Campaign, campaignKey(campaignId)),
    table.get(Call, callKey(campaign.callId)),
  ])
  return { campaign: standing, call }
}

const isEnded = (campaign: Campaign | undefined) => campaign?.state === 'cancelled' || campaign?.state === 'closed'

const turnAway = async (
  { table, now }: MailRecipientNeeds,
  row: RecipientIn<'CLAIMED' | 'SENDING'>,
  found: Recheck,
): Promise<Did> => {
  if (found.outcome === 'later') await moveRecipient(table, row, deferred(row, found.at))
  if (found.outcome === 'skip') await moveRecipient(table, row, skipped(row, found.reason, now()))
  return { did: 'passed-over' }
}
