import { describe, expect, it } from 'vitest'
import { MOST_WAVES } from '../../shared/campaigns/policy.ts'
import { everyOf, readRule, ruleOf } from '../../shared/campaigns/series/repeat-rule.ts'
import { closesAtOf, countWaves, planWaves, wavesOf } from '../../shared/campaigns/series/waves.ts'
import { instantInCity, wallClockInCity } from '../../shared/local-time.ts'
import { Instant } from '../../shared/units.ts'

const DENVER = 'America/Denver'
const plan = (rule: string, from = '2026-12-01T09:00', overlap?: 'first' | 'second') =>
  planWaves({ rule, from, ...(overlap && { overlap }) }, DENVER)
const days = (rule: string, from?: string, overlap?: 'first' | 'second') => {
  const planned = plan(rule, from, overlap)
  return planned.outcome === 'waves' ? planned.waves.map(({ wallClock }) => wallClock.slice(0, 10)) : planned
}

describe('a survey every quarter', () => {
  it('goes out at the same time of day in summer and in winter', () => {
    const planned = plan('FREQ=MONTHLY;INTERVAL=3;COUNT=4')
    expect(planned).toEqual({
      outcome: 'waves',
      waves: [
        { number: 1, wallClock: '2026-12-01T09:00', launchAt: '2026-12-01T16:00:00.000Z' },
        { number: 2, wallClock: '2027-03-01T09:00', launchAt: '2027-03-01T16:00:00.000Z' },
        { number: 3, wallClock: '2027-06-01T09:00', launchAt: '2027-06-01T15:00:00.000Z' },
        { number: 4, wallClock: '2027-09-01T09:00', launchAt: '2027-09-01T15:00:00.000Z' },
      ],
    })
  })

  it('ends on the day that staff gave, that day included', () => {
    expect(days('FREQ=MONTHLY;INTERVAL=3;UNTIL=20270301')).toEqual(['2026-12-01', '2027-03-01'])
    // Ten in UTC is three in Denver, before the wave.
    expect(days('FREQ=MONTHLY;INTERVAL=3;UNTIL=20270301T100000Z')).toEqual(['2026-12-01'])
    expect(days('FREQ=MONTHLY;INTERVAL=3;UNTIL=20270301T160000Z')).toEqual(['2026-12-01', '2027-03-01'])
  })
})

describe('a survey every month from the 31st', () => {
  it('goes out on the last day of a month that has no 31st', () => {
    const rule = ruleOf('month', '2026-12-31T09:00')
    expect(days(`${rule};COUNT=4`, '2026-12-31T09:00')).toEqual([
      '2026-12-31',
      '2027-01-31',
      '2027-02-28',
      '2027-03-31',
    ])
  })

  it('every year from a 29 February, in years that have none too', () => {
    const from = '2028-02-29T09:00'
    expect(days(`${ruleOf('year', from)};COUNT=3`, from)).toEqual(['2028-02-29', '2029-02-28', '2030-02-28'])
  })
})

describe('the usual ways to repeat', () => {
  it.each(['2026-12-01T09:00', '2026-12-31T09:00', '2026-01-29T09:00'])(
    'are found again in the rule from %s',
    (from) => {
      for (const every of ['week', 'two-weeks', 'month', 'quarter', 'half-year', 'year'] as const)
        expect(everyOf(`${ruleOf(every, from)};COUNT=5`, from)).toBe(every)
      expect(everyOf('FREQ=MONTHLY;BYDAY=1TU', from)).toBeUndefined()
    },
  )
})

describe('a series without an end', () => {
  it('ends by itself after the most waves, or after ten years', () => {
    expect(days('FREQ=WEEKLY')).toHaveLength(MOST_WAVES)
    expect(days('FREQ=MONTHLY;INTERVAL=12')).toHaveLength(11)
    expect(countWaves({ rule: 'FREQ=WEEKLY', from: '2026-12-01T09:00' }, DENVER)).toBe(MOST_WAVES)
  })
})

