import { beforeEach, describe, expect, it } from 'vitest'
import { serviceMailItem } from '../../events/mail/service-mail.ts'
import type { Mail, SendOutcome } from '../../functions/adapters/mail.ts'
import { isSuppressed } from '../../functions/adapters/suppressions.ts'
import { recordMailEvent } from '../../functions/campaigns/events/record-mail-event.ts'
import { type SendServiceMailNeeds, sendServiceMail } from '../../functions/mail/send-service-mail.ts'
import { sweepServiceMails } from '../../functions/mail/sweep-service-mails.ts'
import { standingOf } from '../../functions/mail/unsubscribe.ts'
import { serviceMailWriter } from '../../functions/mail/write-service-mail.ts'
import { readMemberLink } from '../../functions/membership/account/member-links.ts'
import { keys, newMember } from '../../functions/membership/items.ts'
import { Attention, attentionKey } from '../../shared/campaigns/sending/attention.ts'
import { Mailbox } from '../../shared/identity/person.ts'
import { MailId, MemberId } from '../../shared/ids.ts'
import { ServiceMail, type ServiceTemplate, serviceMailKey } from '../../shared/mail/service-mail.ts'
import { suppressionKey } from '../../shared/mail/suppression.ts'
import { UnsendableMail } from '../../shared/mail/unsendable-mail.ts'
import { Member } from '../../shared/membership/member.ts'
import { activated, begun, Membership } from '../../shared/membership/membership.ts'
import { StaffTask, taskKey } from '../../shared/membership/task.ts'
import { Cents, PlainDate, plusDays, plusSeconds } from '../../shared/units.ts'
import { ana, countedIds, links, NOON, openCity, site, stoppedClock, tokens } from '../membership/cast.ts'
import { type EmbeddedTable, freshTable } from '../table.ts'

let embedded: EmbeddedTable
let clock: ReturnType<typeof stoppedClock>
let sent: Mail[]
let answers: SendOutcome[]

const newId = countedIds()
const memberId = MemberId.parse(`mbr_${'1'.repeat(26)}`)

beforeEach(async () => {
  embedded = await freshTable()
  clock = stoppedClock()
  sent = []
  answers = []
  await openCity(embedded.table)
  const payment = { paymentId: 'in_1', paidOn: PlainDate.parse('2026-11-01'), cents: Cents.parse(2500), months: 12 }
  const active = activated(begun(memberId, { ...payment, refunded: Cents.parse(0) }), NOON)
  if (active.outcome !== 'activated') throw new Error(active.reason)
  const { name, email, city, language } = ana
  const member = { memberId, name, email, city, language, demographics: {}, consents: {}, unsubscribes: {} }
  await embedded.table.write(
    ...newMember({ ...member, tokenEpoch: 0, joinedAt: NOON }, { ...active.membership, version: 1 }),
  )
})

const needs = (changed: Partial<SendServiceMailNeeds> = {}): SendServiceMailNeeds => {
  const { table } = embedded
  return {
    table,
    now: clock.now,
    chance: () => 0.5,
    mail: {
      prepare: async (mail) => {
        sent.push(mail)
        return { to: mail.to, raw: Buffer.from(''), tags: mail.tags }
      },
      send: async () => {
        const answer = answers.shift() ?? { outcome: 'accepted', messageId: `m-${sent.length}` }
        if (answer.outcome !== 'accepted' && answer.outcome !== 'uncertain') sent.pop()
        return answer
      },
    },
    isSuppressed: (mailbox: Mailbox) => isSuppressed({ table, links }, mailbox),
    sending: async () => ({ outcome: 'may', since: NOON }),
    write: serviceMailWriter({ table, now: clock.now, links, site, contact: 'hello@example.org', ...tokens }),
    ...changed,
  }
}
const quota = async () => ({ perSecond: Number.POSITIVE_INFINITY, perDay: 1000, sentLastDay: 0 })
const sweep = (changed: Partial<SendServiceMailNeeds> = {}) => {
  const base = needs(changed)
  return sweepServiceMails({ ...base, mail: { ...base.mail, quota }, rest: async () => {}, failed: () => {} })
}
const ask = async (
  template: ServiceTemplate,
  more: { about?: Record<string, string>; to?: ServiceMail['to'] } = {},
) => {
  const mailId = newId(MailId, 'mal')
  await embedded.table.write({
    put: serviceMailItem({ mailId, memberId, template, at: clock.now(), ...more }),
    if: { exists: false },
  })
  return mailId
}
const rowOf = (mailId: MailId) => embedded.table.get(ServiceMail, serviceMailKey(memberId, mailId))
const send = (mailId: MailId) => sendServiceMail(needs(), { memberId, mailId })
const pass = (seconds: number) => clock.passDays(seconds / 86_400)
const tell = (mailId: MailId, kind: 'sent' | 'delivered' | 'complained') =>
  recordMailEvent(
    { table: embedded.table, links, now: clock.now },
    { kind, messageId: 'm-x', at: clock.now(), tags: { memberId, mailId, class: 'service' }, addresses: [ana.email] },
  )
