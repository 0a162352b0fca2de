import { isAboutMail, mailEventOf, SesEvent } from '../../../events/mail/mail-event.ts'
import { LinkEnvironment, TableEnvironment } from '../../../shared/environment.ts'
import { now } from '../../adapters/clock.ts'
import { createLinks } from '../../adapters/links.ts'
import { log } from '../../adapters/log.ts'
import { secret } from '../../adapters/secrets.ts'
import { openTable } from '../../adapters/table.ts'
import { recordMailEvent } from './record-mail-event.ts'

// AWS calls this for what SES tells about each mail: at least once, in any order.
export const handler = async (input: unknown) => {
  if (!isAboutMail(input)) return log.warn('SES told something that is about no mail')
  const event = mailEventOf(SesEvent.parse(input))
  if (!event) return
  const { outcome } = await recordMailEvent(needs, event)
  if (outcome === 'unknown-mail') log.warn('an event for a mail that the ledger does not know', { kind: event.kind })
}

// A cold start builds this.
const { LINK_KEYS_PARAMETER } = LinkEnvironment.parse(process.env)
const needs = {
  table: openTable(TableEnvironment.parse(process.env).TABLE_NAME),
  now,
  links: createLinks(() => secret(LINK_KEYS_PARAMETER)),
}
