import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { type MailEvent, mailEventOf, SesEvent } from '../../events/mail/mail-event.ts'
import { createLinks } from '../../functions/adapters/links.ts'
import { lifting, suppressionOf, suppressionRows } from '../../functions/adapters/suppressions.ts'
import type { Table } from '../../functions/adapters/table.ts'
import { changeOf, readCampaign } from '../../functions/campaigns/campaigns.ts'
import { cancelCampaign, resumeCampaign } from '../../functions/campaigns/desk/steer-campaign.ts'
import { breaks, figuresMore, readFigures } from '../../functions/campaigns/events/break-circuit.ts'
import { recordMailEvent } from '../../functions/campaigns/events/record-mail-event.ts'
import { readRecipient } from '../../functions/campaigns/sending/ledger.ts'
import { type CampaignIn, campaignKey } from '../../shared/campaigns/campaign.ts'
import { BREAKER, NO_FIGURES, tripped } from '../../shared/campaigns/figures.ts'
import { ledgerKey, observed } from '../../shared/campaigns/ledger.ts'
import type { Actor } from '../../shared/identity/actor.ts'
import { Mailbox, PersonName } from '../../shared/identity/person.ts'
import { CampaignId, CitySlug, MemberId, SurveyId, UserId } from '../../shared/ids.ts'
import { TASKS, taskKey } from '../../shared/membership/task.ts'
import { Instant, plusDays, plusSeconds } from '../../shared/units.ts'
import { freshTable } from '../table.ts'

const NOON = Instant.parse('2026-12-01T19:00:00.000Z')
const DENVER = CitySlug.parse('denver')
const SAM: Actor = {
  userId: UserId.parse(`usr_${'0'.repeat(26)}`),
  name: PersonName.parse('Sam Okafor'),
  roles: [{ role: 'staff' }],
}
const CAMPAIGN = CampaignId.parse(`cmp_${'0'.repeat(26)}`)
const ANA = MemberId.parse(`mbr_${'0'.repeat(26)}`)
const mailbox = Mailbox.parse('ana@example.org')
const sendId = 'a'.repeat(32)
const OLD = 'k1'
let active = OLD
const links = createLinks(async () =>
  JSON.stringify({
    active,
    keys: { k1: 'an older secret of thirty-two letters', k2: 'a newer secret of thirty-two letters' },
  }),
)

let table: Table
let clock = NOON
const needs = () => ({ table, links, now: () => clock, startWorkflow: async () => ({ outcome: 'started' as const }) })

const sending: CampaignIn<'sending'> = {
  state: 'sending',
  kind: 'survey',
  campaignId: CAMPAIGN,
  city: DENVER,
  surveyId: SurveyId.parse(`svy_${'0'.repeat(26)}`),
  surveyVersion: 1,
  protection: 'standard',
  title: 'How is your street?',
  message: '',
  closesAt: plusDays(NOON, 14),
  createdAt: NOON,
  revision: 2,
  launchAt: NOON,
  responseKey: 'k1',
  recipients: 1000,
  ledgerShards: 8,
}

const sentRow = (round = 0) => ({
  put: {
    ...ledgerKey(CAMPAIGN, 3, ANA, round),
    state: 'SENT',
    campaignId: CAMPAIGN,
    memberId: ANA,
    shard: 3,
    ...(round > 0 && { round }),
    sendId,
    step: 3,
    attempts: 1,
    messageId: 'm-1',
    at: NOON,
  },
})

beforeEach(async () => {
  table = (await freshTable()).table
  clock = NOON
  active = OLD
  await table.write({ put: { ...campaignKey(CAMPAIGN), ...sending } })
  await table.write(sentRow())
})

const tags = { sendId, campaignId: CAMPAIGN, memberId: ANA, shard: '3', class: 'campaign' }
const told = (
  what: Pick<MailEvent, 'kind'> & { bounce?: 'hard' | 'soft'; ofMessage?: true },
  after = 60,
  messageId = 'm-1',
): MailEvent => ({ messageId, at: plusSeconds(NOON, after), tags, addresses: [mailbox], ...what }) as MailEvent
const hard = (after = 60) => told({ kind: 'bounced', bounce: 'hard' }, after)
const soft = (day: number, messageId = `soft-${day}`) =>
  told({ kind: 'bounced', bounce: 'soft' }, day * 86_400, messageId)
const complaint = (after = 90) => told({ kind: 'complained' }, after)
const tell = async (...events: MailEvent[]) => {
  for (const event of events) await recordMailEvent(needs(), event)
}
const row = () => readRecipient(table, { campaignId: CAMPAIGN, shard: 3, memberId: ANA })
const figures = () => readFigures(table, CAMPAIGN)
const suppression = () => suppressionOf({ table, links }, mailbox)
const campaign = async () => {
  const read = await readCampaign(table, CAMPAIGN)
  if (!read) throw new Error('the campaign is gone')
  return read
}
const tasks = async () => (await table.query(z.object({ sk: z.string() }), { pk: TASKS })).items.map(({ sk }) => sk)

