import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { MailEvent } from '../../events/mail/mail-event.ts'
import type { Envelope, SendOutcome } from '../../functions/adapters/mail.ts'
import type { Table, Write } from '../../functions/adapters/table.ts'
import { recordMailEvent } from '../../functions/campaigns/events/record-mail-event.ts'
import { rowAdded } from '../../functions/campaigns/sending/ledger.ts'
import { sendIdOf } from '../../functions/campaigns/sending/send-id.ts'
import { type SendPageNeeds, sendPage } from '../../functions/campaigns/sending/send-page.ts'
import { SettleStep, settleShard } from '../../functions/campaigns/settling/settle-shard.ts'
import { type CampaignIn, campaignItem } from '../../shared/campaigns/campaign.ts'
import { LEDGER_SHARDS } from '../../shared/campaigns/deciding/start.ts'
import { Figures, figuresKey } from '../../shared/campaigns/figures.ts'
import { ledgerRows, Recipient, STALE_SECONDS } from '../../shared/campaigns/ledger.ts'
import { CampaignId, type MemberId } from '../../shared/ids.ts'
import { profileKey, shardOf } from '../../shared/membership/member.ts'
import { plusSeconds } from '../../shared/units.ts'
import { CAMPAIGN_ID, CITY, DRAFT, memberId, NOON, person } from '../campaigns/network.ts'
import { openWorld, type World } from './world.ts'

const SEED = 20261201
/** Minutes. */
const skew = fc.constantFrom(0, -10, 10)
const SHARD = 0
/** Six members whose rows stand in one shard of the ledger. */
const SIX = Array.from({ length: 200 }, (_, n) => n)
  .filter((n) => shardOf(memberId(n), LEDGER_SHARDS) === SHARD)
  .slice(0, 6)

const sendingTo = (campaignId: CampaignId, numbers: readonly number[]): Write[] => {
  const campaign = {
    ...DRAFT,
    campaignId,
    state: 'sending',
    revision: 2,
    launchAt: NOON,
    responseKey: 'k1',
    recipients: numbers.length,
    ledgerShards: LEDGER_SHARDS,
  } as CampaignIn<'sending'>
  return [
    { put: campaignItem(campaign) },
    ...numbers.map((n) =>
      rowAdded({
        state: 'PENDING',
        campaignId,
        memberId: memberId(n),
        shard: SHARD,
        sendId: sendIdOf(campaignId, memberId(n), 0),
        step: 0,
        attempts: 0,
      }),
    ),
  ]
}

const network = async (...more: Write[]): Promise<World> => {
  const world = openWorld()
  await world.begin(
    { put: { pk: 'CITIES', sk: CITY.slug, ...CITY } },
    ...SIX.map((n) => ({ put: { ...profileKey(memberId(n)), ...person(n) } })),
    ...more,
  )
  // The permit is claimed once, by whoever comes first.
  await world.sender().maySend()
  return world
}

/** Each thing that a worker asks of the world waits for its turn; `dies`: after so many of them it is gone. */
const inTurns = (
  s: fc.Scheduler,
  needs: SendPageNeeds,
  name: string,
  dies = Number.POSITIVE_INFINITY,
): SendPageNeeds => {
  let asked = 0
  const turn = async <T>(what: string, go: () => Promise<T>): Promise<T> => {
    if (++asked > dies) throw new Error('gone')
    await s.schedule(Promise.resolve(), `${name} ${what}`)
    const answer = await go()
    if (asked === dies) throw new Error('gone')
    return answer
  }
  const { table } = needs
  const turned: Table = {
    get: (schema, key) => turn('get', () => table.get(schema, key)),
    getMany: (schema, ...rest) => turn('get many', () => table.getMany(schema, ...rest)),
    query: (schema, query) => turn('query', () => table.query(schema, query)),
    count: (...queries) => turn('count', () => table.count(...queries)),
    write: (...writes) => turn('write', () => table.write(...writes)),
    writeEach: (...writes) => turn('write each', () => table.writeEach(...writes)),
  }
  const send = (envelope: Envelope): Promise<SendOutcome> => turn('send', () => needs.mail.send(envelope))
  return { ...needs, table: turned, mail: { quota: needs.mail.quota, send } }
}

const STEP = { campaignId: CAMPAIGN_ID, revision: 2, shard: SHARD, workers: 1, slowdown: 1 }

