import { expect, it } from 'vitest'
import type { Table } from '../../functions/adapters/table.ts'
import { recordMailEvent } from '../../functions/campaigns/events/record-mail-event.ts'
import { sendServiceMail } from '../../functions/mail/send-service-mail.ts'
import { newMember } from '../../functions/membership/items.ts'
import { takeSignupStep } from '../../functions/membership/joining/take-signup-step.ts'
import { MemberId } from '../../shared/ids.ts'
import { SERVICE_MAIL_BEGINS, ServiceMail } from '../../shared/mail/service-mail.ts'
import { begun } from '../../shared/membership/membership.ts'
import { Cents, PlainDate } from '../../shared/units.ts'
import { ana, countedIds, links, NOON, openCity, stoppedClock } from '../membership/cast.ts'
import { postOffice } from '../membership/post-office.ts'
import { freshTable } from '../table.ts'

it('an invitation to activate is asked for once and leaves once, whichever effect its functions die before or after', async () => {
  const { effects } = await story()
  // The step with its mail; the mark, the link, the mail and the answer of the sender.
  expect(effects).toBe(5)
  for (let at = 1; at <= effects; at++)
    for (const how of ['before', 'after'] as const) {
      const { sent, rows } = await story({ at, how })
      expect({ at, how, sent: sent.length, states: rows.map(({ state }) => state) }).toEqual({
        ...{ at, how, sent: 1, states: ['SENT'] },
      })
    }
})

type Fault = { at: number; how: 'before' | 'after' }

/** The workflow tries the step again, EventBridge and the sweep the mail, and events tell of what had left. */
const story = async (fault?: Fault) => {
  const { table } = await freshTable()
  await openCity(table)
  const clock = stoppedClock()
  const memberId = MemberId.parse(`mbr_${'1'.repeat(26)}`)
  await join(table, memberId)
  const { mortal, count } = mortality(fault)
  const fragile: Table = { ...table, write: mortal(table.write) }
  const office = postOffice(fragile, clock.now)
  const needs = { ...office.needs, mail: { ...office.needs.mail, send: mortal(office.needs.mail.send) } }
  const newId = countedIds()
  const limits = { take: async () => ({ outcome: 'taken' }) as const }

  const task = { memberId, step: 'activation', occasion: 'fct_1' } as const
  await twice(() => takeSignupStep({ table: fragile, now: clock.now, newId, limits }, task))
  const rows = async () =>
    (await table.query(ServiceMail, { pk: `MEMBER#${memberId}`, begins: SERVICE_MAIL_BEGINS })).items
  for (let hour = 0; hour < 4; hour++) {
    for (const mail of await rows()) await twice(() => sendServiceMail(needs, mail))
    for (const { tags } of office.sent) {
      const told = { kind: 'sent' as const, messageId: 'm1', at: clock.now(), tags, addresses: [ana.email] }
      await recordMailEvent({ table, links, now: clock.now }, told)
    }
    clock.passDays(1.1 / 24)
  }
  return { effects: count(), sent: office.sent, rows: await rows() }
}

class Died extends Error {}

const mortality = (fault: Fault | undefined) => {
  let effects = 0
  return {
    count: () => effects,
    mortal:
      <A extends unknown[], R>(effect: (...args: A) => Promise<R>) =>
      async (...args: A): Promise<R> => {
        const how = ++effects === fault?.at ? fault.how : undefined
        if (how === 'before') throw new Died()
        const done = await effect(...args)
        if (how === 'after') throw new Died()
        return done
      },
  }
}

/** Whoever called tries once more. */
const twice = async (run: () => Promise<unknown>) => {
  try {
    await run()
  } catch (error) {
    if (!(error instanceof Died)) throw error
    await run()
  }
}

const join = (table: Table, memberId: MemberId) => {
  const payment = { paymentId: 'in_1', paidOn: PlainDate.parse('2026-11-01'), cents: Cents.parse(2500), months: 12 }
  const { name, email, city, language } = ana
  const member = { memberId, name, email, city, language, demographics: {}, consents: {}, unsubscribes: {} }
  return table.write(
    ...newMember(
      { ...member, tokenEpoch: 0, joinedAt: NOON },
      begun(memberId, { ...payment, refunded: Cents.parse(0) }),
    ),
  )
}
