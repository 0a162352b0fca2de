import { ServiceMailAsked } from '../../events/bus.ts'
import { LinkEnvironment, MailEnvironment, SiteEnvironment, TableEnvironment } from '../../shared/environment.ts'
import { now } from '../adapters/clock.ts'
import { createLinks, hashOf, newToken } from '../adapters/links.ts'
import { log } from '../adapters/log.ts'
import { secret } from '../adapters/secrets.ts'
import { sesTransport } from '../adapters/ses.ts'
import { suppressions } from '../adapters/suppressions.ts'
import { openTable } from '../adapters/table.ts'
import { sendServiceMail } from './send-service-mail.ts'
import { serviceMailWriter } from './write-service-mail.ts'

// AWS calls this with one mail that has just been asked for, perhaps twice. One that fails is met again by the sweep too.
export const handler = async (event: unknown): Promise<void> => {
  const { memberId, mailId } = ServiceMailAsked.parse(event).detail
  log.info('mail asked for', { mailId, ...(await sendServiceMail(needs, { memberId, mailId })) })
}

// A cold start builds this.
const { TABLE_NAME } = TableEnvironment.parse(process.env)
const { PUBLIC_URL, NETWORK_NAME } = SiteEnvironment.parse(process.env)
const { LINK_KEYS_PARAMETER } = LinkEnvironment.parse(process.env)
const { MAIL_FROM, MAIL_CONFIGURATION_SET } = MailEnvironment.parse(process.env)
const table = openTable(TABLE_NAME)
const links = createLinks(() => secret(LINK_KEYS_PARAMETER))
const site = { publicUrl: PUBLIC_URL, networkName: NETWORK_NAME }
const needs = {
  table,
  now,
  chance: Math.random,
  mail: sesTransport({ from: { name: NETWORK_NAME, address: MAIL_FROM }, configurationSet: MAIL_CONFIGURATION_SET }),
  isSuppressed: suppressions({ table, links }),
  write: serviceMailWriter({ table, now, links, site, contact: MAIL_FROM, newToken, hashOf }),
}
