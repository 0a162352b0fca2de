import { LinkEnvironment, MailEnvironment, SiteEnvironment, TableEnvironment } from '../../../shared/environment.ts'
import { ReportOf } from '../../../shared/results/report-work.ts'
import { now } from '../../adapters/clock.ts'
import { createLinks } from '../../adapters/links.ts'
import { log } from '../../adapters/log.ts'
import { secret } from '../../adapters/secrets.ts'
import { onlyWherePermitted, openSendingPermit } from '../../adapters/sending-permit.ts'
import { sesTransport } from '../../adapters/ses.ts'
import { openTable } from '../../adapters/table.ts'
import { type CouncilTold, tellCouncil } from './tell-council.ts'

// AWS calls this as a task of the publication.
export const handler = async (event: unknown): Promise<CouncilTold> => {
  const of = ReportOf.parse(event)
  const result = await tellCouncil(needs, of)
  log.info('a council was told of its report', { ...of, ...result })
  return result
}

// A cold start builds this.
const { TABLE_NAME, PUBLIC_URL, NETWORK_NAME, POSTAL_ADDRESS, MAIL_FROM, MAIL_CONFIGURATION_SET, ENVIRONMENT_ID } =
  TableEnvironment.extend(SiteEnvironment.shape).extend(MailEnvironment.shape).parse(process.env)
const { LINK_KEYS_PARAMETER } = LinkEnvironment.parse(process.env)
const table = openTable(TABLE_NAME)
const needs = {
  table,
  now,
  links: createLinks(() => secret(LINK_KEYS_PARAMETER)),
  site: { publicUrl: PUBLIC_URL, networkName: NETWORK_NAME, postalAddress: POSTAL_ADDRESS },
  mail: onlyWherePermitted(
    sesTransport({ from: { name: NETWORK_NAME, address: MAIL_FROM }, configurationSet: MAIL_CONFIGURATION_SET }),
    openSendingPermit({ table, now, environmentId: ENVIRONMENT_ID }).maySend,
  ),
}
