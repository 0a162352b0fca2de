import { beforeAll, describe, expect, it } from 'vitest'
import { editCampaign } from '../../functions/campaigns/drafting/create-campaign.ts'
import { PlanShardStep, planFlightShard } from '../../functions/campaigns/launch/plan-flight-shard.ts'
import { participantsPage } from '../../functions/campaigns/launch/walk-participants.ts'
import { startDueCampaigns } from '../../functions/campaigns/series/start-due-campaigns.ts'
import { answeredKey } from '../../shared/campaigns/answered.ts'
import { type Campaign, campaignItem } from '../../shared/campaigns/campaign.ts'
import { PlannedShard, planKey, plannedShardKey } from '../../shared/campaigns/launch/stored-plan.ts'
import { CampaignId, MergeId } from '../../shared/ids.ts'
import { absorbedKey, aliasKey } from '../../shared/membership/alias.ts'
import { AUDIENCE_SHARDS, shardOf } from '../../shared/membership/member.ts'
import { plusSeconds } from '../../shared/units.ts'
import {
  campaignNow,
  DRAFT,
  denver,
  freeze,
  launch,
  mailsTo,
  memberId,
  type Network,
  NOON,
  people,
  plan,
  planNow,
  rows,
  SAM,
  sendAll,
} from './network.ts'

const ASKED = CampaignId.parse('cmp_01HYYYYYYYYYYYYYYYYYYYYYYY')
/** More than there are walks, so that some walks go through two shards. */
const SHARDS = 12

const { campaignId, city, title, message, createdAt, revision, state, closesAt } = DRAFT
const FINDINGS: Campaign = {
  ...{ campaignId, city, title, message, createdAt, revision, state, closesAt },
  kind: 'update',
  participantsOf: { campaignId: ASKED, ledgerShards: SHARDS },
}

const answered = (network: Network, n: number) =>
  network.table.write({ put: answeredKey(ASKED, shardOf(memberId(n), SHARDS), memberId(n)) })

const mergedInto = (network: Network, from: number, kept: number) =>
  network.table.write(
    { delete: { pk: `MEMBER#${memberId(from)}`, sk: 'PROFILE' } },
    {
      put: {
        ...aliasKey(memberId(from)),
        memberId: memberId(kept),
        mergeId: MergeId.parse('mrg_01HZZZZZZZZZZZZZZZZZZZZZZZ'),
        epoch: 0,
        keptEpoch: 0,
      },
    },
    {
      put: {
        ...absorbedKey(memberId(kept), memberId(from)),
        ...{ memberId: memberId(from), mergeId: 'mrg_01HZZZZZZZZZZZZZZZZZZZZZZZ', at: NOON, emails: [] },
      },
    },
  )

/** Of forty members those with an even number have answered; 1 as four others, one of them merged before, 2 under both names. */
const told = async () => {
  const network = await denver(people(45))
  await network.table.write({ put: campaignItem(FINDINGS) })
  for (let n = 0; n < 40; n += 2) await answered(network, n)
  for (const [from, kept] of [
    [42, 40],
    [43, 1],
    [44, 1],
    [40, 1],
    [41, 2],
  ] as const) {
    await answered(network, from)
    await mergedInto(network, from, kept)
  }
  return network
}

const WHO = [1, ...Array.from({ length: 20 }, (_, n) => 2 * n)].map(memberId).sort()

