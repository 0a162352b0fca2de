import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { rateLimits } from '../../functions/adapters/rate-limit.ts'
import { lifting, suppressing, suppressionRows } from '../../functions/adapters/suppressions.ts'
import { takeBackCampaign } from '../../functions/campaigns/desk/steer-campaign.ts'
import { askForTest } from '../../functions/campaigns/launch/ask-for-test.ts'
import { askForPlan, shardsOf } from '../../functions/campaigns/launch/plan-flight.ts'
import { PlanShardStep, planFlightShard } from '../../functions/campaigns/launch/plan-flight-shard.ts'
import { sealFlightPlan } from '../../functions/campaigns/launch/seal-flight-plan.ts'
import { sendTest, TestRun } from '../../functions/campaigns/launch/send-test.ts'
import { scheduleCampaign } from '../../functions/campaigns/series/schedule-campaign.ts'
import { startDueCampaigns } from '../../functions/campaigns/series/start-due-campaigns.ts'
import { callKey } from '../../shared/calls/call.ts'
import { campaignItem } from '../../shared/campaigns/campaign.ts'
import { emptyPlan, flightPlan } from '../../shared/campaigns/launch/flight-plan.ts'
import { planKey, subjectOf } from '../../shared/campaigns/launch/stored-plan.ts'
import { TestMail, testMailKey } from '../../shared/campaigns/launch/test-mail.ts'
import { attentionKey } from '../../shared/campaigns/sending/attention.ts'
import { type Actor, userKey } from '../../shared/identity/actor.ts'
import { Mailbox } from '../../shared/identity/person.ts'
import { UserId } from '../../shared/ids.ts'
import { type Instant, plusDays, plusSeconds } from '../../shared/units.ts'
import { mailWords } from '../../web/words/mail.ts'
import { CALL } from '../calls/cast.ts'
import {
  CAMPAIGN_ID,
  campaignNow,
  counts,
  DRAFT,
  denver,
  freeze,
  JUST_BEFORE_NOON,
  later,
  launch,
  mailsTo,
  memberId,
  type Network,
  NOON,
  people,
  person,
  plan,
  planNow,
  SAM,
  sendAll,
} from './network.ts'

const KIM: Actor = { ...SAM, userId: UserId.parse('usr_01HZZZZZZZZZZZZZZZZZZZZZZK') }

const release = (network: Network, actor: Actor, launchAt: Instant | 'now' = 'now') =>
  scheduleCampaign(network, { campaignId: CAMPAIGN_ID, revision: 1, launchAt, actor })

/** A campaign that Sam wrote, and a plan that reaches so many. */
const writtenBySam = async (reached: number) => {
  const network = await denver(people(2))
  await network.table.write({
    update: { pk: `CAMPAIGN#${CAMPAIGN_ID}`, sk: 'CAMPAIGN' },
    set: { editedBy: SAM.userId },
  })
  await network.table.write({
    update: planKey(CAMPAIGN_ID),
    set: { facts: { ...emptyPlan, audience: reached, ready: reached } },
  })
  return network
}

describe('a campaign to many', () => {
  it('that its writer launches alone is held for ten minutes, and can be taken back', async () => {
    const network = await writtenBySam(500)
    expect(await release(network, SAM)).toEqual({ outcome: 'scheduled', launchAt: plusSeconds(NOON, 600) })
    expect(network.started).toEqual([])
    expect(await campaignNow(network)).toMatchObject({
      state: 'scheduled',
      approval: { by: SAM.userId, at: NOON, plannedAt: JUST_BEFORE_NOON, reached: 500 },
    })
    await takeBackCampaign(network, CAMPAIGN_ID, SAM)
    expect(await campaignNow(network)).toMatchObject({ state: 'held', reason: 'taken-back' })
  })

  it('goes by itself when the ten minutes are over', async () => {
    const network = await writtenBySam(500)
    await release(network, SAM)
    later(network, 599)
    await startDueCampaigns({ ...network, startReport: network.startWorkflow })
    expect(network.started).toEqual([])
    later(network, 1)
    await startDueCampaigns({ ...network, startReport: network.startWorkflow })
    expect(network.started).toHaveLength(1)
  })

  it('goes at once when somebody else approves it', async () => {
    const network = await writtenBySam(500)
    expect(await release(network, KIM)).toEqual({ outcome: 'scheduled', launchAt: NOON })
    expect(network.started).toHaveLength(1)
    expect(await campaignNow(network)).toMatchObject({ approval: { by: KIM.userId } })
  })

  it('is not kept beyond its time when it was to wait anyway', async () => {
    const network = await writtenBySam(500)
    const tomorrow = plusDays(NOON, 1)
    expect(await release(network, SAM, tomorrow)).toEqual({ outcome: 'scheduled', launchAt: tomorrow })
  })

  it('is one to 500 and more: below that it goes at once', async () => {
    const network = await writtenBySam(499)
    expect(await release(network, SAM)).toEqual({ outcome: 'scheduled', launchAt: NOON })
  })
})

