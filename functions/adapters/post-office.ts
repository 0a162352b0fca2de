import type * as z from 'zod'
import type { LinkEnvironment, MailEnvironment, SiteEnvironment, TableEnvironment } from '../../shared/environment.ts'
import { now } from './clock.ts'
import { createLinks } from './links.ts'
import { secret } from './secrets.ts'
import { onlyWherePermitted, openSendingPermit } from './sending-permit.ts'
import { sesTransport } from './ses.ts'
import { siteOf } from './site.ts'
import { openTable } from './table.ts'

type Environment = z.output<typeof TableEnvironment> &
  z.output<typeof SiteEnvironment> &
  z.output<typeof LinkEnvironment> &
  z.output<typeof MailEnvironment>

/** What whoever writes and sends mail works with. Nothing leaves from an environment that may not send. */
export const openPostOffice = (told: Environment) => {
  const table = openTable(told.TABLE_NAME)
  const permits = openSendingPermit({ table, now, environmentId: told.ENVIRONMENT_ID })
  const from = { name: told.NETWORK_NAME, address: told.MAIL_FROM }
  return {
    table,
    now,
    site: siteOf(told),
    links: createLinks(() => secret(told.LINK_KEYS_PARAMETER)),
    from,
    permits,
    mail: onlyWherePermitted(sesTransport({ from, configurationSet: told.MAIL_CONFIGURATION_SET }), permits.maySend),
  }
}