describe('what SES tells, word for word', () => {
  const mail = { messageId: 'm-1', timestamp: NOON, destination: [mailbox], tags: { sendId: [sendId] } }
  const ofSes = (detail: object) => mailEventOf(SesEvent.parse({ source: 'aws.ses', detail: { mail, ...detail } }))
  const bounce = (bounceType: string, bounceSubType: string) => ({
    bounce: { bounceType, bounceSubType, bouncedRecipients: [{ emailAddress: mailbox }], timestamp: NOON },
  })

  it.each(['eventType', 'notificationType'])('is understood when the type stands in %s', (spelling) => {
    const feedback = { complainedRecipients: [{ emailAddress: mailbox }], timestamp: NOON }
    expect(ofSes({ [spelling]: 'Complaint', complaint: feedback })).toMatchObject({
      kind: 'complained',
      addresses: [mailbox],
    })
    expect(ofSes({ [spelling]: 'Bounce', ...bounce('Permanent', 'NoEmail') })).toMatchObject({ bounce: 'hard' })
  })

  it.each([
    ['Permanent', 'General', { bounce: 'hard' }],
    ['Permanent', 'OnAccountSuppressionList', { bounce: 'hard' }],
    ['Permanent', 'Suppressed', { bounce: 'hard' }],
    ['Transient', 'MailboxFull', { bounce: 'soft' }],
    ['Undetermined', 'Undetermined', { bounce: 'soft' }],
    ['Transient', 'MessageTooLarge', { bounce: 'soft', ofMessage: true }],
    ['Transient', 'ContentRejected', { bounce: 'soft', ofMessage: true }],
  ])('a bounce of type %s, %s', (type, subtype, expected) => {
    const event = ofSes({ eventType: 'Bounce', ...bounce(type, subtype) })
    expect(event).toMatchObject({ kind: 'bounced', ...expected })
    expect('ofMessage' in (event ?? {})).toBe('ofMessage' in expected)
  })
})

describe('a mail that arrives', () => {
  const unread = (): Pick<Table, 'get'> => ({
    get: async () => {
      throw new Error('the row was read')
    },
  })

  it('is recorded without a look at its row, as a look would have recorded it', async () => {
    const before = await row()
    const event = told({ kind: 'delivered' })
    const recorded = await recordMailEvent({ ...needs(), table: { ...table, ...unread() } }, event)
    expect(recorded).toEqual({ outcome: 'recorded' })
    expect(await row()).toEqual(before && observed(before, { ...event, kind: 'delivered' }))
  })

  it('is left as it is when that is told again, and when more is known of it', async () => {
    await tell(told({ kind: 'delivered' }))
    const once = await row()
    await tell(told({ kind: 'delivered' }, 90))
    expect(await row()).toEqual(once)
    await tell(complaint(), told({ kind: 'delivered' }, 120))
    expect(await row()).toMatchObject({ state: 'COMPLAINED' })
  })

  it('before whoever sent it could say so is recorded all the same', async () => {
    const { messageId: _, at: __, ...sent } = sentRow().put
    await table.write({ put: { ...sent, state: 'UNCERTAIN', reason: 'ECONNRESET', sendingAt: NOON } })
    await tell(told({ kind: 'delivered' }))
    expect(await row()).toMatchObject({ state: 'DELIVERED', messageId: 'm-1', step: 4 })
  })

  it('and is not the mail of this row says so, and changes nothing', async () => {
    const before = await row()
    const event = { ...told({ kind: 'delivered' }), tags: { ...tags, sendId: 'b'.repeat(32) } }
    expect(await recordMailEvent(needs(), event)).toEqual({ outcome: 'unknown-mail' })
    expect(await row()).toEqual(before)
  })
})

describe('a mail that bounced', () => {
  it('for good counts once however often it is told, and leaves the address in peace', async () => {
    await tell(hard(), hard(), told({ kind: 'delivered' }), hard())
    expect(await row()).toMatchObject({ state: 'BOUNCED', bounce: 'hard' })
    expect(await figures()).toMatchObject({ hardBounced: 1, softBounced: 0, complained: 0 })
    expect(await suppression()).toEqual({ reason: 'bounced', at: hard().at })
  })

  it('and was complained about counts in both, in either order', async () => {
    await tell(complaint(), hard())
    expect(await row()).toMatchObject({ state: 'COMPLAINED', bounce: 'hard' })
    expect(await figures()).toMatchObject({ hardBounced: 1, complained: 1 })
    expect(await suppression()).toMatchObject({ reason: 'complained' })
  })

  it('for now and then for good is a hard one in the figures', async () => {
    await tell(soft(1, 'm-1'), hard())
    expect(await figures()).toMatchObject({ hardBounced: 1, softBounced: 0 })
  })

  it('in a later mailing of its campaign is found by its round', async () => {
    await table.write(sentRow(2))
    await tell({ ...hard(), tags: { ...tags, round: '2' } })
    expect(await row()).toMatchObject({ state: 'SENT' })
    const again = { campaignId: CAMPAIGN, shard: 3, memberId: ANA, round: 2 }
    expect(await readRecipient(table, again)).toMatchObject({ state: 'BOUNCED' })
  })
})

