import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { closeCampaign } from '../../functions/campaigns/close-campaign.ts'
import { freezeShard } from '../../functions/campaigns/freeze-shard.ts'
import { planCampaign } from '../../functions/campaigns/plan-campaign.ts'
import { scheduleCampaign } from '../../functions/campaigns/schedule-campaign.ts'
import { sealAudience } from '../../functions/campaigns/seal-audience.ts'
import { startDueCampaigns } from '../../functions/campaigns/start-due-campaigns.ts'
import { cancelCampaign } from '../../functions/campaigns/steer-campaign.ts'
import { instantInCity, wallClockInCity } from '../../shared/campaigns/local-time.ts'
import { Survey } from '../../shared/surveys/survey.ts'
import { Instant, plusDays, plusSeconds } from '../../shared/units.ts'
import {
  CAMPAIGN_ID,
  campaignNow,
  counts,
  denver,
  freeze,
  later,
  launch,
  memberId,
  type Network,
  NOON,
  people,
  person,
  RUN,
  rowOf,
  SAM,
  saveMember,
  sendAll,
} from './network.ts'

const schedule = (network: Network, launchAt: Instant | 'now', revision = 1) =>
  scheduleCampaign(network, { campaignId: CAMPAIGN_ID, revision, launchAt, actor: SAM })

const tick = (network: Network) => startDueCampaigns({ ...network, startReport: network.startWorkflow })

describe('a launch', () => {
  it('starts the workflow at once, under a name of its own, and only once', async () => {
    const network = await denver(people(2))
    expect(await schedule(network, 'now')).toEqual({ outcome: 'scheduled', launchAt: NOON })
    await tick(network)
    expect(network.started).toEqual([{ name: `campaign-${CAMPAIGN_ID}-r2`, input: RUN }])
  })

  it('freezes the version of the survey', async () => {
    const network = await denver(people(2))
    await schedule(network, 'now')
    const { surveyId } = await campaignNow(network)
    expect(await network.table.get(Survey, { pk: `SURVEY#${surveyId}`, sk: 'V#000001' })).toMatchObject({
      launchedAt: NOON,
    })
  })

  it('is in the audit log', async () => {
    const network = await denver(people(2))
    await schedule(network, 'now')
    const { items } = await network.table.query(AuditLine, { pk: 'AUDIT#2026-12' })
    expect(items).toEqual([{ act: 'campaign.scheduled', subject: CAMPAIGN_ID, actor: SAM.userId }])
  })

  it.each([
    ['at a time that has passed', plusSeconds(NOON, -60), 'opens-in-the-past'],
    ['after the closing time', plusDays(NOON, 20), 'closes-before-opens'],
  ] as const)('%s is refused', async (_, launchAt, reason) => {
    const network = await denver(people(2))
    expect(await schedule(network, launchAt)).toEqual({ outcome: 'refused', reason })
    expect(await campaignNow(network)).toMatchObject({ state: 'draft', revision: 1 })
    expect(network.started).toEqual([])
  })

  it('to nobody is refused', async () => {
    const network = await denver([person(0, { unsubscribes: { surveys: { at: NOON } } })])
    expect(await schedule(network, 'now')).toEqual({ outcome: 'refused', reason: 'no-audience' })
  })

  it('of a survey without questions is refused', async () => {
    const network = await denver(people(2))
    const { surveyId } = await campaignNow(network)
    await network.table.write({ update: { pk: `SURVEY#${surveyId}`, sk: 'V#000001' }, set: { questions: [] } })
    expect(await schedule(network, 'now')).toEqual({ outcome: 'refused', reason: 'survey-without-questions' })
  })

  it('of a plan that somebody changed meanwhile is refused', async () => {
    const network = await denver(people(2))
    expect(await schedule(network, 'now', 7)).toEqual({ outcome: 'refused', reason: 'changed-meanwhile' })
  })

  it('twice at the same moment happens once', async () => {
    const network = await denver(people(2))
    const results = await Promise.all([schedule(network, 'now'), schedule(network, 'now')])
    expect(results.map(({ outcome }) => outcome).toSorted()).toEqual(['refused', 'scheduled'])
  })
})

