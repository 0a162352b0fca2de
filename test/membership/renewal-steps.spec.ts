import { beforeEach, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { MembershipFact } from '../../events/membership/facts.ts'
import type { Table, Write } from '../../functions/adapters/table.ts'
import { importMember } from '../../functions/membership/import/import-member.ts'
import { keys } from '../../functions/membership/items.ts'
import { takeRenewalStep } from '../../functions/membership/renewal/take-renewal-step.ts'
import { tellRecovery } from '../../functions/membership/renewal/tell-recovery.ts'
import { Mailbox } from '../../shared/identity/person.ts'
import type { MemberId } from '../../shared/ids.ts'
import { MAIL_DUE_SHARDS, mailDueKey, SERVICE_MAIL_BEGINS, ServiceMail } from '../../shared/mail/service-mail.ts'
import { HistoryEntry } from '../../shared/membership/history.ts'
import type { Mandate } from '../../shared/membership/mandate.ts'
import { Membership, withMandate } from '../../shared/membership/membership.ts'
import { dueOf } from '../../shared/membership/renewal.ts'
import { StaffTask, taskKey } from '../../shared/membership/task.ts'
import { Cents, Instant, PlainDate } from '../../shared/units.ts'
import { type EmbeddedTable, freshTable } from '../table.ts'
import { ana, countedIds, openCity } from './cast.ts'

let embedded: EmbeddedTable
let at: Instant
let memberId: MemberId
let newId: ReturnType<typeof countedIds>

const needs = (table: Table = embedded.table) => ({ table, now: () => at, newId })
/** Eleven in the morning in San Francisco. */
const on = (day: string) => {
  at = Instant.parse(`${day}T19:00:00.000Z`)
}
const take = async (day: string) => {
  on(day)
  return (await takeRenewalStep(needs(), memberId)).did
}
const membership = async () => {
  const found = await embedded.table.get(Membership, keys.membership(memberId))
  if (!found || found.state === 'erased') throw new Error('no membership')
  return found
}
const mails = async () =>
  (await embedded.table.query(ServiceMail, { pk: `MEMBER#${memberId}`, begins: SERVICE_MAIL_BEGINS })).items
/** How many mails the sweep finds at this instant. */
const dueMails = async (until: string) => {
  const upTo = Instant.parse(until)
  const shards = Array.from({ length: MAIL_DUE_SHARDS }, (_, shard) =>
    embedded.table.query(ServiceMail, { pk: mailDueKey(shard), index: 'due', upTo }),
  )
  return (await Promise.all(shards)).flatMap(({ items }) => items).length
}
const told = async () => (await mails()).map(({ template, askedAt }) => `${askedAt.slice(0, 10)} ${template}`)
const mandate = (changed: Partial<Mandate> = {}): Mandate => ({
  subscriptionId: 'sub_1',
  standing: 'alive',
  cents: Cents.parse(2500),
  interval: 'year',
  chargesOn: PlainDate.parse('2027-03-31'),
  ...changed,
})
const card = async (day: string, changed?: Partial<Mandate>) => {
  on(day)
  const after = withMandate(await membership(), { mandate: mandate(changed) }, { today: PlainDate.parse(day), at })
  await embedded.table.write({ put: { ...keys.membership(memberId), ...after, ...dueOf(after) } })
}

beforeEach(async () => {
  embedded = await freshTable()
  newId = countedIds()
  on('2026-11-23')
  await openCity(embedded.table)
  const result = await importMember(needs(), {
    name: ana.name,
    email: Mailbox.parse('ben@example.org'),
    city: ana.city,
    language: 'en',
    demographics: {},
    topics: ['surveys', 'updates'],
    consent: { wording: 'paper-2024', at },
    joinedAt: at,
    cents: ana.amount,
    paidThrough: PlainDate.parse('2027-03-31'),
  })
  if (result.outcome !== 'imported') throw new Error(result.reason)
  memberId = result.memberId
})

describe('a member who pays by hand and does not', () => {
  it('is reminded three times, lapses, is asked back once, told, and forgotten', async () => {
    const did: string[] = []
    for (
      let day = new Date(Date.UTC(2027, 1, 20));
      day < new Date(Date.UTC(2029, 5, 30));
      day.setDate(day.getDate() + 1)
    ) {
      const today = day.toISOString().slice(0, 10)
      for (const step of await take(today)) did.push(`${today} ${step}`)
    }
    expect(did).toEqual([
      '2027-03-01 reminder-30',
      '2027-03-24 reminder-7',
      '2027-03-31 reminder-0',
      '2027-04-01 settled',
      '2027-05-01 lapse',
      '2027-05-31 win-back',
      '2029-04-01 anonymize-notice',
      '2029-05-01 anonymize',
    ])
    expect(await told()).toEqual([
      '2027-03-01 renewal-reminder',
      '2027-03-24 renewal-reminder',
      '2027-03-31 renewal-reminder',
      '2027-05-31 win-back',
      '2029-04-01 anonymize-notice',
    ])
    expect((await mails()).at(-1)?.about).toEqual({ on: '2029-05-01' })
    const history = await embedded.table.query(HistoryEntry, { pk: `MEMBER#${memberId}`, begins: 'HISTORY#' })
    expect(history.items).toMatchObject([{ what: 'lapsed', by: 'network', detail: { paidThrough: '2027-03-31' } }])
    expect(await facts()).toMatchObject([
      { fact: 'membership.lapsed', memberId },
      { fact: 'membership.retention-ended', memberId },
    ])
  }, 60_000)

  it('is told of no day sooner than thirty days ahead, however late the notice is', async () => {
    await take('2027-05-01')
    expect(await take('2030-01-15')).toEqual(['anonymize-notice'])
    expect((await mails()).at(-1)?.about).toEqual({ on: '2030-02-14' })
    expect(await take('2030-02-13')).toEqual([])
    expect(await take('2030-02-14')).toEqual(['anonymize'])
  })

  it('is not asked back when updates were left', async () => {
    await embedded.table.write({ update: keys.profile(memberId), set: { unsubscribes: { updates: { at } } } })
    await take('2027-05-01')
    expect(await take('2027-06-01')).toEqual(['win-back'])
    expect(await told()).toEqual([])
    expect((await membership()).steps.at(-1)).toMatchObject({ step: 'win-back', outcome: 'unsubscribed' })
  })
})

describe('a member whose card pays', () => {
  it('gets one notice, thirty days before the charge, with its day', async () => {
    await card('2026-12-01')
    expect(await take('2027-02-28')).toEqual([])
    expect(await take('2027-03-01')).toEqual(['charge-notice'])
    expect(await take('2027-03-01')).toEqual([])
    expect((await mails())[0]?.about).toMatchObject({ chargesOn: '2027-03-31' })
  })

  it('is not troubled when nothing was charged, but staff are, once', async () => {
    await card('2026-12-01')
    await take('2027-03-01')
    expect(await take('2027-04-02')).toEqual(['settled'])
    expect(dueOf(await membership())?.dueAt).toBe('2027-04-03T00:00:00.000Z')
    expect(await take('2027-04-03')).toEqual(['charge-missing'])
    const key = taskKey('charge-missing', memberId)
    expect(await embedded.table.get(StaffTask, key)).toMatchObject({ memberId, city: ana.city })
    await embedded.table.write({ delete: key })
    expect(await take('2027-04-04')).toEqual([])
    expect(await embedded.table.get(StaffTask, key)).toBeUndefined()
  })

  it('is written to on day 0, 5 and 10 after a refusal, and when all is well again without a payment', async () => {
    const failing = {
      standing: 'failing',
      failing: { invoiceId: 'in_9', since: PlainDate.parse('2027-03-31') },
    } as const
    await card('2027-03-31', failing)
    for (const day of ['2027-03-31', '2027-04-01', '2027-04-05', '2027-04-10', '2027-04-11']) await take(day)
    expect(await told()).toEqual(['2027-03-31', '2027-04-05', '2027-04-10'].map((day) => `${day} payment-failed`))
    await card('2027-04-12')
    const recovery = { memberId, invoiceId: 'in_9' }
    expect(await tellRecovery(needs(), recovery)).toEqual({ outcome: 'mailed' })
    expect(await tellRecovery(needs(), recovery)).toEqual({ outcome: 'nothing-to-tell' })
    expect((await told()).at(-1)).toBe('2027-04-12 payment-recovered')
    expect((await mails()).at(-1)?.about).toEqual({ since: '2027-04-10' })
    expect(await dueMails('2027-04-12T19:59:59.000Z')).toBe(3)
    expect(await dueMails('2027-04-12T20:00:00.000Z')).toBe(4)
  })

  it('gets no second mail on the day of a refusal, and none beside the thanks for the payment', async () => {
    const failing = {
      standing: 'failing',
      failing: { invoiceId: 'in_9', since: PlainDate.parse('2027-03-31') },
    } as const
    await card('2027-03-31', failing)
    await take('2027-03-31')
    await card('2027-03-31')
    expect(await tellRecovery(needs(), { memberId, invoiceId: 'in_9' })).toEqual({ outcome: 'nothing-to-tell' })
    on('2027-04-02')
    const { payments } = await membership()
    const otherwise = [...payments, { ...payments[0], paymentId: 'in_12', paidOn: '2027-04-01', through: undefined }]
    await embedded.table.write({ update: keys.membership(memberId), set: { payments: otherwise } })
    expect(await tellRecovery(needs(), { memberId, invoiceId: 'in_9' })).toEqual({ outcome: 'nothing-to-tell' })
    await embedded.table.write({
      update: keys.membership(memberId),
      set: { payments: payments.map((payment) => ({ ...payment, paymentId: 'in_9' })) },
    })
    expect(await tellRecovery(needs(), { memberId, invoiceId: 'in_9' })).toEqual({ outcome: 'nothing-to-tell' })
  })
})

describe('a step of which the process dies', () => {
  /** Dies at the n-th write: before it reaches the table, or when it has been written and nobody heard so. */
  const dying = (n: number, when: 'before' | 'after'): Table => {
    let writes = 0
    return {
      ...embedded.table,
      write: async (...all: Write[]) => {
        const last = ++writes === n
        if (last && when === 'before') throw new Error('the process dies')
        const answer = await embedded.table.write(...all)
        if (last) throw new Error('the process dies')
        return answer
      },
    }
  }

  it.each([
    ['2027-03-24', ['renewal-reminder'], ['reminder-30', 'reminder-7']],
    ['2027-05-02', [], ['lapse']],
    ['2027-06-15', ['win-back'], ['lapse', 'win-back']],
  ] as const)('is taken once, wherever it dies, on %s', async (day, templates, steps) => {
    // On the last day both a lapse and, long after it, a win-back are due: two runs of the day, so two writes.
    if (steps.length > 1 && steps[0] === 'lapse') await take('2027-05-01')
    on(day)
    const died: string[] = []
    for (const when of ['before', 'after'] as const)
      for (let n = 1; n <= 3; n++)
        await takeRenewalStep(needs(dying(n, when)), memberId).catch(() => died.push(`${when} ${n}`))
    expect(died.length).toBeGreaterThan(0)
    await take(day)
    expect((await mails()).map(({ template }) => template)).toEqual(templates)
    expect((await membership()).steps.map(({ step }) => step)).toEqual(steps)
  })

  it('is taken once by two runs at the same time', async () => {
    on('2027-03-24')
    const runs = await Promise.all(Array.from({ length: 4 }, () => takeRenewalStep(needs(), memberId)))
    expect(runs.flatMap(({ did }) => did)).toEqual(['reminder-7'])
    expect(await mails()).toHaveLength(1)
    on('2027-05-02')
    const lapses = await Promise.all(Array.from({ length: 4 }, () => takeRenewalStep(needs(), memberId)))
    expect(lapses.flatMap(({ did }) => did)).toEqual(['lapse'])
    const history = await embedded.table.query(z.object({}), { pk: `MEMBER#${memberId}`, begins: 'HISTORY#' })
    expect(history.items).toHaveLength(1)
  })
})

describe('somebody who was forgotten', () => {
  it('has nothing due and does not come back', async () => {
    const { payments, paidThrough, version } = await membership()
    const erased = { state: 'erased', memberId, payments, paidThrough, erasedAt: at, version: version + 1 }
    await embedded.table.write({ put: { ...keys.membership(memberId), ...erased } }, { delete: keys.profile(memberId) })
    expect(await take('2027-03-24')).toEqual([])
    expect(await embedded.table.get(Membership, keys.membership(memberId))).toMatchObject({ state: 'erased' })
    expect(await mails()).toEqual([])
  })
})

const facts = async () => {
  const shards = await Promise.all(
    [0, 1, 2, 3].map((shard) => embedded.table.query(MembershipFact, { pk: `OUTBOX#${shard}` })),
  )
  return shards.flatMap(({ items }) => items).sort((a, b) => (a.at < b.at ? -1 : 1))
}
