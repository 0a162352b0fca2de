import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { cancelCampaign, takeBackCampaign } from '../../functions/campaigns/desk/steer-campaign.ts'
import { createCampaign, editCampaign } from '../../functions/campaigns/drafting/create-campaign.ts'
import { askForPlan, readPlan } from '../../functions/campaigns/launch/plan-flight.ts'
import { planNextWave } from '../../functions/campaigns/series/plan-wave.ts'
import { scheduleCampaign } from '../../functions/campaigns/series/schedule-campaign.ts'
import { startDueCampaigns } from '../../functions/campaigns/series/start-due-campaigns.ts'
import { endWave } from '../../functions/campaigns/settling/end-wave.ts'
import {
  Campaign,
  CampaignListed,
  type CampaignOf,
  campaignItem,
  campaignKey,
  campaignList,
} from '../../shared/campaigns/campaign.ts'
import { cancel, close } from '../../shared/campaigns/deciding/steer.ts'
import { figuresKey } from '../../shared/campaigns/figures.ts'
import type { CampaignId } from '../../shared/ids.ts'
import { Instant } from '../../shared/units.ts'
import {
  CAMPAIGN_ID,
  campaignNow,
  DENVER,
  DRAFT,
  denver,
  freeze,
  later,
  launch,
  type Network,
  NOON,
  people,
  plan,
  SAM,
  sendAll,
  settle,
} from './network.ts'

const QUARTERLY = { rule: 'FREQ=MONTHLY;INTERVAL=3;COUNT=4', from: '2026-12-01T12:00' }
const A_DAY = 86_400

/** The first of four quarterly waves, mailed to three people. */
const firstWave = async () => {
  const network = await denver(people(3))
  await network.table.write({ put: campaignItem({ ...DRAFT, repeats: QUARTERLY, wave: 1 }) })
  await plan(network)
  await launch(network)
  await freeze(network)
  await sendAll(network)
  await settle(network)
  return network
}

const tick = (network: Network) => startDueCampaigns({ ...network, startReport: network.startWorkflow })

const read = async (network: Network, id: CampaignId | undefined): Promise<Campaign> => {
  const campaign = id && (await network.table.get(Campaign, campaignKey(id)))
  if (!campaign) throw new Error('there is no such campaign')
  return campaign
}

/** The wave after this one, which the minute's tick has planned. */
const following = async (network: Network, of?: Campaign) =>
  read(network, (of ? await read(network, of.campaignId) : await campaignNow(network)).nextWave)

const listed = async (network: Network) =>
  (await network.table.query(CampaignListed, { pk: campaignList(DENVER) })).items.length

const end = (network: Network, campaignId: CampaignId, ending: 'this' | 'following' | 'all') =>
  endWave(network, { campaignId, ending, actor: SAM })

describe('a wave that has been mailed', () => {
  it('is followed by the next one, at its time in the city and open as long', async () => {
    const network = await firstWave()
    expect((await tick(network)).did).toEqual([{ campaignId: CAMPAIGN_ID, did: 'next-wave' }])
    const next = await following(network)
    expect(next).toMatchObject({
      state: 'scheduled',
      wave: 2,
      launchAt: '2027-03-01T19:00:00.000Z',
      // Two weeks after its launch at noon, across the change of clocks.
      closesAt: '2027-03-15T18:00:00.000Z',
      revision: 1,
      surveyVersion: 1,
      title: DRAFT.title,
      message: DRAFT.message,
    })
    expect('approval' in next && next.approval).toEqual(expect.objectContaining({ by: SAM.userId }))
    // Nobody has to open its page for that.
    expect(await readPlan(network.table, next.campaignId)).toMatchObject({ state: 'made', facts: { audience: 3 } })
  })

  it('is followed once, however often and by how many it is asked', async () => {
    const network = await firstWave()
    await Promise.all(Array.from({ length: 5 }, () => tick(network)))
    const before = await campaignNow(network)
    // One that was read before the others had written.
    const { nextWave: _, ...stale } = before
    expect(await planNextWave(network, stale as Campaign)).toBe('nothing')
    await tick(network)
    expect(await listed(network)).toBe(2)
    expect((await campaignNow(network)).nextWave).toBe(before.nextWave)
  })

  it('is not written over by somebody who did not know of the next one', async () => {
    const network = await firstWave()
    const { table } = network
    const behind: typeof table = {
      ...table,
      get: async (schema, key) => {
        const found = await table.get(schema, key)
        if (key.sk === 'CAMPAIGN') await planNextWave(network, await campaignNow(network))
        return found
      },
    }
    expect(await cancelCampaign({ ...network, table: behind }, CAMPAIGN_ID, SAM)).toMatchObject({
      reason: 'changed-meanwhile',
    })
    expect(await campaignNow(network)).toMatchObject({ state: 'open', nextWave: expect.any(String) })
  })

  it('is followed also when staff closed it, or when nobody was left to mail', async () => {
    const network = await firstWave()
    const mailed = await campaignNow(network)
    const ends = [close(mailed, network.now()), cancel(mailed, network.now(), 'no-audience')]
    for (const ended of ends) {
      if (ended.outcome === 'refused') throw new Error(ended.reason)
      await network.table.write({ put: campaignItem(ended.campaign) })
      await tick(network)
      expect(await following(network)).toMatchObject({ state: 'scheduled', wave: 2 })
    }
  })

  it('is followed by none when staff cancelled it without a word about the series', async () => {
    const network = await firstWave()
    await cancelCampaign(network, CAMPAIGN_ID, SAM)
    await tick(network)
    expect(await campaignNow(network)).not.toHaveProperty('nextWave')
  })

  it('is followed by the next time still to come, when others passed meanwhile', async () => {
    const network = await firstWave()
    later(network, 100 * A_DAY)
    await tick(network)
    expect(await following(network)).toMatchObject({ wave: 3, launchAt: '2027-06-01T18:00:00.000Z' })
  })

  it('is the last one when the rule has no more', async () => {
    const network = await firstWave()
    later(network, 300 * A_DAY)
    await tick(network)
    expect(await campaignNow(network)).toMatchObject({ lastWave: true })
    expect((await tick(network)).did.filter(({ did }) => did === 'next-wave')).toEqual([])
    expect(await listed(network)).toBe(1)
  })
})

