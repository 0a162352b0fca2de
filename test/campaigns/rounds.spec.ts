import { describe, expect, it } from 'vitest'
import { callOff } from '../../functions/calls/move-call.ts'
import { cancelCampaign } from '../../functions/campaigns/desk/steer-campaign.ts'
import { freezeShard } from '../../functions/campaigns/launch/freeze-shard.ts'
import { planCampaign } from '../../functions/campaigns/launch/plan-campaign.ts'
import { sealAudience } from '../../functions/campaigns/launch/seal-audience.ts'
import { addRecipient, moveRecipient, settleRecipient } from '../../functions/campaigns/sending/ledger.ts'
import { startDueCampaigns } from '../../functions/campaigns/series/start-due-campaigns.ts'
import { decideNext } from '../../functions/campaigns/settling/decide-next.ts'
import { resolveDoubtful } from '../../functions/campaigns/settling/resolve-doubtful.ts'
import { holdCampaign } from '../../functions/campaigns/settling/settle-campaign.ts'
import { type Call, callKey, type Reply, rsvpKey } from '../../shared/calls/call.ts'
import { answeredKey } from '../../shared/campaigns/answered.ts'
import { type Campaign, campaignItem, roundOf } from '../../shared/campaigns/campaign.ts'
import { announce } from '../../shared/campaigns/deciding/rounds.ts'
import {
  afterAttempt,
  claimed,
  deferred,
  observed,
  type Recipient,
  STALE_SECONDS,
  sendingFrom,
} from '../../shared/campaigns/ledger.ts'
import { CallId } from '../../shared/ids.ts'
import { aliasKey } from '../../shared/membership/alias.ts'
import { profileKey, shardOf } from '../../shared/membership/member.ts'
import { type Instant, plusDays, plusSeconds } from '../../shared/units.ts'
import {
  CAMPAIGN_ID,
  campaignNow,
  countShards,
  counts,
  DENVER,
  DRAFT,
  denver,
  dyingAt,
  freeze,
  later,
  launch,
  mailsTo,
  memberId,
  type Network,
  NOON,
  people,
  person,
  plan,
  rowOf,
  rows,
  SAM,
  saveMember,
  sendAll,
  senderOf,
  settle,
  stateIn,
} from './network.ts'

const CALL_ID = CallId.parse('cal_01HZZZZZZZZZZZZZZZZZZZZZZZ')
const STARTS = plusDays(NOON, 4)

const LOST = { outcome: 'uncertain', reason: 'worker-died' } as const

const tick = (network: Network) => startDueCampaigns({ ...network, startReport: network.startWorkflow })

const runNow = async (network: Network) => ({
  campaignId: CAMPAIGN_ID,
  revision: (await campaignNow(network)).revision,
})

/** As the workflow does it that was started last. */
const carryThrough = async (network: Network) => {
  const run = await runNow(network)
  const sealed = await freeze(network, run)
  if (sealed.outcome !== 'sealed') return sealed
  await sendAll(network, senderOf(network), run)
  return settle(network, run)
}

const save = (network: Network, campaign: Campaign) => network.table.write({ put: campaignItem(campaign) })

/** The invitation of a survey is out, with two reminders three days apart to follow. */
const surveyed = async (count = 6) => {
  const network = await denver(people(count))
  await save(network, { ...DRAFT, reminders: { most: 2, everyDays: 3 } } as Campaign)
  await plan(network)
  await launch(network)
  expect(await carryThrough(network)).toEqual({ outcome: 'open' })
  return network
}

/** The invitation to a call in four days is out. */
const invited = async (count = 6, before: (network: Network) => Promise<unknown> = async () => {}) => {
  const network = await denver(people(count))
  const call: Call = {
    state: 'planned',
    callId: CALL_ID,
    city: DENVER,
    title: 'Five Points, this winter',
    agenda: 'What we agreed, and what is next.',
    startsAt: STARTS,
    wallClock: '2026-12-05T12:00',
    minutes: 60,
    sequence: 0,
    campaignId: CAMPAIGN_ID,
    createdAt: NOON,
    revision: 1,
  }
  await network.table.write({ put: { ...callKey(CALL_ID), ...call } })
  const { campaignId, city, title, message, createdAt, revision, state } = DRAFT
  const draft = { campaignId, city, title, message, createdAt, revision, state }
  await save(network, { ...draft, kind: 'call', callId: CALL_ID, closesAt: STARTS })
  await plan(network)
  await launch(network)
  await before(network)
  return network
}

