import { describe, expect, it } from 'vitest'
import { cancelCampaign, pauseCampaign } from '../../functions/campaigns/desk/steer-campaign.ts'
import { moveRecipient } from '../../functions/campaigns/sending/ledger.ts'
import { sendPage } from '../../functions/campaigns/sending/send-page.ts'
import { resolveDoubtful } from '../../functions/campaigns/settling/resolve-doubtful.ts'
import { SettleStep, settleShard } from '../../functions/campaigns/settling/settle-shard.ts'
import { Call, callKey, type Reply, rsvpKey } from '../../shared/calls/call.ts'
import { answeredKey } from '../../shared/campaigns/answered.ts'
import { type Campaign, type CampaignIn, campaignItem } from '../../shared/campaigns/campaign.ts'
import { Figures, figuresKey } from '../../shared/campaigns/figures.ts'
import { ledgerKey, Recipient, sendingFrom } from '../../shared/campaigns/ledger.ts'
import type { RoundPurpose } from '../../shared/campaigns/round.ts'
import { Attention, attend, attentionKey } from '../../shared/campaigns/sending/attention.ts'
import { CallId } from '../../shared/ids.ts'
import { suppressionKey } from '../../shared/mail/suppression.ts'
import { Instant, plusDays, plusSeconds } from '../../shared/units.ts'
import { whyText } from '../../web/campaigns/recipient-phrases.ts'
import {
  CAMPAIGN_ID,
  campaignNow,
  DENVER,
  denver,
  mailsTo,
  memberId,
  type Network,
  NOON,
  people,
  person,
  plan,
  planNow,
  SAM,
  saveMember,
  senderOf,
  stateIn,
  surveyNow,
} from './network.ts'

const CALL_ID = CallId.parse('cal_01HZZZZZZZZZZZZZZZZZZZZZZZ')
const TEN_IN_THE_EVENING = Instant.parse('2026-12-02T05:00:00.000Z')
const EIGHT_IN_THE_MORNING = Instant.parse('2026-12-02T15:00:00.000Z')

/** A mailing in its second minute: everybody stands in one shard of its ledger. */
const mailing = async (
  purpose: RoundPurpose,
  {
    members = people(3),
    closesAt = plusDays(NOON, 14),
  }: { members?: ReturnType<typeof people>; closesAt?: Instant } = {},
): Promise<Network> => {
  const network = await denver(members)
  const { surveyId, surveyVersion, protection, reminders: _, ...plan } = await surveyNow(network)
  const about = purpose.startsWith('call')
    ? { kind: 'call' as const, callId: CALL_ID }
    : { kind: 'survey' as const, surveyId, surveyVersion, protection }
  const round = purpose === 'invitation' ? {} : { round: { number: 1, purpose, begunAt: NOON } }
  const campaign = {
    ...plan,
    ...about,
    ...round,
    state: 'sending',
    revision: 2,
    launchAt: NOON,
    closesAt,
    responseKey: 'k1',
    recipients: members.length,
    ledgerShards: 1,
  } as CampaignIn<'sending'>
  await network.table.write({ put: campaignItem(campaign) })
  if (about.kind === 'call') await network.table.write({ put: { ...callKey(CALL_ID), ...callAt(closesAt) } })
  for (const [n, member] of members.entries()) await addRow(network, n, member.memberId, 'round' in round ? 1 : 0)
  return network
}

const addRow = (network: Network, n: number, id = memberId(n), round = 0, more: object = {}) =>
  network.table.write({
    put: {
      ...ledgerKey(CAMPAIGN_ID, 0, id, round),
      state: 'PENDING',
      campaignId: CAMPAIGN_ID,
      memberId: id,
      shard: 0,
      ...(round > 0 && { round }),
      sendId: String(n).padStart(32, '0'),
      step: 0,
      attempts: 0,
      ...more,
    },
  })

const callAt = (startsAt: Instant) =>
  Call.parse({
    state: 'planned',
    callId: CALL_ID,
    city: DENVER,
    title: 'The plan for next year',
    agenda: 'What we have learned.',
    startsAt,
    wallClock: '2026-12-15T12:00',
    minutes: 60,
    link: 'https://meet.example.org/denver',
    sequence: 0,
    createdAt: NOON,
    revision: 1,
  })