describe('what is told in any order and any number of times', () => {
  const events = [
    told({ kind: 'sent' }, 1),
    told({ kind: 'delivered' }, 5),
    soft(0, 'm-1'),
    hard(),
    complaint(),
    { ...hard(7200), messageId: 'm-2' },
    { ...complaint(30), messageId: 'm-0' },
    soft(1),
    soft(2),
    soft(29),
    soft(40),
    soft(41),
  ]

  it('ends in the same row, the same figures and the same suppression', async () => {
    const outcome = async (order: readonly MailEvent[]) => {
      table = (await freshTable()).table
      await table.write({ put: { ...campaignKey(CAMPAIGN), ...sending } }, sentRow())
      // Only the row's own mail is the row's; the others are earlier and later mails to the same address.
      for (const event of order) await tell(event.messageId === 'm-1' ? event : { ...event, tags: { class: 'other' } })
      const { step: _, ...ended } = (await row()) ?? { step: 0 }
      return { row: { ...ended, at: undefined }, figures: await figures(), suppression: await suppression() }
    }
    await fc.assert(
      fc.asyncProperty(
        fc.subarray(events, { minLength: 1 }).chain((chosen) =>
          fc.tuple(
            fc.constant(chosen),
            fc
              .array(fc.constantFrom(...chosen), { maxLength: 6 })
              .chain((more) => fc.shuffledSubarray([...chosen, ...more], { minLength: chosen.length + more.length })),
          ),
        ),
        async ([chosen, order]) => {
          expect(await outcome(order)).toEqual(await outcome(chosen))
        },
      ),
      { seed: 20261201, numRuns: 40 },
    )
  })

  it('at the same time counts once too', async () => {
    await Promise.all([hard(), hard(), complaint(), complaint(), soft(0, 'm-1')].map((event) => tell(event)))
    expect(await figures()).toMatchObject({ hardBounced: 1, softBounced: 0, complained: 1 })
    expect(await suppression()).toMatchObject({ reason: 'complained' })
  })
})

describe('a mailbox that takes nothing for now', () => {
  const member = { memberId: ANA, city: DENVER, email: mailbox }
  beforeEach(() => table.write({ put: { pk: `MEMBER#${ANA}`, sk: 'PROFILE', ...member } }))

  it('is given up after the third day within thirty, and staff look for another address', async () => {
    await tell(soft(0), soft(1))
    expect(await suppression()).toBeUndefined()
    await tell(soft(29))
    expect(await suppression()).toEqual({ reason: 'soft-bounced', at: soft(29).at })
    expect(await tasks()).toEqual([`find-address#${ANA}`])
  })

  it('is not given up for many on two days, the same told again, or days too far apart', async () => {
    await tell(soft(0, 'a'), soft(0, 'b'), soft(0, 'c'), soft(1, 'd'))
    await tell({ ...soft(2, 'd') }, { ...soft(3, 'd') })
    await tell(soft(31, 'e'))
    expect(await suppression()).toBeUndefined()
    expect(await tasks()).toEqual([])
  })

  it('is not given up for messages that were too large or looked bad', async () => {
    await tell(...[0, 1, 2, 3].map((day) => ({ ...soft(day), ofMessage: true }) as MailEvent))
    expect(await suppression()).toBeUndefined()
  })

  it('is found again after the key was changed in between', async () => {
    await tell(soft(0), soft(1))
    active = 'k2'
    await tell(soft(2))
    expect(await suppression()).toMatchObject({ reason: 'soft-bounced' })
  })

  it('asks nobody for the address of somebody who has another one by now', async () => {
    await table.write({ update: { pk: `MEMBER#${ANA}`, sk: 'PROFILE' }, set: { email: 'new@example.org' } })
    await tell(soft(0), soft(1), soft(2))
    expect(await suppression()).toMatchObject({ reason: 'soft-bounced' })
    expect(await tasks()).toEqual([])
  })
})