const answers = (network: Network, n: number) =>
  network.table.write({ put: answeredKey(CAMPAIGN_ID, shardOf(memberId(n), 8), memberId(n)) })

const replies = (network: Network, n: number, reply: Reply, waitingSince?: Instant) =>
  network.table.write({
    put: {
      ...rsvpKey(CALL_ID, memberId(n)),
      ...{ callId: CALL_ID, memberId: memberId(n), reply, at: NOON, revision: 1 },
      ...(waitingSince && { waitingSince }),
    },
  })

const told = async (network: Network, purpose: Parameters<typeof announce>[1]) =>
  save(network, announce(await campaignNow(network), purpose, network.now()))

const move = (network: Network, n: number, decide: (row: Recipient) => Recipient, round = 0) =>
  settleRecipient(
    network.table,
    { campaignId: CAMPAIGN_ID, shard: shardOf(memberId(n), 8), memberId: memberId(n), round },
    decide,
  )

/** The attention limit has left no room for this member. */
const putOff = (network: Network, n: number, notBefore: Instant) =>
  move(network, n, (row) => (row.state === 'PENDING' ? deferred(claimed(row, network.now()), notBefore) : row))

const whoIsIn = async (network: Network, round: number, ...states: Recipient['state'][]) =>
  (await rows(network, round))
    .filter(({ state }) => states.length === 0 || states.includes(state))
    .map((row) => Number(row.memberId.slice(-4)))
    .sort()