const STEP = { campaignId: CAMPAIGN_ID, revision: 2, shard: 0, workers: 1, slowdown: 1 }
const send = (network: Network, change: Parameters<typeof senderOf>[1] = {}) =>
  sendPage(senderOf(network, change), STEP)

const row = (network: Network, n: number, round = 0) =>
  network.table.get(Recipient, ledgerKey(CAMPAIGN_ID, 0, memberId(n), round))
const attentionOf = (network: Network, n: number) => network.table.get(Attention, attentionKey(memberId(n)))
const mailedBefore = (network: Network, n: number, ...ago: number[]) =>
  network.table.write({
    put: {
      ...attentionKey(memberId(n)),
      sends: ago.map((days, index) => ({ sendId: `earlier-${index}`, at: plusDays(network.now(), -days) })),
      step: ago.length,
    },
  })

describe('somebody who was mailed lately', () => {
  it('is put off until there is room, and the others are mailed', async () => {
    const network = await mailing('invitation')
    await mailedBefore(network, 1, 1)
    expect(await send(network)).toMatchObject({ next: 'done' })
    expect(await row(network, 1)).toMatchObject({ state: 'PENDING', notBefore: plusDays(NOON, 1) })
    expect(Object.keys(mailsTo(network.provider))).toEqual(['member0@example.org', 'member2@example.org'])
  })

  it('is left alone until then, and mailed after that', async () => {
    const network = await mailing('invitation', { members: people(1) })
    await mailedBefore(network, 0, 1)
    await send(network)
    const waiting = await row(network, 0)
    expect(await send(network)).toMatchObject({ next: 'done' })
    expect(await row(network, 0)).toEqual(waiting)
    network.clock.at = plusDays(NOON, 1)
    await send(network)
    expect(await row(network, 0)).toMatchObject({ state: 'SENT' })
  })

  it('is left out when the campaign is over before there is room', async () => {
    const network = await mailing('invitation', { members: people(1), closesAt: plusDays(NOON, 9) })
    await mailedBefore(network, 0, 3, 4, 5)
    await send(network)
    expect(await row(network, 0)).toMatchObject({ state: 'SKIPPED', reason: 'attention-limit' })
  })

  it('is told all the same that a call is moved, which takes no place', async () => {
    const network = await mailing('call-changed', { members: people(1) })
    await mailedBefore(network, 0, 1)
    await send(network)
    expect(await row(network, 0, 1)).toMatchObject({ state: 'SENT' })
    expect((await attentionOf(network, 0))?.sends).toHaveLength(1)
  })
})

describe('the place of a mail within the attention limit', () => {
  it('is taken before the mail leaves', async () => {
    const network = await mailing('invitation', { members: people(1) })
    let taken: Attention | undefined
    await send(network, {
      mail: {
        quota: network.provider.transport.quota,
        send: async (envelope) => {
          taken = await attentionOf(network, 0)
          return network.provider.transport.send(envelope)
        },
      },
    })
    expect(taken?.sends).toEqual([{ sendId: '0'.repeat(32), at: NOON }])
  })

  it('is one, however often the mail is tried', async () => {
    const network = await mailing('invitation', { members: people(1) })
    network.provider.knobs({ failNext: { count: 2, how: 'throttle' } })
    for (const _ of [1, 2, 3]) await send(network)
    expect(await row(network, 0)).toMatchObject({ state: 'SENT' })
    expect((await attentionOf(network, 0))?.sends).toHaveLength(1)
  })

  it('goes to one of two campaigns that meet at a member', async () => {
    const network = await mailing('invitation', { members: people(1) })
    const meeting: typeof network.table = {
      ...network.table,
      writeEach: async (...writes) => {
        const own = writes.some((write) => stateIn(write)?.sk === 'ATTENTION')
        const other = attend(undefined, 'of another campaign', network.now())
        if (own && other.outcome === 'may' && !(await attentionOf(network, 0)))
          await network.table.write({ put: { ...attentionKey(memberId(0)), ...other.attention } })
        return network.table.writeEach(...writes)
      },
    }
    await send(network, { table: meeting })
    expect(await row(network, 0)).toMatchObject({ state: 'PENDING', notBefore: plusDays(NOON, 2) })
    expect(network.provider.taken).toEqual([])
  })
})

