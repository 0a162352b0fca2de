import { serviceMailRow } from '../../events/mail/service-mail.ts'
import { Attention, attend, attentionKey } from '../../shared/campaigns/sending/attention.ts'
import { quietUntil } from '../../shared/campaigns/sending/quiet-hours.ts'
import type { City } from '../../shared/cities/city.ts'
import type { MailId, MemberId } from '../../shared/ids.ts'
import { MAIL_RULES } from '../../shared/mail/mail-class.ts'
import { classOf, ServiceMail, serviceMailKey } from '../../shared/mail/service-mail.ts'
import {
  afterMailAttempt,
  deferredMail,
  failedMail,
  isTooLate,
  mailDueAt,
  observedMail,
  pendingMail,
  reapedMail,
  sendingMail,
  skippedMail,
  staysUncertain,
} from '../../shared/mail/service-mail-moves.ts'
import { UnsendableMail } from '../../shared/mail/unsendable-mail.ts'
import { Member, profileKey } from '../../shared/membership/member.ts'
import { taskItem } from '../../shared/membership/task.ts'
import type { Clock, Instant } from '../../shared/units.ts'
import { takePlace } from '../adapters/attention.ts'
import type { Mail, MailTransport } from '../adapters/mail.ts'
import type { SendingPermits } from '../adapters/sending-permit.ts'
import type { IsSuppressed } from '../adapters/suppressions.ts'
import type { Table, Write } from '../adapters/table.ts'
import type { Recipient, WriteServiceMail } from './write-service-mail.ts'

export type SendServiceMailNeeds = {
  table: Table
  now: Clock
  /** From 0 up to 1. */
  chance: () => number
  mail: Pick<MailTransport, 'prepare' | 'send'>
  isSuppressed: IsSuppressed
  /** May this environment send, and since when? */
  sending: SendingPermits['standing']
  write: WriteServiceMail
}

/**
 * `nothing-to-send`: it has left before, or is somebody else's now. `waiting`: it certainly was not taken, or must not leave
 * yet, and is due again later; `paused` says that the provider takes no mail from us at all. `held-back`: this environment may not send; the row
 * is as it was.
 */
export type SentServiceMail =
  | { outcome: 'sent' | 'skipped' | 'failed' | 'doubtful' | 'nothing-to-send' | 'held-back' }
  | { outcome: 'waiting'; reason: string; paused: boolean }

type Id = { memberId: MemberId; mailId: MailId }

/**
 * Sends one mail that somebody waits for. The row is marked before the one request that sends it: a worker that dies
 * leaves a row that says what may have happened, and of two workers one sends.
 */
export const sendServiceMail = async (needs: SendServiceMailNeeds, id: Id): Promise<SentServiceMail> => {
  const { table, now } = needs
  const sending = await needs.sending()
  if (sending.outcome === 'may-not') return { outcome: 'held-back' }
  const read = await table.get(ServiceMail, serviceMailKey(id.memberId, id.mailId))
  const mail = read && (await released(needs, read))
  if (mail?.state !== 'PENDING') return { outcome: 'nothing-to-send' }
  if (isTooLate(mail, now(), sending.since)) {
    await moveMail(needs, mail, failedMail(mail, 'too-late', now()))
    return { outcome: 'failed' }
  }
  const leaving = sendingMail(mail, now())
  if (!(await moveMail(needs, mail, leaving))) return { outcome: 'nothing-to-send' }

  const written = await readyToLeave(needs, leaving).catch(async (fault) => {
    await moveMail(needs, leaving, pendingMail(leaving))
    throw fault
  })
  if (written.outcome === 'skipped') {
    await moveMail(needs, leaving, skippedMail(leaving, written.reason, now()))
    if (written.reason === 'suppressed' && written.recipient) await askForAddress(needs, written.recipient)
    return { outcome: 'skipped' }
  }
  if (written.outcome === 'unsendable') {
    await moveMail(needs, leaving, failedMail(leaving, written.reason, now()))
    if (written.reason === 'bad-address') await askForAddress(needs, written.recipient)
    return { outcome: 'failed' }
  }
  if (written.outcome === 'later') {
    await moveMail(needs, leaving, deferredMail(leaving), written.at)
    return { outcome: 'waiting', reason: written.reason, paused: false }
  }
  const attempt = await needs.mail.send(written.envelope)
  const after = afterMailAttempt(leaving, attempt, now())
  // An event may have told more in between; then only a proof may still be added.
  if (!(await moveMail(needs, leaving, after)) && attempt.outcome === 'accepted')
    await settleServiceMail(needs, id, (row) =>
      observedMail(row, { kind: 'sent', messageId: attempt.messageId, at: now() }),
    )
  switch (attempt.outcome) {
    case 'accepted':
      return { outcome: 'sent' }
    case 'uncertain':
      return { outcome: 'doubtful' }
    case 'rejected':
      await askForAddress(needs, written.recipient)
      return { outcome: 'failed' }
    case 'not-sent':
    case 'paused':
      return { outcome: 'waiting', reason: attempt.reason, paused: attempt.outcome === 'paused' }
  }
}