describe('a rule that staff wrote themselves', () => {
  it('is taken as calendars write it, whatever the case and the prefix', () => {
    expect(readRule(' rrule:freq=monthly;byday=1tu;count=3; ')).toEqual({
      outcome: 'rule',
      rule: 'FREQ=MONTHLY;BYDAY=1TU;COUNT=3',
    })
    expect(days('FREQ=MONTHLY;BYDAY=1TU;COUNT=3')).toEqual(['2026-12-01', '2027-01-05', '2027-02-02'])
  })

  it.each([
    ['', 'not-a-rule'],
    ['every week', 'not-a-rule'],
    ['COUNT=3', 'not-a-rule'],
    ['FREQ=WEEKLY;FREQ=DAILY', 'not-a-rule'],
    ['FREQ=WEEKLY;FOO=1', 'not-a-rule'],
    ['FREQ=WEEKLY;BYDAY=XX', 'not-a-rule'],
    ['FREQ=WEEKLY;BYDAY=1MO', 'not-a-rule'],
    ['FREQ=MONTHLY;BYMONTHDAY=32', 'not-a-rule'],
    ['FREQ=MONTHLY;BYSETPOS=1', 'not-a-rule'],
    ['FREQ=WEEKLY;INTERVAL=0', 'not-a-rule'],
    ['FREQ=WEEKLY;COUNT=-1', 'not-a-rule'],
    ['FREQ=WEEKLY;COUNT=3;UNTIL=20271231', 'not-a-rule'],
    ['FREQ=WEEKLY;UNTIL=20271399', 'not-a-rule'],
    [`FREQ=MONTHLY;BYMONTHDAY=${'1,'.repeat(150)}1`, 'not-a-rule'],
    ['FREQ=HOURLY', 'too-often'],
    ['FREQ=MINUTELY;COUNT=2', 'too-often'],
    ['FREQ=DAILY;BYHOUR=9,15', 'too-often'],
    ['FREQ=DAILY;COUNT=105', 'too-many'],
    ['FREQ=DAILY;UNTIL=20271231', 'too-many'],
    ['FREQ=YEARLY;COUNT=20', 'too-long'],
    ['FREQ=YEARLY;UNTIL=20491231', 'too-long'],
    ['FREQ=WEEKLY;COUNT=0', 'no-wave'],
    ['FREQ=WEEKLY;UNTIL=20201231', 'no-wave'],
    ['FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30', 'no-wave'],
    ['FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31', 'no-wave'],
  ])('%s is refused: %s', (rule, reason) => {
    expect(plan(rule)).toMatchObject({ outcome: 'refused', reason })
  })

  it('is refused when the first wave is none of its times, and says which would be', () => {
    expect(plan('FREQ=WEEKLY;BYDAY=MO')).toEqual({
      outcome: 'refused',
      reason: 'first-outside-rule',
      begins: '2026-12-07T09:00',
    })
  })
})

describe('a wave in the night in which clocks are set forward', () => {
  it('is named, with the nearest times that exist', () => {
    expect(plan('FREQ=WEEKLY;COUNT=30', '2026-10-04T02:30')).toEqual({
      outcome: 'refused',
      reason: 'skipped-by-clock-change',
      wave: 24,
      wallClock: '2027-03-14T02:30',
      before: '2027-03-14T01:59',
      after: '2027-03-14T03:00',
    })
  })

  it('goes out right after the gap, where a law made the gap after the series was planned', () => {
    const waves = wavesOf({ rule: 'FREQ=WEEKLY;COUNT=30', from: '2026-10-04T02:30' }, DENVER)
    expect(waves[23]).toEqual({ number: 24, wallClock: '2027-03-14T02:30', launchAt: '2027-03-14T09:00:00.000Z' })
  })
})

describe('a wave in the night in which clocks are set back', () => {
  const weekly = (overlap?: 'first' | 'second') => plan('FREQ=WEEKLY;COUNT=60', '2026-10-04T01:30', overlap)

  it('is asked about once, and the answer holds for all such waves', () => {
    expect(weekly()).toMatchObject({ outcome: 'twice', wave: 5, wallClock: '2026-11-01T01:30' })
    const launched = (overlap: 'first' | 'second') => {
      const planned = weekly(overlap)
      return planned.outcome === 'waves' ? [planned.waves[4]?.launchAt, planned.waves[57]?.launchAt] : planned
    }
    expect(launched('first')).toEqual(['2026-11-01T07:30:00.000Z', '2027-11-07T07:30:00.000Z'])
    expect(launched('second')).toEqual(['2026-11-01T08:30:00.000Z', '2027-11-07T08:30:00.000Z'])
  })
})

describe('the closing time of a wave', () => {
  const at = (wallClock: string) => {
    const time = instantInCity(wallClock, DENVER, 'second')
    if (time.outcome !== 'instant') throw new Error('this time does not exist')
    return time.instant
  }

  it('is as many calendar days after its launch, at the same time of day, also over a change of clocks', () => {
    const before = { wave: { wallClock: '2026-12-01T09:00' }, closesAt: at('2026-12-15T20:00') }
    const closes = closesAtOf(before, { wallClock: '2027-03-07T09:00' }, DENVER)
    expect(wallClockInCity(closes, DENVER)).toBe('2027-03-21T20:00')
    expect(closes).toBe('2027-03-22T02:00:00.000Z')
  })

  it('never cuts anybody’s time short: after a gap, and at the later of two', () => {
    const before = { wave: { wallClock: '2026-12-01T09:00' }, closesAt: at('2026-12-08T02:30') }
    expect(closesAtOf(before, { wallClock: '2027-03-07T09:00' }, DENVER)).toBe(
      Instant.parse('2027-03-14T09:00:00.000Z'),
    )
    const late = { ...before, closesAt: at('2026-12-08T01:30') }
    expect(closesAtOf(late, { wallClock: '2027-10-31T09:00' }, DENVER)).toBe(Instant.parse('2027-11-07T08:30:00.000Z'))
  })
})