describe('a launch without a plan that holds', () => {
  it.each([
    [
      'that there never was',
      async ({ table }: Network) => void (await table.write({ delete: planKey(CAMPAIGN_ID) })),
      'plan-missing',
    ],
    [
      'that could not be made',
      async ({ table }: Network) =>
        void (await table.write({ update: planKey(CAMPAIGN_ID), set: { state: 'failed', failedAt: NOON } })),
      'plan-missing',
    ],
    [
      'that is still being made',
      async (network: Network) =>
        void (await askForPlan({ ...network, startPlan: network.startWorkflow }, await campaignNow(network))),
      'plan-being-made',
    ],
    ['that is older than a day', async (network: Network) => later(network, 86_400), 'plan-too-old'],
    [
      'of an older text',
      async ({ table }: Network) =>
        void (await table.write({ update: planKey(CAMPAIGN_ID), set: { of: 'another one' } })),
      'plan-of-other-text',
    ],
  ])('%s is refused', async (_, spoil, reason) => {
    const network = await denver(people(2))
    await spoil(network)
    expect(await release(network, SAM)).toEqual({ outcome: 'refused', reason })
    expect(await campaignNow(network)).toMatchObject({ state: 'draft' })
  })

  it('says first what a new plan would not help against', async () => {
    const network = await denver(people(2))
    await network.table.write({ delete: planKey(CAMPAIGN_ID) })
    expect(await release(network, SAM, plusDays(NOON, -1))).toEqual({ outcome: 'refused', reason: 'opens-in-the-past' })
  })
})

describe('a mail that cannot be written for readers of one language', () => {
  it('keeps the campaign from being launched: nobody is mailed', async () => {
    const network = await denver(people(2))
    const { greeting } = mailWords.es
    mailWords.es.greeting = () => {
      throw new Error('a word is missing')
    }
    try {
      expect(await release(network, SAM)).toEqual({ outcome: 'refused', reason: 'unwritable' })
    } finally {
      mailWords.es.greeting = greeting
    }
    expect(await release(network, SAM)).toMatchObject({ outcome: 'scheduled' })
  })
})

