import { setTimeout as rest } from 'node:timers/promises'
import { LinkEnvironment, MailEnvironment, SiteEnvironment, TableEnvironment } from '../../shared/environment.ts'
import type { Mailbox } from '../../shared/identity/person.ts'
import { hashOf, newToken } from '../adapters/links.ts'
import { log } from '../adapters/log.ts'
import { meter } from '../adapters/metrics.ts'
import { openPostOffice } from '../adapters/post-office.ts'
import { isSuppressed } from '../adapters/suppressions.ts'
import { sweepServiceMails } from './sweep-service-mails.ts'
import { serviceMailWriter } from './write-service-mail.ts'

// AWS calls this every quarter of an hour.
export const handler = async () => {
  const { did, failed, paused, heldBack } = await sweepServiceMails(needs)
  if (Object.keys(did).length > 0) log.info('mails swept', { did, failed })
  if (did.doubtful) log.warn('mails of which nobody knows whether they left', { doubtful: did.doubtful })
  if (heldBack) {
    log.warn('mails wait in an environment that may not send')
    meter('MailsHeldBack', 1)
  }
  if (paused) throw new Error(`the mail provider takes no mail: ${paused}`)
  if (failed > 0) throw new Error(`${failed} mails that somebody waits for could not be written`)
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
  rest: (milliseconds: number) => rest(milliseconds),
  mail,
  sending: permits.standing,
  isSuppressed: (mailbox: Mailbox) => isSuppressed({ table, links }, mailbox),
  write: serviceMailWriter({ table, now, links, site, contact: environment.MAIL_FROM, newToken, hashOf }),
  failed: (mailId: string, error: unknown) =>
    log.error('a mail that somebody waits for could not be sent', { mailId, error }),
}
