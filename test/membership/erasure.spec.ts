import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Table, Write } from '../../functions/adapters/table.ts'
import { addRecipient } from '../../functions/campaigns/sending/ledger.ts'
import { eraseAnswers } from '../../functions/membership/erasure/erase-answers.ts'
import { eraseMember } from '../../functions/membership/erasure/erase-member.ts'
import { erasePayer } from '../../functions/membership/erasure/erase-payer.ts'
import { keys } from '../../functions/membership/items.ts'
import { mergeMembers } from '../../functions/membership/merging/merge-members.ts'
import { countResponses } from '../../functions/results/counting/count-responses.ts'
import { responseKey } from '../../functions/surveys/response-key.ts'
import { answeredKey } from '../../shared/campaigns/answered.ts'
import { type Campaign, campaignKey, campaignListKey } from '../../shared/campaigns/campaign.ts'
import { claimed, observed, Recipient, sendingFrom } from '../../shared/campaigns/ledger.ts'
import { attentionKey } from '../../shared/campaigns/sending/attention.ts'
import { membersCountedKey } from '../../shared/cities/members-shown.ts'
import { Mailbox, PersonName } from '../../shared/identity/person.ts'
import { CampaignId, type MemberId, QuestionId, SurveyId, UserId } from '../../shared/ids.ts'
import { forgottenKey } from '../../shared/mail/suppression.ts'
import { mergeKey } from '../../shared/membership/alias.ts'
import { erasureKey } from '../../shared/membership/erasure.ts'
import { AUDIENCE_SHARDS, shardOf } from '../../shared/membership/member.ts'
import { asOf, Membership } from '../../shared/membership/membership.ts'
import { Response } from '../../shared/surveys/response.ts'
import { instantOf, PlainDate, plusDays, utcDay } from '../../shared/units.ts'
import { ana, links } from './cast.ts'
import { type MemberDesk, openMemberDesk } from './member-desk.ts'

let desk: MemberDesk
let memberId: MemberId

beforeEach(async () => {
  desk = await openMemberDesk(4605)
  memberId = (await desk.joins()).member.memberId
})
afterEach(() => desk.stop())

const campaignId = CampaignId.parse(`cmp_${'0'.repeat(25)}1`)
const question = QuestionId.parse(`qst_${'0'.repeat(25)}1`)

/** A survey that is open, in which Ana has answered. */
const answers = async () => {
  const at = desk.now()
  const campaign: Campaign = {
    state: 'open',
    campaignId,
    kind: 'survey',
    city: ana.city,
    surveyId: SurveyId.parse(`svy_${'0'.repeat(25)}1`),
    surveyVersion: 1,
    protection: 'standard',
    title: 'Parks',
    message: '',
    closesAt: plusDays(at, 10),
    createdAt: at,
    revision: 1,
    launchAt: at,
    responseKey: 'k1',
    recipients: 1,
    ledgerShards: 2,
  }
  const { title, city, createdAt } = campaign
  await desk.table.write({ put: { ...campaignKey(campaignId), ...campaign } })
  await desk.table.write({ put: { ...campaignListKey(city, campaignId), campaignId, city, title, createdAt } })
  const place = await responseKey(links, { campaignId, responseKey: 'k1' }, memberId)
  const response = {
    campaignId,
    partition: place.partition,
    responseId: place.responseId,
    answers: { [question]: 'yes' },
    cell: { gender: 'woman' },
    version: 1,
    counted: 0,
    answeredOn: utcDay(at),
  }
  await desk.table.write({ put: { ...place.key, ...response } })
  return { key: place.key, campaign, response: Response.parse(response) }
}

const QUESTIONNAIRE = [{ kind: 'single', id: question, options: [{ key: 'yes', label: 'Yes' }] }] as unknown as Awaited<
  ReturnType<Parameters<typeof countResponses>[0]['questionnaireOf']>