describe('a reminder', () => {
  it('goes at its time to those who were mailed and have not answered, and counts apart from the invitation', async () => {
    const network = await surveyed()
    expect(await campaignNow(network)).toMatchObject({ next: { purpose: 'reminder', at: plusDays(NOON, 3) } })
    await answers(network, 0)
    await saveMember(network.table, person(1, { unsubscribes: { surveys: { at: NOON } } }))
    await move(network, 2, (row) => observed(row, { kind: 'bounced', bounce: 'hard', messageId: 'm', at: NOON }))
    await move(network, 3, (row) => observed(row, { kind: 'bounced', bounce: 'soft', messageId: 'm', at: NOON }))
    later(network, 3 * 86_400 - 60)
    expect((await tick(network)).did).toEqual([])
    later(network, 60)
    expect((await tick(network)).did).toMatchObject([{ did: 'round' }])
    const { revision } = await campaignNow(network)
    expect(network.started.at(-1)).toMatchObject({ name: `campaign-${CAMPAIGN_ID}-r${revision}` })
    expect(await carryThrough(network)).toEqual({ outcome: 'open' })
    expect(await whoIsIn(network, 1)).toEqual([1, 3, 4, 5])
    expect(await whoIsIn(network, 1, 'SENT')).toEqual([3, 4, 5])
    expect(await rowOf(network, 1, 1)).toMatchObject({ state: 'SKIPPED', reason: 'unsubscribed' })
    expect(await campaignNow(network)).toMatchObject({
      state: 'open',
      recipients: 4,
      mailed: 3,
      past: [{ purpose: 'invitation', recipients: 6, mailed: 6 }],
      next: { purpose: 'reminder', at: plusDays(NOON, 6) },
    })
  })

  it('is asked once more of everybody when it is sent: who has answered since the audience was frozen gets none', async () => {
    const network = await surveyed(3)
    later(network, 3 * 86_400)
    await tick(network)
    const run = await runNow(network)
    expect(await freeze(network, run)).toEqual({ outcome: 'sealed' })
    await answers(network, 1)
    await sendAll(network, senderOf(network), run)
    expect(await settle(network, run)).toEqual({ outcome: 'open' })
    expect(await rowOf(network, 1, 1)).toMatchObject({ state: 'SKIPPED', reason: 'answered' })
    expect(mailsTo(network.provider)).toMatchObject({ 'member0@example.org': 2, 'member1@example.org': 1 })
  })

  it('comes no more often than planned, and not after the survey has closed', async () => {
    const network = await surveyed(2)
    for (const round of [1, 2]) {
      later(network, 3 * 86_400)
      await tick(network)
      await carryThrough(network)
      expect(roundOf(await campaignNow(network))).toBe(round)
    }
    expect(await campaignNow(network)).not.toHaveProperty('next')
    later(network, 3 * 86_400)
    expect((await tick(network)).did).toEqual([])
    expect(Object.values(mailsTo(network.provider))).toEqual([3, 3])
  })

  it('put off for whoever was invited late comes when the days are over', async () => {
    const network = await surveyed(3)
    await move(network, 1, (row) => ({ ...row, step: row.step + 1, sendingAt: plusDays(NOON, 1) }))
    network.clock.at = plusDays(NOON, 3)
    await tick(network)
    await carryThrough(network)
    expect(await rowOf(network, 1, 1)).toMatchObject({ state: 'PENDING', notBefore: plusDays(NOON, 4) })
    expect(await campaignNow(network)).toMatchObject({ next: { purpose: 'deferred', at: plusDays(NOON, 4) } })
    network.clock.at = plusDays(NOON, 4)
    await tick(network)
    await sendAll(network, senderOf(network), await runNow(network))
    expect(await settle(network, await runNow(network))).toEqual({ outcome: 'open' })
    network.clock.at = plusDays(NOON, 6)
    await tick(network)
    await carryThrough(network)
    // Reminded a day later than the others, and a day later again.
    expect(await rowOf(network, 0, 2)).toMatchObject({ state: 'SENT' })
    expect(await rowOf(network, 1, 2)).toMatchObject({ state: 'PENDING', notBefore: plusDays(NOON, 7) })
  })

  it('to nobody, because all have answered, is over at once', async () => {
    const network = await surveyed(2)
    for (const n of [0, 1]) await answers(network, n)
    later(network, 3 * 86_400)
    await tick(network)
    expect(await carryThrough(network)).toEqual({ outcome: 'empty' })
    expect(await campaignNow(network)).toMatchObject({ state: 'open', recipients: 0, mailed: 0 })
  })

  it('begins once, though the clock strikes twice and the start is tried again', async () => {
    const network = await surveyed(2)
    later(network, 3 * 86_400)
    await Promise.all([tick(network), tick(network)])
    await tick(network)
    const { revision } = await campaignNow(network)
    expect(network.started.filter(({ name }) => name.endsWith(`-r${revision}`))).toHaveLength(1)
    expect(roundOf(await campaignNow(network))).toBe(1)
  })

  it('found more than two hours late asks staff: made after all, or left out', async () => {
    for (const decision of ['make', 'leave-out'] as const) {
      const network = await surveyed(2)
      later(network, 3 * 86_400 + 2 * 3600 + 60)
      expect((await tick(network)).did).toMatchObject([{ did: 'put-off' }])
      expect(await campaignNow(network)).toMatchObject({ state: 'open', next: { purpose: 'reminder', late: true } })
      expect((await tick(network)).did).toEqual([])
      const input = { campaignId: CAMPAIGN_ID, decision, actor: SAM }
      expect(await decideNext(network, input)).toEqual({ outcome: 'changed' })
      expect(await decideNext(network, input)).toEqual({ outcome: 'refused', reason: 'wrong-state' })
      if (decision === 'make') expect(await carryThrough(network)).toEqual({ outcome: 'open' })
      expect(Object.values(mailsTo(network.provider))).toEqual(decision === 'make' ? [2, 2] : [1, 1])
      expect((await campaignNow(network)) as object).toHaveProperty('next.purpose', 'reminder')
    }
  })

  it('that cannot be prepared leaves the survey open, and staff decide', async () => {
    const network = await surveyed(3)
    later(network, 3 * 86_400)
    await tick(network)
    const run = await runNow(network)
    const { audienceShards } = await planCampaign(network, run)
    for (const shard of audienceShards.slice(0, 4)) await freezeShard(network, { ...shard, seen: 0 })
    await countShards(network, run)
    expect(await sealAudience(network, run)).toMatchObject({ outcome: 'incomplete' })
    await holdCampaign(network, run)
    expect(await campaignNow(network)).toMatchObject({ state: 'open', next: { purpose: 'reminder', late: true } })
    await decideNext(network, { campaignId: CAMPAIGN_ID, decision: 'make', actor: SAM })
    expect(await carryThrough(network)).toEqual({ outcome: 'open' })
    expect(Object.values(mailsTo(network.provider))).toEqual([2, 2, 2])
    expect((await counts(network, 1)).PENDING).toBe(0)
  })

  it('leaves nobody waiting when the campaign is cancelled while it is prepared', async () => {
    const network = await surveyed(4)
    await putOff(network, 9, NOON)
    later(network, 3 * 86_400)
    await tick(network)
    const { audienceShards } = await planCampaign(network, await runNow(network))
    for (const shard of audienceShards.slice(0, 4)) await freezeShard(network, { ...shard, seen: 0 })
    await cancelCampaign(network, CAMPAIGN_ID, SAM)
    later(network, STALE_SECONDS)
    expect(await settle(network, await runNow(network))).toEqual({ outcome: 'stopped' })
    const { audience, CANCELLED } = await counts(network, 1)
    expect(CANCELLED).toBe(audience)
    expect(await campaignNow(network)).toMatchObject({ state: 'cancelled', mailed: 0, recipients: audience })
  })
})