describe('a flight plan made in the background', () => {
  const left = { surveys: { at: NOON } }

  it('meets everybody, whatever is wrong with one of them', async () => {
    const network = await denver([...people(3), person(3, { unsubscribes: left })])
    await network.table.write({
      update: { pk: `MEMBER#${memberId(0)}`, sk: 'PROFILE' },
      set: { email: 'nobody', name: 7, language: 'xx' },
    })
    await plan(network)
    expect(await planNow(network)).toMatchObject({
      state: 'made',
      facts: { audience: 4, ready: 2, skipped: { 'no-mailbox': 1, unsubscribed: 1 } },
    })
  })

  it('goes on where a worker left off, and counts nobody twice', async () => {
    const network = await denver(people(30))
    const starts: object[] = []
    const startPlan = async (_: string, input: object) => {
      starts.push(input)
      return { outcome: 'started' as const }
    }
    const { askedAt } = await askForPlan({ ...network, startPlan }, await campaignNow(network))
    const run = { campaignId: CAMPAIGN_ID, askedAt }
    for (let shard = 0; shard < 8; shard++) {
      const step = PlanShardStep.parse({ ...run, shard })
      // The clock of the first call stands beyond its time: it meets nobody and asks for another call.
      const hurried = { ...network, now: outOfTime(network) }
      expect(await planFlightShard(hurried, step)).toMatchObject({ next: 'more' })
      expect(await planFlightShard(network, step)).toMatchObject({ next: 'done' })
      expect(await planFlightShard(network, step)).toMatchObject({ next: 'done' })
    }
    expect(await sealFlightPlan(network, run)).toEqual({ outcome: 'made' })
    expect(await planNow(network)).toMatchObject({ facts: { audience: 30, ready: 30 } })
  })

  it('stands, when one that was asked for before is still under way and ends later', async () => {
    const network = await denver(people(3))
    const ask = (seconds: number) => {
      const now = () => plusSeconds(network.now(), seconds)
      return campaignNow(network).then((campaign) =>
        askForPlan({ ...network, now, startPlan: network.startWorkflow }, campaign),
      )
    }
    const [before, later] = [await ask(0), await ask(1)].map(({ askedAt }) => ({ campaignId: CAMPAIGN_ID, askedAt }))
    if (!before || !later) throw new Error('nothing was asked for')
    for (const step of [...shardsOf(later), ...shardsOf(before)]) await planFlightShard(network, step)
    expect(await sealFlightPlan(network, before)).toEqual({ outcome: 'superseded' })
    expect(await sealFlightPlan(network, later)).toEqual({ outcome: 'made' })
  })

  it('that is not complete says that it could not be made, and a newer one is left alone', async () => {
    const network = await denver(people(3))
    const startPlan = network.startWorkflow
    const first = await askForPlan({ ...network, startPlan }, await campaignNow(network))
    expect(await sealFlightPlan(network, { campaignId: CAMPAIGN_ID, askedAt: first.askedAt })).toEqual({
      outcome: 'failed',
    })
    later(network, 5)
    await askForPlan({ ...network, startPlan }, await campaignNow(network))
    expect(await sealFlightPlan(network, { campaignId: CAMPAIGN_ID, askedAt: first.askedAt })).toEqual({
      outcome: 'superseded',
    })
    expect(await planNow(network)).toMatchObject({ state: 'making' })
  })

  it('that cannot be begun says so at once, and the campaign stands', async () => {
    const network = await denver(people(3))
    const startPlan = async () => {
      throw Object.assign(new Error('too fast'), { name: 'ThrottlingException' })
    }
    expect(await askForPlan({ ...network, startPlan }, await campaignNow(network))).toMatchObject({ state: 'failed' })
    expect(await planNow(network)).toMatchObject({ state: 'failed', failedAt: NOON, notAsked: 'ThrottlingException' })
  })

  it('says what the sender then does', async () => {
    const day = (n: number) => plusDays(NOON, -n)
    const network = await denver([...people(6), person(6, { unsubscribes: left })])
    const mailed = (n: number, sends: Instant[]) =>
      network.table.write({
        put: { ...attentionKey(memberId(n)), sends: sends.map((at, i) => ({ sendId: `s${i}`, at })), step: 1 },
      })
    await mailed(1, [day(1)])
    await mailed(2, [day(3), day(6), day(9)])
    await mailed(3, [day(13), day(10)])
    await plan(network)
    const stored = await planNow(network)
    if (stored?.state !== 'made') throw new Error('no plan')
    const campaign = await campaignNow(network)
    expect(stored.of).toBe(subjectOf(campaign))
    const { reached, deferred, skipped } = flightPlan(stored.facts, {
      campaign,
      launchAt: NOON,
      quota: stored.quota,
      timeZone: 'America/Denver',
    })
    expect({ reached, deferred, skipped }).toEqual({ reached: 4, deferred: 2, skipped: { unsubscribed: 1 } })
    await launch(network)
    await freeze(network)
    await sendAll(network)
    expect(await counts(network)).toMatchObject({ SENT: reached, PENDING: deferred, SKIPPED: 1 })
  })
})

const FROM = { name: 'Network City Program', address: 'news@network.example.org' }

const outOfTime = (network: Network) => {
  let asked = 0
  return () => plusSeconds(network.now(), asked++ * 60)
}