const tokenIn = (mail: Mail | undefined) => /t=([A-Za-z0-9_.-]+)/.exec(mail?.text ?? '')?.[1] ?? ''
const change = (set: Record<string, unknown>) => embedded.table.write({ update: keys.membership(memberId), set })

describe('a mail that somebody waits for', () => {
  it('leaves once, tells its row in its tags, and is due no more', async () => {
    const mailId = await ask('granted')
    expect(await send(mailId)).toEqual({ outcome: 'sent' })
    expect(await send(mailId)).toEqual({ outcome: 'nothing-to-send' })
    expect(sent).toMatchObject([
      {
        to: ana.email,
        name: 'Ana Flores',
        subject: 'You have been given membership in San Francisco',
        tags: { memberId, mailId, class: 'service' },
      },
    ])
    expect(sent[0]?.text).toContain('through November 1, 2027')
    expect(await rowOf(mailId)).toMatchObject({ state: 'SENT', messageId: 'm-1', attempts: 1 })
    clock.passDays(2)
    expect((await sweep()).did).toEqual({})
  })

  it('leaves once when two workers have it at the same time', async () => {
    const mailId = await ask('granted')
    const outcomes = await Promise.all([send(mailId), send(mailId), send(mailId)])
    expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual(['nothing-to-send', 'nothing-to-send', 'sent'])
    expect(sent).toHaveLength(1)
  })

  it('is met by the sweep when the stream has lost it, and not before five minutes have passed', async () => {
    const mailId = await ask('granted')
    expect((await sweep()).did).toEqual({})
    pass(301)
    expect((await sweep()).did).toEqual({ sent: 1 })
    expect(await rowOf(mailId)).toMatchObject({ state: 'SENT' })
  })

  it('waits longer after each refusal, and stops the sweep when nothing is taken at all', async () => {
    const mailId = await ask('granted')
    answers = [{ outcome: 'not-sent', reason: 'rate' }]
    expect(await send(mailId)).toEqual({ outcome: 'waiting', reason: 'rate', paused: false })
    expect(await rowOf(mailId)).toMatchObject({ state: 'PENDING', attempts: 1 })
    pass(31)
    answers = [{ outcome: 'paused', reason: 'daily-quota' }]
    expect(await sweep()).toMatchObject({ paused: 'daily-quota' })
    pass(31)
    expect((await sweep()).did).toEqual({})
    pass(60)
    expect((await sweep()).did).toEqual({ sent: 1 })
    expect(sent).toHaveLength(1)
  })

  it('goes nowhere when the address has bounced, and staff are asked for another', async () => {
    const [name = ''] = await links.pseudonyms('suppression', ana.email)
    await embedded.table.write({ put: { ...suppressionKey(name), reason: 'bounced', at: NOON } })
    const mailId = await ask('sign-in')
    expect(await send(mailId)).toEqual({ outcome: 'skipped' })
    expect(await rowOf(mailId)).toMatchObject({ state: 'SKIPPED', reason: 'suppressed' })
    expect(await embedded.table.get(StaffTask, taskKey('find-address', memberId))).toMatchObject({ memberId })
    expect(sent).toEqual([])
  })

  it('is given up as refused for ever, and staff are asked for another address', async () => {
    answers = [{ outcome: 'rejected', reason: 'MessageRejected' }]
    const mailId = await ask('granted')
    expect(await send(mailId)).toEqual({ outcome: 'failed' })
    expect(await rowOf(mailId)).toMatchObject({ state: 'FAILED', reason: 'MessageRejected' })
    expect(await embedded.table.get(StaffTask, taskKey('find-address', memberId))).toMatchObject({ memberId })
  })

  it.each([
    ['bad-address', true],
    ['too-large', false],
  ] as const)('is given up when no mail can be made of it: %s', async (reason, addressWanted) => {
    const mailId = await ask('granted')
    const unsendable = async () => {
      throw new UnsendableMail(reason)
    }
    const { mail } = needs()
    const sending = sendServiceMail(needs({ mail: { ...mail, prepare: unsendable } }), { memberId, mailId })
    expect(await sending).toEqual({ outcome: 'failed' })
    expect(await rowOf(mailId)).toMatchObject({ state: 'FAILED', reason })
    const task = await embedded.table.get(StaffTask, taskKey('find-address', memberId))
    expect(task !== undefined).toBe(addressWanted)
    clock.passDays(1)
    expect((await sweep()).did).toEqual({})
  })

  it('is pending again when it could not be written, and holds up no other mail of the sweep', async () => {
    const broken = await ask('granted')
    const sound = await ask('granted')
    pass(301)
    const { write } = needs()
    const faulty = async (mail: ServiceMail) => {
      if (mail.mailId === broken) throw new Error('broken')
      return write(mail)
    }
    expect(await sweep({ write: faulty })).toEqual({ did: { sent: 1 }, failed: 1 })
    expect(await rowOf(sound)).toMatchObject({ state: 'SENT' })
    expect(await rowOf(broken)).toMatchObject({ state: 'PENDING', attempts: 1 })
  })

  it('is not sent to somebody who was forgotten meanwhile', async () => {
    const mailId = await ask('granted')
    await embedded.table.write({ delete: keys.profile(memberId) })
    expect(await send(mailId)).toEqual({ outcome: 'skipped' })
    expect(await rowOf(mailId)).toMatchObject({ state: 'SKIPPED', reason: 'over' })
  })

  it('does not come back when its row is deleted while it leaves', async () => {
    const mailId = await ask('granted')
    const { mail } = needs()
    const whileForgotten: SendServiceMailNeeds['mail'] = {
      ...mail,
      send: async (envelope) => {
        await embedded.table.write({ delete: serviceMailKey(memberId, mailId) })
        return mail.send(envelope)
      },
    }
    await sendServiceMail(needs({ mail: whileForgotten }), { memberId, mailId })
    expect(await rowOf(mailId)).toBeUndefined()
  })
})

