import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { eraseAnswers } from '../../functions/membership/erasure/erase-answers.ts'
import { eraseMember } from '../../functions/membership/erasure/erase-member.ts'
import { erasePayer } from '../../functions/membership/erasure/erase-payer.ts'
import { keys } from '../../functions/membership/items.ts'
import type { MemberId } from '../../shared/ids.ts'
import type { ErasureBy } from '../../shared/membership/erasure.ts'
import { asOf, Membership } from '../../shared/membership/membership.ts'
import { ana, links } from './cast.ts'
import { type MemberDesk, openMemberDesk } from './member-desk.ts'

let desk: MemberDesk
let memberId: MemberId

beforeEach(async () => {
  desk = await openMemberDesk(4850)
  memberId = (await desk.joins(1, { ...ana, interval: 'once' })).member.memberId
})
afterEach(() => desk.stop())

const needs = () => ({ ...desk.needs, table: desk.table, links })
const closesDoors = (by: ErasureBy) => eraseMember(needs(), { memberId, by, step: 'close-doors' })
const isForgotten = async (by: ErasureBy) => {
  await closesDoors(by)
  await erasePayer(needs(), { memberId, step: 'end-mandate' })
  await eraseAnswers(needs(), { memberId })
  await eraseMember(needs(), { memberId, by, step: 'forget-person' })
  await erasePayer(needs(), { memberId, step: 'forget-payer' })
  for (const step of ['certify', 'tidy-up'] as const) await eraseMember(needs(), { memberId, by, step })
}
const books = () => desk.table.get(Membership, keys.membership(memberId))
const tasks = async () => (await desk.rows()).filter(({ pk }) => pk === 'TASKS').map(({ task }) => task)

/** Time has passed by, and the daily run has seen it. */
const lapses = async () => {
  await desk.passTo('2028-06-01T20:00:00.000Z')
  const { membership } = await desk.memberOf()
  const lapsed = asOf(membership, { today: '2028-06-01' as never, at: desk.now() })
  await desk.table.write({ put: { ...keys.membership(memberId), ...lapsed } })
}

describe('somebody who pays for another year and asks to be forgotten before that was heard of', () => {
  it('has it in the books, is charged no more, and staff are told', async () => {
    const browser = await desk.signsIn()
    const { location } = await browser.sends('/me/renew', { amount: '25', other: '', interval: 'year' })
    await desk.knobs({ drop: 10 })
    await desk.press(location ?? '', 'pay')
    await desk.settled()
    await browser.sends('/me/erase', { word: 'DELETE' })
    await isForgotten('member')
    expect(await books()).toMatchObject({ state: 'erased', payments: [{ cents: 2500 }] })

    await desk.hear(...(await desk.newest('checkout.session.completed')))
    expect(await books()).toMatchObject({ state: 'erased', payments: [{ cents: 2500 }, { cents: 2500 }] })
    expect(await tasks()).toEqual(['paid-after-erasure'])
    const { data } = await desk.api.subscriptions.list({ status: 'all' })
    expect(data.map(({ status }) => status)).toEqual(['canceled'])
  })
})

describe('somebody who asked to be forgotten and joins anew before that is done', () => {
  it('has paid for nothing: staff are told, who give it back, and no card is charged', async () => {
    const browser = await desk.signsIn()
    await browser.sends('/me/erase', { word: 'DELETE' })
    await desk.press(await desk.ask(2, { ...ana, interval: 'year' }), 'pay')
    await desk.settled()
    await isForgotten('member')
    expect(await books()).toMatchObject({ state: 'erased', payments: [{}, {}] })
    expect(await tasks()).toEqual(['paid-after-erasure'])
    const { data } = await desk.api.subscriptions.list({ status: 'all' })
    expect(data.map(({ status }) => status)).toEqual(['canceled'])
  })
})

describe('somebody whom the network would forget because the time has ended', () => {
  it('and who has paid again since, stays', async () => {
    await lapses()
    await desk.press(await desk.ask(2, { ...ana, interval: 'once' }), 'pay')
    await desk.settled()
    expect(await closesDoors('network')).toEqual({ outcome: 'over' })
    expect(await desk.memberOf()).toMatchObject({ member: { tokenEpoch: 0 }, membership: { state: 'active' } })
  })

  it('and who pays while it is under way is told by a task to staff, who give it back', async () => {
    await lapses()
    expect(await closesDoors('network')).toEqual({ outcome: 'done' })
    await desk.press(await desk.ask(2, { ...ana, interval: 'once' }), 'pay')
    await desk.settled()
    await isForgotten('network')
    expect(await books()).toMatchObject({ state: 'erased', payments: [{}, {}] })
    expect(await tasks()).toEqual(['paid-after-erasure'])
  })
})
