import { log } from '../../adapters/log.ts'
import { RenewalDay, settleRenewal } from './settle-renewal.ts'

// AWS calls this as the last task of the renewal workflow.
export const handler = async (input: unknown) => {
  const settled = settleRenewal(RenewalDay.parse(input))
  log.info('renewal day', settled)
  return settled
}
