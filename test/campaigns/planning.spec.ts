import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { cancelCampaign } from '../../functions/campaigns/desk/steer-campaign.ts'
import { askingOf } from '../../functions/campaigns/drafting/campaign-form.ts'
import { editCampaign } from '../../functions/campaigns/drafting/create-campaign.ts'
import { freezeShard } from '../../functions/campaigns/launch/freeze-shard.ts'
import { planCampaign } from '../../functions/campaigns/launch/plan-campaign.ts'
import { sealAudience } from '../../functions/campaigns/launch/seal-audience.ts'
import { scheduleCampaign } from '../../functions/campaigns/series/schedule-campaign.ts'
import { startDueCampaigns } from '../../functions/campaigns/series/start-due-campaigns.ts'
import { askToClose } from '../../functions/campaigns/settling/ask-to-close.ts'
import { closeCampaign } from '../../functions/campaigns/settling/close-campaign.ts'
import { holdCampaign } from '../../functions/campaigns/settling/settle-campaign.ts'
import { CampaignDraft, campaignKey, DUE_CAMPAIGNS } from '../../shared/campaigns/campaign.ts'
import { STALE_SECONDS } from '../../shared/campaigns/ledger.ts'
import { CampaignId } from '../../shared/ids.ts'
import { instantInCity, wallClockInCity } from '../../shared/local-time.ts'
import { Survey, surveyKey } from '../../shared/surveys/survey.ts'
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
  plan,
  RUN,
  rowOf,
  SAM,
  saveMember,
  sendAll,
  senderOf,
  settle,
  surveyNow,
} from './network.ts'

const schedule = (network: Network, launchAt: Instant | 'now', revision = 1) =>
  scheduleCampaign(network, { campaignId: CAMPAIGN_ID, revision, launchAt, actor: SAM })

const tick = (network: Network) => startDueCampaigns({ ...network, startReport: network.startWorkflow })

const OTHER_ID = CampaignId.parse('cmp_01HZZZZZZZZZZZZZZZZZZZZZZY')
const REPORT = { name: `report-${CAMPAIGN_ID}-2026-12-15T19`, input: { campaignId: CAMPAIGN_ID } }

/** The audience is frozen, nobody has been mailed, and the closing time has come. */
const atItsClose = async () => {
  const network = await denver(people(2))
  await launch(network)
  await freeze(network)
  network.clock.at = Instant.parse('2026-12-15T19:00:00.000Z')
  return network
}

