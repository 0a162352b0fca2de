import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { callRoutes } from '../../functions/calls/call.routes.tsx'
import { moveCall } from '../../functions/calls/move-call.ts'
import { campaignRoutes } from '../../functions/campaigns/campaign.routes.tsx'
import { startDueCampaigns } from '../../functions/campaigns/series/start-due-campaigns.ts'
import { audienceApp } from '../../functions/http/audience.tsx'
import type { Call } from '../../shared/calls/call.ts'
import type { Campaign } from '../../shared/campaigns/campaign.ts'
import { waitOf } from '../../shared/campaigns/deciding/announcements.ts'
import { APPROVAL } from '../../shared/campaigns/policy.ts'
import type { Actor } from '../../shared/identity/actor.ts'
import { PersonName } from '../../shared/identity/person.ts'
import { UserId } from '../../shared/ids.ts'
import { type Instant, plusDays, plusSeconds } from '../../shared/units.ts'
import { CALL, CITY, callNow, campaignNow, denver, INVITED, later, type Network, NOON, SAM, SITE } from './cast.ts'

const ANN: Actor = {
  userId: UserId.parse('usr_01HZZZZZZZZZZZZZZZZZZZZZZY'),
  name: PersonName.parse('Ann Lee'),
  roles: [{ role: 'staff' }],
}

const appFor = (network: Network, actor: Actor) => {
  const app = audienceApp(SITE, { section: 'staff' })
  app.use(async (c, next) => {
    c.set('actor', actor)
    await next()
  })
  const start = async () => ({ outcome: 'started' as const })
  const starts = { startWorkflow: start, startReport: start, startPlan: start, startTest: start }
  const needs = {
    ...network,
    ...starts,
    site: { ...SITE, postalAddress: '1 Example Street' },
    cities: async () => [CITY],
  }
  app.route('/', callRoutes({ ...needs, findMembers: async () => ({ lines: [], more: false }) }))
  app.route('/', campaignRoutes(needs))
  return app
}

const post = (app: ReturnType<typeof appFor>, path: string, fields: Record<string, string>) =>
  app.request(path, {
    method: 'POST',
    body: new URLSearchParams(fields),
    headers: { 'sec-fetch-site': 'same-origin' },
  })

const PAGE = `/staff/calls/${CALL.callId}`
const CAMPAIGN = `/staff/campaigns/${INVITED.campaignId}`
const TYPED = {
  title: CALL.title,
  agenda: CALL.agenda,
  startsAt: CALL.wallClock,
  overlap: '',
  minutes: '60',
  dialIn: CALL.dialIn ?? '',
  link: CALL.link ?? '',
  capacity: '',
}

/** 812 people were invited, and Sam moves the call by a day, or cancels it. */
const telling = async (what: 'move' | 'cancel', at = NOON, campaign: Campaign = INVITED) => {
  const network = await denver([], { campaign })
  network.clock.at = at
  const [sam, ann] = [appFor(network, SAM), appFor(network, ANN)]
  const change = { ...TYPED, startsAt: '2026-12-16T17:00', note: 'The hall is not free.', revision: '1' }
  const asked = what === 'move' ? await (await post(sam, `${PAGE}/edit`, change)).text() : ''
  const answer =
    what === 'move'
      ? await post(sam, `${PAGE}/edit`, { ...change, confirm: 'yes' })
      : await post(sam, `${PAGE}/cancel`, { revision: '1', reason: 'The hall is closed.' })
  const read = async (path: string) => (await ann.request(path)).text()
  return { network, sam, ann, asked, said: answer.headers.get('location') ?? '', read }
}

const acts = async ({ table }: Network) =>
  (await table.query(z.object({ act: z.string(), actor: z.string() }), { pk: 'AUDIT#2026-12' })).items

const due = (network: Network) => {
  const start = async () => ({ outcome: 'started' as const })
  return startDueCampaigns({ ...network, startWorkflow: start, startReport: start, startPlan: start })
}

const IN_TEN_MINUTES = plusSeconds(NOON, APPROVAL.holdSeconds)