describe('somebody whom the attention limit put off', () => {
  it('is invited as soon as there is room, and the others are not mailed again', async () => {
    const network = await denver(people(4))
    await launch(network)
    const run = await runNow(network)
    await freeze(network, run)
    await putOff(network, 2, plusDays(NOON, 1))
    await sendAll(network, senderOf(network), run)
    expect(await settle(network, run)).toEqual({ outcome: 'open' })
    expect(await campaignNow(network)).toMatchObject({ next: { purpose: 'deferred', at: plusDays(NOON, 1) } })
    later(network, 86_400)
    expect((await tick(network)).did).toMatchObject([{ did: 'deferred' }])
    const again = await runNow(network)
    await sendAll(network, senderOf(network), again)
    expect(await settle(network, again)).toEqual({ outcome: 'open' })
    expect(Object.values(mailsTo(network.provider))).toEqual([1, 1, 1, 1])
    expect(await campaignNow(network)).not.toHaveProperty('next')
  })

  it('is taken along when the call changes meanwhile, still as somebody to invite', async () => {
    const network = await invited(4, async (network) => {
      const run = await runNow(network)
      await freeze(network, run)
      await putOff(network, 2, plusDays(NOON, 1))
      await sendAll(network, senderOf(network), run)
      await settle(network, run)
    })
    await told(network, 'call-changed')
    await tick(network)
    const run = await runNow(network)
    expect(await freeze(network, run)).toEqual({ outcome: 'sealed' })
    expect(await rowOf(network, 2, 0)).toMatchObject({ state: 'CANCELLED' })
    expect(await rowOf(network, 2, 1)).toMatchObject({ state: 'PENDING', invites: true, notBefore: plusDays(NOON, 1) })
    expect(await whoIsIn(network, 1)).toEqual([0, 1, 2, 3])
    await sendAll(network, senderOf(network), run)
    await settle(network, run)
    later(network, 86_400)
    await tick(network)
    await sendAll(network, senderOf(network), await runNow(network))
    expect(await whoIsIn(network, 1, 'SENT')).toEqual([0, 1, 2, 3])
    // And hears of a cancellation like everybody else, once.
    await settle(network, await runNow(network))
    await told(network, 'call-cancelled')
    await tick(network)
    await carryThrough(network)
    expect(await whoIsIn(network, 2, 'SENT')).toEqual([0, 1, 2, 3])
  })
})

describe('a call that is changed', () => {
  it('is told to everybody who was mailed before, and not to those who were mailed with the change in it', async () => {
    const network = await invited(4)
    const run = await runNow(network)
    await freeze(network, run)
    await sendAll(network, senderOf(network), run)
    await settle(network, run)
    await told(network, 'call-changed')
    await move(network, 3, (row) => ({ ...row, step: row.step + 1, sendingAt: plusSeconds(NOON, STALE_SECONDS) }))
    await tick(network)
    expect(await carryThrough(network)).toEqual({ outcome: 'open' })
    expect(await whoIsIn(network, 1, 'SENT')).toEqual([0, 1, 2])
    expect(await campaignNow(network)).toMatchObject({
      round: { purpose: 'call-changed' },
      next: { purpose: 'call-day-before' },
    })
  })
})