describe('a test to oneself', () => {
  const withSam = async () => {
    const network = await denver(people(3))
    const sam = { userId: SAM.userId, name: SAM.name, email: 'sam@network.example.org', firstSignedInAt: NOON }
    await network.table.write({ put: { ...userKey(SAM.userId), ...sam } })
    const ask = async () =>
      askForTest(
        { ...network, limits: rateLimits(network), startTest: network.startWorkflow },
        { campaign: await campaignNow(network), language: 'es', actor: SAM },
      )
    const testNow = () => network.table.get(TestMail, testMailKey(CAMPAIGN_ID, SAM.userId))
    const run = () => sendTest({ ...network, from: FROM }, TestRun.parse(network.started.at(-1)?.input))
    return { ...network, ask, run, testNow }
  }

  it('comes to whoever asked, marked as a test, with links that take no answer', async () => {
    const network = await withSam()
    expect(await network.ask()).toEqual({ outcome: 'asked' })
    expect(await network.testNow()).toMatchObject({ state: 'asked', language: 'es' })
    expect(await network.run()).toEqual({ outcome: 'sent' })
    expect(mailsTo(network.provider)).toEqual({ 'sam@network.example.org': 1 })
    const [taken] = network.provider.taken
    const mail = taken && (await network.provider.read(taken))
    expect(mail?.subject).toBe('[Test] How is your street?')
    expect(mail?.text).toContain('https://network.example.org/staff/surveys/')
    expect(mail?.headers.map(({ key }) => key)).not.toContain('list-unsubscribe')
    expect(await network.testNow()).toMatchObject({ state: 'sent', at: network.now() })
    const audit = await network.table.query(z.looseObject({}), { pk: 'AUDIT#2026-12' })
    expect(audit.items).toMatchObject([{ act: 'campaign.tested', actor: SAM.userId, subject: CAMPAIGN_ID }])
  })

  it('of an invitation to a call leads to the page of the call and carries its entry for the calendar', async () => {
    const network = await withSam()
    const { campaignId, city, title, message, createdAt, revision, state } = DRAFT
    const draft = { campaignId, city, title, message, createdAt, revision, state }
    const campaign = { ...draft, kind: 'call', callId: CALL.callId, closesAt: CALL.startsAt } as const
    await network.table.write({ put: campaignItem(campaign) })
    await network.table.write({ put: { ...callKey(CALL.callId), ...CALL } })
    await network.ask()
    expect(await network.run()).toEqual({ outcome: 'sent' })
    const [taken] = network.provider.taken
    const mail = taken && (await network.provider.read(taken))
    expect(mail?.text).toContain(`https://network.example.org/staff/calls/${CALL.callId}`)
    expect(mail?.text).not.toContain('/calls/rsvp')
    const entry = mail?.attachments.find(({ mimeType }) => mimeType === 'text/calendar')
    expect(new TextDecoder().decode(Uint8Array.from(entry?.content as Uint8Array))).toContain(
      `UID:${CALL.callId}@network.example.org`,
    )
  })

  it('is sent once though its task runs again, and not tried again when nobody knows whether it left', async () => {
    const network = await withSam()
    await network.ask()
    await network.run()
    expect(await network.run()).toEqual({ outcome: 'sent' })
    expect(mailsTo(network.provider)).toEqual({ 'sam@network.example.org': 1 })
    later(network, 1)
    await network.ask()
    await network.table.write({ update: testMailKey(CAMPAIGN_ID, SAM.userId), set: { state: 'sending' } })
    expect(await network.run()).toEqual({ outcome: 'failed' })
    expect(await network.testNow()).toMatchObject({ reason: 'doubtful' })
    expect(mailsTo(network.provider)).toEqual({ 'sam@network.example.org': 1 })
  })

  it('does not go to an address that is to be left in peace until that is lifted', async () => {
    const network = await withSam()
    const mailbox = Mailbox.parse('sam@network.example.org')
    const at = network.now()
    await network.table.write(await suppressing(network, mailbox, { reason: 'bounced', at }))
    await network.ask()
    expect(await network.run()).toEqual({ outcome: 'failed' })
    expect(await network.testNow()).toMatchObject({ state: 'failed', reason: 'suppressed' })
    expect(network.provider.taken).toEqual([])
    await network.table.write(...(await lifting(network, mailbox, await suppressionRows(network, mailbox), at)))
    later(network, 1)
    await network.ask()
    expect(await network.run()).toEqual({ outcome: 'sent' })
  })

  it('is asked for five times in ten minutes, no more', async () => {
    const network = await withSam()
    for (let n = 0; n < 5; n++) {
      later(network, 1)
      expect(await network.ask()).toEqual({ outcome: 'asked' })
    }
    expect(await network.ask()).toMatchObject({ outcome: 'refused', reason: 'too-many' })
  })
})
