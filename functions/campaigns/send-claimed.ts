import type { Campaign, CampaignIn, PauseReason } from '../../shared/campaigns/campaign.ts'
import { cancelled, pendingAgain, type Recipient } from '../../shared/campaigns/ledger.ts'
import { type Instant, plusSeconds } from '../../shared/units.ts'
import type { MailTransport, SendOutcome } from '../adapters/mail.ts'
import type { Claimed } from './claim-rows.ts'
import { openLastAttempt } from './last-attempt.ts'
import { rowChanged } from './ledger.ts'
import { type Did, type MailRecipientNeeds, mailRecipient } from './mail-recipient.ts'

export type SendClaimedNeeds = Omit<MailRecipientNeeds, 'mail'> & {
  mail: Pick<MailTransport, 'send'>
  /** Waits; the pace is kept with it. */
  rest: (milliseconds: number) => Promise<void>
}

/** What the mails of one page have in common. */
export type Sending = {
  campaign: CampaignIn<'sending'>
  current: (campaign: Campaign | undefined) => CampaignIn<'sending'> | undefined
  /** Nobody is mailed any more from then on. */
  until: Instant
  quiet: { everybody: (at: Instant) => Instant | undefined; of: (row: Recipient, at: Instant) => Instant | undefined }
  /** Milliseconds from the beginning of one mail to that of the next. */
  interval: number
  /** Counted along: how many may still leave today, how many were taken, and what went wrong one after the other. */
  tally: { room: number; accepted: number; uncertain: number; unwritable: number; rejected: number }
}

/** Why a page ends before all of its rows had their turn. */
export type End =
  | { end: 'time' }
  | { end: 'night'; until: Instant }
  | { end: 'stop' }
  | { end: 'called-off' }
  | { end: 'pause'; reason: PauseReason }
  | { end: 'not-sent'; reason: 'rate' | 'unreachable' }

/** Mails them one after the other. Those that had no turn are given back before it answers. */
export const sendClaimed = async (
  needs: SendClaimedNeeds,
  sending: Sending,
  claimed: readonly Claimed[],
): Promise<End | undefined> => {
  const last = openLastAttempt(needs)
  const left = [...claimed]
  let ended = false
  try {
    for (let next = left[0]; next; next = left[0]) {
      const begun = needs.now()
      const early = endBefore(sending, begun, next)
      if (early) return early
      const quietUntil = sending.quiet.of(next.claim, begun)
      const did = await mailRecipient(needs, { ...next, ...sending, quietUntil, last })
      if (did.did === 'stop') ended = did.ended
      else if (did.did !== 'called-off') left.shift()
      const end = endAfter(sending.tally, did)
      if (end) return end
      if (did.did !== 'attempted') continue
      const spent = Date.parse(needs.now()) - Date.parse(begun)
      const toRest = spent >= 0 ? sending.interval - spent : 0
      if (toRest > SOON_MS) await last.writeWith()
      if (toRest > 0) await needs.rest(toRest)
    }
    return undefined
  } finally {
    // Also after a fault: a row that has moved on refuses to be given back.
    const at = needs.now()
    await last.writeWith(
      ...left.map(({ claim }) => rowChanged(claim, ended ? cancelled(claim, at) : pendingAgain(claim))),
    )
  }
}

const endBefore = ({ until, quiet, tally }: Sending, at: Instant, { claim }: Claimed): End | undefined => {
  if (at >= until) return { end: 'time' }
  const night = quiet.everybody(at)
  if (night) return { end: 'night', until: night }
  if (at >= plusSeconds(claim.claimedAt, FRESH_SECONDS)) return { end: 'time' }
  return tally.room < 1 ? { end: 'pause', reason: 'daily-quota' } : undefined
}

const endAfter = (tally: Sending['tally'], did: Did): End | undefined => {
  if (did.did === 'stop' || did.did === 'called-off') return { end: did.did }
  if (did.did === 'passed-over') return undefined
  if (did.did === 'unwritable')
    return ++tally.unwritable < TOO_MANY_IN_A_ROW ? undefined : { end: 'pause', reason: 'unwritable' }
  tally.unwritable = 0
  tally.room--
  return endAfterAttempt(tally, did.attempt)
}

const endAfterAttempt = (tally: Sending['tally'], attempt: SendOutcome): End | undefined => {
  if (attempt.outcome === 'accepted') tally.accepted++
  tally.uncertain = attempt.outcome === 'uncertain' ? tally.uncertain + 1 : 0
  if (tally.uncertain >= TOO_MANY_IN_A_ROW) return { end: 'pause', reason: 'doubtful-sends' }
  tally.rejected = attempt.outcome === 'rejected' ? tally.rejected + 1 : 0
  if (tally.rejected >= MOST_REJECTED) return { end: 'pause', reason: 'rejections' }
  if (attempt.outcome === 'paused') return { end: 'pause', reason: attempt.reason }
  return attempt.outcome === 'not-sent' ? { end: 'not-sent', reason: attempt.reason } : undefined
}

const TOO_MANY_IN_A_ROW = 3
/** One after the other: so many addresses are not bad by chance, as in an account that may only send to its own. */
const MOST_REJECTED = 10
/** What is known since a claim is not older than this, however slow the mail provider is. */
const FRESH_SECONDS = 10
/** What became of a mail is written down with the mark of the next one, if that is not later than this. */
const SOON_MS = 250