describe('word of a call to many', () => {
  it.each([
    ['move', 'call-changed'],
    ['cancel', 'call-cancelled'],
  ] as const)('waits for a second reader, or ten minutes: %s', async (what, purpose) => {
    const { network, said } = await telling(what)
    expect(said).toContain('waits')
    expect(await campaignNow(network)).toMatchObject({
      next: { purpose, at: IN_TEN_MINUTES, asked: { by: SAM.userId, at: NOON } },
    })
    later(network, APPROVAL.holdSeconds - 1)
    expect((await due(network)).did).toEqual([])
    later(network, 1)
    expect((await due(network)).did).toMatchObject([{ did: 'round' }])
    // Whoever was mailed since the change itself has read it.
    expect(await campaignNow(network)).toMatchObject({ state: 'freezing', round: { purpose, askedAt: NOON } })
  })

  it('is announced as such before it is so, and says where it stands and in how many minutes', async () => {
    const { network, asked, read } = await telling('move')
    expect(asked).toContain('To so many nothing goes out that one person alone has read')
    expect(await read(PAGE)).toContain('waits for a second reader')
    later(network, 240)
    const page = await read(CAMPAIGN)
    expect(page).toContain('goes out at 12:10 PM, in 6 minutes.')
    expect(page).toContain('I have read it: send it now')
    const mail = await read(`${CAMPAIGN}/mail?of=next&lang=en`)
    expect(mail).toContain('The hall is not free.')
    expect(mail).toContain('Changed: ')
  })

  it('goes out at once when somebody else has read it, and only then', async () => {
    const { network, sam, ann } = await telling('move')
    const own = await post(sam, `${CAMPAIGN}/next`, { decision: 'approve' })
    expect(own.status).toBe(409)
    expect(await own.text()).toContain('You wrote this yourself')
    expect((await due(network)).did).toEqual([])
    expect((await post(ann, `${CAMPAIGN}/next`, { decision: 'approve' })).status).toBe(303)
    expect((await due(network)).did).toMatchObject([{ did: 'round' }])
    expect(await acts(network)).toMatchObject([
      { act: 'call.changed', actor: SAM.userId },
      { act: 'campaign.next-approve', actor: ANN.userId },
    ])
  })

  it('is stopped by anybody of the staff, and then waits for somebody to say so', async () => {
    const { network, sam, ann, read } = await telling('move')
    await post(ann, `${CAMPAIGN}/next`, { decision: 'stop' })
    expect(await read(CAMPAIGN)).toContain('stopped. Nobody has been told.')
    expect(await read(PAGE)).toContain('was stopped, and nobody has been told')
    later(network, 3600)
    expect((await due(network)).did).toEqual([])
    // Who wrote it cannot get around the wait by stopping it.
    await post(sam, `${CAMPAIGN}/next`, { decision: 'make' })
    expect((await due(network)).did).toEqual([])
    later(network, APPROVAL.holdSeconds)
    expect((await due(network)).did).toMatchObject([{ did: 'round' }])
  })

  it('that was stopped goes out at once when somebody else says so, or is told to nobody', async () => {
    for (const [decision, did] of [
      ['make', [{ did: 'round' }]],
      ['leave-out', []],
    ] as const) {
      const { network, ann } = await telling('move')
      await post(ann, `${CAMPAIGN}/next`, { decision: 'stop' })
      await post(ann, `${CAMPAIGN}/next`, { decision })
      expect((await due(network)).did).toMatchObject(did)
    }
  })

  it('waits anew when it is changed again, and is told as one', async () => {
    const { network, ann } = await telling('move')
    later(network, 300)
    const again = { ...TYPED, startsAt: '2026-12-17T17:00', revision: '2', confirm: 'yes' }
    await post(ann, `${PAGE}/edit`, again)
    expect(await campaignNow(network)).toMatchObject({
      next: { at: plusSeconds(NOON, 900), asked: { by: ANN.userId, at: plusSeconds(NOON, 300) } },
    })
    expect(await callNow(network)).toMatchObject({ was: { startsAt: CALL.startsAt } })
  })

  it('is not let go by a change of clocks', async () => {
    const { network } = await telling('move')
    const call: Call = await callNow(network)
    const moved = await moveCall(network, CALL.callId, {
      fields: { ...call, startsAt: plusSeconds(call.startsAt, 3600) },
      revision: call.revision,
      tellAll: false,
      actor: 'network',
    })
    expect(moved).toMatchObject({ outcome: 'moved', told: true, waits: false })
    expect(await campaignNow(network)).toMatchObject({ next: { at: IN_TEN_MINUTES, asked: { by: SAM.userId } } })
  })

  it('of a call that begins within a day is told at once when it is cancelled', async () => {
    const { network, said, asked } = await telling('cancel', plusDays(CALL.startsAt, -1))
    expect(said).toContain('said=cancelled-told')
    expect(asked).not.toContain('To so many')
    expect((await due(network)).did).toMatchObject([{ did: 'round' }])
  })

  it('is told also while the mailing is paused: that the call will not be', async () => {
    const paused = { ...INVITED, state: 'paused', reason: 'by-staff' } as const
    const { network } = await telling('cancel', plusDays(CALL.startsAt, -1), paused)
    expect((await due(network)).did).toMatchObject([{ did: 'round' }])
  })

  it('goes on as it was when the invitation is still on its way: nobody is invited to what may not be', async () => {
    const sending = { ...INVITED, state: 'sending' } as const
    const { network, ann } = await telling('cancel', NOON, sending as Campaign)
    await post(ann, `${CAMPAIGN}/next`, { decision: 'approve' })
    expect((await due(network)).did).toMatchObject([{ did: 'round' }])
    const stopped = await telling('move', NOON, sending as Campaign)
    await post(stopped.ann, `${CAMPAIGN}/next`, { decision: 'stop' })
    await post(stopped.ann, `${CAMPAIGN}/next`, { decision: 'leave-out' })
    expect(await campaignNow(stopped.network)).not.toHaveProperty('next')
  })
})

describe('how long word of a call waits', () => {
  const at = (seconds: number) => plusSeconds(NOON, seconds)
  const waits = (purpose: 'call-changed' | 'call-cancelled', invited: number, ...starts: Instant[]) =>
    waitOf({ purpose, invited, starts, now: NOON }) > 0

  it.each([
    ['a change to 500, in two hours', 'call-changed', 500, [at(7200)], true],
    ['a change to 499', 'call-changed', 499, [at(7200)], false],
    ['a change half an hour before', 'call-changed', 5000, [at(1800)], false],
    [
      'a change of what would begin in half an hour, to next week',
      'call-changed',
      5000,
      [at(1800), at(604_800)],
      false,
    ],
    ['a change from next week to in half an hour', 'call-changed', 5000, [at(604_800), at(1800)], false],
    ['a cancellation within a day', 'call-cancelled', 5000, [at(86_400)], false],
    ['a cancellation the day before that', 'call-cancelled', 5000, [at(86_401)], true],
    ['a cancellation of what some believe to be today', 'call-cancelled', 5000, [at(604_800), at(60)], false],
    ['a cancellation of what some believe to be over', 'call-cancelled', 5000, [at(604_800), at(-60)], true],
  ] as const)('%s', (_, purpose, invited, starts, waited) => {
    expect(waits(purpose, invited, ...starts)).toBe(waited)
  })
})
