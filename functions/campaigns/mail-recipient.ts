import type { Attention } from '../../shared/campaigns/attention.ts'
import { type Campaign, type CampaignIn, purposeFor } from '../../shared/campaigns/campaign.ts'
import {
  afterAttempt,
  cancelled,
  claimed,
  deferred,
  failed,
  observed,
  pendingAgain,
  type Recipient,
  sendingFrom,
  skipped,
} from '../../shared/campaigns/ledger.ts'
import { type Recheck, recheck } from '../../shared/campaigns/recheck.ts'
import type { Clock, Instant } from '../../shared/units.ts'
import { takePlace } from '../adapters/attention.ts'
import type { Links } from '../adapters/links.ts'
import type { MailTransport, SendOutcome } from '../adapters/mail.ts'
import type { Table } from '../adapters/table.ts'
import { moveRecipient, settleRecipient } from './ledger.ts'
import { type Hint, sendingFacts } from './sending-facts.ts'
import type { Writer } from './write-invitation.ts'

export type MailRecipientNeeds = {
  table: Table
  now: Clock
  links: Pick<Links, 'pseudonyms'>
  mail: Pick<MailTransport, 'send'>
  newClaim: () => string
  /** The mail for one recipient, ready to leave. */
  write: Writer
}

type To = {
  pending: Extract<Recipient, { state: 'PENDING' }>
  hint: Hint
  campaign: CampaignIn<'sending'>
  /** This one mail waits till then, though the mailing does not. */
  quietUntil: Instant | undefined
  /** The campaign as it stands now, when it is still sent by the same plan. */
  current: (campaign: Campaign | undefined) => CampaignIn<'sending'> | undefined
}

export type Did =
  | { did: 'stop' }
  | { did: 'called-off' }
  | { did: 'passed-over' }
  | { did: 'unwritable' }
  | { did: 'attempted'; attempt: SendOutcome }

/** Claim, look again, write, mark, send, record: a crash between any two leaves a row that says what may have happened. */
export const mailRecipient = async (needs: MailRecipientNeeds, to: To): Promise<Did> => {
  const { table, now } = needs
  const claim = claimed(to.pending, needs.newClaim(), now())
  if (!(await moveRecipient(table, to.pending, claim))) return { did: 'passed-over' }

  const facts = await sendingFacts(needs, to.campaign, claim, to.hint)
  const campaign = to.current(facts.campaign)
  if (!campaign) {
    const ended = facts.campaign?.state === 'cancelled' || facts.campaign?.state === 'closed'
    await moveRecipient(table, claim, ended ? cancelled(claim, now()) : pendingAgain(claim))
    return { did: 'stop' }
  }
  // The mailing that tells of it ends this row; until it begins nobody is invited to what will not be.
  if (facts.call?.state === 'cancelled' && purposeFor(campaign, claim) !== 'call-cancelled') {
    await moveRecipient(table, claim, pendingAgain(claim))
    return { did: 'called-off' }
  }
  const { member } = facts
  if (member === 'unreadable') {
    await moveRecipient(table, claim, failed(claim, 'unreadable-profile', now()))
    return { did: 'passed-over' }
  }
  const look = (attention: Attention | undefined): Recheck =>
    to.quietUntil
      ? { outcome: 'later', at: to.quietUntil }
      : recheck(campaign, claim, { ...facts, member, attention }, now())
  const found = look(facts.attention)
  if (found.outcome !== 'send' || !member) return turnAway(needs, claim, found)

  const envelope = await needs.write(campaign, member, claim, facts.call)
  if (!envelope) {
    await moveRecipient(table, claim, failed(claim, 'unwritable', now()))
    return { did: 'unwritable' }
  }
  const placed = await takePlace(table, member.memberId, found, look)
  if (placed.outcome !== 'send') return turnAway(needs, claim, placed)

  const sending = sendingFrom(claim, now())
  if (!(await moveRecipient(table, claim, sending))) return { did: 'passed-over' }
  const attempt = await needs.mail.send(envelope)
  const recorded = await moveRecipient(table, sending, afterAttempt(sending, attempt, now()))
  // An event may have told more in between; then only a proof may still be added.
  if (!recorded && attempt.outcome === 'accepted')
    await settleRecipient(table, sending, (row) =>
      observed(row, { kind: 'sent', messageId: attempt.messageId, at: now() }),
    )
  return { did: 'attempted', attempt }
}

const turnAway = async (
  { table, now }: MailRecipientNeeds,
  claim: Extract<Recipient, { state: 'CLAIMED' }>,
  found: Recheck,
): Promise<Did> => {
  if (found.outcome === 'later') await moveRecipient(table, claim, deferred(claim, found.at))
  if (found.outcome === 'skip') await moveRecipient(table, claim, skipped(claim, found.reason, now()))
  return { did: 'passed-over' }
}