describe('a wave whose time has come', () => {
  it('starts by itself', async () => {
    const network = await firstWave()
    await tick(network)
    const next = await following(network)
    network.clock.at = Instant.parse('2027-03-01T19:00:10.000Z')
    await tick(network)
    expect(network.started).toContainEqual({
      name: `campaign-${next.campaignId}-r1`,
      input: { campaignId: next.campaignId, revision: 1 },
    })
  })

  it('asks first when it is found long after, and nothing is planned behind it', async () => {
    const network = await firstWave()
    await tick(network)
    network.clock.at = Instant.parse('2027-03-01T22:00:00.000Z')
    await tick(network)
    expect(await following(network)).toMatchObject({ state: 'held', reason: 'late' })
    expect(await listed(network)).toBe(2)
  })
})

describe('a wave after one of which too much was complained about', () => {
  it('asks first, and goes out when staff launch it', async () => {
    const network = await firstWave()
    await tick(network)
    const second = await following(network)
    const figures = { update: figuresKey(CAMPAIGN_ID), set: { accepted: 500, complained: 1 } }
    await network.table.write(figures)
    if (second.state !== 'scheduled') throw new Error('there is no second wave')
    network.clock.at = second.launchAt
    expect((await tick(network)).did).toContainEqual({ campaignId: second.campaignId, did: 'hold' })
    const held = await read(network, second.campaignId)
    expect(held).toMatchObject({ state: 'held', reason: 'wave-before', wave: 2 })
    await askForPlan(network, held)
    const { campaignId, revision } = held
    const launched = await scheduleCampaign(network, { campaignId, revision, launchAt: 'now', actor: SAM })
    expect(launched).toMatchObject({ outcome: 'scheduled' })
    expect((await tick(network)).did).toContainEqual({ campaignId, did: 'launch' })
    expect(await read(network, campaignId)).toMatchObject({ state: 'scheduled' })
  })

  it('goes out by itself when staff had let that one go on, and nothing new was told', async () => {
    const network = await firstWave()
    await tick(network)
    const told = { accepted: 500, complained: 1 }
    const resumed = { ...told, hardBounced: 0, softBounced: 0 }
    await network.table.write({ update: figuresKey(CAMPAIGN_ID), set: { ...told, resumed } })
    const second = await following(network)
    network.clock.at = 'launchAt' in second ? second.launchAt : NOON
    expect((await tick(network)).did).toContainEqual({ campaignId: second.campaignId, did: 'launch' })
  })
})

describe('leaving out one wave', () => {
  it('cancels it and plans the one after it on the same approval', async () => {
    const network = await firstWave()
    await tick(network)
    const second = await following(network)
    const ended = await end(network, second.campaignId, 'this')
    const third = await following(network, second)
    expect(ended).toEqual({ outcome: 'changed', next: third.campaignId })
    expect(await read(network, second.campaignId)).toMatchObject({ state: 'cancelled', reason: 'by-staff' })
    expect(third).toMatchObject({ state: 'scheduled', wave: 3, launchAt: '2027-06-01T18:00:00.000Z' })
    expect(third).toMatchObject({ approval: { by: SAM.userId } })
  })

  it('carries on the approval of one that was found late', async () => {
    const network = await firstWave()
    await tick(network)
    network.clock.at = Instant.parse('2027-03-01T22:00:00.000Z')
    await tick(network)
    const second = await following(network)
    await end(network, second.campaignId, 'this')
    expect(await following(network, second)).toMatchObject({ state: 'scheduled', approval: { by: SAM.userId } })
  })

  it('asks first about the next one when this one had been changed', async () => {
    const network = await firstWave()
    await tick(network)
    const second = (await following(network)) as CampaignOf<'survey'>
    await takeBackCampaign(network, second.campaignId, SAM)
    const { kind, surveyId, surveyVersion, protection, closesAt, repeats, city } = second
    const edited = await editCampaign(network, second.campaignId, {
      draft: { city, title: 'Another title', message: '' },
      content: { kind, surveyId, surveyVersion, protection },
      closesAt,
      repeats,
      actor: SAM,
      revision: second.revision,
    })
    expect(edited.outcome).toBe('edited')
    await end(network, second.campaignId, 'this')
    const third = await following(network, second)
    expect(third).toMatchObject({ state: 'held', reason: 'unapproved', title: 'Another title', wave: 3 })
    expect(third).not.toHaveProperty('approval')
  })
})

