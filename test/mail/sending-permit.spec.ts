import { globSync, readFileSync } from 'node:fs'
import { beforeEach, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { serviceMailItem } from '../../events/mail/service-mail.ts'
import { hashOf } from '../../functions/adapters/links.ts'
import type { MailTransport } from '../../functions/adapters/mail.ts'
import { onlyWherePermitted, openSendingPermit } from '../../functions/adapters/sending-permit.ts'
import type { Table } from '../../functions/adapters/table.ts'
import { planCampaign } from '../../functions/campaigns/launch/plan-campaign.ts'
import { signIn } from '../../functions/identity/sign-in.ts'
import { type SendServiceMailNeeds, sendServiceMail } from '../../functions/mail/send-service-mail.ts'
import { sweepServiceMails } from '../../functions/mail/sweep-service-mails.ts'
import type { Actor } from '../../shared/identity/actor.ts'
import { Mailbox } from '../../shared/identity/person.ts'
import { MailId, MemberId, UserId } from '../../shared/ids.ts'
import { SENDING_PERMIT, SendingPermit, sending } from '../../shared/mail/sending-permit.ts'
import { ServiceMail, type ServiceTemplate, serviceMailKey } from '../../shared/mail/service-mail.ts'
import { plusDays, plusSeconds } from '../../shared/units.ts'
import { campaignNow, denver, launch, people, RUN } from '../campaigns/network.ts'
import { countedIds, NOON, stoppedClock } from '../membership/cast.ts'
import { freshTable } from '../table.ts'

const SAM: Actor = { userId: UserId.parse(`usr_${'5'.repeat(26)}`), name: 'Sam', roles: [{ role: 'staff' }] }
const OWN = 'stack/1|network'
const COPY = 'stack/2|network'
const memberId = MemberId.parse(`mbr_${'1'.repeat(26)}`)

let table: Table
let clock: ReturnType<typeof stoppedClock>
let elapsed: number

beforeEach(async () => {
  table = (await freshTable()).table
  clock = stoppedClock()
  elapsed = 0
})

const environment = (environmentId: string) =>
  openSendingPermit({ table, now: clock.now, environmentId, elapsed: () => elapsed })
const permitNow = () => table.get(SendingPermit, SENDING_PERMIT)

describe('which environment may send', () => {
  const permit: SendingPermit = { environmentId: OWN, allowedAt: NOON, by: 'network' }
  const later = plusDays(NOON, 3)

  it.each([
    ['whoever comes first, where nobody has sent and nobody has signed in', OWN, undefined, false, 'claim', undefined],
    ['nobody, in a network that was founded and has lost its permit', OWN, undefined, true, 'may-not', undefined],
    ['the one that the permit names', OWN, permit, true, 'may', NOON],
    ['no other, such as a copy', COPY, permit, true, 'may-not', undefined],
    ['no other, though nobody has signed in', COPY, permit, false, 'may-not', undefined],
    [
      'no copy, which knows since when',
      COPY,
      { ...permit, found: { environmentId: COPY, at: later } },
      true,
      'may-not',
      later,
    ],
    [
      'no copy of a copy',
      'stack/3|network',
      { ...permit, found: { environmentId: COPY, at: later } },
      true,
      'may-not',
      undefined,
    ],
  ] as const)('%s', (_, id, found, founded, outcome, since) => {
    const told = sending(id, { permit: found, founded })
    expect(told.outcome).toBe(outcome)
    expect('since' in told ? told.since : undefined).toBe(since)
  })
})

describe('the permit in the table', () => {
  it('is claimed once by the first that sends, though two come at the same time', async () => {
    const [one, two] = [environment(OWN), environment(COPY)]
    const answers = await Promise.all([one.maySend(), two.maySend()])
    expect(answers.filter(Boolean)).toHaveLength(1)
    expect(await permitNow()).toMatchObject({ environmentId: answers[0] ? OWN : COPY, by: 'network', allowedAt: NOON })
  })

  it('tells a copy since when it has found that it may not, and the first instant stays', async () => {
    await environment(OWN).maySend()
    clock.passDays(2)
    expect(await environment(COPY).standing()).toEqual({ outcome: 'may-not', since: plusDays(NOON, 2) })
    clock.passDays(1)
    expect(await environment(COPY).shown()).toEqual({ outcome: 'may-not', since: plusDays(NOON, 2) })
    expect(await environment(OWN).maySend()).toBe(true)
  })

  it('is only looked at by those who show it', async () => {
    expect(await environment(OWN).shown()).toEqual({ outcome: 'claim' })
    expect(await permitNow()).toBeUndefined()
    await environment(OWN).maySend()
    await environment(COPY).shown()
    expect(await permitNow()).not.toHaveProperty('found')
  })

  it('is asked for again after half a minute, not before', async () => {
    const own = environment(OWN)
    expect(await own.maySend()).toBe(true)
    await environment(COPY).allow(SAM)
    elapsed = 29_999
    expect(await own.maySend()).toBe(true)
    elapsed = 30_000
    expect(await own.maySend()).toBe(false)
  })

  it('is written when the network is founded: a founded network without one asks', async () => {
    const founding = (environmentId: string) => ({
      table,
      now: clock.now,
      newId: countedIds(),
      hashOf,
      firstStaffEmail: 'sam@example.org',
      founding: environment(environmentId).founding,
    })
    const claims = { iss: 'https://issuer', sub: 's', email: 'sam@example.org', email_verified: true, name: 'Sam' }
    expect(await signIn(founding(OWN), claims)).toMatchObject({ outcome: 'signed-in' })
    expect(await permitNow()).toEqual({ environmentId: OWN, allowedAt: NOON, by: 'network' })
    expect(await environment(COPY).maySend()).toBe(false)
    await table.write({ delete: SENDING_PERMIT })
    expect(await environment(OWN).maySend()).toBe(false)
    expect(await permitNow()).toBeUndefined()
    await environment(OWN).allow(SAM)
    expect(await environment(OWN).maySend()).toBe(true)
  })

  it('does not hinder the founding of a network from which something has been sent before', async () => {
    await environment(OWN).maySend()
    expect(await environment(OWN).founding()).toEqual([])
  })

  it('passes to another environment by somebody’s word, and the one before stops', async () => {
    await environment(OWN).maySend()
    clock.passDays(1)
    const copy = environment(COPY)
    expect(await copy.maySend()).toBe(false)
    expect(await copy.allow(SAM)).toEqual({ outcome: 'written' })
    expect(await copy.maySend()).toBe(true)
    expect(await permitNow()).toEqual({ environmentId: COPY, allowedAt: plusDays(NOON, 1), by: SAM.userId })
    expect(await environment(OWN).maySend()).toBe(false)
  })
})

describe('a mail that somebody waits for, in an environment that may not send', () => {
  const newId = countedIds()
  let sent: string[]

  const needs = (environmentId: string): SendServiceMailNeeds => ({
    table,
    now: clock.now,
    chance: () => 0,
    sending: environment(environmentId).standing,
    mail: {
      prepare: async ({ to, tags }) => ({ to, tags, raw: Buffer.from('') }),
      send: async ({ tags }) => {
        sent.push(tags.mailId ?? '')
        return { outcome: 'accepted', messageId: 'm-1' }
      },
    },
    isSuppressed: async () => false,
    write: async () => ({
      outcome: 'written',
      letter: { subject: 'S', text: 'T', html: 'H' },
      recipient: { mailbox: Mailbox.parse('ana@example.org') },
    }),
  })
  const sweep = (environmentId: string) => {
    const base = needs(environmentId)
    const quota = async () => ({ perSecond: Number.POSITIVE_INFINITY, perDay: 1000, sentLastDay: 0 })
    return sweepServiceMails({ ...base, mail: { ...base.mail, quota }, rest: async () => {}, failed: () => {} })
  }
  const ask = async (template: ServiceTemplate) => {
    const mailId = newId(MailId, 'mal')
    await table.write({ put: serviceMailItem({ mailId, memberId, template, at: clock.now() }) })
    return mailId
  }
  const rowOf = (mailId: MailId) => table.get(ServiceMail, serviceMailKey(memberId, mailId))

  beforeEach(async () => {
    sent = []
    await environment(OWN).maySend()
  })

  it('stays as it is, though it waits for weeks, and leaves after the permission', async () => {
    const mailId = await ask('granted')
    const asked = await rowOf(mailId)
    expect(await sendServiceMail(needs(COPY), { memberId, mailId })).toEqual({ outcome: 'held-back' })
    clock.passDays(20)
    expect(await sweep(COPY)).toEqual({ did: {}, failed: 0, heldBack: true })
    expect(await rowOf(mailId)).toEqual(asked)
    await environment(COPY).allow(SAM)
    clock.passDays(3)
    expect((await sweep(COPY)).did).toEqual({ sent: 1 })
    expect(sent).toEqual([mailId])
  })

  it('is too late four days after the permission, as any other', async () => {
    await ask('granted')
    clock.passDays(20)
    await environment(COPY).allow(SAM)
    clock.passDays(4)
    expect((await sweep(COPY)).did).toEqual({ failed: 1 })
    expect(sent).toEqual([])
  })

  it('is a link to sign in: half an hour late it is not sent, permission or not', async () => {
    const mailId = await ask('sign-in')
    clock.passDays(1)
    await environment(COPY).allow(SAM)
    expect((await sweep(COPY)).did).toEqual({ failed: 1 })
    expect(await rowOf(mailId)).toMatchObject({ state: 'FAILED', reason: 'too-late' })
  })

  it('raises no alarm while nothing waits', async () => {
    expect(await sweep(COPY)).toEqual({ did: {}, failed: 0, heldBack: false })
  })
})

describe('a path that forgets to ask', () => {
  const envelope = { to: 'ana@example.org', raw: Buffer.from(''), tags: {} }

  it('is refused by the transport, and nothing leaves', async () => {
    let requests = 0
    const transport: Pick<MailTransport, 'send'> = {
      send: async () => {
        requests++
        return { outcome: 'accepted', messageId: 'm' }
      },
    }
    await environment(OWN).maySend()
    const copied = onlyWherePermitted(transport, environment(COPY).maySend)
    expect(await copied.send(envelope)).toEqual({ outcome: 'paused', reason: 'other-environment' })
    expect(requests).toBe(0)
    expect(await onlyWherePermitted(transport, environment(OWN).maySend).send(envelope)).toMatchObject({
      outcome: 'accepted',
    })
  })

  it('does not exist: whoever opens the way to SES does so behind the permit', () => {
    const sources = globSync('functions/**/*.{ts,tsx}').map((file) => ({ file, source: readFileSync(file, 'utf8') }))
    const openers = sources.filter(({ source }) => /\bsesTransport\(/.test(source))
    expect(openers.map(({ file }) => file)).toEqual(['functions/adapters/post-office.ts'])
    expect(openers[0]?.source).toMatch(/\bonlyWherePermitted\(sesTransport\(/)
  })
})

describe('a campaign in an environment that may not send', () => {
  it('is held at its launch with the reason, and nothing is frozen', async () => {
    const network = await denver(people(3))
    await launch(network)
    expect(await planCampaign({ ...network, maySend: async () => false }, RUN)).toMatchObject({ outcome: 'stop' })
    expect(await campaignNow(network)).toMatchObject({ state: 'held', reason: 'other-environment' })
    expect(await planCampaign(network, RUN)).toMatchObject({ outcome: 'stop' })
  })

  it('is held while its list is made, and paused once it is being sent', async () => {
    const network = await denver(people(3))
    await launch(network)
    await planCampaign(network, RUN)
    const frozen = await campaignNow(network)
    expect(frozen.state).toBe('freezing')
    await planCampaign({ ...network, maySend: async () => false }, RUN)
    expect(await campaignNow(network)).toMatchObject({ state: 'held', reason: 'other-environment' })

    const key = { pk: `CAMPAIGN#${RUN.campaignId}`, sk: 'CAMPAIGN' }
    await network.table.write({
      update: key,
      set: { state: 'sending', recipients: 3, ledgerShards: 8, launchAt: plusSeconds(NOON, 0) },
      remove: ['reason'],
    })
    expect(await planCampaign({ ...network, maySend: async () => false }, RUN)).toMatchObject({ outcome: 'stop' })
    expect(await network.table.get(z.looseObject({}), key)).toMatchObject({
      state: 'paused',
      reason: 'other-environment',
    })
  })
})
