import { ServiceMailAsked } from '../../events/bus.ts'
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
  mail: onlyWherePermitted(transport, permits.maySend),
  sending: permits.standing,
  isSuppressed: (mailbox: Mailbox) => isSuppressed({ table, links }, mailbox),
  write: serviceMailWriter({ table, now, links, site, contact: MAIL_FROM, newToken, hashOf }),
}
