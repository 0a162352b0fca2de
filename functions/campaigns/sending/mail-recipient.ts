import { purposeFor } from '../../../shared/campaigns/campaign.ts'
import { deferred, failed, type RecipientIn, sendingFrom, skipped } from '../../../shared/campaigns/ledger.ts'
import { Attention, attentionKey } from '../../../shared/campaigns/sending/attention.ts'
import { type Recheck, recheck } from '../../../shared/campaigns/sending/recheck.ts'
import type { Clock, Instant } from '../../../shared/units.ts'
import { placeGivenBack, placeTaken, takePlace } from '../../adapters/attention.ts'
import type { MailTransport, SendOutcome } from '../../adapters/mail.ts'
import type { Table, Write } from '../../adapters/table.ts'
import type { Claimed } from './claim-rows.ts'
import type { LastAttempt } from './last-attempt.ts'
import { moveRecipient, readRecipient, rowChanged } from './ledger.ts'
import { type About, type Look, lookAgain } from './look-again.ts'
import type { Writer } from './write-invitation.ts'

export type MailRecipientNeeds = {
  table: Table
  now: Clock
  mail: Pick<MailTransport, 'send'>
  /** The mail for one recipient, ready to leave. */
  write: Writer
}

type To = Claimed & {
  about: About
  /** This one mail waits till then, though the mailing does not. */
  quietUntil: Instant | undefined
  last: LastAttempt
}

export type Did =
  /** `row`, as it is now, is left to whoever ends the others that are not sent; so is the place that it had taken. */
  | { did: 'looked'; look: Exclude<Look, 'go'>; row: RecipientIn<'SENDING'>; place: Write[] }
  | { did: 'called-off' }
  | { did: 'passed-over' }
  | { did: 'unwritable' }
  | { did: 'attempted'; attempt: SendOutcome }

/**
 * Write, mark, look at the campaign again, send: a crash between any two leaves a row that says what may have happened.
 * What came of it is kept in `last`.
 */
export const mailRecipient = async (needs: MailRecipientNeeds, to: To): Promise<Did> => {
  const { table, now } = needs
  const { claim, facts, about, last } = to
  const { member } = facts
  // The mailing that tells of it ends this row; until it begins nobody is invited to what will not be.
  if (about.call?.state === 'cancelled' && purposeFor(about.campaign, claim) !== 'call-cancelled')
    return { did: 'called-off' }
  const decide = (attention: Attention | undefined): Recheck =>
    to.quietUntil
      ? { outcome: 'later', at: to.quietUntil }
      : recheck(about.campaign, claim, { ...facts, attention }, now())
  const found = decide(facts.attention)
  if (found.outcome !== 'send' || !member) return turnAway(needs, claim, found)

  const envelope = await needs.write(about.campaign, member, claim, about.call)
  if (!envelope) {
    await moveRecipient(table, claim, failed(claim, 'unwritable', now()))
    return { did: 'unwritable' }
  }
  const sending = sendingFrom(claim, now())
  const place = found.attention
  const [[marked, placed], look] = await Promise.all([
    last.writeWith(rowChanged(claim, sending), ...(place ? [placeTaken(member.memberId, place)] : [])),
    // A look that fails must not leave a mark on a mail that certainly did not leave: the page begins anew.
    lookAgain(table, about).catch(() => 'changed' as const),
  ])
  const taken = place && placed === 'written' ? [placeGivenBack(member.memberId, place, claim)] : []
  if (marked === 'refused') return passOver(needs, claim, taken)
  if (look !== 'go') return { did: 'looked', look, row: sending, place: taken }
  if (placed === 'refused') {
    const stands = await table.get(Attention, attentionKey(member.memberId))
    const again = await takePlace(table, member.memberId, decide(stands), decide)
    if (again.outcome !== 'send') return turnAway(needs, sending, again)
  }
  const attempt = await needs.mail.send(envelope)
  last.keep(sending, attempt)
  return { did: 'attempted', attempt }
}

/** Whoever has moved this row since it was claimed mails it in the place that was taken, unless it has ended. */
const passOver = async (
  { table }: MailRecipientNeeds,
  claim: RecipientIn<'CLAIMED'>,
  place: readonly Write[],
): Promise<Did> => {
  const row = place.length > 0 ? await readRecipient(table, claim) : undefined
  if (row?.state === 'CANCELLED') await table.write(...place)
  return { did: 'passed-over' }
}

const turnAway = async (
  { table, now }: MailRecipientNeeds,
  row: RecipientIn<'CLAIMED' | 'SENDING'>,
  found: Recheck,
): Promise<Did> => {
  if (found.outcome === 'later') await moveRecipient(table, row, deferred(row, found.at))
  if (found.outcome === 'skip') await moveRecipient(table, row, skipped(row, found.reason, now()))
  return { did: 'passed-over' }
}
