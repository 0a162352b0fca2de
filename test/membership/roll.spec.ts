import { beforeEach, describe, expect, it } from 'vitest'
import * as z from 'zod'
import type { Table } from '../../functions/adapters/table.ts'
import { changedMembership, keys } from '../../functions/membership/items.ts'
import { keepRoll, type RebuildPage, rebuildRoll } from '../../functions/membership/roll/keep-roll.ts'
import { readRoll } from '../../functions/membership/roll/read-roll.ts'
import { searchMembers } from '../../functions/membership/roll/search-members.ts'
import { CitySlug } from '../../shared/ids.ts'
import { Member } from '../../shared/membership/member.ts'
import { cancelled, type LivingMembership } from '../../shared/membership/membership.ts'
import { RollRows, rollRowsKey } from '../../shared/membership/roll.ts'
import { PlainDate } from '../../shared/units.ts'
import { freshTable } from '../table.ts'
import { NOON, openCity } from './cast.ts'
import { activeSince, join, mbr, somebody } from './roll-cast.ts'

const SF = CitySlug.parse('san-francisco')
const DENVER = CitySlug.parse('denver')
const moment = { today: PlainDate.parse('2026-11-23'), at: NOON }

let table: Table
beforeEach(async () => {
  table = (await freshTable()).table
  await openCity(table)
})

const names = async (...[asked]: [Partial<Parameters<typeof readRoll>[1]>?]) =>
  (await readRoll(table, { cities: [SF], ...asked })).lines.map(({ name }) => name)

const search = async (typed: string) => (await searchMembers({ table }, typed)).lines.map(({ name }) => name)

const change = async (member: Member, changes: Record<string, unknown>) => {
  await table.write({ put: { ...keys.profile(member.memberId), ...member, ...changes } })
  await keepRoll({ table }, member.memberId)
}