describe('the clock, each minute', () => {
  it('starts a scheduled campaign at its time, not before', async () => {
    const network = await denver(people(2))
    await schedule(network, plusSeconds(NOON, 600))
    await tick(network)
    expect(network.started).toEqual([])
    later(network, 601)
    await tick(network)
    await tick(network)
    expect(network.started).toEqual([{ name: `campaign-${CAMPAIGN_ID}-r2`, input: RUN }])
  })

  it('asks instead of sending when it comes more than two hours late', async () => {
    const network = await denver(people(2))
    await schedule(network, plusSeconds(NOON, 600))
    later(network, 600 + 2 * 3600 + 1)
    await tick(network)
    expect(network.started).toEqual([])
    expect(await campaignNow(network)).toMatchObject({ state: 'held', reason: 'late' })
    expect(await schedule(network, 'now', 2)).toMatchObject({ outcome: 'scheduled' })
    expect(network.started).toEqual([{ name: `campaign-${CAMPAIGN_ID}-r3`, input: { ...RUN, revision: 3 } }])
  })

  it('asks even when the workflow itself was late', async () => {
    const network = await denver(people(2))
    await launch(network)
    later(network, 3 * 3600)
    expect(await planCampaign(network, RUN)).toMatchObject({ outcome: 'stop' })
    expect(await campaignNow(network)).toMatchObject({ state: 'held', reason: 'late' })
  })

  it('starts the report of an open campaign when it closes', async () => {
    const network = await denver(people(2))
    await launch(network)
    await freeze(network)
    network.clock.at = Instant.parse('2026-12-15T19:00:00.000Z')
    await tick(network)
    expect(network.started.at(-1)).toEqual({ name: `report-${CAMPAIGN_ID}`, input: { campaignId: CAMPAIGN_ID } })
  })

  it('goes on by itself after the day’s quota', async () => {
    const network = await denver(people(8))
    await launch(network)
    await freeze(network)
    network.provider.knobs({ max24HourSend: 3 })
    await sendAll(network)
    later(network, 3600)
    await tick(network)
    expect(await campaignNow(network)).toMatchObject({ state: 'sending', revision: 3 })
    expect(network.started.at(-1)?.name).toBe(`campaign-${CAMPAIGN_ID}-r3`)
  })
})

describe('freezing the audience', () => {
  it('that was interrupted is taken up again, and nobody is sent to before it is complete', async () => {
    const network = await denver(people(20))
    await launch(network)
    const { audienceShards } = await planCampaign(network, RUN)
    for (const shard of audienceShards.slice(0, 3)) await freezeShard(network, { ...shard, seen: 0 })
    expect(await sealAudience(network, RUN)).toEqual({ outcome: 'incomplete', seconds: 30 })
    expect(await campaignNow(network)).toMatchObject({ state: 'freezing' })
    expect(await freeze(network)).toEqual({ outcome: 'sealed' })
    expect(await campaignNow(network)).toMatchObject({ state: 'sending', recipients: 20 })
  })

  it('takes whoever joins during it, and later leaves out whoever left', async () => {
    const network = await denver(people(5))
    await launch(network)
    const { audienceShards } = await planCampaign(network, RUN)
    for (const shard of audienceShards) await freezeShard(network, { ...shard, seen: 0 })
    await saveMember(network.table, person(5))
    const { audience: _, ...lapsed } = person(1)
    await saveMember(network.table, lapsed)
    expect(await freeze(network)).toEqual({ outcome: 'sealed' })
    await sendAll(network)
    expect(await counts(network)).toMatchObject({ audience: 6, SENT: 5, SKIPPED: 1 })
    expect(await rowOf(network, 1)).toMatchObject({ reason: 'no-longer-a-member' })
  })

  it('that finds nobody any more cancels the campaign', async () => {
    const network = await denver(people(1))
    await launch(network)
    await network.table.write({ delete: { pk: `MEMBER#${memberId(0)}`, sk: 'PROFILE' } })
    expect(await freeze(network)).toEqual({ outcome: 'empty' })
    expect(await campaignNow(network)).toMatchObject({ state: 'cancelled', reason: 'no-audience' })
  })
})

describe('a campaign that is over', () => {
  it('is not launched, cancelled or closed again', async () => {
    const network = await denver(people(1))
    await cancelCampaign(network, CAMPAIGN_ID, SAM)
    expect(await schedule(network, 'now')).toEqual({ outcome: 'refused', reason: 'not-a-draft' })
    expect(await cancelCampaign(network, CAMPAIGN_ID, SAM)).toEqual({ outcome: 'refused', reason: 'wrong-state' })
    expect(await closeCampaign(network, CAMPAIGN_ID)).toEqual({ outcome: 'refused', reason: 'wrong-state' })
  })
})

describe('a wall clock time in a city', () => {
  it('is the instant that the city means', () => {
    expect(instantInCity('2026-12-01T12:00', 'America/Denver')).toEqual({
      outcome: 'instant',
      instant: NOON,
      twice: false,
    })
    expect(wallClockInCity(NOON, 'America/Denver')).toBe('2026-12-01T12:00')
  })

  it('that clocks skip is refused', () => {
    expect(instantInCity('2027-03-14T02:30', 'America/Denver')).toEqual({
      outcome: 'refused',
      reason: 'skipped-by-clock-change',
    })
  })

  it('that comes twice is the first of the two, and says so', () => {
    expect(instantInCity('2027-11-07T01:30', 'America/Denver')).toEqual({
      outcome: 'instant',
      instant: '2027-11-07T07:30:00.000Z',
      twice: true,
    })
  })

  it.each(['', 'tomorrow', '2026-02-30T10:00', '2026-12-01T25:00', '2026-12-01'])('%j is refused', (typed) => {
    expect(instantInCity(typed, 'America/Denver')).toEqual({ outcome: 'refused', reason: 'not-a-time' })
  })
})

const AuditLine = z.object({ act: z.string(), subject: z.string(), actor: z.string() })