>
const counting = () => ({ table: desk.table, questionnaireOf: async () => QUESTIONNAIRE })
const change = (key: { pk: string; sk: string }, after: Response) => ({ id: 'e1', sequenceNumber: '1', key, after })
const tallied = async () =>
  (await desk.rows()).filter(({ pk }) => String(pk).startsWith('TALLY#')).map(({ pk, sk, ...adds }) => adds)

const STEPS = [
  (table: Table) => eraseMember({ ...needs(table) }, { memberId, by: 'member', step: 'close-doors' }),
  (table: Table) => erasePayer({ ...needs(table) }, { memberId, step: 'end-mandate' }),
  (table: Table) => eraseAnswers({ ...needs(table) }, { memberId }),
  (table: Table) => eraseMember({ ...needs(table) }, { memberId, by: 'member', step: 'forget-person' }),
  (table: Table) => erasePayer({ ...needs(table) }, { memberId, step: 'forget-payer' }),
  (table: Table) => eraseMember({ ...needs(table) }, { memberId, by: 'member', step: 'certify' }),
  (table: Table) => eraseMember({ ...needs(table) }, { memberId, by: 'member', step: 'tidy-up' }),
]
const needs = (table: Table) => ({
  table,
  now: desk.now,
  newId: desk.needs.newId,
  links,
  payments: desk.needs.payments,
})

const asks = async () => {
  const browser = await desk.signsIn()
  return { browser, answer: await browser.sends('/me/erase', { word: 'delete' }) }
}

/** All steps, the certificate sent in between. */
const isForgotten = async (table: Table = desk.table, times = 1) => {
  for (const [nth, step] of STEPS.entries()) {
    if (nth === STEPS.length - 1) await desk.post()
    for (let i = 0; i < times; i++) await step(table)
  }
}

const everything = async () => JSON.stringify(await desk.rows())
const countedMembers = async () => {
  const found = await desk.rows()
  let members = 0
  for (let shard = 0; shard < AUDIENCE_SHARDS; shard++) {
    const { pk, sk } = membersCountedKey(ana.city, shard)
    members += Number(found.find((row) => row.pk === pk && row.sk === sk)?.members ?? 0)
  }
  return members
}