describe('a mail of which nobody knows whether it left', () => {
  const dying = (): SendServiceMailNeeds['mail'] => ({
    ...needs().mail,
    send: async () => {
      throw new Error('the worker dies')
    },
  })

  const uncertain = () => embedded.table.get(StaffTask, taskKey('mail-uncertain', memberId))

  it('is sent once more when an hour brings no event, and then stays doubtful, for staff to look at', async () => {
    const mailId = await ask('granted')
    await expect(sendServiceMail(needs({ mail: dying() }), { memberId, mailId })).rejects.toThrow('dies')
    expect(await rowOf(mailId)).toMatchObject({ state: 'SENDING' })
    pass(3000)
    expect((await sweep()).did).toEqual({})
    pass(700)
    answers = [{ outcome: 'uncertain', reason: 'TimeoutError' }]
    expect(await uncertain()).toBeUndefined()
    expect((await sweep()).did).toEqual({ doubtful: 1 })
    expect(await rowOf(mailId)).toMatchObject({ state: 'UNCERTAIN', reason: 'TimeoutError', doubts: 2 })
    expect(await uncertain()).toMatchObject({ memberId, city: ana.city })
    clock.passDays(1)
    expect((await sweep()).did).toEqual({})
  })

  it('is settled by an event that comes in time, and not sent again', async () => {
    const mailId = await ask('granted')
    answers = [{ outcome: 'uncertain', reason: 'TimeoutError' }]
    expect(await send(mailId)).toEqual({ outcome: 'doubtful' })
    expect(await tell(mailId, 'sent')).toEqual({ outcome: 'recorded' })
    clock.passDays(1)
    expect((await sweep()).did).toEqual({})
    expect(await rowOf(mailId)).toMatchObject({ state: 'SENT' })
  })

  it('keeps the highest that was told of it, in any order and before the answer', async () => {
    const mailId = await ask('granted')
    const { mail } = needs()
    const told: SendServiceMailNeeds['mail'] = {
      ...mail,
      send: async (envelope) => {
        await tell(mailId, 'complained')
        await tell(mailId, 'delivered')
        return mail.send(envelope)
      },
    }
    expect(await sendServiceMail(needs({ mail: told }), { memberId, mailId })).toEqual({ outcome: 'sent' })
    await tell(mailId, 'sent')
    expect(await rowOf(mailId)).toMatchObject({ state: 'COMPLAINED' })
    expect(await tell(newId(MailId, 'mal'), 'sent')).toEqual({ outcome: 'unknown-mail' })
  })
})

