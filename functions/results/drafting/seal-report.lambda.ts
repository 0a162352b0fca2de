import { SigningEnvironment, TableEnvironment } from '../../../shared/environment.ts'
import { ReportOf } from '../../../shared/results/report-work.ts'
import { now } from '../../adapters/clock.ts'
import { log } from '../../adapters/log.ts'
import { secret } from '../../adapters/secrets.ts'
import { openTable } from '../../adapters/table.ts'
import { createSigner } from '../gate/signing.ts'
import { type SignedReport, sealReport } from './seal-report.ts'

// AWS calls this as the first task of the publication, when staff have let the report go.
export const handler = async (event: unknown): Promise<SignedReport> => {
  const of = ReportOf.parse(event)
  const result = await sealReport(needs, of)
  log.info(result.outcome === 'signed' ? 'a report was signed' : 'a report was not signed', { ...of, ...result })
  return result
}

// A cold start builds this.
const environment = TableEnvironment.extend(SigningEnvironment.shape).parse(process.env)
const signer = createSigner(() => secret(environment.SIGNING_KEYS_PARAMETER))
const needs = { table: openTable(environment.TABLE_NAME), now, signer }
