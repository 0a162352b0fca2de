import { setTimeout as rest } from 'node:timers/promises'
import { LinkEnvironment, MailEnvironment, SiteEnvironment, TableEnvironment } from '../../shared/environment.ts'
import type { Mailbox } from '../../shared/identity/person.ts'
import { now } from '../adapters/clock.ts'
import { createLinks, hashOf, newToken } from '../adapters/links.ts'
import { log } from '../adapters/log.ts'
import { meter } from '../adapters/metrics.ts'
import { secret } from '../adapters/secrets.ts'
import { onlyWherePermitted, openSendingPermit } from '../adapters/sending-permit.ts'
import { sesTransport } from '../adapters/ses.ts'
import { isSuppressed } from '../adapters/suppressions.ts'
import { openTable } from '../adapters/table.ts'
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
const { TABLE_NAME } = TableEnvironment.parse(process.env)
const { PUBLIC_URL, NETWORK_NAME, POSTAL_ADDRESS } = SiteEnvironment.parse(process.env)
const { LINK_KEYS_PARAMETER } = LinkEnvironment.parse(process.env)
const { MAIL_FROM, MAIL_CONFIGURATION_SET, ENVIRONMENT_ID } = MailEnvironment.parse(process.env)
const table = openTable(TABLE_NAME)
const links = createLinks(() => secret(LINK_KEYS_PARAMETER))
const permits = openSendingPermit({ table, now, environmentId: ENVIRONMENT_ID })
const transport = sesTransport({
  from: { name: NETWORK_NAME, address: MAIL_FROM },
  configurationSet: MAIL_CONFIGURATION_SET,
})
const site = { publicUrl: PUBLIC_URL, networkName: NETWORK_NAME, postalAddress: POSTAL_ADDRESS }
const needs = {
  table,
  now,
  chance: Math.random,
  rest: (milliseconds: number) => rest(milliseconds),
  mail: onlyWherePermitted(transport, permits.maySend),
  sending: permits.standing,
  isSuppressed: (mailbox: Mailbox) => isSuppressed({ table, links }, mailbox),
  write: serviceMailWriter({ table, now, links, site, contact: MAIL_FROM, newToken, hashOf }),
  failed: (mailId: string, error: unknown) =>
    log.error('a mail that somebody waits for could not be sent', { mailId, error }),
}
