import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { planFlight } from '../../demo/flight.ts'
import { readPlan } from '../../functions/campaigns/launch/plan-flight.ts'
import { intervalOf, roomToday } from '../../functions/campaigns/sending/pace.ts'
import { sendPage } from '../../functions/campaigns/sending/send-page.ts'
import type { SendStep } from '../../functions/campaigns/sending/send-step.ts'
import { type Campaign, campaignItem, DUE_CAMPAIGNS } from '../../shared/campaigns/campaign.ts'
import { figuresKey } from '../../shared/campaigns/figures.ts'
import { flightPlan } from '../../shared/campaigns/launch/flight-plan.ts'
import { type Quota, timetable } from '../../shared/campaigns/launch/timetable.ts'
import { CAMPAIGN_SHARE } from '../../shared/campaigns/policy.ts'
import { workersFor } from '../../shared/campaigns/sending/workers.ts'
import { CampaignId } from '../../shared/ids.ts'
import { type Instant, plusDays, plusSeconds } from '../../shared/units.ts'
import { campaignNow, DRAFT, denver, freeze, launch, type Network, NOON, people, RUN, senderOf } from './network.ts'

const SEED = { seed: 5, numRuns: 200 }
const OTHER = CampaignId.parse('cmp_01HZZZZZZZZZZZZZZZZZZZZZZY')

/** One ledger, which one worker sends at ten mails a second, the share of campaigns at this provider. */
const sending = async (members = 3) => {
  const network = await denver(people(members))
  await launch(network)
  await network.table.write({ put: campaignItem({ ...(await campaignNow(network)), ledgerShards: 1 } as Campaign) })
  expect(await freeze(network)).toEqual({ outcome: 'sealed' })
  return network
}

const MORE_THAN_A_PAGE = 52
/** Of which a fifth is kept. */
const TEN_A_SECOND = { perSecond: 12.5, perDay: 50_000, sentLastDay: 0 }
const STEP: SendStep = { ...RUN, shard: 0, workers: 1, slowdown: 1 }

/** Milliseconds from one mail to the next, as they are kept in one page. */
const intervals = async (network: Network, step = STEP) => {
  const rests: number[] = []
  const rest = async (milliseconds: number) => void rests.push(milliseconds)
  const mail = { ...network.provider.transport, quota: async () => TEN_A_SECOND }
  const page = await sendPage(senderOf(network, { rest, mail }), step)
  return { page, kept: [...new Set(rests.map(Math.round))] }
}

const another = async (network: Network, change: object, figures?: { beatAt?: Instant; restUntil?: Instant }) => {
  const campaign = { ...(await campaignNow(network)), campaignId: OTHER, recipients: 1000, ...change } as Campaign
  await network.table.write({ put: campaignItem(campaign) })
  if (figures) await network.table.write({ put: { ...figuresKey(OTHER), ...figures } })
}

describe('two campaigns that are sent at the same time', () => {
  it('keep to the share of one together, from the first page of either', async () => {
    const network = await sending()
    expect((await intervals(network)).kept).toEqual([100])
    const both = await sending()
    await another(both, { state: 'sending' })
    expect((await intervals(both)).kept).toEqual([200])
  })

  it('notice within a page that the other has begun, and that it has ended', async () => {
    const network = await sending(MORE_THAN_A_PAGE)
    const first = await intervals(network)
    expect(first.kept).toEqual([100])
    await another(network, { state: 'sending' })
    expect((await intervals(network, first.page)).kept).toEqual([200])
    const ending = await sending(MORE_THAN_A_PAGE)
    await another(ending, { state: 'sending' })
    const { page } = await intervals(ending)
    await another(ending, { state: 'open' })
    expect((await intervals(ending, page)).kept).toEqual([100])
  })

  it.each(['scheduled', 'freezing', 'paused', 'open'] as const)('are not two while one is %s', async (state) => {
    const network = await sending()
    await another(network, { state, reason: 'by-staff', resumesAt: NOON })
    expect((await intervals(network)).kept).toEqual([100])
  })

  it('are not two while one waits for the morning of its city, but are after a short wait', async () => {
    const asleep = await sending()
    await another(asleep, { state: 'sending' }, { beatAt: plusSeconds(NOON, -61), restUntil: plusSeconds(NOON, 3600) })
    expect((await intervals(asleep)).kept).toEqual([100])
    const throttled = await sending()
    await another(throttled, { state: 'sending' }, { beatAt: plusSeconds(NOON, -2), restUntil: plusSeconds(NOON, 30) })
    expect((await intervals(throttled)).kept).toEqual([200])
  })

  it('go on when nothing can be made of what stands there of another one', async () => {
    const network = await sending()
    for (const [n, broken] of [{ campaignId: 7 }, { recipients: 'many' }, { past: 'none' }].entries())
      await network.table.write({
        put: {
          pk: `CAMPAIGN#broken${n}`,
          sk: 'CAMPAIGN',
          due: DUE_CAMPAIGNS,
          dueAt: NOON,
          state: 'sending',
          ...broken,
        },
      })
    await network.table.write({ put: { ...figuresKey(OTHER), beatAt: 'yesterday' } })
    await another(network, { state: 'sending' })
    expect((await intervals(network)).kept).toEqual([200])
  })

  it('leave the last fifth of the rate and of the day to service mail, however many they are', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 500 }),
        fc.integer({ min: 0, max: 50_000 }),
        (campaigns, perSecond, sentLastDay) => {
          const quota = { perSecond, perDay: 50_000, sentLastDay }
          const workers = workersFor(perSecond)
          const each = 1000 / intervalOf(quota, { workers, campaigns, slowdown: 1 })
          expect(each * workers * campaigns).toBeCloseTo(CAMPAIGN_SHARE * perSecond)
          const room = roomToday(quota, { workers, campaigns }) * workers * campaigns
          // Rounded up, so that the last few leave: no more than one for each worker.
          expect(room).toBeLessThan(Math.max(0, 40_000 - sentLastDay) + workers * campaigns)
        },
      ),
      SEED,
    )
  })
})