describe('the roll of a city', () => {
  it('has its members by name, whatever the case and the accents', async () => {
    for (const [n, name] of ['zoë', 'Álvaro', 'ana', 'Ángela', '=HYPERLINK("x")', 'ÑandÚ'].entries())
      await join(table, somebody(n, { name }))
    expect(await names()).toEqual(['Álvaro', 'ana', 'Ángela', '=HYPERLINK("x")', 'ÑandÚ', 'zoë'])
  })

  it('follows a new name, a move and an erasure, and leaves nothing behind', async () => {
    const ana = await join(table, somebody(1, { name: 'Ana Flores' }))
    await change(ana, { name: 'Ana Vega' })
    expect(await names()).toEqual(['Ana Vega'])
    expect(await search('flores')).toEqual([])
    await change(ana, { city: DENVER })
    expect(await names()).toEqual([])
    expect(await names({ cities: [DENVER] })).toEqual(['Ana Flores'])
    await table.write({ delete: keys.profile(ana.memberId) })
    await keepRoll({ table }, ana.memberId)
    expect(await names({ cities: [DENVER] })).toEqual([])
    expect(await search('ana')).toEqual([])
    expect(await table.get(RollRows, rollRowsKey(ana.memberId))).toBeUndefined()
  })

  it('is right after the same change was told twice, late, and by two at once', async () => {
    const ana = await join(table, somebody(1, { name: 'Ana Flores' }))
    await table.write({ put: { ...keys.profile(ana.memberId), ...ana, name: 'Ana Vega' } })
    const told = await Promise.all([1, 2, 3, 4].map(() => keepRoll({ table }, ana.memberId)))
    expect(told.filter(({ outcome }) => outcome === 'written')).toHaveLength(1)
    expect(await names()).toEqual(['Ana Vega'])
    expect(await keepRoll({ table }, ana.memberId)).toEqual({ outcome: 'right-already' })
  })

  it('does not bring back somebody who was erased while a line was written', async () => {
    const ana = somebody(1, { name: 'Ana Flores' })
    await table.write({ put: { ...keys.profile(ana.memberId), ...ana } })
    await table.write({ put: { ...keys.membership(ana.memberId), ...activeSince(ana.memberId) } })
    let erased = false
    const late: Table = {
      ...table,
      write: async (...writes) => {
        if (!erased) {
          erased = true
          await table.write({ delete: keys.profile(ana.memberId) }, { delete: keys.membership(ana.memberId) })
        }
        return table.write(...writes)
      },
    }
    await keepRoll({ table: late }, ana.memberId)
    expect(await names()).toEqual([])
  })

  it('tells those in one state, of one kind, by one source, by how they renew, joined since and paid until', async () => {
    await join(table, somebody(1, { name: 'Ana' }))
    await join(table, somebody(2, { name: 'Bea', source: 'poster' }))
    const people = { publicName: 'Bread for All', offers: {}, people: [] }
    await join(table, somebody(3, { name: 'Cal', organization: people, joinedAt: '2026-10-01T00:00:00.000Z' }))
    const dan = await join(table, somebody(4, { name: 'Dan' }))
    const before = activeSince(dan.memberId)
    const over = cancelled(before, moment)
    const read = await table.get(Member, keys.profile(dan.memberId))
    if (over.outcome === 'cancelled' && read) await table.write(...changedMembership(read, before, over.membership))
    await keepRoll({ table }, dan.memberId)
    const failing = {
      ...activeSince(mbr(5)),
      mandate: { subscriptionId: 'sub_1', standing: 'failing', cents: 2500, interval: 'year' },
      paidThrough: '2026-12-01',
    } as LivingMembership
    await join(table, somebody(5, { name: 'Eva' }), failing)

    expect(await names({ filter: { state: 'cancelled' } })).toEqual(['Dan'])
    expect(await names({ filter: { kind: 'organization' } })).toEqual(['Cal'])
    expect(await names({ filter: { kind: 'person', renews: 'by-hand' } })).toEqual(['Ana', 'Bea', 'Dan'])
    expect(await names({ filter: { renews: 'failing' } })).toEqual(['Eva'])
    expect(await names({ filter: { source: 'poster', state: 'active' } })).toEqual(['Bea'])
    expect(await names({ filter: { source: 'poster', state: 'lapsed' } })).toEqual([])
    expect(await names({ filter: { joinedSince: PlainDate.parse('2026-09-30') } })).toEqual(['Cal'])
    expect(await names({ filter: { paidUntil: PlainDate.parse('2026-12-31') } })).toEqual(['Eva'])
  })

  it('is paged by position, there and back, over several cities as over one', async () => {
    for (let n = 0; n < 120; n++)
      await join(table, somebody(n, { name: `N${String(n).padStart(3, '0')}`, city: n % 3 === 0 ? DENVER : SF }))
    const cities = [SF, DENVER]
    const first = await readRoll(table, { cities })
    const second = await readRoll(table, { cities, from: first.next })
    const third = await readRoll(table, { cities, from: second.next })
    const all = [first, second, third].flatMap(({ lines }) => lines.map(({ name }) => name))
    expect(all).toEqual(Array.from({ length: 120 }, (_, n) => `N${String(n).padStart(3, '0')}`))
    expect([first.before, third.next]).toEqual([undefined, undefined])
    const back = await readRoll(table, { cities, before: third.before })
    expect(back.lines).toEqual(second.lines)
    expect(back.next).toBe(second.next)
    const front = await readRoll(table, { cities, before: back.before })
    expect(front.lines).toEqual(first.lines)
    expect(front.before).toBeUndefined()
  })

  it('says that it has not looked at all when few of very many fit, and goes on from there', async () => {
    // One line in four hundred fits; the look is broken off after five thousand.
    const lines = Array.from({ length: 6000 }, (_, n) => ({
      memberId: mbr(n),
      city: SF,
      name: `N${String(n).padStart(4, '0')}`,
      kind: 'person',
      state: 'active',
      paidThrough: n % 400 === 0 ? '2026-12-01' : '2027-05-04',
      renews: 'by-hand',
      joinedAt: '2026-05-04T18:00:00.000Z',
      language: 'en',
    }))
    for (let at = 0; at < lines.length; at += 100)
      await table.write(
        ...lines.slice(at, at + 100).map((line) => ({
          put: { pk: `ROLL#${SF}`, sk: `${line.name.toLowerCase()}#${line.memberId}`, ...line },
        })),
      )
    const filter = { paidUntil: PlainDate.parse('2026-12-31') }
    const first = await readRoll(table, { cities: [SF], filter })
    expect(first.unfinished).toBe(true)
    const second = await readRoll(table, { cities: [SF], filter, from: first.next })
    expect(second).toMatchObject({ unfinished: false, next: undefined })
    expect(first.lines.length + second.lines.length).toBe(15)
    const back = await readRoll(table, { cities: [SF], filter, before: second.before })
    const front = await readRoll(table, { cities: [SF], filter, before: back.before })
    expect([...front.lines, ...back.lines]).toEqual(first.lines)
  })

  it('is made anew for all members of a city, whatever state they are in', async () => {
    const lapsed = {
      ...activeSince(mbr(2)),
      state: 'lapsed',
      lapsedAt: NOON,
      lapsedOn: '2026-06-03',
    } as LivingMembership
    await join(table, somebody(1, { name: 'Ana' }))
    await join(table, somebody(2, { name: 'Bea' }), lapsed)
    await join(table, somebody(3, { name: 'Cal', city: DENVER }))
    for (const n of [1, 2, 3]) {
      const rows = await table.get(RollRows, rollRowsKey(mbr(n)))
      for (const row of [...(rows?.rows ?? []), rollRowsKey(mbr(n))]) await table.write({ delete: row })
    }
    expect(await names()).toEqual([])
    let page: RebuildPage | undefined = { city: SF }
    let written = 0
    while (page) {
      const rebuilt = await rebuildRoll({ table }, page)
      written += rebuilt.written
      page = rebuilt.next
    }
    expect(written).toBe(2)
    expect(await names()).toEqual(['Ana', 'Bea'])
    expect(await names({ cities: [DENVER] })).toEqual([])
  })

  it('keeps addresses out of its keys', async () => {
    const ana = await join(table, somebody(1, { name: 'Ana', email: 'ana.flores@example.org' }))
    const rows = await table.get(RollRows, rollRowsKey(ana.memberId))
    expect(JSON.stringify(rows?.rows)).not.toMatch(/@|example/)
  })
})