/** What somebody else does before a row is marked, and before the campaign is looked at meanwhile. */
const meanwhile = (network: Network, act: () => Promise<unknown>): typeof network.table => {
  let acted: Promise<unknown> = Promise.resolve()
  return {
    ...network.table,
    get: async (...asked) => {
      await acted
      return network.table.get(...asked)
    },
    writeEach: async (...writes) => {
      if (writes.map(stateIn).some((write) => write?.state === 'SENDING')) acted = act()
      await acted
      return network.table.writeEach(...writes)
    },
  }
}

describe('the place of a mail that then does not leave', () => {
  it('is given back with the mark when the campaign is paused', async () => {
    const network = await mailing('invitation', { members: people(1) })
    const pausing = meanwhile(network, () => pauseCampaign(network, CAMPAIGN_ID, SAM))
    await send(network, { table: pausing })
    expect(await row(network, 0)).toMatchObject({ state: 'PENDING' })
    expect((await attentionOf(network, 0))?.sends).toEqual([])
  })

  it('is given back when its row was ended first, with the campaign that was cancelled', async () => {
    const network = await mailing('invitation', { members: people(1) })
    const ending = meanwhile(network, async () => {
      await cancelCampaign(network, CAMPAIGN_ID, SAM)
      await settleShard(network, SettleStep.parse(STEP))
    })
    await send(network, { table: ending })
    expect(await row(network, 0)).toMatchObject({ state: 'CANCELLED' })
    expect((await attentionOf(network, 0))?.sends).toEqual([])
    expect(network.provider.taken).toEqual([])
  })

  it('is kept when somebody else has sent the mail', async () => {
    const network = await mailing('invitation', { members: people(1) })
    const sent = meanwhile(network, async () => {
      const at = await row(network, 0)
      if (at?.state !== 'CLAIMED') throw new Error('it is not claimed')
      const sending = sendingFrom(at, network.now())
      await moveRecipient(network.table, at, sending)
    })
    await send(network, { table: sent })
    expect(await row(network, 0)).toMatchObject({ state: 'SENDING' })
    expect((await attentionOf(network, 0))?.sends).toHaveLength(1)
  })
})

describe('a second mail that staff wanted after a doubtful first, and that then does not leave', () => {
  const sentAgain = async () => {
    const network = await mailing('invitation', { members: people(1) })
    network.provider.knobs({ failNext: { count: 1, how: 'reset' } })
    await send(network)
    expect(await row(network, 0)).toMatchObject({ state: 'UNCERTAIN' })
    network.clock.at = plusSeconds(NOON, 600)
    await resolveDoubtful(network, {
      campaignId: CAMPAIGN_ID,
      memberId: memberId(0),
      decision: 'send-again',
      actor: SAM,
    })
    return { ...network, step: { ...STEP, revision: (await campaignNow(network)).revision } }
  }

  it('leaves the first in mind, which may have arrived', async () => {
    const network = await sentAgain()
    const pausing = meanwhile(network, () => pauseCampaign(network, CAMPAIGN_ID, SAM))
    await sendPage(senderOf(network, { table: pausing }), network.step)
    expect(await row(network, 0)).toMatchObject({ state: 'PENDING', doubtedAt: NOON })
    expect((await attentionOf(network, 0))?.sends).toEqual([{ sendId: '0'.repeat(32), at: NOON }])
  })

  it('takes the place of the first when it does leave', async () => {
    const network = await sentAgain()
    await sendPage(senderOf(network), network.step)
    expect(await row(network, 0)).toMatchObject({ state: 'SENT' })
    expect((await attentionOf(network, 0))?.sends).toEqual([{ sendId: '0'.repeat(32), at: plusSeconds(NOON, 600) }])
  })
})

