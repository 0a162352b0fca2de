import { Worker } from 'node:worker_threads'
import { newId } from '../../functions/adapters/clock.ts'
import { Campaign, campaignItem, campaignKey } from '../../shared/campaigns/campaign.ts'
import { planKey, StoredPlan } from '../../shared/campaigns/launch/stored-plan.ts'
import { Mailbox, PersonName } from '../../shared/identity/person.ts'
import { CampaignId, CitySlug, MemberId } from '../../shared/ids.ts'
import { AUDIENCE_SHARDS, audienceKey, type Member, profileKey, shardOf } from '../../shared/membership/member.ts'
import { Instant, plusDays } from '../../shared/units.ts'
import type { FreezingSaid } from './freezing-job.ts'
import { MemoryStore, tableOn } from './memory-table.ts'
import type { Answered } from './table-behind-port.ts'

const MEMBERS = 250_000
const AT = Instant.parse('2026-12-01T19:00:00.000Z')
const CITY = CitySlug.parse('denver')

export type FreezingFigure = {
  members: number
  /** Flight plan, freezing and count together. */
  seconds: number
  planSeconds: number
  /** Of both threads: on a machine that does other things beside it the seconds say less. */
  cpuSeconds: number
  /** What the thread that freezes holds after a collection: once it had met 50,000, at the end, and at most. */
  megabytes: { early: number; end: number; most: number }
}

/**
 * The flight plan and the ledger of one large city, against a table in memory that another thread holds. Ends with a fault
 * when a member has no row or the plan does not know everybody.
 */
export const measureFreezing = async (): Promise<FreezingFigure> => {
  const store = new MemoryStore()
  const table = tableOn(store)
  const campaignId = newId(CampaignId, 'cmp')
  for (let n = 0; n < MEMBERS; n++) await store.write([{ put: profile(n) }])
  await store.write([{ put: campaignItem(scheduled(campaignId)) }])

  const heaps: { met: number; heapMegabytes: number }[] = []
  let planned = 0
  const began = performance.now()
  const cpu = process.cpuUsage()
  const worker = new Worker(new URL('./freezing-job.ts', import.meta.url), { workerData: { campaignId, at: AT } })
  await new Promise<void>((resolve, reject) => {
    worker.on('message', async (said: FreezingSaid) => {
      if ('sealed' in said) return
      if ('during' in said) {
        if (said.during === 'plan') planned = performance.now()
        heaps.push(said)
        return
      }
      const answers: Answered = []
      for (const { id, ask, with: given } of said) answers.push({ id, answer: await store[ask](given as never) })
      worker.postMessage(answers)
    })
    worker.once('error', reject)
    worker.once('exit', () => resolve())
  })
  const seconds = (performance.now() - began) / 1000
  const { user, system } = process.cpuUsage(cpu)

  const campaign = await table.get(Campaign, campaignKey(campaignId))
  if (campaign?.state !== 'sending' || campaign.recipients !== MEMBERS)
    throw new Error(`the audience was not frozen: ${JSON.stringify(campaign)}`)
  const plan = await table.get(StoredPlan, planKey(campaignId))
  if (plan?.state !== 'made') throw new Error(`there is no flight plan: ${plan?.state}`)
  const early = heaps.find(({ met }) => met >= 50_000)?.heapMegabytes ?? Number.NaN
  return {
    members: MEMBERS,
    seconds,
    planSeconds: (planned - began) / 1000,
    cpuSeconds: (user + system) / 1e6,
    megabytes: {
      early,
      end: heaps.at(-1)?.heapMegabytes ?? Number.NaN,
      most: Math.max(...heaps.map(({ heapMegabytes }) => heapMegabytes)),
    },
  }
}

const profile = (n: number) => {
  const memberId = newId(MemberId, 'mbr')
  const member: Member = {
    memberId,
    name: PersonName.parse(`Member ${n}`),
    email: Mailbox.parse(`member-${n}@example.org`),
    city: CITY,
    language: n % 3 === 0 ? 'es' : 'en',
    demographics: {},
    consents: {},
    unsubscribes: {},
    tokenEpoch: 0,
    joinedAt: AT,
    audience: audienceKey(CITY, shardOf(memberId, AUDIENCE_SHARDS)),
  }
  return { ...profileKey(memberId), ...member }
}

const scheduled = (campaignId: CampaignId): Campaign => ({
  state: 'scheduled',
  kind: 'update',
  campaignId,
  city: CITY,
  title: 'What we found',
  message: 'Read it.',
  createdAt: AT,
  revision: 2,
  launchAt: AT,
  closesAt: plusDays(AT, 14),
  responseKey: 'k1',
})
