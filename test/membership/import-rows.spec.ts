import { describe, expect, it } from 'vitest'
import { CitySlug, MemberId } from '../../shared/ids.ts'
import type { Columns } from '../../shared/membership/transfer/columns.ts'
import { importedMembership } from '../../shared/membership/transfer/imported-member.ts'
import { readMapping, type TypedMapping } from '../../shared/membership/transfer/mapping-form.ts'
import { type Reading, readRow } from '../../shared/membership/transfer/read-row.ts'
import { PlainDate } from '../../shared/units.ts'
import { countedIds, NOON, sanFrancisco } from './cast.ts'

const portland = (state: string) => ({
  ...sanFrancisco,
  slug: CitySlug.parse(`portland-${state.toLowerCase()}`),
  name: 'Portland',
  state,
})

const reading = (columns: Columns, defaults: Partial<Reading['defaults']> = {}): Reading => ({
  columns,
  defaults: {
    language: 'en',
    topics: [],
    wording: 'paper-2024',
    dates: 'month-first',
    lapsed: false,
    fillIn: false,
    city: sanFrancisco.slug,
    paidThrough: PlainDate.parse('2027-05-01'),
    ...defaults,
  },
  cities: [sanFrancisco, portland('ME'), portland('OR')],
  choices: (dimension) =>
    dimension === 'gender'
      ? [{ key: 'woman', names: ['Female', 'Femenino'] }]
      : [{ key: 'mission', names: ['Mission'] }],
  at: NOON,
})

const ana = { name: 'Ana Flores', email: 'ana@example.org' }
const read = (cells: Record<string, string>, defaults: Partial<Reading['defaults']> = {}) => {
  const all = { ...ana, ...cells }
  return readRow(Object.values(all), reading(Object.keys(all) as Columns, defaults))
}
const member = (cells: Record<string, string>, defaults: Partial<Reading['defaults']> = {}) => {
  const row = read(cells, defaults)
  if (row.outcome === 'refused') throw new Error(JSON.stringify(row.problems))
  return row.member
}
const refusals = (cells: Record<string, string>, defaults: Partial<Reading['defaults']> = {}) => {
  const row = read(cells, defaults)
  return row.outcome === 'refused' ? row.problems.map(({ field, reason }) => `${field} ${reason}`) : []
}

describe('a row of a file', () => {
  it.each([
    [{ name: ' ' }, 'name empty'],
    [{ name: 'x'.repeat(101) }, 'name too-long'],
    [{ email: 'ana' }, 'email not-an-address'],
    [{ email: 'aña@example.org' }, 'email not-an-address'],
    [{ city: 'Atlantis' }, 'city no-such-city'],
    [{ city: 'Portland' }, 'city several-such-cities'],
    [{ language: 'Klingon' }, 'language not-a-language'],
    [{ kind: 'robot' }, 'kind not-a-kind'],
    [{ joined_at: '2026-13-01' }, 'joined_at not-a-date'],
    [{ joined_at: '2/30/2026' }, 'joined_at not-a-date'],
    [{ joined_at: '2027-01-01' }, 'joined_at in-the-future'],
    [{ paid_through: '2126-01-01' }, 'paid_through too-far-away'],
    [{ paid_through: '2026-10-01' }, 'paid_through paid-through-is-over'],
    [{ dues: 'twelve' }, 'dues not-an-amount'],
    [{ dues: '-5' }, 'dues not-an-amount'],
    [{ interval: 'weekly' }, 'interval not-an-interval'],
    [{ gender: 'unsaid' }, 'gender not-a-choice'],
    [{ topics: 'surveys, cake' }, 'topics not-topics'],
    [{ suppressed: 'perhaps' }, 'suppressed not-a-suppression'],
    [{ kind: 'organization', public_name: '' }, 'public_name empty'],
    [{ kind: 'person', public_name: 'Club' }, 'public_name not-for-a-person'],
    [{ public_name: 'Club', people: 'a;b;c;d;e;f;g;h;i;j;k' }, 'people too-many-people'],
  ])('with %j is refused: %s', (cells, reason) => {
    expect(refusals(cells)).toEqual([reason])
  })

  it('is told all that is wrong with it at once', () => {
    expect(refusals({ name: '', email: 'x', city: 'Atlantis', dues: '1.234' })).toEqual([
      'name empty',
      'email not-an-address',
      'city no-such-city',
      'dues not-an-amount',
    ])
  })

  it('knows a city by its slug, its name in any case, and its state where two have the name', () => {
    expect(
      ['san-francisco', 'SAN FRANCISCO', 'San Francisco, CA', 'Portland, OR'].map((city) => member({ city }).city),
    ).toEqual(['san-francisco', 'san-francisco', 'san-francisco', 'portland-or'])
  })

  it('reads dates in the order that was chosen', () => {
    expect(member({ joined_at: '3/4/2026' }).joinedAt).toBe('2026-03-04T12:00:00.000Z')
    expect(member({ joined_at: '3/4/2026' }, { dates: 'day-first' }).joinedAt).toBe('2026-04-03T12:00:00.000Z')
    expect(member({ joined_at: '2026-03-04T10:00:00-08:00' }).joinedAt).toBe('2026-03-04T18:00:00.000Z')
  })

  it('takes dues below the least here, since they were paid elsewhere', () => {
    expect(['', '0', '$5', '1,200.50'].map((dues) => member({ dues }).paid.cents)).toEqual([0, 0, 500, 120_050])
  })

  it('mails nobody about a topic that they did not agree to', () => {
    const silent = member({ joined_at: '2024-05-01' })
    expect(silent.consents).toEqual({})
    expect(Object.keys(silent.unsubscribes)).toEqual(['surveys', 'calls', 'updates'])
    const told = member(
      { topics: 'encuestas', agreed_at: '2024-06-01', joined_at: '2024-05-01' },
      { topics: ['calls'] },
    )
    expect(told.consents).toEqual({ surveys: { wording: 'paper-2024', at: '2024-06-01T12:00:00.000Z' } })
    expect(Object.keys(told.unsubscribes)).toEqual(['calls', 'updates'])
    const left = member({ topics: 'all', unsubscribed: 'calls' })
    expect(Object.keys(left.unsubscribes)).toEqual(['calls'])
  })

  it('keeps that an address is not to be mailed', () => {
    expect(member({ suppressed: 'Hard bounce', suppressed_at: '2025-01-02' }).suppressed).toEqual({
      reason: 'bounced',
      at: '2025-01-02T12:00:00.000Z',
    })
    expect(member({ suppressed: 'soft-bounced' }).suppressed?.reason).toBe('soft-bounced')
    expect(member({ suppressed: 'spam complaint' }).suppressed?.reason).toBe('complained')
    expect(member({ suppressed: 'no' }).suppressed).toBeUndefined()
  })

  it('becomes a lapsed member only when asked, on the day it lapsed, and not when the network would have forgotten', () => {
    const lapsed = member({ paid_through: '2026-03-01' }, { lapsed: true })
    expect(lapsed.lapsedOn).toBe('2026-04-01')
    expect(refusals({ paid_through: '2024-08-01' }, { lapsed: true })).toEqual(['paid_through lapsed-too-long-ago'])
  })
})

