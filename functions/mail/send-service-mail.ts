import { serviceMailRow } from '../../events/mail/service-mail.ts'
import type { MailId, MemberId } from '../../shared/ids.ts'
import { ServiceMail, serviceMailKey } from '../../shared/mail/service-mail.ts'
import {
  afterMailAttempt,
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
import { Member, profileKey } from '../../shared/membership/member.ts'
import { taskItem } from '../../shared/membership/task.ts'
import type { Clock } from '../../shared/units.ts'
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
 * `nothing-to-send`: it has left before, or is somebody else's now. `waiting`: it certainly was not taken and is due again
 * later; `paused` says that the provider takes no mail from us at all. `held-back`: this environment may not send; the row
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

const readyToLeave = async (needs: SendServiceMailNeeds, mail: ServiceMail): Promise<ReadyMail> => {
  const written = await needs.write(mail)
  if (written.outcome === 'skipped') return written
  const { recipient } = written
  // Service mails to bad addresses hurt the reputation of the sender as much as campaigns do.
  if (await needs.isSuppressed(recipient.mailbox)) return { outcome: 'skipped', reason: 'suppressed', recipient }
  const tags = { memberId: mail.memberId, mailId: mail.mailId, class: 'service' }
  const letter: Mail = { ...written.letter, to: recipient.mailbox, tags }
  return { outcome: 'written', envelope: await needs.mail.prepare(letter), recipient }
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
const moveMail = async ({ table, now, chance }: Moving, before: ServiceMail, after: ServiceMail): Promise<boolean> => {
  const { outcome } = await table.write(
    { put: serviceMailRow(after, mailDueAt(after, now(), chance())), if: { equals: { step: before.step } } },
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
