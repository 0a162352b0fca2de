import * as z from 'zod'
import { TableEnvironment } from '../../../shared/environment.ts'
import { MemberId } from '../../../shared/ids.ts'
import { newId, now } from '../../adapters/clock.ts'
import { log } from '../../adapters/log.ts'
import { openTable } from '../../adapters/table.ts'
import { takeRenewalStep } from './take-renewal-step.ts'
import { tellRecovery } from './tell-recovery.ts'

// AWS calls this as a task of the renewal workflow, for the one member that a fact is about.
export const handler = async (input: unknown) => {
  const { memberId, recovered } = Input.parse(input)
  const taken = await takeRenewalStep(needs, memberId)
  const told = recovered ? await tellRecovery(needs, { memberId, invoiceId: recovered }) : undefined
  log.info('renewal of one membership', { memberId, ...taken, recovery: told?.outcome })
  return taken
}

const Input = z.object({ memberId: MemberId, recovered: z.string().max(255).optional() })

// A cold start builds this.
const needs = { table: openTable(TableEnvironment.parse(process.env).TABLE_NAME), now, newId }