describe('ending a series', () => {
  it('after a wave that is under way cancels the one that was planned', async () => {
    const network = await firstWave()
    await tick(network)
    const second = await following(network)
    expect(await end(network, CAMPAIGN_ID, 'following')).toMatchObject({ outcome: 'changed' })
    expect(await campaignNow(network)).toMatchObject({ state: 'open', lastWave: true })
    expect(await read(network, second.campaignId)).toMatchObject({ state: 'cancelled' })
    later(network, 60)
    await tick(network)
    expect(await listed(network)).toBe(2)
  })

  it('while it is being mailed plans nothing afterwards', async () => {
    const network = await denver(people(2))
    await network.table.write({ put: campaignItem({ ...DRAFT, repeats: QUARTERLY, wave: 1 }) })
    await plan(network)
    await launch(network)
    await freeze(network)
    expect(await end(network, CAMPAIGN_ID, 'following')).toMatchObject({ outcome: 'changed' })
    await sendAll(network)
    await settle(network)
    await tick(network)
    expect(await campaignNow(network)).toMatchObject({ state: 'open', lastWave: true })
    expect(await listed(network)).toBe(1)
  })

  it('with a wave that has not begun leaves nothing to come', async () => {
    const network = await firstWave()
    await tick(network)
    const second = await following(network)
    expect(await end(network, second.campaignId, 'all')).toMatchObject({ outcome: 'changed' })
    network.clock.at = Instant.parse('2027-03-01T19:00:10.000Z')
    await tick(network)
    expect(await read(network, second.campaignId)).toMatchObject({ state: 'cancelled', lastWave: true })
    expect(await listed(network)).toBe(2)
  })

  it('is done where the series has got to', async () => {
    const network = await firstWave()
    await tick(network)
    const second = await following(network)
    await end(network, second.campaignId, 'this')
    expect(await end(network, CAMPAIGN_ID, 'following')).toEqual({ outcome: 'refused', reason: 'next-wave-begun' })
    expect(await end(network, second.campaignId, 'this')).toEqual({ outcome: 'refused', reason: 'wrong-state' })
    expect(await end(network, second.campaignId, 'following')).toMatchObject({ outcome: 'changed' })
    expect(await following(network, second)).toMatchObject({ state: 'cancelled' })
  })

  it('stands in the audit log', async () => {
    const network = await firstWave()
    await tick(network)
    await end(network, CAMPAIGN_ID, 'following')
    const audit = z.object({ act: z.string(), actor: z.string(), subject: z.string() })
    const { items } = await network.table.query(audit, { pk: 'AUDIT#2026-12' })
    const second = (await campaignNow(network)).nextWave
    expect(items).toContainEqual(
      expect.objectContaining({ act: 'campaign.wave-planned', actor: 'network', subject: second }),
    )
    expect(items).toContainEqual(
      expect.objectContaining({ act: 'campaign.series-ended', actor: SAM.userId, subject: CAMPAIGN_ID }),
    )
  })
})

describe('an update every month', () => {
  it('goes out again with the text of the time before', async () => {
    const network = await denver(people(2))
    const { campaign } = await createCampaign(network, {
      draft: { city: DENVER, title: 'News of the month', message: 'All is well.' },
      content: { kind: 'update' },
      closesAt: Instant.parse('2026-12-15T19:00:00.000Z'),
      repeats: { rule: 'FREQ=MONTHLY', from: '2026-12-01T12:00' },
      actor: SAM,
    })
    const open = {
      ...campaign,
      state: 'open',
      launchAt: network.now(),
      responseKey: 'k',
      recipients: 2,
      ledgerShards: 8,
      mailed: 2,
    }
    await network.table.write({ put: campaignItem(Campaign.parse(open)) })
    await tick(network)
    expect(await following(network, await read(network, campaign.campaignId))).toMatchObject({
      kind: 'update',
      message: 'All is well.',
      launchAt: '2027-01-01T19:00:00.000Z',
    })
  })
})
