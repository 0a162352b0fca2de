import { describe, expect, it } from 'vitest'
import { progressOf } from '../../functions/campaigns/desk/progress.ts'
import { seeSnapshot, takeSnapshot } from '../../functions/campaigns/launch/take-snapshot.ts'
import { mailed } from '../../shared/campaigns/accounting.ts'
import { type Campaign, campaignItem } from '../../shared/campaigns/campaign.ts'
import {
  count,
  countsOf,
  isFresh,
  NOTHING_COUNTED,
  Snapshot,
  snapshotKey,
  withAccepted,
} from '../../shared/campaigns/desk/snapshot.ts'
import { figuresKey } from '../../shared/campaigns/figures.ts'
import { ledgerKey, RECIPIENT_STATES, type Recipient } from '../../shared/campaigns/ledger.ts'
import { plusSeconds } from '../../shared/units.ts'
import {
  CAMPAIGN_ID,
  campaignNow,
  denver,
  freeze,
  later,
  launch,
  memberId,
  type Network,
  NOON,
  people,
  person,
  rows,
  sendAll,
  settle,
} from './network.ts'

const ZONE = 'America/Denver'

/** Denver with a campaign that is being sent; `read` counts the rows that were looked at. */
const sendingTo = async (members = people(12)) => {
  const network = await denver(members)
  await launch(network)
  await freeze(network)
  let read = 0
  const table: Network['table'] = {
    ...network.table,
    query: async (schema, query) => {
      const page = await network.table.query(schema, query)
      if (query.pk.startsWith('CAMPAIGN#')) read += page.items.length
      return page
    },
  }
  const by = (look: typeof takeSnapshot) => async () => {
    const shown = await progressOf({ table, now: network.now }, await campaignNow(network), ZONE, look)
    if (!shown) throw new Error('there is no progress')
    return shown
  }
  return { ...network, network, progress: by(takeSnapshot), seen: by(seeSnapshot), read: () => read }
}

const move = async (network: Network, n: number, to: object) => {
  const row = (await rows(network)).find((one) => one.memberId === memberId(n)) as Recipient
  const { memberId: member, shard } = row
  await network.table.write({ put: { ...ledgerKey(CAMPAIGN_ID, shard, member), ...row, step: row.step + 1, ...to } })
}

describe('counts that are kept', () => {
  it('looks at the ledger once in five seconds, whoever looks', async () => {
    const { network, progress, read } = await sendingTo()
    await progress()
    expect(read()).toBe(12)
    later(network, 4)
    await progress()
    expect(read()).toBe(12)
    later(network, 1)
    await progress()
    expect(read()).toBe(24)
  })

  it('says how old its counts are', async () => {
    const { network, progress } = await sendingTo()
    await progress()
    later(network, 4)
    expect((await progress()).secondsAgo).toBe(4)
  })

  it('follows the figures of the sender in between, and still adds up', async () => {
    const { network, table, progress } = await sendingTo()
    await progress()
    await table.write({ update: figuresKey(CAMPAIGN_ID), add: { accepted: 7 } })
    later(network, 2)
    const { states } = await progress()
    expect([states.PENDING, mailed(states), states.audience]).toEqual([5, 7, 12])
  })

  it('counts anew as soon as the campaign has moved on', async () => {
    const { network, progress } = await sendingTo()
    await progress()
    await sendAll(network)
    await settle(network)
    expect(mailed((await progress()).states)).toBe(12)
  })

  it('is not upset by a snapshot that somebody else has written meanwhile', async () => {
    const { network, table } = await sendingTo()
    const campaign = await campaignNow(network)
    const of = { campaign, round: 0, accepted: 0 }
    later(network, 60)
    const both = await Promise.all([
      takeSnapshot({ table, now: network.now }, of),
      takeSnapshot({ table, now: network.now }, of),
    ])
    expect(both.map((taken) => taken && countsOf(taken.shards).states.audience)).toEqual([12, 12])
  })

  it('tells no pace on the first look, and one after some seconds of sending', async () => {
    const { network, table, progress } = await sendingTo(people(40))
    expect(await progress()).toMatchObject({ perSecond: undefined, throughAt: undefined })
    later(network, 20)
    await table.write({ update: figuresKey(CAMPAIGN_ID), add: { accepted: 20 } })
    expect(await progress()).toMatchObject({ perSecond: 1, throughAt: plusSeconds(network.now(), 20) })
  })

  it('says at night when it goes on, and no pace', async () => {
    const { network, table, progress } = await sendingTo()
    later(network, 10 * 3600)
    const morning = '2026-12-02T15:00:00.000Z'
    await table.write({ update: figuresKey(CAMPAIGN_ID), set: { restUntil: morning } })
    expect(await progress()).toMatchObject({ morning })
    expect((await progress()).perSecond).toBeUndefined()
  })
})