describe('a link to sign in', () => {
  it('works for ten minutes, and a later one takes its place', async () => {
    await send(await ask('sign-in'))
    await send(await ask('sign-in'))
    const [first, second] = sent.map(tokenIn)
    const standing = async (token = '') =>
      (await readMemberLink({ table: embedded.table, now: clock.now, ...tokens }, 'sign-in', token)).standing
    expect([await standing(first), await standing(second)]).toEqual(['expired', 'usable'])
    expect(sent[1]?.text).toContain(`${site.publicUrl}/me/sign-in?t=`)
    pass(601)
    expect(await standing(second)).toBe('expired')
  })

  it('is not sent any more when it is half an hour late', async () => {
    const mailId = await ask('sign-in')
    pass(1801)
    expect(await send(mailId)).toEqual({ outcome: 'failed' })
    expect(await rowOf(mailId)).toMatchObject({ state: 'FAILED', reason: 'too-late' })
  })
})

describe('a link that confirms an address', () => {
  it('goes to the new mailbox without a name, and the mailbox stands in the row no longer than it must', async () => {
    const mailbox = Mailbox.parse('ana.flores@example.net')
    const mailId = await ask('confirm-address', { to: { mailbox, language: 'es' } })
    await send(mailId)
    expect(sent[0]).toMatchObject({ to: mailbox, subject: 'Confirme su nueva dirección' })
    expect(JSON.stringify(sent[0])).not.toContain('Ana Flores')
    expect(await rowOf(mailId)).not.toHaveProperty('to')
    const read = await readMemberLink(
      { table: embedded.table, now: clock.now, ...tokens },
      'confirm-address',
      tokenIn(sent[0]),
    )
    expect(read).toMatchObject({ standing: 'usable', link: { mailbox } })
  })
})

