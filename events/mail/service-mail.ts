import type * as z from 'zod'
import type { MailId, MemberId } from '../../shared/ids.ts'
import {
  isPatient,
  MAIL_DUE_SHARDS,
  mailDueKey,
  type ServiceMail,
  type ServiceTemplate,
  serviceMailKey,
} from '../../shared/mail/service-mail.ts'
import { shardOf } from '../../shared/membership/member.ts'
import { type Instant, plusSeconds } from '../../shared/units.ts'

export type AskedMail = {
  mailId: MailId
  memberId: MemberId
  template: ServiceTemplate
  about?: Record<string, string>
  to?: z.output<typeof ServiceMail>['to']
  at: Instant
}

/**
 * The item that asks for a mail, to be written in the transaction of the change that it tells of. The relay of the
 * table's stream tells the sender at once; should that fail, the sweep finds it by its due time.
 */
export const serviceMailItem = ({ mailId, memberId, template, about = {}, to, at }: AskedMail) => {
  const mail = {
    state: 'PENDING',
    mailId,
    memberId,
    template,
    about,
    ...(to && { to }),
    askedAt: at,
    step: 0,
    attempts: 0,
  } satisfies ServiceMail
  const dueAt = isPatient(template) ? at : plusSeconds(at, SWEPT_AFTER_SECONDS)
  return { ...serviceMailRow(mail), due: dueKeyOf(mail), dueAt }
}

/** The item of a mail; one with a `dueAt` is looked at again then. */
export const serviceMailRow = (mail: ServiceMail, dueAt?: Instant) => ({
  ...serviceMailKey(mail.memberId, mail.mailId),
  ...mail,
  ...(dueAt && { due: dueKeyOf(mail), dueAt }),
})

const dueKeyOf = ({ mailId }: ServiceMail) => mailDueKey(shardOf(mailId, MAIL_DUE_SHARDS))

/** The relay has long told of it by then. */
const SWEPT_AFTER_SECONDS = 300