/** What a dead worker or a silent provider left behind, when an hour has brought no event. */
const released = async (needs: SendServiceMailNeeds, mail: ServiceMail): Promise<ServiceMail | undefined> => {
  if (mail.state !== 'SENDING' && mail.state !== 'UNCERTAIN') return mail
  const after = reapedMail(mail, needs.now())
  if (after === mail) return mail
  return (await moveMail(needs, mail, after)) ? after : undefined
}

type ReadyMail =
  | { outcome: 'written'; envelope: Awaited<ReturnType<MailTransport['prepare']>>; recipient: Recipient }
  | { outcome: 'skipped'; reason: 'suppressed' | 'unsubscribed' | 'over'; recipient?: Recipient }
  | { outcome: 'unsendable'; reason: UnsendableMail['reason']; recipient: Recipient }
  | { outcome: 'later'; reason: 'quiet-hours' | 'attention-limit'; at: Instant }

const readyToLeave = async (needs: SendServiceMailNeeds, mail: ServiceMail): Promise<ReadyMail> => {
  const written = await needs.write(mail)
  if (written.outcome === 'skipped') return written
  const { recipient } = written
  // Service mails to bad addresses hurt the reputation of the sender as much as campaigns do.
  if (await needs.isSuppressed(recipient.mailbox)) return { outcome: 'skipped', reason: 'suppressed', recipient }
  const tags = { memberId: mail.memberId, mailId: mail.mailId, class: classOf(mail.template) }
  const letter: Mail = { ...written.letter, to: recipient.mailbox, tags }
  const envelope = await needs.mail.prepare(letter).catch((fault: unknown) => {
    if (fault instanceof UnsendableMail) return fault
    throw fault
  })
  if (envelope instanceof UnsendableMail) return { outcome: 'unsendable', reason: envelope.reason, recipient }
  const early = await tooEarly(needs, mail, written.city)
  return early ?? { outcome: 'written', envelope, recipient }
}

/** A mail of its class does not come at night, nor too soon after others: it waits, or takes the place that is free. */
const tooEarly = async (
  { table, now }: SendServiceMailNeeds,
  mail: ServiceMail,
  city: Pick<City, 'timeZone'> | undefined,
): Promise<Extract<ReadyMail, { outcome: 'later' }> | undefined> => {
  const { quietHours, attentionLimit } = MAIL_RULES[classOf(mail.template)]
  const morning = quietHours === 'not-kept' || !city ? undefined : quietUntil(now(), city.timeZone)
  if (morning) return { outcome: 'later', reason: 'quiet-hours', at: morning }
  if (!attentionLimit) return undefined
  const look = (attention: Attention | undefined) => {
    const attended = attend(attention, mail.mailId, now())
    return attended.outcome === 'may' ? ({ ...attended, outcome: 'send' } as const) : attended
  }
  const found = look(await table.get(Attention, attentionKey(mail.memberId)))
  const placed = await takePlace(table, mail.memberId, found, look)
  return placed.outcome === 'later' ? { ...placed, reason: 'attention-limit' } : undefined
}

/** Nobody hears from us at this address: for somebody who is a member, people have to find another way. */
const askForAddress = async ({ table, now }: SendServiceMailNeeds, { member }: Recipient) => {
  if (!member) return
  const { memberId, city } = member
  await table.write({ put: taskItem({ task: 'find-address', memberId, city, at: now() }, memberId) })
}

/** Nothing else will ever tell: somebody waits for a mail that may not have left. */
const askWhetherItArrived = async (
  { table, now }: Pick<SendServiceMailNeeds, 'table' | 'now'>,
  { memberId }: ServiceMail,
): Promise<Write> => {
  const city = (await table.get(InCity, profileKey(memberId)))?.city
  return { put: taskItem({ task: 'mail-uncertain', memberId, ...(city && { city }), at: now() }, memberId) }
}

const InCity = Member.pick({ city: true })

type Moving = Pick<SendServiceMailNeeds, 'table' | 'now' | 'chance'>

/** A move is written only onto the row that it was decided on; a row that is gone stays gone. */
const moveMail = async (
  { table, now, chance }: Moving,
  before: ServiceMail,
  after: ServiceMail,
  dueAt = mailDueAt(after, now(), chance()),
): Promise<boolean> => {
  const { outcome } = await table.write(
    { put: serviceMailRow(after, dueAt), if: { equals: { step: before.step } } },
    ...(staysUncertain(after) ? [await askWhetherItArrived({ table, now }, after)] : []),
  )
  return outcome === 'written'
}

const settleServiceMail = async (needs: Moving, id: Id, decide: (mail: ServiceMail) => ServiceMail): Promise<void> => {
  for (;;) {
    const mail = await needs.table.get(ServiceMail, serviceMailKey(id.memberId, id.mailId))
    const after = mail && decide(mail)
    if (!mail || !after || after === mail || (await moveMail(needs, mail, after))) return
  }
}
