import { beforeEach, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { rateLimits } from '../../functions/adapters/rate-limit.ts'
import { serviceMailWriter } from '../../functions/mail/write-service-mail.ts'
import { keys } from '../../functions/membership/items.ts'
import { activateMember, readActivationLink } from '../../functions/membership/joining/activate-member.ts'
import { askForLink } from '../../functions/membership/joining/ask-for-link.ts'
import { startSignup } from '../../functions/membership/joining/start-signup.ts'
import { takeSignupStep } from '../../functions/membership/joining/take-signup-step.ts'
import { recordPayment } from '../../functions/membership/payments/record-payment.ts'
import { MemberId } from '../../shared/ids.ts'
import { SERVICE_MAIL_BEGINS, ServiceMail } from '../../shared/mail/service-mail.ts'
import { suppressionKey } from '../../shared/mail/suppression.ts'
import { Member } from '../../shared/membership/member.ts'
import { Membership } from '../../shared/membership/membership.ts'
import type { SignupStep } from '../../shared/membership/signup-step.ts'
import { taskKey } from '../../shared/membership/task.ts'
import { plusSeconds } from '../../shared/units.ts'
import { type EmbeddedTable, freshTable } from '../table.ts'
import {
  ana,
  applicationId,
  checkouts,
  countedIds,
  links,
  NOON,
  noMandates,
  openCity,
  paid,
  site,
  stoppedClock,
  tokenIn,
  tokens,
} from './cast.ts'
import { postOffice } from './post-office.ts'

let embedded: EmbeddedTable
let clock: ReturnType<typeof stoppedClock>
let mails: ReturnType<typeof postOffice>
let memberId: MemberId

const newId = countedIds()
const needs = () => ({
  table: embedded.table,
  now: clock.now,
  newId,
  payments: noMandates,
  site,
  ...tokens,
  links,
  limits: rateLimits({ table: embedded.table, links, now: clock.now }),
})
const asks = async (step: SignupStep, occasion = 'fct_1') =>
  (await takeSignupStep(needs(), { memberId, step, occasion })).outcome
/** Takes a step and sends what it asked for; tells what became of the mails that waited. */
const take = async (step: SignupStep, occasion = 'fct_1') => {
  await asks(step, occasion)
  return mails.posts()
}
const rows = async () =>
  (await embedded.table.query(ServiceMail, { pk: `MEMBER#${memberId}`, begins: SERVICE_MAIL_BEGINS })).items
const Task = z.object({ memberId: MemberId, task: z.string(), city: z.string(), at: z.string() })
const membership = () => embedded.table.get(Membership, keys.membership(memberId))
const member = () => embedded.table.get(Member, keys.profile(memberId))

beforeEach(async () => {
  embedded = await freshTable()
  clock = stoppedClock()
  mails = postOffice(embedded.table, clock.now)
  await openCity(embedded.table)
  await startSignup(
    { ...needs(), publicUrl: site.publicUrl, payments: checkouts() },
    { applicationId: applicationId(1), joining: ana },
  )
  const joined = await recordPayment(needs(), { eventId: 'evt_1', read: async () => paid('in_1', applicationId(1)) })
  if (joined.outcome !== 'joined') throw new Error(joined.outcome)
  memberId = joined.memberId
})

describe('the activation mail', () => {
  it('goes to the payer with a link, and with nothing that was typed into the form', async () => {
    expect(await take('activation')).toEqual(['sent'])
    const [mail] = mails.sent
    expect(mail).toMatchObject({ to: 'ana@example.org', subject: 'Activate your membership in San Francisco' })
    expect(mail?.name).toBeUndefined()
    expect(mail?.text).toContain('Hello,\n')
    expect(mail?.text.match(/ctivate my membership|lease activate/g)).toHaveLength(1)
    expect(`${mail?.text}${mail?.html}`).not.toContain('Ana')
    expect(mail?.text).toMatch(/http:\/\/localhost:4400\/activation\?t=[A-Za-z0-9_-]{43}&lang=en/)
  })

  it('speaks the language of the member', async () => {
    await embedded.table.write({ update: keys.profile(memberId), set: { language: 'es' } })
    await take('activation')
    expect(mails.sent[0]).toMatchObject({ subject: 'Active su membresía en San Francisco' })
    expect(mails.sent[0]?.text).toContain('26 de noviembre de 2026')
  })

  it('is asked for once though the step is taken twice, also by two at the same time', async () => {
    expect(await Promise.all([asks('activation'), asks('activation')])).toEqual(['mail-asked', 'mail-asked'])
    expect(await asks('activation')).toBe('mail-asked')
    expect(await mails.posts()).toEqual(['sent'])
  })

  it('stands among the mails of the member, once, and says what became of it', async () => {
    mails.answersNext({ outcome: 'not-sent', reason: 'rate' })
    expect(await take('activation')).toEqual(['waiting'])
    expect(await rows()).toMatchObject([{ state: 'PENDING', template: 'activation', attempts: 1 }])
    expect(await mails.posts()).toEqual(['sent'])
    await take('reminder-day-1')
    const [first, second] = await rows()
    expect(first).toMatchObject({ state: 'SENT', template: 'activation', messageId: 'm1', attempts: 2 })
    expect(second).toMatchObject({ state: 'SENT', template: 'activation-reminder' })
    expect(mails.sent[0]?.tags).toEqual({ memberId, mailId: first?.mailId, class: 'service' })
  })

  it('goes nowhere when the membership was activated while it waited', async () => {
    await take('activation')
    await asks('reminder-day-1')
    await activateMember(needs(), tokenIn(mails.sent[0]))
    expect(await mails.posts()).toEqual(['skipped'])
    expect((await rows())[1]).toMatchObject({ state: 'SKIPPED', reason: 'over' })
  })

  it('leaves as one, the newest, when the provider has taken nothing for days', async () => {
    const paused = { outcome: 'paused', reason: 'account-paused' } as const
    mails.answersNext(paused, paused)
    expect(await take('activation')).toEqual(['waiting'])
    expect(await take('reminder-day-1')).toEqual(['skipped', 'waiting'])
    expect(await take('reminder-day-3')).toEqual(['skipped', 'sent'])
    expect(mails.sent).toHaveLength(1)
    expect((await rows()).map(({ state }) => state)).toEqual(['SKIPPED', 'SKIPPED', 'SENT'])
  })

  it('brings no link to somebody who is forgotten while it is written', async () => {
    await asks('activation')
    const { table } = embedded
    const whileForgotten: typeof table.get = async (schema, key) => {
      const found = await table.get(schema, key)
      if (key.sk === 'PROFILE') await table.write({ update: keys.profile(memberId), set: { tokenEpoch: 1 } })
      return found
    }
    const letters = { now: clock.now, links, site, contact: 'hello@example.org', ...tokens }
    const write = serviceMailWriter({ ...letters, table: { ...table, get: whileForgotten } })
    const [mail] = await rows()
    expect(mail && (await write(mail))).toEqual({ outcome: 'skipped', reason: 'over' })
  })

  it('is followed by no reminder and no task once the membership is active', async () => {
    await take('activation')
    await activateMember(needs(), tokenIn(mails.sent[0]))
    expect(await asks('reminder-day-1')).toBe('activated')
    expect(await asks('staff-task')).toBe('activated')
    expect(await mails.posts()).toEqual([])
    expect(mails.sent).toHaveLength(1)
  })
})

describe('a member whose address has bounced or complained', () => {
  const suppressedUnder = async (keyId: string) => {
    const key = suppressionKey(await links.pseudonym('suppression', keyId, ana.email))
    await embedded.table.write({ put: { ...key, reason: 'bounced', at: NOON } })
  }
  const task = () => embedded.table.get(Task, taskKey('find-address', memberId))

  it.each(['activation', 'reminder-day-1', 'reminder-day-3', 'reminder-day-7', 'fresh-link'] as const)(
    'is not mailed for the step %s: staff are asked for another address',
    async (step) => {
      await suppressedUnder('k2')
      expect(await take(step)).toEqual(['skipped'])
      expect(mails.sent).toEqual([])
      expect(await task()).toEqual({ memberId, task: 'find-address', city: 'san-francisco', at: NOON })
    },
  )

  it('is neither welcomed nor thanked by mail, whichever key the address was suppressed under', async () => {
    await take('activation')
    await activateMember(needs(), tokenIn(mails.sent[0]))
    await suppressedUnder('k1')
    expect(await take('welcome', memberId)).toEqual(['skipped'])
    expect(await take('thanks', 'in_1')).toEqual(['skipped'])
    expect(mails.sent).toHaveLength(1)
    expect(await task()).toBeDefined()
  })

  it('is asked for another address too when the mail provider refuses this one at once', async () => {
    mails.answersNext({ outcome: 'rejected', reason: 'address' })
    expect(await take('activation')).toEqual(['failed'])
    expect(await task()).toBeDefined()
  })
})

describe('an activation link', () => {
  beforeEach(() => take('activation'))
  const token = () => tokenIn(mails.sent[0])

  it('changes nothing when it is opened, however often', async () => {
    for (let i = 0; i < 3; i++)
      expect(await readActivationLink(needs(), token())).toEqual({ standing: 'usable', memberId })
    expect(await membership()).toMatchObject({ state: 'awaiting-activation', version: 1 })
  })

  it('activates its member, who from then on stands in the audience of the city', async () => {
    expect(await activateMember(needs(), token())).toEqual({ outcome: 'activated', memberId })
    expect(await membership()).toMatchObject({ state: 'active', activatedAt: NOON, paidThrough: '2027-11-23' })
    const audience = (await member())?.audience ?? ''
    expect(audience).toMatch(/^CITY#san-francisco#[0-7]$/)
    const { items } = await embedded.table.query(Member, { pk: audience, index: 'audience' })
    expect(items.map((item) => item.memberId)).toEqual([memberId])
  })

  it('works once: a second press finds the membership active already', async () => {
    const [first, second] = await Promise.all([activateMember(needs(), token()), activateMember(needs(), token())])
    expect([first.outcome, second.outcome].sort()).toEqual(['activated', 'refused'])
    expect(await activateMember(needs(), token())).toEqual({ outcome: 'refused', reason: 'used' })
    expect(await membership()).toMatchObject({ version: 2 })
    expect(await readActivationLink(needs(), token())).toEqual({ standing: 'used', memberId })
  })

  it('expires after 72 hours, whether or not the table has deleted it', async () => {
    clock.passDays(3)
    expect(await activateMember(needs(), token())).toEqual({ outcome: 'refused', reason: 'expired' })
    expect(await membership()).toMatchObject({ state: 'awaiting-activation' })
  })

  it.each([
    ['truncated', (whole: string) => whole.slice(0, 30)],
    ['forged', () => 'A'.repeat(43)],
    ['empty', () => ''],
    ['of another kind', () => `1.k1.${'e'.repeat(20)}.${'m'.repeat(43)}`],
  ])('that is %s is unknown and changes nothing', async (_, change) => {
    expect(await activateMember(needs(), change(token()))).toEqual({ outcome: 'refused', reason: 'unknown' })
    expect(await membership()).toMatchObject({ state: 'awaiting-activation', version: 1 })
  })

  it('is one of several that all work while they live: each reminder brings its own', async () => {
    clock.passDays(1)
    await take('reminder-day-1')
    const reminder = tokenIn(mails.sent[1])
    expect(reminder).not.toBe(token())
    expect((await readActivationLink(needs(), token())).standing).toBe('usable')
    expect(await activateMember(needs(), reminder)).toMatchObject({ outcome: 'activated' })
  })
})

describe('someone who asks for a fresh link', () => {
  it('is heard once in ten minutes and three times a day', async () => {
    const outcomes: string[] = []
    let at = NOON
    const asks = async () =>
      outcomes.push((await askForLink({ ...needs(), now: () => at }, { email: ana.email })).outcome)
    await asks()
    await asks()
    for (let i = 0; i < 3; i++) {
      at = plusSeconds(at, 601)
      await asks()
    }
    at = plusSeconds(at, 24 * 3600)
    await asks()
    expect(outcomes).toEqual(['asked', 'too-often', 'asked', 'asked', 'too-often', 'asked'])
  })

  it('is nobody when the address is nobody’s, and needs nothing when active', async () => {
    expect(await askForLink(needs(), { email: 'nobody@example.org' as typeof ana.email })).toEqual({
      outcome: 'nobody',
    })
    await take('activation')
    await activateMember(needs(), tokenIn(mails.sent[0]))
    expect(await askForLink(needs(), { memberId })).toEqual({ outcome: 'not-waiting' })
  })
})

describe('the mails after the activation', () => {
  beforeEach(async () => {
    await take('activation')
    await activateMember(needs(), tokenIn(mails.sent[0]))
  })

  it('welcome the member by name and say until when the dues carry', async () => {
    expect(await take('welcome', memberId)).toEqual(['sent'])
    expect(mails.sent[1]).toMatchObject({ subject: 'Welcome to San Francisco', name: 'Ana Flores' })
    expect(mails.sent[1]?.text).toContain('Hello Ana Flores,')
    expect(mails.sent[1]?.text).toContain('November 23, 2027')
    expect(mails.sent[1]?.text).toContain(`${site.publicUrl}/me?lang=en`)
    expect(mails.sent[1]?.text).toContain('Nothing is charged by itself.')
  })

  it.each([
    ['year', 'en', 'your card is charged $25 every year, next on November 23, 2027. We tell you a month before'],
    ['month', 'en', 'your card is charged $25 every month, next on November 23, 2027. You can stop it'],
    ['year', 'es', 'se cobran $25 a su tarjeta cada año, la próxima vez el 23 de noviembre de 2027'],
  ] as const)('say when a card renews it by itself: each %s, in %s', async (interval, language, told) => {
    const mandate = { subscriptionId: 'sub_1', standing: 'alive', cents: 2500, interval, chargesOn: '2027-11-23' }
    await embedded.table.write({ update: keys.membership(memberId), set: { mandate } })
    await embedded.table.write({ update: keys.profile(memberId), set: { language } })
    await take('welcome', memberId)
    expect(mails.sent[1]?.text).toContain(told)
    expect(mails.sent[1]?.text).not.toMatch(/undefined|by itself\. We remind/)
  })

  it.each([
    [{}, 'short surveys, invitations to calls and meetings, and updates about the common agenda'],
    [{ calls: { at: NOON }, updates: { at: NOON } }, 'as you agreed, we send you short surveys.'],
    [{ surveys: { at: NOON }, calls: { at: NOON }, updates: { at: NOON } }, 'about your membership only'],
  ])('tell what comes next by what the member agreed to: without %j', async (unsubscribes, told) => {
    await embedded.table.write({ update: keys.profile(memberId), set: { unsubscribes } })
    await take('welcome', memberId)
    expect(mails.sent[1]?.text).toContain(told)
  })

  it('thank for dues that arrive again, with the amount that arrived', async () => {
    await recordPayment(needs(), { eventId: 'evt_2', read: async () => paid('in_2', applicationId(1)) })
    expect(await take('thanks', 'in_2')).toEqual(['sent'])
    expect(mails.sent[1]?.text).toContain('We received $25 for San Francisco.')
    expect(mails.sent[1]?.text).toContain('November 23, 2028')
  })
})

describe('dues that arrive again before the activation', () => {
  beforeEach(() => take('activation'))

  it('are thanked for with what is still missing: a link', async () => {
    expect(await take('thanks', 'in_1')).toEqual(['sent'])
    expect(tokenIn(mails.sent[1])).not.toBe(tokenIn(mails.sent[0]))
  })

  it('are thanked for in words when the membership is activated before that mail leaves', async () => {
    await asks('thanks', 'in_1')
    await activateMember(needs(), tokenIn(mails.sent[0]))
    expect(await mails.posts()).toEqual(['sent'])
    expect(mails.sent[1]?.text).toContain('We received $25 for San Francisco.')
  })
})
