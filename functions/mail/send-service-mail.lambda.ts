import { ServiceMailAsked } from '../../events/bus.ts'
import { LinkEnvironment, MailEnvironment, SiteEnvironment, TableEnvironment } from '../../shared/environment.ts'
import type { Mailbox } from '../../shared/identity/person.ts'
import { hashOf, newToken } from '../adapters/links.ts'
import { log } from '../adapters/log.ts'
import { meter } from '../adapters/metrics.ts'
import { openPostOffice } from '../adapters/post-office.ts'
import { isSuppressed } from '../adapters/suppressions.ts'
import { sendServiceMail } from './send-service-mail.ts'
import { serviceMailWriter } from './write-service-mail.ts'

// AWS calls this with one mail that has just been asked for, perhaps twice. One that fails is met again by the sweep too.
export const handler = async (event: unknown): Promise<void> => {
  const { memberId, mailId } = ServiceMailAsked.parse(event).detail
  const sent = await sendServiceMail(needs, { memberId, mailId })
  log.info('mail asked for', { mailId, ...sent })
  if (sent.outcome === 'held-back') meter('MailsHeldBack', 1)
}

// A cold start builds this.
const environment = TableEnvironment.extend({
  ...SiteEnvironment.shape,
  ...LinkEnvironment.shape,
  ...MailEnvironment.shape,
}).parse(process.env)
const { table, now, site, links, permits, mail } = openPostOffice(environment)
const needs = {
  table,
  now,
  chance: Math.random,
  mail,
  sending: permits.standing,
  isSuppressed: (mailbox: Mailbox) => isSuppressed({ table, links }, mailbox),
  write: serviceMailWriter({ table, now, links, site, contact: environment.MAIL_FROM, newToken, hashOf }),
}