describe('an address that staff let be mailed again', () => {
  const lift = async () => {
    const rows = await suppressionRows({ table, links }, mailbox)
    return table.write(...(await lifting({ links }, mailbox, rows, clock)))
  }

  it('stays so when an old bounce is told once more, and is left in peace after a new one', async () => {
    await tell(hard(), soft(0), soft(1))
    clock = plusDays(NOON, 3)
    expect(await lift()).toEqual({ outcome: 'written' })
    await tell(hard(), complaint(), soft(2))
    expect(await suppression()).toBeUndefined()
    await tell(hard(4 * 86_400))
    expect(await suppression()).toMatchObject({ reason: 'bounced', at: plusDays(NOON, 4) })
  })

  it('begins to count mails that come back for now from nothing', async () => {
    await tell(soft(0), soft(1))
    clock = plusDays(NOON, 2)
    await lift()
    await tell(soft(3), soft(4))
    expect(await suppression()).toBeUndefined()
  })
})

describe('the circuit breaker', () => {
  const accepted = 1000
  const of = (change: object) => tripped({ ...NO_FIGURES, accepted, ...change })

  it.each([
    [{ hardBounced: 49 }, undefined],
    [{ hardBounced: 50 }, 'bounces'],
    [{ softBounced: 900 }, undefined],
    [{ complained: 1 }, 'complaints'],
    [{ complained: 1, accepted: 1001 }, undefined],
    [{ hardBounced: 499, complained: 9, accepted: BREAKER.fromAccepted - 1 }, undefined],
    [{ hardBounced: 25, accepted: BREAKER.fromAccepted }, 'bounces'],
  ] as const)('of %j says %s', (change, said) => {
    expect(of(change)).toBe(said)
  })

  const bad = () => table.write(figuresMore(CAMPAIGN, { accepted, hardBounced: 49 }))

  it('pauses the campaign with the bounce that is too much, tells staff, and stands in the log', async () => {
    await bad()
    await tell(told({ kind: 'delivered' }))
    expect(await campaign()).toMatchObject({ state: 'sending' })
    await tell(hard())
    expect(await campaign()).toMatchObject({ state: 'paused', reason: 'bounces' })
    expect(await tasks()).toEqual([`campaign-stopped#${CAMPAIGN}`])
    const log = await table.query(z.object({ act: z.string(), actor: z.string() }), { pk: 'AUDIT#2026-12' })
    expect(log.items).toEqual([{ act: 'campaign.paused', actor: 'network' }])
  })

  it('also pauses it when whoever recorded the bounce died before looking', async () => {
    await bad()
    const dying: Table = {
      ...table,
      get: (schema, key) => (key.sk === 'FIGURES' ? Promise.reject(new Error('died')) : table.get(schema, key)),
    }
    await expect(recordMailEvent({ ...needs(), table: dying }, hard())).rejects.toThrow('died')
    expect(await campaign()).toMatchObject({ state: 'sending' })
    await tell(hard())
    expect(await campaign()).toMatchObject({ state: 'paused' })
    expect(await figures()).toMatchObject({ hardBounced: 50 })
  })

  it('stops a page before it begins, and leaves what is not being sent alone', async () => {
    await table.write(figuresMore(CAMPAIGN, { accepted, complained: 2 }))
    const open = { ...sending, state: 'open' as const }
    expect(await breaks(needs(), open)).toBe(false)
    expect(await breaks(needs(), sending)).toBe(true)
    expect(await campaign()).toMatchObject({ state: 'paused', reason: 'complaints' })
  })

  it('trips again only on what comes after staff let it go on', async () => {
    await bad()
    await tell(hard())
    expect(await resumeCampaign(needs(), CAMPAIGN, SAM)).toEqual({ outcome: 'changed' })
    expect(await tasks()).toEqual([])
    expect(await breaks(needs(), await campaign())).toBe(false)
    await table.write(figuresMore(CAMPAIGN, { accepted: 600, hardBounced: 29 }))
    expect(await breaks(needs(), await campaign())).toBe(false)
    await table.write(figuresMore(CAMPAIGN, { hardBounced: 1 }))
    expect(await breaks(needs(), await campaign())).toBe(true)
    expect(await campaign()).toMatchObject({ state: 'paused', revision: 3 })
  })

  it('keeps what was counted when staff pause and resume for reasons of their own', async () => {
    await bad()
    await table.write(changeOf(sending, { ...sending, state: 'paused', reason: 'by-staff' }))
    await resumeCampaign(needs(), CAMPAIGN, SAM)
    await tell(hard())
    expect(await campaign()).toMatchObject({ state: 'paused', reason: 'bounces' })
  })

  it('has nothing left for staff to do once the campaign is cancelled', async () => {
    await bad()
    await tell(hard())
    await cancelCampaign(needs(), CAMPAIGN, SAM)
    expect(await table.get(z.object({}), taskKey('campaign-stopped', CAMPAIGN))).toBeUndefined()
  })
})