describe('the campaign of a call', () => {
  it('can be cancelled as long as nobody is invited, and then only together with the call', async () => {
    const network = await invited(3)
    const run = await runNow(network)
    await freeze(network, run)
    expect(await cancelCampaign(network, CAMPAIGN_ID, SAM)).toEqual({ outcome: 'refused', reason: 'call-stands' })
    await sendAll(network, senderOf(network), run)
    await settle(network, run)
    expect(await cancelCampaign(network, CAMPAIGN_ID, SAM)).toEqual({ outcome: 'refused', reason: 'call-stands' })
    const off = { reason: 'The hall is closed.', revision: 1, actor: SAM }
    expect(await callOff(network, CALL_ID, off)).toMatchObject({ outcome: 'moved', told: true })
    const unsent = await invited(3)
    expect(await cancelCampaign(unsent, CAMPAIGN_ID, SAM)).toEqual({ outcome: 'changed' })
  })
})

describe('somebody who joined after the invitation and comes', () => {
  const joinedLater = async () => {
    const network = await invited(3)
    await carryThrough(network)
    for (const n of [7, 8, 9]) await saveMember(network.table, person(n))
    await replies(network, 0, 'yes')
    await replies(network, 7, 'yes')
    await replies(network, 8, 'maybe', NOON)
    await replies(network, 9, 'no')
    return network
  }

  it.each(['call-changed', 'call-cancelled'] as const)('hears of it like everybody invited: %s', async (purpose) => {
    const network = await joinedLater()
    await told(network, purpose)
    await tick(network)
    expect(await carryThrough(network)).toEqual({ outcome: 'open' })
    expect(await whoIsIn(network, 1, 'SENT')).toEqual([0, 1, 2, 7, 8])
    expect(Object.values(mailsTo(network.provider))).toEqual([2, 2, 2, 1, 1])
  })

  it('hears nothing of a change that was made before the reply', async () => {
    const network = await joinedLater()
    await told(network, 'call-changed')
    later(network, STALE_SECONDS)
    await network.table.write({
      update: rsvpKey(CALL_ID, memberId(7)),
      set: { at: network.now() },
      if: { exists: true },
    })
    await tick(network)
    await carryThrough(network)
    expect(await whoIsIn(network, 1, 'SENT')).toEqual([0, 1, 2, 8])
  })

  it('hears of it as the member that they are now', async () => {
    const network = await joinedLater()
    await network.table.write({ delete: profileKey(memberId(7)) })
    const alias = { memberId: memberId(6), mergeId: 'mrg_01HZZZZZZZZZZZZZZZZZZZZZZZ', epoch: 0, keptEpoch: 0 }
    await network.table.write({ put: { ...aliasKey(memberId(7)), ...alias } })
    await saveMember(network.table, person(6))
    await told(network, 'call-cancelled')
    await tick(network)
    expect(await carryThrough(network)).toEqual({ outcome: 'open' })
    expect(await whoIsIn(network, 1, 'SENT')).toEqual([0, 1, 2, 6, 8])
  })
})

