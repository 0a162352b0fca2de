import type * as z from 'zod'
import type { MailId, MemberId } from '../../shared/ids.ts'
import {
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
 * The item that asks for a mail, to be written in the transaction of the change that it tells of. The stream hands it to
 * the sender at once; should the stream fail, the sweep finds it by its due time.
 */
export const serviceMailItem = ({ mailId, memberId, template, about = {}, to, at }: AskedMail) => ({
  ...serviceMailKey(memberId, mailId),
  ...({
    state: 'PENDING',
    mailId,
    memberId,
    template,
    about,
    ...(to && { to }),
    askedAt: at,
    step: 0,
    attempts: 0,
  } satisfies ServiceMail),
  due: mailDueKey(shardOf(mailId, MAIL_DUE_SHARDS)),
  dueAt: plusSeconds(at, SWEPT_AFTER_SECONDS),
})

/** The stream has long delivered it by then. */
const SWEPT_AFTER_SECONDS = 300
