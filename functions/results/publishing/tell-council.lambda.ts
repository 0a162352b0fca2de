import { LinkEnvironment, MailEnvironment, SiteEnvironment, TableEnvironment } from '../../../shared/environment.ts'
import { ReportOf } from '../../../shared/results/report-work.ts'
import { log } from '../../adapters/log.ts'
import { openPostOffice } from '../../adapters/post-office.ts'
import { type CouncilTold, tellCouncil } from './tell-council.ts'

// AWS calls this as a task of the publication.
export const handler = async (event: unknown): Promise<CouncilTold> => {
  const of = ReportOf.parse(event)
  const result = await tellCouncil(needs, of)
  log.info('a council was told of its report', { ...of, ...result })
  return result
}

// A cold start builds this.
const environment = TableEnvironment.extend({
  ...SiteEnvironment.shape,
  ...LinkEnvironment.shape,
  ...MailEnvironment.shape,
}).parse(process.env)
const needs = openPostOffice(environment)