describe('a call that is cancelled while the invitations are sent', () => {
  const halfWay = async () => {
    const network = await invited(12)
    const run = await runNow(network)
    await freeze(network, run)
    const dying = senderOf(network, { table: dyingAt(network.table, 'SENDING', 'after', 5) })
    await expect(sendAll(network, dying, run)).rejects.toThrow()
    await told(network, 'call-cancelled')
    expect((await tick(network)).did).toMatchObject([{ did: 'round' }])
    return network
  }

  it('is told to those who were or may have been mailed; the others are not mailed at all', async () => {
    const network = await halfWay()
    const reached = await whoIsIn(network, 0, 'SENT', 'SENDING')
    expect(reached).toHaveLength(5)
    const run = await runNow(network)
    await freeze(network, run)
    await sendAll(network, senderOf(network), run)
    expect(await settle(network, run)).toMatchObject({ outcome: 'wait' })
    later(network, STALE_SECONDS)
    expect(await settle(network, run)).toEqual({ outcome: 'open' })
    expect(await whoIsIn(network, 1, 'SENT')).toEqual(reached)
    expect(await counts(network)).toMatchObject({ audience: 12, SENT: 4, UNCERTAIN: 1, CANCELLED: 7 })
    expect(await campaignNow(network)).toMatchObject({ state: 'closed', mailed: 5 })
  })

  it('invites nobody any more from that moment on, also before the clock has looked', async () => {
    const network = await invited(12)
    const run = await runNow(network)
    await freeze(network, run)
    let sent = 0
    const { transport } = network.provider
    const mail: typeof transport = {
      ...transport,
      send: async (envelope) => {
        if (++sent === 3)
          expect(
            await callOff(network, CALL_ID, { reason: 'The hall is closed.', revision: 1, actor: SAM }),
          ).toMatchObject({ outcome: 'moved', told: true })
        return transport.send(envelope)
      },
    }
    expect(await sendAll(network, senderOf(network, { mail }), run)).toContain('wait')
    expect(network.provider.taken).toHaveLength(3)
    expect((await tick(network)).did).toMatchObject([{ did: 'round' }])
    await carryThrough(network)
    expect(await whoIsIn(network, 1, 'SENT')).toHaveLength(3)
    expect(await counts(network)).toMatchObject({ audience: 12, SENT: 3, CANCELLED: 9 })
  })

  it('keeps a worker of the invitation from sending what it has claimed', async () => {
    const network = await invited(1)
    const run = await runNow(network)
    await freeze(network, run)
    let cancelledMeanwhile = false
    const table: Network['table'] = {
      ...network.table,
      writeEach: async (...writes) => {
        if (!cancelledMeanwhile && writes.some((write) => stateIn(write)?.state === 'SENDING')) {
          cancelledMeanwhile = true
          await told(network, 'call-cancelled')
          await tick(network)
          const { audienceShards } = await planCampaign(network, await runNow(network))
          for (const shard of audienceShards) await freezeShard(network, { ...shard, seen: 0 })
        }
        return network.table.writeEach(...writes)
      },
    }
    await sendAll(network, senderOf(network, { table }), run)
    expect(network.provider.taken).toHaveLength(0)
    expect(await rowOf(network, 0)).toMatchObject({ state: 'CANCELLED' })
  })

  it('is told also to somebody whose mail leaves in the moment in which it is to be stopped', async () => {
    const network = await invited(1)
    const run = await runNow(network)
    await freeze(network, run)
    await told(network, 'call-cancelled')
    await tick(network)
    const table: Network['table'] = {
      ...network.table,
      write: async (...writes) => {
        const [write] = writes
        if (write && 'put' in write && write.put.state === 'CANCELLED')
          await move(network, 0, (row) => (row.state === 'PENDING' ? sendingFrom(claimed(row, NOON), NOON) : row))
        return network.table.write(...writes)
      },
    }
    const { audienceShards } = await planCampaign(network, await runNow(network))
    for (const shard of audienceShards) await freezeShard({ ...network, table }, { ...shard, seen: 0 })
    expect(await rowOf(network, 0)).toMatchObject({ state: 'SENDING' })
    expect(await whoIsIn(network, 1)).toEqual([0])
  })

  it('is told to whoever was merged into another member meanwhile as the one that they are now, once', async () => {
    const network = await invited(4)
    await carryThrough(network)
    for (const [gone, present] of [
      [0, 9],
      [1, 2],
    ] as const) {
      await network.table.write({ delete: profileKey(memberId(gone)) })
      const alias = { memberId: memberId(present), mergeId: 'mrg_01HZZZZZZZZZZZZZZZZZZZZZZZ', epoch: 0, keptEpoch: 0 }
      await network.table.write({ put: { ...aliasKey(memberId(gone)), ...alias } })
    }
    await saveMember(network.table, person(9))
    await told(network, 'call-cancelled')
    await tick(network)
    expect(await carryThrough(network)).toEqual({ outcome: 'open' })
    expect(await whoIsIn(network, 1, 'SENT')).toEqual([2, 3, 9])
    expect(await whoIsIn(network, 1, 'SKIPPED')).toEqual([0, 1])
    expect(await campaignNow(network)).toMatchObject({ state: 'closed', recipients: 5, mailed: 3 })
  })

  it('is told although the call would have begun meanwhile, while that is prepared and before', async () => {
    for (const ticksBefore of [1, 0]) {
      const network = await invited(3)
      await carryThrough(network)
      network.clock.at = plusSeconds(STARTS, -30)
      await told(network, 'call-cancelled')
      if (ticksBefore) await tick(network)
      later(network, 40)
      await tick(network)
      await carryThrough(network)
      expect(await whoIsIn(network, 1, 'SENT')).toEqual([0, 1, 2])
      expect(await campaignNow(network)).toMatchObject({ state: 'closed', mailed: 3 })
    }
  })

  it('is told later to those for whom the quota of the day was used up, and after a day no more', async () => {
    for (const refills of [true, false]) {
      const network = await invited(3)
      await carryThrough(network)
      network.clock.at = plusSeconds(STARTS, -30)
      await told(network, 'call-cancelled')
      await tick(network)
      const run = await runNow(network)
      await freeze(network, run)
      const mail = {
        ...network.provider.transport,
        quota: async () => ({ perSecond: 14, perDay: 200, sentLastDay: 200 }),
      }
      await sendAll(network, senderOf(network, { mail }), run)
      expect(await campaignNow(network)).toMatchObject({ state: 'paused', reason: 'daily-quota' })
      later(network, 40)
      expect((await tick(network)).did).toEqual([])
      later(network, refills ? 3600 : 86_400)
      await tick(network)
      if (refills) {
        const again = await runNow(network)
        await sendAll(network, senderOf(network), again)
        expect(await settle(network, again)).toEqual({ outcome: 'open' })
      }
      expect(await whoIsIn(network, 1, 'SENT')).toEqual(refills ? [0, 1, 2] : [])
      expect(await campaignNow(network)).toMatchObject({ state: 'closed' })
    }
  })

  it('says nothing more of the call when staff leave out the word of it', async () => {
    const network = await invited(3)
    await carryThrough(network)
    await told(network, 'call-cancelled')
    await tick(network)
    await holdCampaign(network, await runNow(network))
    expect(await campaignNow(network)).toMatchObject({ state: 'open', next: { purpose: 'call-cancelled', late: true } })
    await decideNext(network, { campaignId: CAMPAIGN_ID, decision: 'leave-out', actor: SAM })
    expect(await campaignNow(network)).not.toHaveProperty('next')
  })

  it.each([1, 3, 6, 10, 15, 21])('ends the same when the freezing dies at write %i and is done again', async (nth) => {
    const network = await halfWay()
    const reached = await whoIsIn(network, 0, 'SENT', 'SENDING')
    const run = await runNow(network)
    await expect(freeze({ ...network, table: failingAt(network.table, nth) }, run)).rejects.toThrow()
    expect(await freeze(network, run)).toMatchObject({ outcome: 'sealed' })
    expect(await whoIsIn(network, 1)).toEqual(reached)
    expect((await counts(network)).PENDING).toBe(0)
  })
})

