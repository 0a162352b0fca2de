import { LinkEnvironment, MailEnvironment, SiteEnvironment, TableEnvironment } from '../../../shared/environment.ts'
import { now } from '../../adapters/clock.ts'
import { createLinks } from '../../adapters/links.ts'
import { secret } from '../../adapters/secrets.ts'
import { onlyWherePermitted, openSendingPermit } from '../../adapters/sending-permit.ts'
import { sesTransport } from '../../adapters/ses.ts'
import { openTable } from '../../adapters/table.ts'
import { sendTest, TestRun } from './send-test.ts'

// AWS calls this as the one task of the test mail's workflow.
export const handler = (input: unknown) => sendTest(needs, TestRun.parse(input))

// A cold start builds this.
const { TABLE_NAME, PUBLIC_URL, NETWORK_NAME, POSTAL_ADDRESS, MAIL_FROM, MAIL_CONFIGURATION_SET, ENVIRONMENT_ID } =
  TableEnvironment.extend(SiteEnvironment.shape).extend(MailEnvironment.shape).parse(process.env)
const { LINK_KEYS_PARAMETER } = LinkEnvironment.parse(process.env)
const table = openTable(TABLE_NAME)
const from = { name: NETWORK_NAME, address: MAIL_FROM }
const needs = {
  table,
  now,
  links: createLinks(() => secret(LINK_KEYS_PARAMETER)),
  site: { publicUrl: PUBLIC_URL, networkName: NETWORK_NAME, postalAddress: POSTAL_ADDRESS },
  from,
  mail: onlyWherePermitted(
    sesTransport({ from, configurationSet: MAIL_CONFIGURATION_SET }),
    openSendingPermit({ table, now, environmentId: ENVIRONMENT_ID }).maySend,
  ),
}
