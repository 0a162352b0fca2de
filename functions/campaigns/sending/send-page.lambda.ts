import { setTimeout as rest } from 'node:timers/promises'
import { LinkEnvironment, MailEnvironment, SiteEnvironment, TableEnvironment } from '../../../shared/environment.ts'
import { openPostOffice } from '../../adapters/post-office.ts'
import { sendPages } from './send-pages.ts'
import { SendStep } from './send-step.ts'
import { invitationWriter } from './write-invitation.ts'

// AWS calls this as a task of the campaign workflow; its answer is its next input.
export const handler = (input: unknown) =>
  sendPages({ ...needs, write: invitationWriter(needs) }, SendStep.parse(input))

// A cold start builds this.
const environment = TableEnvironment.extend({
  ...SiteEnvironment.shape,
  ...LinkEnvironment.shape,
  ...MailEnvironment.shape,
}).parse(process.env)
const needs = {
  ...openPostOffice(environment),
  rest: (milliseconds: number) => rest(milliseconds),
  chance: Math.random,
}
