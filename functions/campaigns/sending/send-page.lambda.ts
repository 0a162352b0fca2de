import { setTimeout as rest } from 'node:timers/promises'
import { LinkEnvironment, MailEnvironment, SiteEnvironment, TableEnvironment } from '../../../shared/environment.ts'
import { now } from '../../adapters/clock.ts'
import { createLinks } from '../../adapters/links.ts'
import { secret } from '../../adapters/secrets.ts'
import { onlyWherePermitted, openSendingPermit } from '../../adapters/sending-permit.ts'
import { sesTransport } from '../../adapters/ses.ts'
import { openTable } from '../../adapters/table.ts'
import { sendPages } from './send-pages.ts'
import { SendStep } from './send-step.ts'
import { invitationWriter } from './write-invitation.ts'

// AWS calls this as a task of the campaign workflow; its answer is its next input.
export const handler = (input: unknown) =>
  sendPages({ ...needs, write: invitationWriter(needs) }, SendStep.parse(input))

// A cold start builds this.
const site = SiteEnvironment.parse(process.env)
const settings = MailEnvironment.parse(process.env)
const from = { name: site.NETWORK_NAME, address: settings.MAIL_FROM }
const { LINK_KEYS_PARAMETER } = LinkEnvironment.parse(process.env)
const table = openTable(TableEnvironment.parse(process.env).TABLE_NAME)
const { maySend } = openSendingPermit({ table, now, environmentId: settings.ENVIRONMENT_ID })
const needs = {
  table,
  now,
  rest: (milliseconds: number) => rest(milliseconds),
  links: createLinks(() => secret(LINK_KEYS_PARAMETER)),
  mail: onlyWherePermitted(sesTransport({ from, configurationSet: settings.MAIL_CONFIGURATION_SET }), maySend),
  from,
  chance: Math.random,
  site: { publicUrl: site.PUBLIC_URL, networkName: site.NETWORK_NAME, postalAddress: site.POSTAL_ADDRESS },
}