describe('the word before a call', () => {
  it('goes a day and an hour before to those who said yes or maybe and have a seat', async () => {
    const network = await invited(5)
    await carryThrough(network)
    await replies(network, 0, 'yes')
    await replies(network, 1, 'maybe')
    await replies(network, 2, 'no')
    await replies(network, 3, 'yes', NOON)
    for (const [round, before] of [
      [1, 86_400],
      [2, 3600],
    ] as const) {
      network.clock.at = plusSeconds(STARTS, -before)
      expect((await tick(network)).did).toMatchObject([{ did: 'round' }])
      expect(await carryThrough(network)).toEqual({ outcome: 'open' })
      expect(await whoIsIn(network, round, 'SENT')).toEqual([0, 1])
    }
    expect(await campaignNow(network)).not.toHaveProperty('next')
    network.clock.at = STARTS
    expect((await tick(network)).did).toMatchObject([{ did: 'close' }])
    expect(await campaignNow(network)).toMatchObject({ state: 'closed' })
    expect(network.started.some(({ name }) => name.startsWith('report-'))).toBe(false)
  })
})

describe('a doubtful send of an earlier mailing', () => {
  it('can be given up, and is not sent again once a later mailing has begun', async () => {
    const network = await surveyed(2)
    await move(network, 0, (row) => afterAttempt({ ...row, state: 'SENDING', sendingAt: NOON }, LOST, NOON))
    later(network, 3 * 86_400)
    await tick(network)
    await carryThrough(network)
    const input = { campaignId: CAMPAIGN_ID, memberId: memberId(0), round: 0, actor: SAM }
    expect(await resolveDoubtful(network, { ...input, decision: 'send-again' })).toMatchObject({ outcome: 'refused' })
    expect(await resolveDoubtful(network, { ...input, decision: 'give-up' })).toEqual({ outcome: 'resolved' })
    expect(await rowOf(network, 0, 0)).toMatchObject({ state: 'FAILED', reason: 'given-up' })
  })
})