describe('what is stored of one member and cannot be read', () => {
  const spoilt = (network: Network) => ({
    'what they were mailed lately': { put: { ...attentionKey(memberId(1)), sends: 'many', step: 1 } },
    'whether their address may be mailed': network.links
      .pseudonyms('suppression', person(1).email)
      .then(([name = '']) => ({ put: { ...suppressionKey(name), reason: 'unheard-of' } })),
    'their reply to the call': {
      put: { ...rsvpKey(CALL_ID, memberId(1)), callId: CALL_ID, memberId: memberId(1), reply: 'perhaps' },
    },
  })

  it.each([
    ['what they were mailed lately', 'invitation', 'unreadable-attention'],
    ['whether their address may be mailed', 'invitation', 'unreadable-suppression'],
    ['their reply to the call', 'call-day-before', 'unreadable-reply'],
  ] as const)('keeps nobody else from being mailed: %s', async (what, purpose, reason) => {
    const network = await mailing(purpose)
    for (const n of [0, 2]) await reply(network, n, 'yes')
    await network.table.write(await spoilt(network)[what])
    expect(await send(network)).toMatchObject({ next: 'done' })
    expect(Object.keys(mailsTo(network.provider))).toEqual(['member0@example.org', 'member2@example.org'])
    const failed = await row(network, 1, purpose === 'invitation' ? 0 : 1)
    expect(failed).toMatchObject({ state: 'FAILED', reason })
    expect(whyText('FAILED', reason)).toMatch(/could not be read$/)
  })

  it.each([
    ['what they were mailed lately', { ready: 3 }],
    ['whether their address may be mailed', { ready: 2, skipped: { suppressed: 1 } }],
  ] as const)('keeps nobody else out of a flight plan: %s', async (what, facts) => {
    const network = await mailing('invitation')
    await network.table.write(await spoilt(network)[what])
    await plan(network)
    expect(await planNow(network)).toMatchObject({ state: 'made', facts: { audience: 3, ...facts } })
  })
})

describe('quiet hours', () => {
  it('keep a mailing until eight in the morning, and say how long its worker waits', async () => {
    const network = await mailing('invitation')
    network.clock.at = TEN_IN_THE_EVENING
    expect(await send(network)).toMatchObject({ next: 'wait', seconds: 10 * 60 * 60 })
    expect(network.provider.taken).toEqual([])
    expect(await network.table.get(Figures, figuresKey(CAMPAIGN_ID))).toMatchObject({
      beatAt: TEN_IN_THE_EVENING,
      restUntil: EIGHT_IN_THE_MORNING,
    })
    network.clock.at = EIGHT_IN_THE_MORNING
    await send(network)
    expect(network.provider.taken).toHaveLength(3)
  })

  it('begin in the middle of a page', async () => {
    const network = await mailing('invitation')
    network.clock.at = Instant.parse('2026-12-02T03:59:50.000Z')
    const rest = async () => {
      network.clock.at = plusSeconds(network.clock.at, 10)
    }
    expect(await send(network, { rest })).toMatchObject({ next: 'wait', seconds: 11 * 60 * 60 })
    expect(network.provider.taken).toHaveLength(1)
  })

  it.each([
    ['call-hour-before', TEN_IN_THE_EVENING, 'sent'],
    ['call-cancelled', plusDays(TEN_IN_THE_EVENING, 0.5), 'sent'],
    ['call-changed', plusDays(TEN_IN_THE_EVENING, 0.5), 'sent'],
    ['call-changed', plusDays(TEN_IN_THE_EVENING, 5), 'kept'],
    ['call-day-before', plusDays(TEN_IN_THE_EVENING, 1), 'kept'],
  ] as const)('do not keep what cannot wait: %s of a call at %s is %s', async (purpose, startsAt, fate) => {
    const start = purpose === 'call-hour-before' ? plusSeconds(startsAt, 3600) : startsAt
    const network = await mailing(purpose, { members: people(1), closesAt: start })
    await reply(network, 0, 'yes')
    network.clock.at = TEN_IN_THE_EVENING
    await send(network)
    expect(network.provider.taken).toHaveLength(fate === 'sent' ? 1 : 0)
  })

  it('keep the invitations that an urgent mailing has taken along', async () => {
    const network = await mailing('call-cancelled', { members: people(1), closesAt: plusDays(TEN_IN_THE_EVENING, 0.9) })
    await saveMember(network.table, person(1))
    await addRow(network, 1, memberId(1), 1, { invites: true })
    network.clock.at = TEN_IN_THE_EVENING
    await send(network)
    expect(await row(network, 0, 1)).toMatchObject({ state: 'SENT' })
    expect(await row(network, 1, 1)).toMatchObject({ state: 'PENDING', notBefore: EIGHT_IN_THE_MORNING })
  })
})

