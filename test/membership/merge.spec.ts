import { beforeEach, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { newId } from '../../functions/adapters/clock.ts'
import { suppressionOf } from '../../functions/adapters/suppressions.ts'
import type { Table } from '../../functions/adapters/table.ts'
import { setSubscription } from '../../functions/mail/unsubscribe.ts'
import { correctAddress, voidLinks } from '../../functions/membership/desk/correct-member.ts'
import { grantMonths } from '../../functions/membership/desk/grant-months.ts'
import { memberTimeline } from '../../functions/membership/desk/member-timeline.ts'
import { changedMembership, happened, keys, MemberRow } from '../../functions/membership/items.ts'
import { knownMember } from '../../functions/membership/known-member.ts'
import { mergeMembers } from '../../functions/membership/merging/merge-members.ts'
import { presentMemberId } from '../../functions/membership/merging/present-member.ts'
import { undoMerge } from '../../functions/membership/merging/undo-merge.ts'
import { recordPayment } from '../../functions/membership/payments/record-payment.ts'
import { suppress } from '../../functions/membership/suppressions.ts'
import { admitRespondent } from '../../functions/surveys/admit-respondent.ts'
import { surveyWrites } from '../../functions/surveys/survey-store.ts'
import { MembersCounted, membersCounted } from '../../shared/cities/members-shown.ts'
import { CitySlug, MailId, MergeId } from '../../shared/ids.ts'
import { Alias, aliasKey, Merge, mergeKey } from '../../shared/membership/alias.ts'
import { erasureKey } from '../../shared/membership/erasure.ts'
import type { Member } from '../../shared/membership/member.ts'
import { cancelled, type LivingMembership, withPayments } from '../../shared/membership/membership.ts'
import type { MergeChoice } from '../../shared/membership/merge.ts'
import { Cents, Instant, PlainDate } from '../../shared/units.ts'
import { answeringNeeds, OPEN as DENVER_SURVEY, SURVEY, saveCampaign, links as surveyLinks } from '../surveys/cast.ts'
import { freshTable } from '../table.ts'
import { applicationId, links, NOON, noMandates, openCity, paid, sanFrancisco, stoppedClock } from './cast.ts'
import { activeSince, address, join, mbr, SAM, somebody } from './roll-cast.ts'

const KEEP: MergeChoice = {
  name: 'kept',
  email: 'kept',
  city: 'kept',
  language: 'kept',
  demographics: 'kept',
  organization: 'kept',
}
const ANA = mbr(1)
const ANITA = mbr(2)
const moment = { today: PlainDate.parse('2026-11-23'), at: NOON }
const denver = { ...sanFrancisco, slug: CitySlug.parse('denver'), name: 'Denver', timeZone: 'America/Denver' }

let table: Table
let clock: ReturnType<typeof stoppedClock>
beforeEach(async () => {
  table = (await freshTable()).table
  clock = stoppedClock()
  await openCity(table)
  await openCity(table, denver)
})

const needs = () => ({ table, now: clock.now, newId, links })

const WHY = 'Both joined from the same household card'

const open = async (other: Partial<Member> = {}, membership?: LivingMembership) => {
  await join(table, somebody(1, { name: 'Ana Flores', email: 'ana@example.org', demographics: { race: 'asian' } }))
  await join(
    table,
    somebody(2, { name: 'Anita Flores', email: 'anita@example.org', language: 'es', ...other }),
    membership ?? activeSince(ANITA),
  )
}

const merge = async (choice: Partial<MergeChoice> = {}, keptId = ANA, absorbedId = ANITA) => {
  const merged = await mergeMembers(needs(), SAM, { keptId, absorbedId, choice: { ...KEEP, ...choice }, reason: WHY })
  if (merged.outcome === 'refused') throw new Error(merged.reason)
  return merged.mergeId
}

const known = async (memberId = ANA) => {
  const found = await knownMember(table, memberId)
  if (!found) throw new Error('nobody')
  return found
}

const counted = async (city: string) => {
  const { items } = await table.query(MembersCounted, { pk: membersCounted(CitySlug.parse(city)) })
  return items.reduce((sum, { members }) => sum + members, 0)
}

/** Everything in the table that is not audit, history or the memory of merges. */
const everything = async () => {
  const rows = async (pk: string) => (await table.query(z.looseObject({ sk: z.string() }), { pk })).items
  const all = await Promise.all(
    [
      `MEMBER#${ANA}`,
      `MEMBER#${ANITA}`,
      keys.email(address('ana@example.org')).pk,
      keys.email(address('anita@example.org')).pk,
      'PAYMENT#pi_0001',
      'PAYMENT#pi_0002',
      'MEMBERS#san-francisco',
      'MEMBERS#denver',
    ].map(rows),
  )
  return all
    .flat()
    .filter(({ sk, members }) => !sk.startsWith('HISTORY#') && sk !== 'ROLL' && members !== 0)
    .map(({ version: _, ...row }) => row)
}

describe('two members who are one person', () => {
  it('become one, who keeps the payments of both, the paid time that follows, and the history', async () => {
    const second = activeSince(ANITA, 'pi_0002')
    await open({}, second)
    await table.write(happened({ memberId: ANITA, what: 'note', at: NOON, by: SAM.userId, text: 'Rang up.' }))
    clock.passDays(1)
    const mergeId = await merge()
    const { member, membership } = await known()
    expect(membership.payments.map(({ paymentId }) => paymentId)).toEqual(['pi_0001', 'pi_0002'])
    expect(membership.paidThrough).toBe('2028-05-04')
    expect(membership.state).toBe('active')
    expect(member).toMatchObject({ name: 'Ana Flores', email: 'ana@example.org', language: 'en' })
    expect(await knownMember(table, ANITA)).toBeUndefined()
    expect(await table.get(Alias, aliasKey(ANITA))).toMatchObject({ memberId: ANA, mergeId })
    const { lines } = await memberTimeline({ table }, await known())
    const told = lines.flatMap((line) => (line.about === 'history' ? [line.entry.what] : []))
    expect(told.filter((what) => what === 'note')).toHaveLength(1)
    expect(told.filter((what) => what === 'merged')).toHaveLength(1)
  })

  it('are found under the one by either address, id and payment', async () => {
    await open()
    await merge()
    for (const mailbox of ['ana@example.org', 'anita@example.org'])
      expect(await table.get(MemberRow, keys.email(address(mailbox)))).toEqual({ memberId: ANA })
    expect(await presentMemberId(table, ANITA)).toBe(ANA)
    expect(await presentMemberId(table, ANA)).toBe(ANA)
  })

  it('keep the value that staff chose, field by field, and no neighbourhood of another city', async () => {
    await open({
      city: denver.slug,
      demographics: { neighbourhood: 'five-points', gender: 'woman' },
      source: 'poster',
    })
    expect([await counted('san-francisco'), await counted('denver')]).toEqual([1, 1])
    await merge({ name: 'absorbed', email: 'absorbed', language: 'absorbed', demographics: 'absorbed' })
    const { member } = await known()
    expect(member).toMatchObject({
      name: 'Anita Flores',
      email: 'anita@example.org',
      language: 'es',
      city: 'san-francisco',
      demographics: { gender: 'woman' },
      source: 'poster',
      audience: expect.stringContaining('san-francisco'),
    })
    expect(member.demographics).not.toHaveProperty('neighbourhood')
    expect([await counted('san-francisco'), await counted('denver')]).toEqual([1, 0])
  })

  it('are mailed about nothing that either of them has left', async () => {
    const left = { surveys: { at: Instant.parse('2026-06-01T00:00:00.000Z') } }
    await open({ unsubscribes: left })
    await merge()
    expect((await known()).member.unsubscribes).toMatchObject({ surveys: left.surveys, updates: expect.anything() })
  })

  it('cannot be one while both have a card that is charged by itself', async () => {
    const card = (subscriptionId: string) => ({
      mandate: { subscriptionId, standing: 'alive' as const, cents: Cents.parse(2500), interval: 'year' as const },
    })
    await join(table, somebody(1, { email: 'ana@example.org' }), { ...activeSince(ANA), ...card('sub_1') })
    await join(table, somebody(2, { email: 'anita@example.org' }), { ...activeSince(ANITA), ...card('sub_2') })
    expect(await mergeMembers(needs(), SAM, { keptId: ANA, absorbedId: ANITA, choice: KEEP, reason: WHY })).toEqual({
      outcome: 'refused',
      reason: 'two-cards',
    })
    expect(await knownMember(table, ANITA)).toBeDefined()
  })

  it('keep the one card that is charged, whoever had it', async () => {
    const mandate = {
      subscriptionId: 'sub_2',
      standing: 'alive' as const,
      cents: Cents.parse(2500),
      interval: 'year' as const,
    }
    await open({}, { ...activeSince(ANITA), mandate, customerId: 'cus_2' })
    await merge()
    expect((await known()).membership).toMatchObject({ mandate, customerId: 'cus_2' })
  })

  it.each([
    ['active', 'cancelled', 'active'],
    ['cancelled', 'active', 'active'],
    ['cancelled', 'cancelled', 'cancelled'],
    ['lapsed', 'active', 'active'],
    ['active', 'lapsed', 'active'],
    ['lapsed', 'cancelled', 'cancelled'],
    ['awaiting', 'active', 'active'],
  ] as const)('who were %s and %s are %s', async (one, other, then) => {
    const made = (state: string, n: number): LivingMembership => {
      const active = activeSince(mbr(n))
      if (state === 'cancelled') {
        const decision = cancelled(active, moment)
        if (decision.outcome === 'cancelled') return decision.membership
      }
      if (state === 'lapsed')
        return withPayments(
          active,
          active.payments.map((payment) => ({ ...payment, paidOn: PlainDate.parse('2024-05-04') })),
          moment,
        )
      if (state === 'awaiting') {
        const { activatedAt: _, ...rest } = active as Extract<LivingMembership, { state: 'active' }>
        return { ...rest, state: 'awaiting-activation', linksAsked: [] }
      }
      return active
    }
    await join(table, somebody(1, { email: 'ana@example.org' }), made(one, 1))
    await join(table, somebody(2, { email: 'anita@example.org' }), made(other, 2))
    await merge()
    expect((await known()).membership.state).toBe(then)
    expect(await counted('san-francisco')).toBe(1)
  })

  it('are left in peace when either has complained', async () => {
    await open()
    await suppress(needs(), address('anita@example.org'), { reason: 'complained', at: NOON })
    const mergeId = await merge()
    expect(await suppressionOf(needs(), (await known()).member.email)).toMatchObject({ reason: 'complained' })
    await undoMerge(needs(), SAM, mergeId)
    expect(await suppressionOf(needs(), (await known()).member.email)).toBeUndefined()
    expect(await suppressionOf(needs(), (await known(ANITA)).member.email)).toMatchObject({ reason: 'complained' })
  })

  it('stay as they are when one of them changed while staff looked, and when two staff do it at once', async () => {
    await open()
    const both = await Promise.all(
      [ANA, ANITA].map((keptId) =>
        mergeMembers(needs(), SAM, { keptId, absorbedId: keptId === ANA ? ANITA : ANA, choice: KEEP, reason: WHY }),
      ),
    )
    expect(both.filter(({ outcome }) => outcome === 'merged')).toHaveLength(1)
    expect(await counted('san-francisco')).toBe(1)
  })

  it('are not merged while one of them is being forgotten', async () => {
    await open()
    await table.write({ put: { ...erasureKey(ANITA), memberId: ANITA } })
    expect(
      (await mergeMembers(needs(), SAM, { keptId: ANA, absorbedId: ANITA, choice: KEEP, reason: WHY })).outcome,
    ).toBe('refused')
  })

  it('can be mailed at the other address again later, which is theirs already', async () => {
    await open()
    await merge()
    const changed = await correctAddress(needs(), SAM, (await known()).member, address('anita@example.org'))
    expect(changed).toEqual({ outcome: 'changed' })
    expect((await known()).member.email).toBe('anita@example.org')
  })

  it('are not one member with themselves, nor with nobody', async () => {
    await open()
    for (const absorbedId of [ANA, mbr(9)])
      expect((await mergeMembers(needs(), SAM, { keptId: ANA, absorbedId, choice: KEEP, reason: WHY })).outcome).toBe(
        'refused',
      )
  })
})

describe('links and payments of the one who was merged away', () => {
  const survey = { ...DENVER_SURVEY, city: sanFrancisco.slug }
  const admit = async (memberId: typeof ANA, epoch: number) => {
    await table.write(...surveyWrites(SURVEY, { exists: false }))
    await saveCampaign(table, survey)
    const payload = { c: survey.campaignId, m: memberId, e: epoch }
    const token = await surveyLinks.sign('answer', payload, survey.closesAt)
    return admitRespondent(answeringNeeds(table, clock.now), token)
  }

  it('still open the survey, in the language of the kept one and under the id of the link', async () => {
    await open({ tokenEpoch: 2 })
    await merge({ language: 'absorbed' })
    expect(await admit(ANITA, 2)).toMatchObject({
      outcome: 'admitted',
      member: { memberId: ANITA, language: 'es', demographics: { race: 'asian' } },
    })
    expect(await admit(ANA, 0)).toMatchObject({ outcome: 'admitted', member: { memberId: ANA } })
    expect(await admit(ANITA, 1)).toMatchObject({ outcome: 'refused', reason: 'forged' })
  })

  it('still open it after a second merge, until the links of the kept one are voided', async () => {
    await open({ tokenEpoch: 2 })
    await join(table, somebody(3, { email: 'annie@example.org', tokenEpoch: 5 }))
    await merge()
    await merge({}, mbr(3), ANA)
    expect(await admit(ANITA, 2)).toMatchObject({ outcome: 'admitted', member: { memberId: ANITA } })
    await voidLinks(needs(), SAM, (await known(mbr(3))).member)
    expect(await admit(ANITA, 2)).toMatchObject({ outcome: 'refused', reason: 'forged' })
  })

  it('still leave a topic, which the kept one then has left', async () => {
    await open()
    await merge()
    const token = await links.sign('unsubscribe', { m: ANITA, t: 'surveys' })
    const left = await setSubscription({ table, links, now: clock.now, happened }, token, { act: 'stop' })
    expect(left).toMatchObject({ outcome: 'known', standing: 'unsubscribed' })
    expect((await known()).member.unsubscribes).toHaveProperty('surveys')
  })

  it('still pay: for the kept one, and after the merge is taken back for the one who paid', async () => {
    await open()
    const application = { state: 'fulfilled', applicationId: applicationId(7), memberId: ANITA, city: 'san-francisco' }
    await table.write({ put: { ...keys.application(applicationId(7)), ...application } })
    const mergeId = await merge()
    const read = async () => paid('in_renewal', applicationId(7))
    const desk = { ...needs(), payments: noMandates }
    expect(await recordPayment(desk, { eventId: 'evt_1', read })).toEqual({ outcome: 'extended', memberId: ANA })
    expect((await known()).membership.payments).toHaveLength(3)
    await undoMerge(needs(), SAM, mergeId)
    expect((await known(ANA)).membership.payments).toHaveLength(1)
    expect((await known(ANITA)).membership.payments.map(({ paymentId }) => paymentId)).toContain('in_renewal')
  })
})

describe('a merge that is taken back', () => {
  it('gives back both exactly: payments, paid time, consents, addresses, counts', async () => {
    await open({ city: denver.slug, unsubscribes: {}, tokenEpoch: 3 }, activeSince(ANITA, 'pi_0002'))
    const before = await everything()
    const mergeId = await merge({ name: 'absorbed', email: 'absorbed', city: 'absorbed', demographics: 'absorbed' })
    expect(await everything()).not.toEqual(before)
    clock.passDays(29)
    expect(await undoMerge(needs(), SAM, mergeId)).toMatchObject({ outcome: 'undone' })
    expect(await everything()).toEqual(before)
    expect([await counted('san-francisco'), await counted('denver')]).toEqual([1, 1])
  })

  it('leaves payments that came in since with the one whose application or card they came from', async () => {
    await open({}, activeSince(ANITA, 'pi_0002'))
    const mergeId = await merge()
    const { member, membership } = await known()
    const fresh = ['pi_hers', 'pi_theirs'].map((paymentId) => ({
      paymentId,
      paidOn: PlainDate.parse('2026-11-24'),
      cents: Cents.parse(1200),
      refunded: Cents.parse(0),
      months: 12,
    }))
    const after = withPayments(membership, [...membership.payments, ...fresh], moment)
    await table.write(
      ...changedMembership(member, membership, after),
      { put: { ...keys.payment('pi_hers'), memberId: ANA } },
      { put: { ...keys.payment('pi_theirs'), memberId: ANITA } },
    )
    await undoMerge(needs(), SAM, mergeId)
    const paid = async (memberId: typeof ANA) => (await known(memberId)).membership.payments.map((one) => one.paymentId)
    expect(await paid(ANA)).toEqual(['pi_0001', 'pi_hers'])
    expect(await paid(ANITA)).toEqual(['pi_0002', 'pi_theirs'])
    expect((await known(ANITA)).membership.paidThrough).toBe('2028-05-04')
  })

  it('keeps what was changed since with the kept one, and a topic left since is left by both', async () => {
    await open()
    const mergeId = await merge({ email: 'absorbed' })
    const { member } = await known()
    await table.write({
      update: keys.profile(ANA),
      set: { name: 'Ana Vega', unsubscribes: { ...member.unsubscribes, calls: { at: NOON } } },
    })
    await undoMerge(needs(), SAM, mergeId)
    const [ana, anita] = await Promise.all([known(ANA), known(ANITA)])
    expect(ana.member).toMatchObject({ name: 'Ana Vega', email: 'ana@example.org' })
    expect(anita.member).toMatchObject({ name: 'Anita Flores', email: 'anita@example.org' })
    for (const { member } of [ana, anita]) expect(member.unsubscribes).toHaveProperty('calls')
  })

  it('keeps time that was given since with the kept one', async () => {
    await open()
    const mergeId = await merge()
    const request = newId(MailId, 'mal')
    await grantMonths(needs(), SAM, {
      memberId: ANA,
      request,
      granted: 'gift',
      months: 6,
      reason: 'Helped.',
      tell: false,
    })
    await undoMerge(needs(), SAM, mergeId)
    expect((await known(ANA)).membership.paidThrough).toBe('2027-11-04')
    expect((await known(ANITA)).membership.paidThrough).toBe('2027-05-04')
  })

  it('is too late after thirty days, and after that both as they were are forgotten', async () => {
    await open()
    const mergeId = await merge()
    const row = await table.get(Merge, mergeKey(mergeId))
    expect(row?.expiresAt).toBe(Math.floor(Date.parse(NOON) / 1000) + 31 * 86_400)
    clock.passDays(31)
    expect(await undoMerge(needs(), SAM, mergeId)).toEqual({ outcome: 'refused', reason: 'expired' })
  })

  it('happens once, and not before a later merge of the same member has been taken back', async () => {
    await open()
    await join(table, somebody(3, { name: 'Annie', email: 'annie@example.org' }))
    const first = await merge()
    const second = await merge({}, mbr(3), ANA)
    expect(await presentMemberId(table, ANITA)).toBe(mbr(3))
    expect(await undoMerge(needs(), SAM, first)).toEqual({ outcome: 'refused', reason: 'merged-on' })
    expect(await undoMerge(needs(), SAM, second)).toMatchObject({ outcome: 'undone' })
    expect(await undoMerge(needs(), SAM, first)).toMatchObject({ outcome: 'undone' })
    expect(await undoMerge(needs(), SAM, first)).toEqual({ outcome: 'refused', reason: 'unknown' })
    expect(await undoMerge(needs(), SAM, MergeId.parse(`mrg_${'0'.repeat(26)}`))).toMatchObject({ reason: 'unknown' })
    expect((await known(ANA)).membership.payments).toHaveLength(1)
  })

  it('is refused when somebody else has taken one of the addresses since', async () => {
    await open()
    const mergeId = await merge({ email: 'absorbed' })
    await correctAddress(needs(), SAM, (await known()).member, address('new@example.org'))
    await join(table, somebody(4, { email: 'anita@example.org' }))
    expect(await undoMerge(needs(), SAM, mergeId)).toEqual({ outcome: 'refused', reason: 'address-taken' })
  })

  it('stands in the audit log, as does the merge', async () => {
    await open()
    await undoMerge(needs(), SAM, await merge())
    const { items } = await table.query(z.object({ act: z.string(), actor: z.string() }), { pk: 'AUDIT#2026-11' })
    expect(items).toEqual([
      { act: 'member.merged', actor: SAM.userId },
      { act: 'member.merge-undone', actor: SAM.userId },
    ])
  })
})