const throttled = () => Promise.reject(new Error('throttled'))

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
    const { surveyId } = await surveyNow(network)
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
    const { surveyId } = await surveyNow(network)
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
    const network = await atItsClose()
    await tick(network)
    expect(network.started.at(-1)).toEqual(REPORT)
  })

  it('closes a survey at its time though its report fails at once', async () => {
    const network = await atItsClose()
    await tick(network)
    expect(await campaignNow(network)).toMatchObject({ state: 'closed', closedAt: network.now() })
  })

  it('tries the report again that could not be started', async () => {
    const network = await atItsClose()
    await startDueCampaigns({ ...network, startReport: throttled })
    expect(await campaignNow(network)).toMatchObject({ state: 'sending' })
    await tick(network)
    expect(network.started.at(-1)).toEqual(REPORT)
  })

  it('lets staff close early though an earlier report has failed before it closed anything', async () => {
    const network = await denver(people(2))
    await launch(network)
    await freeze(network)
    const needs = { ...network, startReport: network.startWorkflow }
    await needs.startReport(`report-${CAMPAIGN_ID}-${network.now().slice(0, 13)}`, {})
    await askToClose(needs, await campaignNow(network), SAM)
    expect(await campaignNow(network)).toMatchObject({ state: 'closed' })
  })

  it('starts the others when one campaign cannot be read', async () => {
    const network = await denver(people(2))
    await schedule(network, plusSeconds(NOON, 600))
    await network.table.write({
      put: { ...campaignKey(OTHER_ID), state: 'scheduled', due: DUE_CAMPAIGNS, dueAt: NOON },
    })
    later(network, 601)
    expect(await tick(network)).toMatchObject({ did: [{ did: 'launch' }], failed: [{}] })
    expect(network.started).toHaveLength(1)
  })

  it('starts the others when one cannot be started', async () => {
    const network = await denver(people(2))
    await schedule(network, plusSeconds(NOON, 600))
    const campaign = await campaignNow(network)
    const other = { ...campaign, ...campaignKey(OTHER_ID), campaignId: OTHER_ID, due: DUE_CAMPAIGNS, dueAt: NOON }
    await network.table.write({ put: other })
    later(network, 601)
    const startWorkflow = (name: string, input: object) =>
      name.includes(OTHER_ID) ? throttled() : network.startWorkflow(name, input)
    expect(await startDueCampaigns({ ...network, startWorkflow, startReport: startWorkflow })).toEqual({
      did: [{ campaignId: CAMPAIGN_ID, did: 'launch' }],
      failed: [{ campaignId: OTHER_ID, fault: 'Error' }],
    })
  })

  it('comes back to a campaign that is over until its ledger has come to rest', async () => {
    const network = await atItsClose()
    await tick(network)
    later(network, STALE_SECONDS)
    await tick(network)
    expect(network.started.at(-1)?.name).toBe(`campaign-${CAMPAIGN_ID}-settle-2026-12-15T19`)
    expect(await planCampaign(network, RUN)).toMatchObject({ outcome: 'settle' })
    expect(await settle(network)).toEqual({ outcome: 'stopped' })
    expect(await counts(network)).toMatchObject({ audience: 2, CANCELLED: 2 })
    later(network, 3600)
    expect(await tick(network)).toEqual({ did: [], failed: [] })
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

describe('a campaign held while its audience was frozen', () => {
  const held = async () => {
    const network = await denver(people(5))
    await launch(network)
    const { audienceShards } = await planCampaign(network, RUN)
    for (const shard of audienceShards.slice(0, 9)) await freezeShard(network, { ...shard, seen: 0 })
    await holdCampaign(network, RUN)
    expect(await campaignNow(network)).toMatchObject({ state: 'held', reason: 'fault' })
    return network
  }
  const edit = async (network: Network, closesAt: Instant) => {
    const survey = await network.table.get(Survey, surveyKey((await surveyNow(network)).surveyId, 1))
    const draft = CampaignDraft.parse(await campaignNow(network))
    if (!survey) throw new Error('the survey is gone')
    return editCampaign(network, CAMPAIGN_ID, { draft, content: askingOf(survey), closesAt, actor: SAM, revision: 2 })
  }

  it.each(['at once', 'after it was scheduled again'])(
    'leaves nobody waiting when it is cancelled %s',
    async (when) => {
      const network = await held()
      if (when !== 'at once') await schedule(network, plusDays(NOON, 1), 2)
      await cancelCampaign(network, CAMPAIGN_ID, SAM)
      later(network, STALE_SECONDS)
      expect(await settle(network)).toEqual({ outcome: 'stopped' })
      const { audience, CANCELLED } = await counts(network)
      expect(audience).toBeGreaterThan(0)
      expect(CANCELLED).toBe(audience)
    },
  )

  it('can be given a new closing time when the old one has passed, and then reaches everybody', async () => {
    const network = await held()
    network.clock.at = Instant.parse('2026-12-16T19:00:00.000Z')
    expect(await schedule(network, 'now', 2)).toEqual({ outcome: 'refused', reason: 'closes-before-opens' })
    expect(await edit(network, plusDays(network.now(), 7))).toMatchObject({ outcome: 'edited' })
    expect(await schedule(network, 'now', 3)).toEqual({ outcome: 'refused', reason: 'plan-of-other-text' })
    await plan(network)
    expect(await schedule(network, 'now', 3)).toMatchObject({ outcome: 'scheduled' })
    const run = { ...RUN, revision: 4 }
    expect(await freeze(network, run)).toEqual({ outcome: 'sealed' })
    expect(await sendAll(network, senderOf(network), run)).toEqual(Array(8).fill('done'))
    expect(await counts(network)).toMatchObject({ audience: 5, SENT: 5 })
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
    })
    expect(wallClockInCity(NOON, 'America/Denver')).toBe('2026-12-01T12:00')
  })

  it('that clocks skip is refused, with the nearest that exist', () => {
    expect(instantInCity('2027-03-14T02:30', 'America/Denver')).toEqual({
      outcome: 'refused',
      reason: 'skipped-by-clock-change',
      before: '2027-03-14T01:59',
      after: '2027-03-14T03:00',
    })
  })

  it('that comes twice asks which of the two, and takes the answer', () => {
    const [first, second] = ['2027-11-07T07:30:00.000Z', '2027-11-07T08:30:00.000Z']
    expect(instantInCity('2027-11-07T01:30', 'America/Denver')).toEqual({ outcome: 'twice', first, second })
    expect(instantInCity('2027-11-07T01:30', 'America/Denver', 'second')).toEqual({
      outcome: 'instant',
      instant: second,
    })
    expect(instantInCity('2027-11-07T03:30', 'America/Denver', 'second')).toMatchObject({ outcome: 'instant' })
  })

  it.each(['', 'tomorrow', '2026-02-30T10:00', '2026-12-01T25:00', '2026-12-01'])('%j is refused', (typed) => {
    expect(instantInCity(typed, 'America/Denver')).toEqual({ outcome: 'refused', reason: 'not-a-time' })
  })
})

const AuditLine = z.object({ act: z.string(), subject: z.string(), actor: z.string() })
