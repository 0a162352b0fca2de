import { beforeEach, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { AnsweredFact, examples } from '../../events/membership/facts.ts'
import { answerFact } from '../../functions/membership/answer-fact.ts'
import { importMember } from '../../functions/membership/import/import-member.ts'
import { keys } from '../../functions/membership/items.ts'
import { renewShard, ShardStep } from '../../functions/membership/renewal/renew-shard.ts'
import { RenewalDay, settleRenewal } from '../../functions/membership/renewal/settle-renewal.ts'
import { startRenewal } from '../../functions/membership/renewal/start-renewal.ts'
import { takeRenewalStep } from '../../functions/membership/renewal/take-renewal-step.ts'
import { Mailbox } from '../../shared/identity/person.ts'
import { MemberId } from '../../shared/ids.ts'
import { SERVICE_MAIL_BEGINS, ServiceMail } from '../../shared/mail/service-mail.ts'
import { Membership, withMandate } from '../../shared/membership/membership.ts'
import { dueOf } from '../../shared/membership/renewal.ts'
import { Cents, Instant, PlainDate } from '../../shared/units.ts'
import { ana, countedIds, openCity } from '../membership/cast.ts'
import { type EmbeddedTable, freshTable } from '../table.ts'
import { type Handler, runWorkflow } from '../workflow.ts'

type Handlers = Record<'RenewShard' | 'TakeRenewalStep' | 'SettleRenewal', Handler>
let embedded: EmbeddedTable
let at: Instant
let newId: ReturnType<typeof countedIds>
let faults: MemberId[]

const needs = () => ({ table: embedded.table, now: () => at, newId })
const OneMember = z.object({ memberId: MemberId })
const real = (): Handlers => ({
  RenewShard: (input) =>
    renewShard({ ...needs(), failed: (memberId) => faults.push(memberId) }, ShardStep.parse(input)),
  TakeRenewalStep: (input) => takeRenewalStep(needs(), OneMember.parse(input).memberId),
  SettleRenewal: async (input) => settleRenewal(RenewalDay.parse(input)),
})

const run = (input: object, handlers = real()) => runWorkflow('membership/renewal', input, handlers)

/** The daily rule rings, and the workflow runs to its end. */
const day = async (today: string, handlers?: Handlers) => {
  at = Instant.parse(`${today}T18:00:00.000Z`)
  const begun: { name: string; input: object }[] = []
  await startRenewal({
    now: () => at,
    start: async (name, input) => {
      begun.push({ name, input })
      return { outcome: 'started' }
    },
  })
  expect(begun).toMatchObject([{ name: `renewal-${today}` }])
  await run(begun[0]?.input ?? {}, handlers)
}

const join = async (n: number, paidThrough: string): Promise<MemberId> => {
  const joined = await importMember(needs(), {
    name: ana.name,
    email: Mailbox.parse(`m${n}@example.org`),
    city: ana.city,
    language: 'en',
    demographics: {},
    topics: ['surveys', 'updates'],
    consent: { wording: 'paper-2024', at },
    joinedAt: at,
    cents: ana.amount,
    paidThrough: PlainDate.parse(paidThrough),
  })
  if (joined.outcome !== 'imported') throw new Error(joined.reason)
  return joined.memberId
}
const told = async (memberId: MemberId) =>
  (await embedded.table.query(ServiceMail, { pk: `MEMBER#${memberId}`, begins: SERVICE_MAIL_BEGINS })).items.map(
    ({ template, askedAt }) => `${askedAt.slice(0, 10)} ${template}`,
  )
const read = (memberId: MemberId) => embedded.table.get(Membership, keys.membership(memberId))

/** Days on which something is due, and some on which nothing is; of the others none is missed. */
const DAYS = [
  '2026-11-24',
  '2027-01-15',
  '2027-02-28',
  '2027-03-01',
  '2027-03-02',
  '2027-03-11',
  '2027-03-24',
  '2027-03-31',
  '2027-04-01',
  '2027-04-03',
  '2027-04-10',
  '2027-05-01',
  '2027-05-11',
  '2027-05-31',
  '2027-06-10',
  '2027-06-11',
  '2027-12-01',
]

beforeEach(async () => {
  embedded = await freshTable()
  newId = countedIds()
  faults = []
  at = Instant.parse('2026-11-23T18:00:00.000Z')
  await openCity(embedded.table)
})

describe('the renewal workflow', () => {
  it('carries a network through more than a year', async () => {
    const ben = await join(1, '2027-03-31')
    const cleo = await join(2, '2027-04-10')
    const paying = await join(3, '2027-03-31')
    const mandate = {
      subscriptionId: 'sub_1',
      standing: 'alive',
      cents: Cents.parse(2500),
      interval: 'year',
      chargesOn: PlainDate.parse('2027-03-31'),
    } as const
    const before = await read(paying)
    if (!before || before.state === 'erased') throw new Error('no membership')
    const after = withMandate(before, { mandate }, { today: PlainDate.parse('2026-11-23'), at })
    await embedded.table.write({ put: { ...keys.membership(paying), ...after, ...dueOf(after) } })

    for (const today of DAYS) await day(today)

    expect(await told(ben)).toEqual([
      '2027-03-01 renewal-reminder',
      '2027-03-24 renewal-reminder',
      '2027-03-31 renewal-reminder',
      '2027-05-31 win-back',
    ])
    expect(await told(cleo)).toEqual([
      '2027-03-11 renewal-reminder',
      '2027-04-03 renewal-reminder',
      '2027-04-10 renewal-reminder',
      '2027-06-10 win-back',
    ])
    expect(await told(paying)).toEqual(['2027-03-01 charge-notice', '2027-05-31 win-back'])
    for (const memberId of [ben, cleo, paying]) expect(await read(memberId)).toMatchObject({ state: 'lapsed' })
    expect(faults).toEqual([])
  })

  it('goes on with a shard that takes longer than one call', async () => {
    const members = await Promise.all(Array.from({ length: 12 }, (_, n) => join(n, '2026-12-23')))
    let calls = 0
    // A clock that passes the time of a call at each look at it ends every call after its first page.
    const slow: Handlers = {
      ...real(),
      RenewShard: async (input) => {
        calls++
        const short = {
          ...embedded.table,
          query: (schema: never, query: object) => embedded.table.query(schema, { ...query, limit: 1 } as never),
        }
        let looks = 0
        const now = () => Instant.parse(new Date(Date.parse(at) + 40_000 * looks++).toISOString())
        return renewShard({ ...needs(), table: short as never, now, failed: () => {} }, ShardStep.parse(input))
      },
    }
    await day('2026-11-24', slow)
    expect(calls).toBeGreaterThan(16)
    for (const memberId of members) expect(await told(memberId)).toHaveLength(1)
  })

  it('ends in failure when a member could not be renewed, with all others done', async () => {
    const broken = await join(1, '2026-12-23')
    const sound = await join(2, '2026-12-23')
    await embedded.table.write({ update: keys.membership(broken), set: { version: 'odd' } })
    await expect(day('2026-11-24')).rejects.toThrow('failed again and again')
    expect(faults).toEqual([broken])
    expect(await told(sound)).toHaveLength(1)
  })

  it('ends in failure when a whole shard is lost, with all others done', async () => {
    const members = await Promise.all(Array.from({ length: 20 }, (_, n) => join(n, '2026-12-23')))
    const { RenewShard, ...rest } = real()
    const losing: Handlers = {
      ...rest,
      RenewShard: async (input) => {
        if (ShardStep.parse(input).shard === 3) throw new Error('lost')
        return RenewShard(input)
      },
    }
    await expect(day('2026-11-24', losing)).rejects.toThrow('failed again and again')
    await day('2026-11-25')
    for (const memberId of members) expect(await told(memberId)).toHaveLength(1)
  })

  it('does nothing twice when it runs a second time on one day', async () => {
    const memberId = await join(1, '2026-12-23')
    await day('2026-11-24')
    await day('2026-11-24')
    expect(await told(memberId)).toHaveLength(1)
  })

  it('is begun at once for the one member whose card was refused', async () => {
    const memberId = await join(1, '2027-03-31')
    const before = await read(memberId)
    if (!before || before.state === 'erased') throw new Error('no membership')
    const mandate = {
      subscriptionId: 'sub_1',
      standing: 'failing',
      cents: Cents.parse(2500),
      interval: 'year',
      failing: { invoiceId: 'in_1', since: PlainDate.parse('2026-11-23') },
    } as const
    const after = withMandate(before, { mandate }, { today: PlainDate.parse('2026-11-23'), at })
    await embedded.table.write({ put: { ...keys.membership(memberId), ...after, ...dueOf(after) } })
    const told1 = AnsweredFact.parse({ ...examples['membership.payment-failed'], memberId })
    const begun: { name: string; input: object }[] = []
    const startRenewal = async (name: string, input: object) => {
      begun.push({ name, input })
      return { outcome: 'started' } as const
    }
    const startSignup = async () => {
      throw new Error('not a fact for this workflow')
    }
    await answerFact({ startSignup, startRenewal, startErasure: startSignup }, told1)
    expect(begun).toEqual([{ name: `payment-failed-${told1.factId}`, input: { memberId } }])
    await run(begun[0]?.input ?? {})
    await run(begun[0]?.input ?? {})
    expect(await told(memberId)).toEqual(['2026-11-23 payment-failed'])
    expect(await read(memberId)).toMatchObject({ state: 'in-grace', graceSince: '2026-11-23' })
  })
})
