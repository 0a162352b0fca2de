import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { newId } from '../../functions/adapters/clock.ts'
import { renewShard, ShardStep } from '../../functions/membership/renewal/renew-shard.ts'
import { DUE_SHARDS } from '../../shared/membership/renewal.ts'
import { Instant } from '../../shared/units.ts'
import { type Question, tableBehind } from './table-behind-port.ts'

/** What the job asks of the thread that has the table, and what it says besides. Questions of one moment go together. */
export type Asked = Question[] | { failed: string } | { heapMegabytes: number }

/** Works through all shards of one renewal day. It may be killed at any moment, and begun again. */
const job = async (port: MessagePort, at: Instant) => {
  const table = tableBehind(port)
  const failed = (memberId: string, fault: unknown) =>
    port.postMessage({ failed: `${memberId}: ${String(fault)}` } satisfies Asked)

  for (let shard = 0; shard < DUE_SHARDS; shard++) {
    for (let step = ShardStep.parse({ shard }); ; ) {
      const run = await renewShard({ table, now: () => at, newId, failed }, step)
      if (run.next === 'done') break
      step = run
    }
    port.postMessage({ heapMegabytes: process.memoryUsage().heapUsed / 1e6 } satisfies Asked)
  }
}

if (!parentPort) throw new Error('this is a worker thread')
await job(parentPort, Instant.parse(workerData))
process.exit(0)