const rowsIn = async (world: World, campaignId = CAMPAIGN_ID) =>
  (await world.table.query(Recipient, ledgerRows(campaignId, SHARD))).items

const mailsOf = (world: World) => Map.groupBy(world.taken, ({ tags }) => tags.memberId as MemberId)

describe('two workers on one shard, in any order of all that they ask of the world', () => {
  it('mail everybody once, while the shard is counted by a clock that is up to ten minutes off, and events come back', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), skew, async (s, minutes) => {
        const world = await network(...sendingTo(CAMPAIGN_ID, SIX))
        const [one, other, counting] = ['one', 'other', 'counting'].map((name) => inTurns(s, world.sender(), name))
        if (!one || !other || !counting) throw new Error('there are three')
        world.onTaken(async ({ tags, number, to }) => {
          const event: MailEvent = {
            messageId: `m-${number}`,
            at: world.now(),
            tags,
            addresses: [to],
            kind: 'delivered',
          }
          void s.schedule(Promise.resolve(), 'event').then(() => recordMailEvent(world, event))
        })
        counting.now = () => plusSeconds(world.now(), 60 * minutes)
        await s.waitFor(
          Promise.all([sendPage(one, STEP), sendPage(other, STEP), settleShard(counting, SettleStep.parse(STEP))]),
        )
        await s.waitIdle()
        // What was taken for left behind, by a clock that is ahead, is sent by whoever comes next.
        await sendPage(world.sender(), STEP)
        await world.live(plusSeconds(world.now(), 200))
        expect([...mailsOf(world).values()].map(({ length }) => length)).toEqual(SIX.map(() => 1))
        expect((await rowsIn(world)).map(({ state }) => state)).toEqual(SIX.map(() => 'DELIVERED'))
        expect(await world.table.get(Figures, figuresKey(CAMPAIGN_ID))).toMatchObject({ accepted: SIX.length })
      }),
      { seed: SEED, numRuns: 300 },
    )
  }, 60_000)

  it('mail nobody twice and nobody never, though one of them is gone after any of its questions', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.integer({ min: 1, max: 60 }), async (s, dies) => {
        const world = await network(...sendingTo(CAMPAIGN_ID, SIX))
        const [one, other] = [inTurns(s, world.sender(), 'one', dies), inTurns(s, world.sender(), 'other')]
        await s.waitFor(Promise.allSettled([sendPage(one, STEP), sendPage(other, STEP)]))
        await world.live(plusSeconds(world.now(), STALE_SECONDS + 60))
        await settleShard(world, SettleStep.parse(STEP))
        await sendPage(world.sender(), STEP)
        await world.live(plusSeconds(world.now(), 200))
        const mails = mailsOf(world)
        for (const { memberId: member, state } of await rowsIn(world)) {
          const got = mails.get(member)?.length ?? 0
          expect({ state, got }).toEqual(got > 0 ? { state: 'DELIVERED', got: 1 } : { state: 'UNCERTAIN', got: 0 })
        }
        // At most the one mail that it had in hand.
        expect(SIX.length - mails.size).toBeLessThanOrEqual(1)
        const figures = await world.table.get(Figures, figuresKey(CAMPAIGN_ID))
        expect(figures?.accepted).toBeLessThanOrEqual(world.taken.length)
      }),
      { seed: SEED, numRuns: 300 },
    )
  }, 60_000)
})

describe('two campaigns that meet at the same members, in any order', () => {
  it('mail each of them once: the other campaign puts them off', async () => {
    const second = CampaignId.parse('cmp_01HZZZZZZZZZZZZZZZZZZZZZZX')
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (s) => {
        const world = await network(...sendingTo(CAMPAIGN_ID, SIX), ...sendingTo(second, SIX))
        const [one, other] = [inTurns(s, world.sender(), 'one'), inTurns(s, world.sender(), 'other')]
        await s.waitFor(Promise.all([sendPage(one, STEP), sendPage(other, { ...STEP, campaignId: second })]))
        expect([...mailsOf(world).values()].map(({ length }) => length)).toEqual(SIX.map(() => 1))
        const rows = [...(await rowsIn(world)), ...(await rowsIn(world, second))]
        expect(rows.filter((row) => row.state === 'PENDING' && row.notBefore)).toHaveLength(SIX.length)
      }),
      { seed: SEED, numRuns: 200 },
    )
  }, 60_000)
})