describe('somebody who wants to be forgotten', () => {
  it('reads first what happens, and types a word; anything else changes nothing', async () => {
    const browser = await desk.signsIn()
    const { html } = await browser.opens('/me/erase')
    for (const said of [
      'Reports that are out stay',
      'number of each payment',
      'within 35 days',
      'although it is paid through',
    ])
      expect(html).toContain(said)
    expect((await browser.sends('/me/erase', { word: '' })).status).toBe(422)
    expect((await browser.sends('/me/erase', { word: 'yes' })).html).toContain('Please type DELETE')
    expect((await desk.rows()).some(({ pk }) => String(pk).startsWith('ERASURE#'))).toBe(false)
  })

  it('is signed out at once, and every link that was mailed is void', async () => {
    const { browser, answer } = await asks()
    expect(answer.html).toContain('You are being forgotten')
    expect((await browser.opens('/me')).status).toBe(303)
    const t = await links.sign('renew', { m: memberId, e: 0 }, plusDays(desk.now(), 9))
    expect((await desk.browser().opens(`/me/renew?t=${t}`)).status).toBe(404)
    const facts = (await desk.rows()).filter(({ pk }) => String(pk).startsWith('OUTBOX#')).map(({ fact }) => fact)
    expect(facts).toContain('membership.erasure-asked')
  })

  it('who clicks once more, at once or later, reads that it is under way; nobody else learns of it', async () => {
    const browser = await desk.signsIn()
    const session = new Map(browser.jar)
    const twice = await Promise.all([1, 2].map(() => browser.sends('/me/erase', { word: 'DELETE' })))
    for (const { status, html } of twice)
      expect([status, html.includes('You are being forgotten')]).toEqual([200, true])
    const again = await browser.sends('/me/erase?lang=es', { word: 'DELETE' })
    expect([again.status, again.html.includes('Le estamos olvidando')]).toEqual([200, true])
    await isForgotten()
    const late = desk.browser()
    for (const [name, value] of session) late.jar.set(name, value)
    expect((await late.sends('/me/erase', { word: 'DELETE' })).status).toBe(200)
    const stranger = desk.browser()
    stranger.jar.set('__Host-member', 'x'.repeat(43))
    for (const other of [stranger, desk.browser()])
      expect((await other.sends('/me/erase', { word: 'DELETE' })).status).toBe(401)
    expect((await browser.opens('/me')).status).toBe(303)
  })

  it('leaves no mark behind that says who has answered', async () => {
    const { campaign } = await answers()
    const mark = answeredKey(
      campaignId,
      shardOf(memberId, 'ledgerShards' in campaign ? (campaign.ledgerShards ?? 1) : 1),
      memberId,
    )
    await desk.table.write({ put: mark })
    await asks()
    await isForgotten()
    expect(await everything()).not.toContain('ANSWERED#mbr')
  })

  it('writes two items for each answer, the answer and its mark, and counting two more; one tells of them all', async () => {
    const { key } = await answers()
    await asks()
    const written: string[] = []
    const noting: Table = {
      ...desk.table,
      write: (...writes) => {
        for (const write of writes)
          written.push(
            'put' in write
              ? write.put.pk
              : 'update' in write
                ? write.update.pk
                : 'delete' in write
                  ? write.delete.pk
                  : '',
          )
        return desk.table.write(...writes)
      },
    }
    await eraseAnswers(needs(noting), { memberId })
    const ledger = expect.stringMatching(/^CAMPAIGN#/)
    expect(written).toEqual([key.pk, ledger, erasureKey(memberId).pk])
    written.length = 0
    const last = Response.parse(await desk.table.get(Response, key))
    await countResponses({ ...counting(), table: noting }, [change(key, last)])
    // It was never counted: there is nothing to take off a tally.
    expect(written).toEqual([key.pk])
  })

  it('leaves payments without a name, a code of the address, a line of audit, and nothing else', async () => {
    const { membership } = await desk.memberOf()
    await answers()
    await asks()
    await isForgotten()
    const left = await desk.rows()
    const text = JSON.stringify(left)
    // As whole words: three letters of a name may stand by chance in what is enciphered.
    for (const name of ['Ana', 'Flores']) expect(text.split(/[^\p{L}\d+/=_-]+/u), name).not.toContain(name)
    for (const gone of [ana.email, 'HISTORY#', 'PROFILE', 'MEMBERLINK#sign-in', 'consents'])
      expect(text, gone).not.toContain(gone)
    expect(await desk.table.get(Membership, keys.membership(memberId))).toMatchObject({
      state: 'erased',
      payments: membership.payments,
    })
    const { pk } = forgottenKey(await links.pseudonym('suppression', 'k2', ana.email))
    expect(left.some((row) => row.pk === pk)).toBe(true)
    expect(left.filter(({ act }) => act === 'member.erased')).toMatchObject([{ actor: 'member', subject: memberId }])
    expect(await countedMembers()).toBe(0)
  })

  it('is charged no more, and the payment provider forgets them too', async () => {
    const { membership } = await desk.memberOf()
    await asks()
    await isForgotten()
    const customer = await desk.api.customers.retrieve(membership.customerId ?? '')
    expect(customer).toMatchObject({ deleted: true })
    await desk.passTo('2028-01-01T00:00:00.000Z')
    const books = await desk.table.get(Membership, keys.membership(memberId))
    expect(books).toMatchObject({ state: 'erased', payments: membership.payments })
  })

  it('is forgotten by the payment provider under every number that it gave them', async () => {
    const { customerId } = (await desk.memberOf()).membership
    // Joining once more with the same address makes another payer there.
    await desk.press(await desk.ask(2, { ...ana, interval: 'once' }), 'pay')
    await desk.settled()
    const payments = (await desk.memberOf()).membership.payments.map(({ paymentId }) => paymentId)
    const payers = await desk.needs.payments.payersOf(payments)
    expect(payers).toContain(customerId)
    expect(payers).toHaveLength(2)
    await asks()
    await isForgotten()
    for (const payer of payers) expect(await desk.api.customers.retrieve(payer)).toMatchObject({ deleted: true })
  })

  it('takes those along who were merged into them, with both addresses', async () => {
    const BO = Mailbox.parse('bo@example.org')
    const { member: bo } = await desk.joins(2, { ...ana, name: PersonName.parse('Bo Flores'), email: BO })
    const actor = { userId: UserId.parse(`usr_${'0'.repeat(26)}`), name: PersonName.parse('Sam'), roles: [] }
    await desk.needs.payments.endMandate((await desk.memberOf(BO)).membership.mandate?.subscriptionId ?? '')
    await desk.settled()
    const all = { name: 'kept', city: 'kept', language: 'kept', demographics: 'kept', organization: 'kept' } as const
    const asked = {
      keptId: memberId,
      absorbedId: bo.memberId,
      choice: { ...all, email: 'absorbed' } as const,
      reason: 'One person',
    }
    expect(await mergeMembers(needs(desk.table), actor, asked)).toMatchObject({ outcome: 'merged' })
    const browser = await desk.signsIn(BO)
    const t = await links.sign('renew', { m: bo.memberId, e: bo.tokenEpoch }, plusDays(desk.now(), 60))
    expect((await desk.browser().opens(`/me/renew?t=${t}`)).status).toBe(200)
    await browser.sends('/me/erase', { word: 'DELETE' })
    expect((await desk.browser().opens(`/me/renew?t=${t}`)).status).toBe(404)
    await isForgotten()
    const text = await everything()
    for (const gone of ['Flores', ana.email, BO, 'HISTORY#', 'MERGE#', 'EMAIL#']) expect(text, gone).not.toContain(gone)
    expect((await desk.browser().opens(`/me/renew?t=${t}`)).status).toBe(404)
    const { member } = await desk.joins(3)
    expect([memberId, bo.memberId]).not.toContain(member.memberId)
  })

  it('leaves no address behind though the merge is long past in which the other address was kept', async () => {
    const BO = Mailbox.parse('bo@example.org')
    const { member: bo } = await desk.joins(2, { ...ana, interval: 'once', email: BO })
    const actor = { userId: UserId.parse(`usr_${'0'.repeat(26)}`), name: PersonName.parse('Sam'), roles: [] }
    const all = { name: 'kept', city: 'kept', language: 'kept', demographics: 'kept', organization: 'kept' } as const
    const asked = {
      keptId: memberId,
      absorbedId: bo.memberId,
      choice: { ...all, email: 'absorbed' } as const,
      reason: 'One person',
    }
    const merged = await mergeMembers(needs(desk.table), actor, asked)
    if (merged.outcome === 'refused') throw new Error(merged.reason)
    // The table forgets what the two were once nobody can take the merge back.
    await desk.table.write({ delete: mergeKey(merged.mergeId) })
    await (await desk.signsIn(BO)).sends('/me/erase', { word: 'DELETE' })
    await isForgotten()
    expect(await everything()).not.toContain('EMAIL#')
    for (const mailbox of [ana.email, BO]) {
      const { pk } = forgottenKey(await links.pseudonym('suppression', 'k2', mailbox))
      expect((await desk.rows()).some((row) => row.pk === pk)).toBe(true)
    }
  })

  it('gets a last mail that says what was done, after which the address is gone as well', async () => {
    await answers()
    await asks()
    await isForgotten()
    const mail = desk.sent.at(-1)
    expect(mail?.to).toBe(ana.email)
    expect(mail?.text).toContain('35')
    expect(await everything()).not.toContain(ana.email)
    expect((await desk.rows()).some(({ pk }) => pk === erasureKey(memberId).pk)).toBe(false)
  })

  it('keeps the address only until the certificate has left', async () => {
    await asks()
    for (const step of STEPS.slice(0, -1)) await step(desk.table)
    expect(await STEPS.at(-1)?.(desk.table)).toEqual({ outcome: 'waiting' })
    await desk.post()
    expect(await STEPS.at(-1)?.(desk.table)).toEqual({ outcome: 'done' })
  })

  it('joins again as somebody new', async () => {
    await asks()
    await isForgotten()
    const { member, membership } = await desk.joins(2)
    expect(member.memberId).not.toBe(memberId)
    expect(membership.payments).toHaveLength(1)
    expect(await countedMembers()).toBe(1)
  })

  it('is forgotten all the same when the network begins it, because the time has ended', async () => {
    const { membership } = await desk.memberOf()
    const lapsed = asOf(membership, { today: PlainDate.parse('2029-01-01'), at: desk.now() })
    await desk.table.write({ put: { ...keys.membership(memberId), ...lapsed } })
    for (const [nth, step] of STEPS.entries()) {
      if (nth === 0) await eraseMember(needs(desk.table), { memberId, by: 'network', step: 'close-doors' })
      else if (nth < STEPS.length - 1) await step(desk.table)
    }
    await desk.post()
    expect(desk.sent.at(-1)?.to).toBe(ana.email)
    expect((await desk.rows()).filter(({ act }) => act === 'member.erased')).toMatchObject([{ actor: 'network' }])
  })
})

describe('an erasure', () => {
  it('whose steps are each taken twice does what it does once', async () => {
    const { key, response } = await answers()
    await countResponses(counting(), [change(key, response)])
    await asks()
    await isForgotten(desk.table, 2)
    expect((await desk.rows()).filter(({ act }) => act === 'member.erased')).toHaveLength(1)
    expect(desk.sent.filter(({ to }) => to === ana.email)).toHaveLength(2)
    expect(await countedMembers()).toBe(0)
    const gone = await desk.table.get(Response, key)
    expect(gone).toMatchObject({ erased: true, answers: {}, version: 2 })
    await countResponses(counting(), gone ? [change(key, gone)] : [])
    expect(await desk.table.get(Response, key)).toBeUndefined()
    for (const adds of await tallied()) expect(new Set(Object.values(adds))).toEqual(new Set([0]))
  })

  it('takes words of theirs out of what a report is going to quote, and leaves those of others', async () => {
    const { key } = await answers()
    const words = 'My landlord never repairs the roof.'
    await desk.table.write({ update: key, set: { answers: { [question]: words } } })
    const drafts = { pk: `DRAFT#${campaignId}#${ana.city}`, sk: `QUOTED#${question}` }
    const quotations = ['My landlord […] the roof.', 'The bus comes late.']
    await desk.table.write({ put: { ...drafts, question, quotations } })
    await asks()
    await isForgotten()
    const kept = (await desk.rows()).find(({ pk, sk }) => pk === drafts.pk && sk === drafts.sk)
    expect(kept).toMatchObject({ quotations: ['The bus comes late.'] })
  })

  it('that dies after any of its writes goes on to the same end', async () => {
    let writes = 0
    const counted: Table = {
      ...desk.table,
      write: (...w: Write[]) => {
        writes++
        return desk.table.write(...w)
      },
    }
    await answers()
    await asks()
    await isForgotten(counted)
    const total = writes
    expect(total).toBeGreaterThan(8)
    await desk.stop()

    for (let last = 1; last <= total; last++) {
      desk = await openMemberDesk(4605)
      memberId = (await desk.joins()).member.memberId
      await answers()
      await asks()
      let left = last
      const dying: Table = {
        ...desk.table,
        write: async (...w: Write[]) => {
          const answer = await desk.table.write(...w)
          if (--left === 0) throw new Error('died')
          return answer
        },
      }
      for (const [nth, step] of STEPS.entries()) {
        if (nth === STEPS.length - 1) await desk.post()
        await step(dying).catch(() => step(desk.table))
      }
      const text = await everything()
      for (const gone of ['Flores', ana.email, 'HISTORY#', 'ERASURE#'])
        expect(text, `${last}: ${gone}`).not.toContain(gone)
      expect((await desk.rows()).filter(({ act }) => act === 'member.erased')).toHaveLength(1)
      expect(await countedMembers()).toBe(0)
      expect(desk.sent).toHaveLength(2)
      if (last < total) await desk.stop()
    }
  }, 120_000)

  it('is not undone by answers that are counted or edited at the same time', async () => {
    const { key, response } = await answers()
    await asks()
    const late = change(key, response)
    await STEPS[2]?.(desk.table)
    // The stream still tells of the first version.
    await countResponses(counting(), [late])
    const gone = await desk.table.get(Response, key)
    if (gone) await countResponses(counting(), [change(key, gone)])
    await countResponses(counting(), [late])
    expect(await desk.table.get(Response, key)).toBeUndefined()
    expect((await tallied()).every((adds) => Object.values(adds).every((n) => n === 0))).toBe(true)
  })

  it('is not undone by a mail that is leaving: the row of the ledger holds ids only', async () => {
    const { campaign } = await answers()
    const shard = shardOf(memberId, 2)
    const pending = {
      campaignId,
      memberId,
      shard,
      sendId: '0'.repeat(32),
      step: 0,
      attempts: 0,
      state: 'PENDING',
    } as const
    await addRecipient(desk.table, pending)
    const sending = sendingFrom(claimed(pending, desk.now()), desk.now())
    await asks()
    await isForgotten()
    const sent = observed(sending, { kind: 'sent', messageId: 'm9', at: desk.now() })
    await desk.table.write({ put: { pk: `CAMPAIGN#${campaign.campaignId}#${shard}`, sk: `RCPT#${memberId}`, ...sent } })
    expect(Recipient.parse(sent)).toBeTruthy()
    expect(await everything()).not.toContain(ana.email)
    expect(await everything()).not.toContain('Flores')
  })

  it('is not undone by a payment or a refund that is heard of late', async () => {
    const { membership } = await desk.memberOf()
    await asks()
    await STEPS[0]?.(desk.table)
    await desk.needs.payments.refund({ paymentId: membership.payments[0]?.paymentId ?? '', key: 'r1' })
    await isForgotten()
    await desk.settled()
    const books = await desk.table.get(Membership, keys.membership(memberId))
    expect(books).toMatchObject({ state: 'erased', payments: [{ refunded: 2500 }] })
    expect(await everything()).not.toContain('PROFILE')
    expect(await countedMembers()).toBe(0)
  })

  it('goes on when a payment puts the member back into the audiences meanwhile', async () => {
    await asks()
    await STEPS[0]?.(desk.table)
    expect(await countedMembers()).toBe(0)
    const { member } = await desk.memberOf()
    const audience = `CITY#san-francisco#${shardOf(memberId, AUDIENCE_SHARDS)}`
    await desk.table.write(
      { update: keys.profile(member.memberId), set: { audience } },
      { update: membersCountedKey(ana.city, shardOf(memberId, AUDIENCE_SHARDS)), add: { members: 1 } },
    )
    await isForgotten()
    expect(await countedMembers()).toBe(0)
    expect(await everything()).not.toContain('PROFILE')
  })
})

describe('the data of a member', () => {
  it('are all in the file and on the page: profile, consents, payments, mails, history, campaigns, answers', async () => {
    await answers()
    const shard = shardOf(memberId, 2)
    const mailed = { campaignId, memberId, shard, sendId: '0'.repeat(32), step: 3, attempts: 1, messageId: 'm1' }
    await addRecipient(desk.table, { ...mailed, state: 'DELIVERED', at: desk.now() })
    await addRecipient(desk.table, { ...mailed, round: 1, state: 'SENT', at: plusDays(desk.now(), 1) })
    const begunAt = desk.now()
    await desk.table.write({
      update: campaignKey(campaignId),
      set: {
        round: { number: 1, purpose: 'reminder', begunAt },
        past: [{ purpose: 'invitation', begunAt, recipients: 1, mailed: 1 }],
      },
    })
    const sends = [{ sendId: mailed.sendId, at: begunAt }]
    await desk.table.write({ put: { ...attentionKey(memberId), sends, step: 1 } })
    const browser = await desk.signsIn()
    await browser.sends('/me/preferences', { topics: 'surveys' })
    const file = await browser.sends('/me/data', { as: 'file' })
    expect(file.headers.get('content-disposition')).toBe('attachment; filename="my-data-2026-11-23.json"')
    expect(JSON.parse(file.html)).toMatchObject({
      member: { memberId, name: 'Ana Flores', email: ana.email, city: 'San Francisco' },
      consents: [
        { topic: 'surveys', mayBeMailed: true, agreed: { wording: expect.any(String), at: expect.any(String) } },
        { topic: 'calls', mayBeMailed: false, agreed: { wording: expect.any(String) }, left: expect.any(String) },
        { topic: 'updates', mayBeMailed: false, agreed: false },
      ],
      membership: { state: 'active', paidThrough: '2027-11-23' },
      payments: [{ cents: 2500, months: 12 }],
      mails: [{ template: 'sign-in', state: 'SENT' }],
      campaigns: [
        { title: 'Parks', state: 'DELIVERED' },
        { title: 'Parks', state: 'SENT' },
      ],
      mailedLately: [{ at: begunAt }],
      answers: [{ survey: 'Parks', answers: [{ question, answer: 'yes' }] }],
      history: expect.arrayContaining([expect.objectContaining({ what: 'data-downloaded', by: 'member' })]),
    })
    expect(file.html).not.toMatch(/tokenHash|"pk"|MSESSION|ATTENTION|sendId/)
    const page = await browser.sends('/me/data', { as: 'page' })
    for (const said of ['Ana Flores', 'Parks', 'link to sign in', 'November 23, 2027', 'yes', 'looked at all data'])
      expect(page.html).toContain(said)
    expect(page.html.match(/<dt>Left<\/dt>/g)).toHaveLength(1)
    expect((await browser.opens('/me/data')).html).toContain('Download it as a file (JSON)')
  })

  it.each([
    ['en', 'What is your current gender?', 'Female', 'Sunset'],
    ['es', '¿Cuál es su género actual?', 'Femenino', 'Sunset'],
  ])('say in %s what the member has answered about themselves, as it was asked', async (lang, question, ...told) => {
    const browser = await desk.signsIn()
    await browser.sends('/me/about-me', { gender: 'woman', neighbourhood: 'sunset' })
    const { html } = await browser.sends(`/me/data?lang=${lang}`, { as: 'page' })
    for (const said of [question, ...told]) expect(html).toContain(said)
    expect(html).not.toMatch(/>(woman|sunset)</)
    const codes = [...html.matchAll(/<dd><span>([^<]*)<\/span><\/dd>/g)].map(([, text = '']) => text)
    expect(codes.length).toBeGreaterThan(20)
    for (const raw of ['en', 'es', 'alive', 'member', 'network', 'SENT', 'sign-in', 'reminder-30'])
      expect(codes, raw).not.toContain(raw)
    const { member } = JSON.parse((await browser.sends('/me/data', { as: 'file' })).html)
    expect(member.demographics).toEqual({ gender: 'woman', neighbourhood: 'sunset' })
  })

  it('asked for while somebody is being forgotten are refused, and bring nothing back', async () => {
    const browser = await desk.signsIn()
    const at = instantOf(Date.parse(desk.now()) + 12 * 60_000)
    await desk.passTo(at)
    const other = await desk.signsIn()
    await other.sends('/me/erase', { word: 'DELETE' })
    expect((await browser.sends('/me/data', { as: 'file' })).status).toBe(401)
    await isForgotten()
    expect(await everything()).not.toContain('HISTORY#')
  })
})