describe('what a mail about dues says', () => {
  const mandate = { subscriptionId: 'sub_1', standing: 'alive', cents: 2500, interval: 'year', chargesOn: '2027-11-01' }

  it('a reminder: the paid day, the last dues, the last day to join on, and a link that is the member’s', async () => {
    await send(await ask('renewal-reminder', { about: { paidThrough: '2027-11-01' } }))
    const { subject = '', text = '' } = sent[0] ?? {}
    expect(subject).toBe('Your membership in San Francisco is paid through November 1, 2027')
    for (const fact of ['Dues paid last: $25', 'Renew by December 1, 2027', `${site.publicUrl}/me/renew?t=1.k2.`])
      expect(text).toContain(fact)
    expect(tokenIn(sent[0])).not.toBe('')
  })

  it('no reminder, when the dues have been paid meanwhile or the card pays them', async () => {
    const late = await ask('renewal-reminder', { about: { paidThrough: '2026-11-01' } })
    await send(late)
    await change({ mandate })
    const needless = await ask('renewal-reminder', { about: { paidThrough: '2027-11-01' } })
    await send(needless)
    for (const mailId of [late, needless])
      expect(await rowOf(mailId)).toMatchObject({ state: 'SKIPPED', reason: 'over' })
    expect(sent).toEqual([])
  })

  it('a notice before a charge: the amount, the day and how to stop it', async () => {
    await change({ mandate })
    await send(await ask('charge-notice', { about: { chargesOn: '2027-11-01' } }))
    expect(sent[0]?.subject).toBe('Your card will be charged $25 on November 1, 2027')
    expect(sent[0]?.text).toContain('sign in before November 1, 2027')
    expect(sent[0]?.text).not.toContain('ending in')
  })

  it.each([
    ['en', 'visa', 'Card: Visa ending in 4242'],
    ['es', 'amex', 'Tarjeta: American Express terminada en 4242'],
    ['en', 'unknown', 'Card: ending in 4242'],
  ] as const)('a notice before a charge names the card where it is known: in %s, %s', async (language, brand, said) => {
    await embedded.table.write({ update: keys.profile(memberId), set: { language } })
    await change({ mandate: { ...mandate, card: { brand, last4: '4242' } } })
    await send(await ask('charge-notice', { about: { chargesOn: '2027-11-01' } }))
    expect(sent[0]?.text).toContain(said)
  })

  it('a refused card: how much, since when, until when the membership stands, and a link to use another', async () => {
    await change({ mandate: { ...mandate, standing: 'failing', failing: { invoiceId: 'in_2', since: '2027-11-01' } } })
    await send(await ask('payment-failed', { about: { since: '2027-11-01', step: 'payment-failed-10' } }))
    expect(sent[0]?.subject).toBe('Your membership ends after December 1, 2027 unless the card is charged')
    for (const fact of ['$25 a year', 'Refused on: November 1, 2027', `${site.publicUrl}/me/card?t=`])
      expect(sent[0]?.text).toContain(fact)
  })

  it('no word of a card that has recovered, when dues came since that are thanked for anyway', async () => {
    await change({ mandate })
    const thanked = await ask('payment-recovered', { about: { since: '2026-11-01' } })
    await send(thanked)
    expect(await rowOf(thanked)).toMatchObject({ state: 'SKIPPED', reason: 'over' })
    const owed = await ask('payment-recovered', { about: { since: '2026-11-02' } })
    await send(owed)
    expect(await rowOf(owed)).toMatchObject({ state: 'SENT' })
  })

  it('no name, while nobody has shown that the mailbox is theirs', async () => {
    await embedded.table.write({
      update: keys.membership(memberId),
      set: { state: 'lapsed', lapsedAt: NOON, lapsedOn: '2026-11-23' },
      remove: ['activatedAt'],
    })
    await send(await ask('anonymize-notice', { about: { on: '2028-11-23' } }))
    expect(sent[0]?.subject).toBe('We will delete what we know about you on November 23, 2028')
    expect(JSON.stringify(sent[0])).not.toContain('Ana')
  })

  it.each(['en', 'es'] as const)('every template can be written in %s', async (language) => {
    await embedded.table.write({ update: keys.profile(memberId), set: { language } })
    await change({ mandate: { ...mandate, standing: 'failing', failing: { invoiceId: 'in_2', since: '2027-11-01' } } })
    const to = { mailbox: Mailbox.parse('other@example.org'), language }
    for (const [template, more] of [
      ['payment-failed', { about: { since: '2027-11-01', step: 'payment-failed-0' } }],
      ['sign-in', {}],
      ['confirm-address', { to }],
      ['address-changed', { to }],
      ['erased', { to, about: { on: '2026-11-23', payments: '3' } }],
      ['granted', {}],
    ] as const)
      expect(await send(await ask(template, more)), template).toEqual({ outcome: 'sent' })
    await change({ mandate })
    for (const [template, about] of [
      ['charge-notice', { chargesOn: '2027-11-01' }],
      ['payment-recovered', {}],
    ] as const)
      expect(await send(await ask(template, { about })), template).toEqual({ outcome: 'sent' })
    await change({ state: 'cancelled', cancelledAt: NOON })
    expect(await send(await ask('cancelled'))).toEqual({ outcome: 'sent' })
    await change({ state: 'lapsed', lapsedAt: NOON, lapsedOn: '2026-11-23' })
    for (const template of ['win-back', 'anonymize-notice'] as const)
      expect(await send(await ask(template, { about: { on: '2028-11-23' } })), template).toEqual({ outcome: 'sent' })
    for (const { text, html } of sent) {
      expect(`${text}${html}`).not.toMatch(/undefined|\[object|Invalid Date/)
      for (const part of [text, html]) expect(part).toContain(site.postalAddress)
    }
    expect(await embedded.table.get(Member, keys.profile(memberId))).toMatchObject({ language })
    expect(await embedded.table.get(Membership, keys.membership(memberId))).toBeDefined()
  })
})

describe('a win-back', () => {
  beforeEach(() => change({ state: 'lapsed', lapsedAt: NOON, lapsedOn: '2026-11-23' }))
  const attention = () => embedded.table.get(Attention, attentionKey(memberId))
  const mailed = (...days: number[]) => {
    const sends = days.map((day) => ({ sendId: `snd_${day}`, at: plusDays(NOON, day) }))
    return embedded.table.write({ put: { ...attentionKey(memberId), sends, step: 1 } })
  }

  it('carries the headers of one-click unsubscribe, and a link that leaves the updates', async () => {
    await send(await ask('win-back'))
    const [mail] = sent
    const link = mail?.headers?.['List-Unsubscribe']?.slice(1, -1) ?? ''
    expect(mail?.headers).toMatchObject({ 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' })
    expect(mail?.text).toContain(link)
    expect(mail?.tags.class).toBe('win-back')
    const token = new URL(link).searchParams.get('t') ?? ''
    const asked = await standingOf({ table: embedded.table, links, now: clock.now }, token)
    expect(asked).toMatchObject({ outcome: 'known', memberId, topic: 'updates' })
  })

  it('is not sent to whoever has left the updates', async () => {
    await embedded.table.write({ update: keys.profile(memberId), set: { unsubscribes: { updates: { at: NOON } } } })
    const left = await ask('win-back')
    await send(left)
    expect(await rowOf(left)).toMatchObject({ state: 'SKIPPED', reason: 'unsubscribed' })
    expect(await attention()).toBeUndefined()
  })

  it('waits for the morning of the member’s city, and leaves then', async () => {
    // Noon is 12:00 in San Francisco; ten hours later it is 22:00, and 8:00 ten hours after that.
    pass(10 * 3600)
    const mailId = await ask('win-back')
    expect(await send(mailId)).toEqual({ outcome: 'waiting', reason: 'quiet-hours', paused: false })
    expect(await rowOf(mailId)).toMatchObject({ state: 'PENDING', attempts: 0 })
    expect(await attention()).toBeUndefined()
    pass(10 * 3600 - 1)
    expect((await sweep()).did).toEqual({})
    pass(1)
    expect((await sweep()).did).toEqual({ sent: 1 })
  })

  it('takes a place within the attention limit, one for all its attempts', async () => {
    const mailId = await ask('win-back')
    answers = [{ outcome: 'not-sent', reason: 'rate' }]
    await send(mailId)
    pass(60)
    expect(await send(mailId)).toEqual({ outcome: 'sent' })
    expect((await attention())?.sends).toEqual([{ sendId: mailId, at: plusSeconds(NOON, 60) }])
  })

  it('waits when the member was mailed a day ago, until two days have passed', async () => {
    await mailed(-1)
    const mailId = await ask('win-back')
    expect(await send(mailId)).toEqual({ outcome: 'waiting', reason: 'attention-limit', paused: false })
    pass(86_399)
    expect((await sweep()).did).toEqual({})
    pass(1)
    expect((await sweep()).did).toEqual({ sent: 1 })
  })

  it('waits for room for as long as it takes, and is too late after three weeks', async () => {
    await mailed(-4, -2, 0)
    const mailId = await ask('win-back')
    expect((await sweep()).did).toEqual({ waiting: 1 })
    clock.passDays(9)
    expect((await sweep()).did).toEqual({})
    await mailed(7, 9, 12)
    clock.passDays(3)
    expect((await sweep()).did).toEqual({ waiting: 1 })
    clock.passDays(9)
    expect((await sweep()).did).toEqual({ failed: 1 })
    expect(await rowOf(mailId)).toMatchObject({ state: 'FAILED', reason: 'too-late' })
  })

  it('gives way to the mail that took the place while it was written', async () => {
    const mailId = await ask('win-back')
    const { mail } = needs()
    const meanwhile: SendServiceMailNeeds['table'] = {
      ...embedded.table,
      get: async (schema, key) => {
        const found = await embedded.table.get(schema, key)
        if (key.sk === attentionKey(memberId).sk && !found) await mailed(0)
        return found
      },
    }
    const sending = sendServiceMail({ ...needs({ mail }), table: meanwhile }, { memberId, mailId })
    expect(await sending).toMatchObject({ outcome: 'waiting', reason: 'attention-limit' })
    expect((await attention())?.sends).toEqual([{ sendId: 'snd_0', at: NOON }])
  })

  it('leaves what somebody waits for to come at once, at any hour and without a place', async () => {
    await mailed(0)
    pass(10 * 3600)
    expect(await send(await ask('sign-in'))).toEqual({ outcome: 'sent' })
    expect((await attention())?.sends).toHaveLength(1)
  })
})

describe('patient mails', () => {
  it('are due at once, for the sweep', async () => {
    const mailId = await ask('renewal-reminder', { about: { paidThrough: '2027-11-01' } })
    expect((await sweep()).did).toEqual({ sent: 1 })
    expect(await rowOf(mailId)).toMatchObject({ state: 'SENT', askedAt: plusSeconds(NOON, 0) })
  })
})