const reply = (network: Network, n: number, said: Reply) =>
  network.table.write({
    put: {
      ...rsvpKey(CALL_ID, memberId(n)),
      callId: CALL_ID,
      memberId: memberId(n),
      reply: said,
      at: NOON,
      revision: 1,
    },
  })

describe('a reminder', () => {
  it('leaves out who has answered after it was prepared', async () => {
    const network = await mailing('reminder')
    await network.table.write({ put: { ...answeredKey(CAMPAIGN_ID, 0, memberId(1)) } })
    await send(network)
    expect(await row(network, 1, 1)).toMatchObject({ state: 'SKIPPED', reason: 'answered' })
    expect(network.provider.taken).toHaveLength(2)
    const [mail] = network.provider.taken
    expect(mail?.tags).toMatchObject({ round: ['1'] })
  })

  it('of a call leaves out who does not come any more', async () => {
    const network = await mailing('call-day-before')
    await reply(network, 0, 'yes')
    await reply(network, 1, 'no')
    await reply(network, 2, 'maybe')
    await send(network)
    expect(await row(network, 1, 1)).toMatchObject({ state: 'SKIPPED', reason: 'not-coming' })
    expect(network.provider.taken).toHaveLength(2)
  })
})

describe('a campaign whose time is over', () => {
  it('mails nobody any more', async () => {
    const network = await mailing('invitation', { members: people(1) })
    network.clock.at = plusDays(NOON, 14)
    await send(network)
    expect(await row(network, 0)).toMatchObject({ state: 'SKIPPED', reason: 'over' })
  })
})

describe('an invitation to a call', () => {
  it('carries an entry for the calendar and three links that reply', async () => {
    const network = await mailing('invitation', { members: [] })
    await network.table.write({ put: { ...callKey(CALL_ID), ...callAt(plusDays(NOON, 14)) } })
    const { surveyId: _, surveyVersion: __, protection: ___, ...survey } = await surveyNow(network)
    const call = { ...survey, kind: 'call', callId: CALL_ID } as unknown as Campaign
    await network.table.write({ put: campaignItem(call) })
    await saveMember(network.table, person(0))
    await addRow(network, 0)
    await send(network)
    const [taken] = network.provider.taken
    const mail = taken && (await network.provider.read(taken))
    const calendar = mail?.attachments.find(({ mimeType }) => mimeType.includes('calendar'))
    expect(calendar?.method).toBe('PUBLISH')
    for (const answer of ['yes', 'maybe', 'no'])
      expect(mail?.text).toMatch(new RegExp(`/calls/rsvp\\?t=1\\.[\\w.-]+&reply=${answer}`))
  })
})

describe('the quota of a day', () => {
  it('is not used up: the last fifth is left to mails that somebody waits for', async () => {
    const network = await mailing('invitation', { members: people(12) })
    network.provider.knobs({ max24HourSend: 10 })
    expect(await send(network)).toMatchObject({ next: 'stop' })
    expect(network.provider.taken).toHaveLength(8)
    expect(await campaignNow(network)).toMatchObject({
      state: 'paused',
      reason: 'daily-quota',
      resumesAt: plusSeconds(NOON, 3600),
    })
  })
})

describe('a page that was sent', () => {
  it('tells how many mails were accepted, and that its worker lives', async () => {
    const network = await mailing('invitation')
    await send(network)
    const figures = await network.table.get(Figures, figuresKey(CAMPAIGN_ID))
    expect(figures).toMatchObject({ accepted: 3, beatAt: NOON })
  })

  it('is not begun when too many mails came back', async () => {
    const network = await mailing('invitation')
    await network.table.write({ put: { ...figuresKey(CAMPAIGN_ID), accepted: 1000, hardBounced: 50 } })
    expect(await send(network)).toMatchObject({ next: 'stop' })
    expect(network.provider.taken).toEqual([])
    expect(await campaignNow(network)).toMatchObject({ state: 'paused', reason: 'bounces' })
  })
})
