import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { createLinks } from '../../functions/adapters/links.ts'
import { readCampaign } from '../../functions/campaigns/campaigns.ts'
import { FreezeStep, freezeShard } from '../../functions/campaigns/launch/freeze-shard.ts'
import { planCampaign } from '../../functions/campaigns/launch/plan-campaign.ts'
import { shardsOf } from '../../functions/campaigns/launch/plan-flight.ts'
import { planFlightShard } from '../../functions/campaigns/launch/plan-flight-shard.ts'
import { sealAudience } from '../../functions/campaigns/launch/seal-audience.ts'
import { sealFlightPlan } from '../../functions/campaigns/launch/seal-flight-plan.ts'
import { SettleStep, settleShard } from '../../functions/campaigns/settling/settle-shard.ts'
import { planKey, subjectOf } from '../../shared/campaigns/launch/stored-plan.ts'
import { CampaignId } from '../../shared/ids.ts'
import { Instant, plusSeconds } from '../../shared/units.ts'
import { type Question, tableBehind } from './table-behind-port.ts'

/** What is said besides questions to the table: after each task, how many were met by then and what memory is held. */
export type FreezingSaid =
  | Question[]
  | { during: 'plan' | 'freeze' | 'count'; met: number; heapMegabytes: number }
  | { sealed: unknown; plan: unknown }

/** Plans, freezes, counts and seals one audience, task by task, as the workflows do it. */
const job = async (port: MessagePort, { campaignId, at }: { campaignId: CampaignId; at: Instant }) => {
  const table = tableBehind(port)
  // A second passes with every look at the clock: the tasks end soon, so that there is something to measure between them.
  let ticks = 0
  const now = () => plusSeconds(at, ticks++)
  const mail = { quota: async () => ({ perSecond: 100, perDay: 1_000_000, sentLastDay: 0 }) }
  const links = createLinks(async () => 'a secret of at least thirty-two letters')
  const needs = { table, now, mail, links, maySend: async () => true }
  let tasks = 0
  const said = (during: 'plan' | 'freeze' | 'count', met: number) => {
    // A collection after each task would be what is measured.
    if (tasks++ % 10 > 0) return
    collect()
    port.postMessage({ during, met, heapMegabytes: process.memoryUsage().heapUsed / 1e6 } satisfies FreezingSaid)
  }

  const campaign = await readCampaign(table, campaignId)
  if (!campaign) throw new Error('there is no campaign')
  const run = { campaignId, revision: campaign.revision }
  const asked = { campaignId, askedAt: at }
  await table.write({ put: { ...planKey(campaignId), state: 'making', askedAt: at, of: subjectOf(campaign) } })
  for (const shard of shardsOf(asked)) {
    while ((await planFlightShard(needs, shard)).next === 'more') said('plan', 0)
    said('plan', 0)
  }
  const plan = await sealFlightPlan(needs, asked)

  ticks = 0
  const { audienceShards, ledgerShards } = await planCampaign(needs, run)
  let met = 0
  for (const shard of audienceShards) {
    let step: Awaited<ReturnType<typeof freezeShard>> = await freezeShard(needs, FreezeStep.parse(shard))
    for (; step.next === 'more'; step = await freezeShard(needs, FreezeStep.parse(step)))
      said('freeze', met + step.seen)
    met += step.seen
    said('freeze', met)
  }
  for (const shard of ledgerShards) {
    let step: Awaited<ReturnType<typeof settleShard>> = await settleShard(needs, SettleStep.parse(shard))
    for (; step.next === 'more'; step = await settleShard(needs, SettleStep.parse(step))) said('count', met)
    said('count', met)
  }
  port.postMessage({ sealed: await sealAudience(needs, run), plan } satisfies FreezingSaid)
}

setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')

if (!parentPort) throw new Error('this is a worker thread')
await job(parentPort, { campaignId: CampaignId.parse(workerData.campaignId), at: Instant.parse(workerData.at) })
process.exit(0)
