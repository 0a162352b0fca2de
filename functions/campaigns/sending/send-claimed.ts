import type { PauseReason } from '../../../shared/campaigns/campaign.ts'
import { type Recipient, type RecipientIn, withdrawn } from '../../../shared/campaigns/ledger.ts'
import { type Instant, plusSeconds } from '../../../shared/units.ts'
import type { SendOutcome } from '../../adapters/mail.ts'
import type { Write } from '../../adapters/table.ts'
import type { Claimed } from './claim-rows.ts'
import { type LastAttempt, openLastAttempt } from './last-attempt.ts'
import { rowChanged } from './ledger.ts'
import type { About } from './look-again.ts'
import { type Did, type MailRecipientNeeds, mailRecipient } from './mail-recipient.ts'

export type SendClaimedNeeds = MailRecipientNeeds & {
  /** Waits; the pace is kept with it. */
  rest: (milliseconds: number) => Promise<void>
}

/** What the mails of one page have in common. */
export type Sending = {
  about: About
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
  /** The same rows again, by a page that begins anew. */
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
  const left: RecipientIn<'CLAIMED' | 'SENDING'>[] = claimed.map(({ claim }) => claim)
  const place: Write[] = []
  let ended = false
  try {
    for (const next of claimed) {
      const begun = needs.now()
      const early = endBefore(sending, begun, next)
      if (early) return early
      const quietUntil = sending.quiet.of(next.claim, begun)
      const did = await mailRecipient(needs, { ...next, about: sending.about, quietUntil, last })
      if (did.did !== 'called-off') left.shift()
      if (did.did === 'looked') {
        left.unshift(did.row)
        place.push(...did.place)
        ended = did.look === 'ended'
      }
      const end = endAfter(sending.tally, did)
      if (end) return end
      if (did.did === 'attempted') await keepPace(needs, last, sending.interval - millisecondsSince(begun, needs.now()))
    }
    return undefined
  } finally {
    // Also after a fault: a row that has moved on refuses to be given back.
    const at = needs.now()
    await last.writeWith(...left.map((row) => rowChanged(row, withdrawn(row, ended, at))), ...place)
  }
}

const keepPace = async ({ rest }: SendClaimedNeeds, last: LastAttempt, milliseconds: number) => {
  if (milliseconds > SOON_MS) await last.writeWith()
  if (milliseconds > 0) await rest(milliseconds)
}

/** None when the clock went back. */
const millisecondsSince = (begun: Instant, now: Instant) => Math.max(0, Date.parse(now) - Date.parse(begun))

const endBefore = ({ until, quiet, tally }: Sending, at: Instant, { claim }: Claimed): End | undefined => {
  if (at >= until) return { end: 'time' }
  const night = quiet.everybody(at)
  if (night) return { end: 'night', until: night }
  if (at >= plusSeconds(claim.claimedAt, FRESH_SECONDS)) return { end: 'time' }
  return tally.room < 1 ? { end: 'pause', reason: 'daily-quota' } : undefined
}

const endAfter = (tally: Sending['tally'], did: Did): End | undefined => {
  if (did.did === 'called-off') return { end: 'called-off' }
  if (did.did === 'looked') return { end: did.look === 'changed' ? 'time' : 'stop' }
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