describe('the membership that is carried over', () => {
  const id = countedIds()(MemberId, 'mbr')
  const today = PlainDate.parse('2026-11-23')
  const stateFor = (cells: Record<string, string>) => importedMembership(id, member(cells, { lapsed: true }), { today })

  it('makes nothing up that was planned before today', () => {
    expect(stateFor({ paid_through: '2026-11-25' })).toMatchObject({
      state: 'active',
      paidThrough: '2026-11-25',
      plannedFrom: today,
      version: 1,
    })
  })

  it('is in the state that it was in', () => {
    expect(stateFor({ paid_through: '2026-11-10' })).toMatchObject({ state: 'in-grace', graceSince: '2026-11-11' })
    expect(stateFor({ cancelled_at: '2026-08-01' })).toMatchObject({ state: 'cancelled' })
    expect(stateFor({ activated_at: '' })).toMatchObject({ state: 'awaiting-activation', linksAsked: [] })
    expect(stateFor({ paid_through: '2026-03-01' })).toMatchObject({ state: 'lapsed', lapsedOn: '2026-04-01' })
  })
})

describe('what the columns are', () => {
  const typed = (more: Partial<TypedMapping> = {}): TypedMapping => ({
    columns: ['name', 'email', ''],
    city: 'san-francisco',
    language: 'en',
    topics: [],
    wording: '',
    agreedOn: '',
    paidThrough: '2027-05-01',
    dates: 'month-first',
    lapsed: false,
    fillIn: false,
    ...more,
  })
  const settle = (more: Partial<TypedMapping>) => readMapping(typed(more), [sanFrancisco.slug])

  it.each([
    [{ columns: ['name', '', ''] }, ['columns no-email']],
    [{ columns: ['email', 'email', 'name'] }, ['column-1 twice']],
    [{ columns: ['name', 'email', '__proto__'] }, ['column-2 not-a-field']],
    [{ city: '' }, ['city no-city']],
    [{ paidThrough: '' }, ['paidThrough no-paid-through']],
    [{ paidThrough: 'May' }, ['paidThrough not-a-date']],
    [{ topics: ['surveys'] }, ['wording no-wording', 'agreedOn no-date']],
    [{ wording: 'x'.repeat(61) }, ['wording too-long']],
  ])('with %j is refused: %j', (more, problems) => {
    const read = settle(more)
    expect(read.outcome === 'refused' && read.problems.map(({ field, reason }) => `${field} ${reason}`)).toEqual(
      problems,
    )
  })

  it('is settled with what holds for all rows', () => {
    expect(settle({ topics: ['surveys'], wording: 'paper', agreedOn: '2024-05-01' })).toMatchObject({
      outcome: 'settled',
      columns: ['name', 'email', null],
      defaults: { topics: ['surveys'], wording: 'paper', agreedOn: '2024-05-01' },
    })
  })
})