describe('a page that only looks', () => {
  const GROWN = 100_000
  const grow = async (network: Network) => {
    const campaign = await campaignNow(network)
    await network.table.write({ put: campaignItem({ ...campaign, recipients: GROWN } as Campaign) })
  }
  const kept = (network: Network) => network.table.get(Snapshot, snapshotKey(CAMPAIGN_ID, 0))

  it('counts a small ledger for itself, and keeps nothing', async () => {
    const { network, seen } = await sendingTo()
    expect(await seen()).toMatchObject({ secondsAgo: 0, stale: false, states: { audience: 12 } })
    expect(await kept(network)).toBeUndefined()
  })

  it('shows what was kept while it is fresh', async () => {
    const { network, progress, seen, read } = await sendingTo()
    await progress()
    later(network, 4)
    expect(await seen()).toMatchObject({ secondsAgo: 4, stale: false })
    expect(read()).toBe(12)
  })

  it('never walks through a large ledger: it shows older counts, brought up to date by the figures of the sender', async () => {
    const { network, table, progress, seen, read } = await sendingTo()
    await progress()
    await grow(network)
    later(network, 600)
    await table.write({ update: figuresKey(CAMPAIGN_ID), add: { accepted: 7 } })
    const shown = await seen()
    expect(shown).toMatchObject({ secondsAgo: 600, stale: true })
    expect([shown.states.PENDING, mailed(shown.states)]).toEqual([5, 7])
    expect(read()).toBe(12)
    await network.table.write({ delete: snapshotKey(CAMPAIGN_ID, 0) })
    expect(await seen()).toMatchObject({ secondsAgo: undefined, stale: true, states: { audience: GROWN } })
    expect(read()).toBe(12)
  })
})

describe('what is listed beside the counts', () => {
  it('is the doubtful, the failed, the reasons and who was put off', async () => {
    const { network, progress } = await sendingTo([
      ...people(6),
      person(6, { unsubscribes: { surveys: { at: NOON } } }),
    ])
    const notBefore = plusSeconds(NOON, 86_400)
    await move(network, 0, { state: 'UNCERTAIN', reason: 'ECONNRESET', sendingAt: NOON })
    await move(network, 1, { state: 'BOUNCED', bounce: 'hard', messageId: 'm-1', at: NOON })
    await move(network, 2, { state: 'FAILED', reason: 'unwritable', at: NOON })
    await move(network, 3, { state: 'PENDING', notBefore })
    await sendAll(network)
    const shown = await progress()
    expect(shown.doubtful).toMatchObject([
      { name: 'Ana Ruiz', reason: 'the connection broke off before an answer came' },
    ])
    expect(shown.failed.map(({ name }) => name).sort()).toEqual(['Ben Cole', 'Chen Wei'])
    expect(shown.why.map(({ state, reason }) => `${state} ${reason}`).sort()).toEqual([
      'BOUNCED hard',
      'FAILED unwritable',
      'SKIPPED unsubscribed',
    ])
    expect(shown).toMatchObject({ deferred: 1, deferredUntil: notBefore })
    const together = RECIPIENT_STATES.reduce((all, state) => all + shown.states[state], 0)
    expect(together).toBe(shown.states.audience)
  })

  it('is as it is now, though it was counted before', async () => {
    const { network, progress } = await sendingTo()
    await move(network, 0, { state: 'UNCERTAIN', reason: 'TimeoutError', sendingAt: NOON })
    expect((await progress()).doubtful).toHaveLength(1)
    await move(network, 0, { state: 'DELIVERED', messageId: 'm-1', at: NOON })
    expect((await progress()).doubtful).toEqual([])
  })
})

describe('a count', () => {
  const snapshot = (many: number): Snapshot => ({
    takenAt: NOON,
    of: 'sending 2',
    shards: [{ ...NOTHING_COUNTED, states: { PENDING: many } }],
    samples: [],
    step: 1,
  })

  it.each([
    [10, 5],
    [5000, 5],
    [100_000, 100],
  ])('of %d rows is good for %d seconds', (many, seconds) => {
    expect(isFresh(snapshot(many), 'sending 2', plusSeconds(NOON, seconds - 1))).toBe(true)
    expect(isFresh(snapshot(many), 'sending 2', plusSeconds(NOON, seconds))).toBe(false)
    expect(isFresh(snapshot(many), 'paused 2', NOON)).toBe(false)
  })

  it('never moves those who were put off to the mailed', () => {
    const shard = structuredClone(NOTHING_COUNTED)
    for (let n = 0; n < 3; n++)
      count(
        shard,
        { memberId: memberId(n), state: 'PENDING', ...(n < 2 && { notBefore: plusSeconds(NOON, 60) }) },
        NOON,
      )
    const counts = countsOf([shard])
    expect(withAccepted(counts, 3)).toMatchObject({ PENDING: 2, SENT: 1, audience: 3 })
  })
})
