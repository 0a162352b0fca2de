import { LinkEnvironment, MailEnvironment, SiteEnvironment, TableEnvironment } from '../../../shared/environment.ts'
import { newId, now } from '../../adapters/clock.ts'
import { createLinks, hashOf, newToken } from '../../adapters/links.ts'
import { log } from '../../adapters/log.ts'
import { serviceMail } from '../../adapters/mail.ts'
import { rateLimits } from '../../adapters/rate-limit.ts'
import { secret } from '../../adapters/secrets.ts'
import { onlyWherePermitted, openSendingPermit } from '../../adapters/sending-permit.ts'
import { sesTransport } from '../../adapters/ses.ts'
import { openTable } from '../../adapters/table.ts'
import { SignupTask, takeSignupStep } from './take-signup-step.ts'

// AWS calls this as a task of the signup workflow.
export const handler = async (input: unknown) => {
  const task = SignupTask.parse(input)
  const { outcome } = await takeSignupStep(needs, task)
  log.info('signup step taken', { memberId: task.memberId, step: task.step, outcome })
  return { outcome }
}

// A cold start builds this.
const {
  TABLE_NAME,
  PUBLIC_URL,
  NETWORK_NAME,
  POSTAL_ADDRESS,
  LINK_KEYS_PARAMETER,
  MAIL_FROM,
  MAIL_CONFIGURATION_SET,
  ENVIRONMENT_ID,
} = TableEnvironment.extend(SiteEnvironment.shape)
  .extend(LinkEnvironment.shape)
  .extend(MailEnvironment.shape)
  .parse(process.env)

const table = openTable(TABLE_NAME)
const links = createLinks(() => secret(LINK_KEYS_PARAMETER))

const needs = {
  table,
  now,
  newId,
  site: { publicUrl: PUBLIC_URL, networkName: NETWORK_NAME, postalAddress: POSTAL_ADDRESS },
  links,
  limits: rateLimits({ table, links, now }),
  sendMail: serviceMail(
    onlyWherePermitted(
      sesTransport({ from: { name: NETWORK_NAME, address: MAIL_FROM }, configurationSet: MAIL_CONFIGURATION_SET }),
      openSendingPermit({ table, now, environmentId: ENVIRONMENT_ID }).maySend,
    ),
  ),
  newToken,
  hashOf,
}