describe('a workflow that is heard no more', () => {
  const silent = async () => {
    const network = await denver(people(3))
    await launch(network)
    await freeze(network)
    return { network, begun: network.started.length }
  }

  it('is begun anew under a name of its own, once in ten minutes', async () => {
    const { network, begun } = await silent()
    later(network, 599)
    expect((await tick(network)).did).toEqual([])
    later(network, 1)
    expect((await Promise.all([tick(network), tick(network)])).length).toBe(2)
    expect(network.started.slice(begun)).toEqual([
      { name: `campaign-${CAMPAIGN_ID}-w2026-12-01T1910`, input: { campaignId: CAMPAIGN_ID, revision: 2 } },
    ])
    later(network, 300)
    expect((await tick(network)).did).toEqual([])
    expect(await carryThrough(network)).toEqual({ outcome: 'open' })
    expect(Object.values(mailsTo(network.provider))).toEqual([1, 1, 1])
  })

  it('is left in peace while it waits for the morning', async () => {
    const { network, begun } = await silent()
    await network.table.write({
      update: { pk: `CAMPAIGN#${CAMPAIGN_ID}`, sk: 'FIGURES' },
      set: { restUntil: plusSeconds(NOON, 11 * 3600) },
    })
    later(network, 11 * 3600)
    expect((await tick(network)).did).toEqual([])
    later(network, 600)
    expect((await tick(network)).did).toMatchObject([{ did: 'watch' }])
    expect(network.started).toHaveLength(begun + 1)
  })

  it('finds what dead workers left, also when it died while a reminder was prepared', async () => {
    const network = await surveyed(3)
    later(network, 3 * 86_400)
    await startDueCampaigns({
      ...network,
      startReport: network.startWorkflow,
      startWorkflow: () => Promise.reject(new Error('throttled')),
    })
    expect(await campaignNow(network)).toMatchObject({ state: 'freezing' })
    later(network, 600)
    expect((await tick(network)).did).toMatchObject([{ did: 'watch' }])
    expect(await carryThrough(network)).toEqual({ outcome: 'open' })
    expect(Object.values(mailsTo(network.provider))).toEqual([2, 2, 2])
  })
})

describe('a ledger', () => {
  it('of which a row is missing is not sent, and one in which a row was written late is counted whole', async () => {
    const network = await denver(people(5))
    await launch(network)
    const run = await runNow(network)
    await freeze(network, run)
    const row = await rowOf(network, 0)
    if (!row) throw new Error('there is no row')
    const stray = { ...row, memberId: memberId(77), shard: shardOf(memberId(77), 8), sendId: '0'.repeat(32) }
    await addRecipient(network.table, stray)
    await saveMember(network.table, person(77))
    await sendAll(network, senderOf(network), run)
    expect(await settle(network, run)).toEqual({ outcome: 'open' })
    expect(await campaignNow(network)).toMatchObject({ recipients: 6, mailed: 6 })
    expect(await moveRecipient(network.table, row, row)).toBe(false)
  })

  it('that a held launch has left behind is taken up shard by shard as it was: nobody stands in it twice', async () => {
    const network = await denver(people(5))
    await launch(network)
    const campaign = await campaignNow(network)
    await save(network, { ...campaign, ledgerShards: 3 } as Campaign)
    const { ledgerShards } = await planCampaign(network, await runNow(network))
    expect(ledgerShards).toHaveLength(3)
  })
})

/** Fails every write from the `nth` on. */
const failingAt = (table: Network['table'], nth: number): Network['table'] => {
  let met = 0
  return {
    ...table,
    write: (...writes) => (++met >= nth ? Promise.reject(new Error('dead')) : table.write(...writes)),
  }
}