const perSecond = (rate: number, left: readonly number[] = [], at = NOON): Quota => ({
  perSecond: rate,
  sentLastDay: 0,
  ...(left.length > 0 && { besides: { at, left: [...left] } }),
})

const throughAt = (free: number, quota: Quota, begins = NOON) =>
  timetable({ begins, free, later: [], closesAt: plusDays(NOON, 9), quota, timeZone: 'America/Denver' }).at(-1)?.until

describe('a flight plan made while others send', () => {
  it('is through when the mails of all of them have left, as far as the others are in its way', () => {
    // At ten mails a second: 6,000 of its own, and as many of another as fit beside them.
    expect(throughAt(6000, perSecond(12.5))).toBe(plusSeconds(NOON, 600))
    expect(throughAt(6000, perSecond(12.5, [50_000]))).toBe(plusSeconds(NOON, 1200))
    expect(throughAt(9000, perSecond(12.5, [4500]))).toBe(plusSeconds(NOON, 1350))
  })

  it('knows that those may be through before it begins', () => {
    const later = plusSeconds(NOON, 3600)
    expect(throughAt(6000, perSecond(12.5, [36_000]), later)).toBe(plusSeconds(later, 600))
  })

  it('counts what they send against the quota of the day', () => {
    const day = { perDay: 10_000, sentLastDay: 0 }
    expect(throughAt(7000, { ...perSecond(12.5), ...day })).toBe(plusSeconds(NOON, 700))
    const slow = throughAt(7000, { ...perSecond(12.5, [4000]), ...day })
    expect(slow?.slice(0, 10)).toBe('2026-12-02')
  })

  it('is never through sooner for others, and never breaks the rate together with them', () => {
    const some = fc.array(fc.nat(20_000), { maxLength: 4 })
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20_000 }), some, (free, left) => {
        const alone = throughAt(free, perSecond(14))
        const shared = throughAt(free, perSecond(14, left))
        if (!alone || !shared) throw new Error('not through in nine days')
        expect(shared >= alone).toBe(true)
        // No later than one after the other, with a quarter of an hour of rounding for each and the nights of 11 hours.
        const seconds = (free + left.reduce((sum, many) => sum + Math.min(many, free), 0)) / (14 * CAMPAIGN_SHARE)
        const nights = Math.ceil(seconds / (13 * 3600)) * 11 * 3600
        expect(shared <= plusSeconds(NOON, Math.ceil(seconds) + nights + 900 * (left.length + 1))).toBe(true)
      }),
      SEED,
    )
  })

  it('names them on its page, and what they have left is what the table says', async () => {
    const network = await denver(people(4))
    await launch(network)
    await freeze(network)
    await another(network, { state: 'sending', past: [] })
    await network.table.write({ put: { ...figuresKey(OTHER), accepted: 400 } })
    await planFlight(network, DRAFT)
    const stored = await readPlan(network.table, DRAFT.campaignId)
    if (stored?.state !== 'made') throw new Error('no plan')
    expect(stored.quota.besides).toEqual({ at: NOON, left: [600] })
    const at = { campaign: DRAFT, launchAt: NOON, quota: stored.quota, timeZone: 'America/Denver' }
    expect(flightPlan(stored.facts, at)).toMatchObject({ besides: 1, reached: 4 })
  })
})
