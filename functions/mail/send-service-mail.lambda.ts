import { LinkEnvironment, MailEnvironment, SiteEnvironment, TableEnvironment } from '../../shared/environment.ts'
import { isPatient, ServiceMail } from '../../shared/mail/service-mail.ts'
import { now } from '../adapters/clock.ts'
import { createLinks, hashOf, newToken } from '../adapters/links.ts'
import { log } from '../adapters/log.ts'
import { secret } from '../adapters/secrets.ts'
import { sesTransport } from '../adapters/ses.ts'
import { type StreamAnswer, tableChanges } from '../adapters/stream.ts'
import { suppressions } from '../adapters/suppressions.ts'
import { openTable } from '../adapters/table.ts'
import { sendServiceMail } from './send-service-mail.ts'
import { serviceMailWriter } from './write-service-mail.ts'

// AWS calls this with mails that have just been asked for. One that fails holds up nobody else: the sweep meets it again.
export const handler = async (event: unknown): Promise<StreamAnswer> => {
  for (const { after } of tableChanges(event))
    await asked(after).catch((error) => log.error('a mail that somebody waits for could not be sent', { error }))
  return { batchItemFailures: [] }
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

// This runs for each item. What nobody sits and waits for is left to the sweep.
const asked = async (item: Record<string, unknown> | undefined) => {
  const mail = ServiceMail.parse(item)
  if (mail.state !== 'PENDING' || isPatient(mail.template)) return
  const { mailId, template } = mail
  log.info('mail asked for', { mailId, template, ...(await sendServiceMail(needs, mail)) })
}
