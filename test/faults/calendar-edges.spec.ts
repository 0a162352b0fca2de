import { describe, expect, it } from 'vitest'
import { attend } from '../../shared/campaigns/sending/attention.ts'
import { quietUntil } from '../../shared/campaigns/sending/quiet-hours.ts'
import { Instant } from '../../shared/units.ts'

const DENVER = 'America/Denver'
const at = (text: string) => Instant.parse(text)

describe('quiet hours', () => {
  it.each([
    ['the night of the new year', '2027-01-01T04:30:00.000Z', DENVER, '2027-01-01T15:00:00.000Z'],
    ['UTC midnight by day', '2027-01-01T00:00:00.000Z', DENVER, undefined],
    ['the night to a leap day', '2028-02-29T05:00:00.000Z', DENVER, '2028-02-29T15:00:00.000Z'],
    ['the night of a leap day', '2028-03-01T05:00:00.000Z', DENVER, '2028-03-01T15:00:00.000Z'],
    [
      'the night in which clocks go forward: an hour less',
      '2027-03-14T04:30:00.000Z',
      DENVER,
      '2027-03-14T14:00:00.000Z',
    ],
    ['the night in which clocks go back: an hour more', '2027-11-07T03:30:00.000Z', DENVER, '2027-11-07T15:00:00.000Z'],
    [
      'a city on the other side of the date line',
      '2026-12-31T10:00:00.000Z',
      'Pacific/Auckland',
      '2026-12-31T19:00:00.000Z',
    ],
  ])('end in the morning after %s', (_, now, zone, until) => {
    expect(quietUntil(at(now), zone)).toBe(until)
  })
})

describe('the attention limit', () => {
  it('counts hours, whatever the year', () => {
    const before = { step: 1, sends: [{ sendId: 'a', at: at('2026-12-31T23:30:00.000Z') }] }
    expect(attend(before, 'b', at('2027-01-02T23:29:59.000Z'))).toEqual({
      outcome: 'later',
      at: at('2027-01-02T23:30:00.000Z'),
    })
    expect(attend(before, 'b', at('2027-01-02T23:30:00.000Z')).outcome).toBe('may')
  })
})
