import * as z from 'zod'
import { SigningEnvironment, TableEnvironment } from '../../../shared/environment.ts'
import { QuestionId } from '../../../shared/ids.ts'
import { ReportOf } from '../../../shared/results/report-work.ts'
import { now } from '../../adapters/clock.ts'
import { highsSolver } from '../../adapters/integer-programme.ts'
import { log } from '../../adapters/log.ts'
import { secret } from '../../adapters/secrets.ts'
import { openTable } from '../../adapters/table.ts'
import { type GatedQuestion, proveQuestion } from './prove-question.ts'
import { createSigner } from './signing.ts'

// AWS calls this once for each question of a report. Should it die, its question is refused.
export const handler = async (event: unknown): Promise<GatedQuestion> => {
  const input = Input.parse(event)
  const result = await proveQuestion(needs, input)
  const { campaignId, question } = input
  log.info('a question went through the gate', { campaignId, question, ...result })
  return result
}

// A cold start builds this.
const Input = ReportOf.extend({ inputs: z.string(), question: QuestionId })
const environment = TableEnvironment.extend(SigningEnvironment.shape).parse(process.env)
const signer = createSigner(() => secret(environment.SIGNING_KEYS_PARAMETER))
const needs = { table: openTable(environment.TABLE_NAME), now, signer, solve: highsSolver() }