describe('a mail to those who answered', () => {
  let network: Network
  beforeAll(async () => {
    network = await told()
  })

  it('is planned for them alone, each of them once', async () => {
    await plan(network)
    expect(await planNow(network)).toMatchObject({ state: 'made', facts: { audience: 21, ready: 21 } })
  })

  it('goes on in the list that it was interrupted in', async () => {
    const askedAt = plusSeconds(network.now(), 1)
    let times = 0
    // The time of the function is used up after every page.
    const now = () => plusSeconds(askedAt, 20 * times++)
    const met: number[] = []
    for (let shard = 0; shard < AUDIENCE_SHARDS; shard++) {
      const step = PlanShardStep.parse({ campaignId, askedAt, shard })
      let turns = 1
      while ((await planFlightShard({ ...network, now }, step)).next === 'more') turns++
      expect(turns).toBe(shard + AUDIENCE_SHARDS < SHARDS ? 2 : 1)
      met.push((await network.table.get(PlannedShard, plannedShardKey(campaignId, askedAt, shard)))?.part.audience ?? 0)
    }
    expect(met.reduce((sum, each) => sum + each, 0)).toBe(WHO.length)
  })

  it('is frozen for them and for nobody else, and mailed', async () => {
    await plan(network)
    await launch(network)
    expect(await freeze(network)).toEqual({ outcome: 'sealed' })
    expect((await rows(network)).map((row) => row.memberId).sort()).toEqual(WHO)
    expect(await campaignNow(network)).toMatchObject({ recipients: 21, participantsOf: { campaignId: ASKED } })
    await sendAll(network)
    const mails = mailsTo(network.provider)
    expect(Object.keys(mails)).toHaveLength(21)
    expect(mails['member1@example.org']).toBe(1)
    expect(mails['member3@example.org']).toBeUndefined()
  })

  it('meets everybody once, page by page and shard by shard', async () => {
    const met: string[] = []
    for (let walk = 0; walk < 8; walk++) {
      let position: { of: number; after?: string | undefined } | undefined
      do {
        const page = await participantsPage(network.table, { campaignId: ASKED, ledgerShards: SHARDS }, walk, position)
        met.push(...page.members, ...page.merged)
        position = page.next
      } while (position)
    }
    expect(met.sort()).toEqual(WHO)
  })

  it('goes to nobody when nobody has answered', async () => {
    const silent = await denver(people(3))
    await silent.table.write({ put: campaignItem(FINDINGS) })
    await plan(silent)
    expect(await planNow(silent)).toMatchObject({ facts: { audience: 0 } })
  })
})

describe('the flight plan of a draft that nobody of the staff wrote', () => {
  it('is asked for with the next tick, once', async () => {
    const network = await denver(people(3))
    await network.table.write({ delete: planKey(campaignId) }, { put: campaignItem({ ...DRAFT, unplanned: true }) })
    const started: string[] = []
    const startPlan = async (name: string) => {
      started.push(name)
      return { outcome: 'started' as const }
    }
    const tick = () => startDueCampaigns({ ...network, startPlan, startReport: network.startWorkflow })
    expect(await tick()).toEqual({ did: [{ campaignId, did: 'plan' }], failed: [] })
    expect(await tick()).toEqual({ did: [], failed: [] })
    expect(started).toHaveLength(1)
    expect(await planNow(network)).toMatchObject({ state: 'making' })
    expect(await campaignNow(network)).toEqual(DRAFT)
  })

  it('is asked for again with every tick until that works', async () => {
    const network = await denver(people(3))
    await network.table.write({ delete: planKey(campaignId) }, { put: campaignItem({ ...DRAFT, unplanned: true }) })
    let down = true
    const startPlan = async () => {
      if (down) throw new Error('not now')
      return { outcome: 'started' as const }
    }
    const tick = () => startDueCampaigns({ ...network, startPlan, startReport: network.startWorkflow })
    expect(await tick()).toEqual({ did: [], failed: [{ campaignId, fault: 'PlanNotAsked' }] })
    expect(await planNow(network)).toMatchObject({ state: 'failed', notAsked: 'Error' })
    down = false
    expect(await tick()).toEqual({ did: [{ campaignId, did: 'plan' }], failed: [] })
  })

  it('is not asked for a second time when staff have changed the draft and asked themselves', async () => {
    const network = await denver(people(3))
    await network.table.write({ put: campaignItem({ ...DRAFT, unplanned: true }) })
    const edited = await editCampaign(network, campaignId, {
      draft: { title: 'What we found', message, city },
      content: { kind: 'update' },
      closesAt,
      actor: SAM,
      revision: DRAFT.revision,
    })
    expect(edited).toMatchObject({ outcome: 'edited', campaign: { revision: 2 } })
    expect(await campaignNow(network)).not.toHaveProperty('unplanned')
    expect(await startDueCampaigns({ ...network, startReport: network.startWorkflow })).toEqual({ did: [], failed: [] })
  })
})
