import { LinkEnvironment, MailEnvironment, SiteEnvironment, TableEnvironment } from '../../../shared/environment.ts'
import { openPostOffice } from '../../adapters/post-office.ts'
import { sendTest, TestRun } from './send-test.ts'

// AWS calls this as the one task of the test mail's workflow.
export const handler = (input: unknown) => sendTest(needs, TestRun.parse(input))

// A cold start builds this.
const environment = TableEnvironment.extend({
  ...SiteEnvironment.shape,
  ...LinkEnvironment.shape,
  ...MailEnvironment.shape,
}).parse(process.env)
const needs = openPostOffice(environment)