describe('the search', () => {
  it('finds by the words of a name in any order, whole or begun, with or without accents', async () => {
    await join(table, somebody(1, { name: 'María José Núñez' }))
    await join(table, somebody(2, { name: 'Maria Novak' }))
    await join(table, somebody(3, { name: 'José Novak' }))
    expect(await search('nunez mar')).toEqual(['María José Núñez'])
    expect(await search('MARIA')).toEqual(['María José Núñez', 'Maria Novak'])
    expect(await search('novak jos')).toEqual(['José Novak'])
    expect(await search('novak nunez')).toEqual([])
    expect(await search('???')).toEqual([])
  })

  it('finds an organization by its public name', async () => {
    const organization = { publicName: 'Bread for All', offers: {}, people: [] }
    await join(table, somebody(1, { name: 'Cal Cruz', organization }))
    expect(await search('bread')).toEqual(['Cal Cruz'])
    expect(await search('cruz')).toEqual(['Cal Cruz'])
  })

  it('finds by address, member id and payment, each as a whole only', async () => {
    await join(table, somebody(1, { name: 'Ana', email: 'ana@example.org' }), activeSince(mbr(1), 'pi_3Ana'))
    expect(await search(' ANA@example.org ')).toEqual(['Ana'])
    expect(await search('na@example.org')).toEqual([])
    expect(await search(mbr(1))).toEqual(['Ana'])
    expect(await search('pi_3Ana')).toEqual(['Ana'])
    expect(await search('pi_3An')).toEqual([])
  })

  it('says when a word more would help', async () => {
    for (let n = 0; n < 60; n++) await join(table, somebody(n, { name: `Maria ${n}` }))
    expect(await searchMembers({ table }, 'maria')).toMatchObject({ more: true })
    expect(await searchMembers({ table }, 'maria 7')).toMatchObject({ more: false })
  })

  it.each(['é', '李', '🙂', `${'x'.repeat(100)}`, 'مرحبا بكم', 'Ꞛ'])('takes a name such as %s', async (name) => {
    await join(table, somebody(1, { name }))
    expect(await names()).toEqual([name])
    expect(await search(name)).toEqual(/\p{L}/u.test(name) ? [name] : [])
  })

  it('keeps no copy of a name in the words of others', async () => {
    await join(table, somebody(1, { name: 'Ana Flores' }))
    const { items } = await table.query(z.looseObject({}), { pk: 'WORDS#f' })
    expect(items).toHaveLength(1)
  })
})
