import { renewShard, ShardStep } from '../../functions/membership/renewal/renew-shard.ts'
import { settleRenewal } from '../../functions/membership/renewal/settle-renewal.ts'
import { startRenewal } from '../../functions/membership/renewal/start-renewal.ts'
import type { RenewalNeeds } from '../../functions/membership/renewal/take-renewal-step.ts'

/** All that the renewal workflow does on one day, without the workflow. */
export const renewalDay = async (needs: RenewalNeeds) => {
  const shards: unknown[] = []
  await startRenewal({
    now: needs.now,
    start: async (_, input) => {
      shards.push(...(input as { shards: unknown[] }).shards)
      return { outcome: 'started' }
    },
  })
  return settleRenewal({ shards: await Promise.all(shards.map((shard) => wholeShard(needs, ShardStep.parse(shard)))) })
}

const wholeShard = async (needs: RenewalNeeds, begin: ShardStep) => {
  for (let step = begin; ; ) {
    const run = await renewShard({ ...needs, failed: () => {} }, step)
    if (run.next === 'done') return run
    step = run
  }
}
