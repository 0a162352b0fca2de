import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { QUIET_HOURS } from '../../shared/campaigns/policy.ts'
import { paceOf, type Sample, sampled, throughAt } from '../../shared/campaigns/sending/pace.ts'
import { quietUntil } from '../../shared/campaigns/sending/quiet-hours.ts'
import { Instant, plusSeconds } from '../../shared/units.ts'
import { atTime, leftText, paceText } from '../../web/campaigns/pace-phrases.ts'
import { NOON } from './network.ts'

const ZONE = 'America/Denver'
const at = (seconds: number) => plusSeconds(NOON, seconds)
const line = (...samples: [seconds: number, mailed: number][]): Sample[] =>
  samples.map(([seconds, mailed]) => ({ at: at(seconds), mailed }))

describe('the pace of a mailing', () => {
  it.each([
    ['of one look', line([0, 0])],
    ['of a few seconds', line([0, 0], [5, 40])],
    ['of very few mails', line([0, 0], [30, 3])],
    ['of nothing yet', line([0, 0], [30, 0])],
  ])('is not told %s', (_, samples) => {
    expect(paceOf(samples, at(30))).toBeUndefined()
  })

  it('is that of the last two minutes', () => {
    const samples = line([0, 0], [100, 0], [160, 600], [220, 1200])
    expect(paceOf(samples, at(220))).toBe(10)
  })

  it('is nothing when a minute has passed without a mail', () => {
    const pace = paceOf(line([0, 500], [60, 500]), at(60))
    expect(pace).toBe(0)
    expect(paceText(pace ?? 1)).toBe('Nothing has left for a minute.')
  })

  it('is forgotten while nobody looks', () => {
    expect(paceOf(line([0, 0], [60, 600]), at(600))).toBeUndefined()
  })

  it('takes a sample every few seconds and forgets those of other mails', () => {
    expect(sampled(line([0, 0]), { at: at(3), mailed: 9 })).toBeUndefined()
    expect(sampled(line([0, 90]), { at: at(6), mailed: 9 })).toEqual(line([6, 9]))
    expect(sampled(line([0, 0], [100, 5]), { at: at(130), mailed: 9 })).toEqual(line([100, 5], [130, 9]))
  })
})

describe('the time left', () => {
  const through = (left: number, pace: number | undefined, now = NOON) => throughAt(left, pace, now, ZONE)

  it('is not told without a pace, nor beyond two weeks', () => {
    expect(through(100, undefined)).toBeUndefined()
    expect(through(100, 0)).toBeUndefined()
    expect(through(100_000, 0.01)).toBeUndefined()
  })

  it('leaves the nights out', () => {
    // Nine hours until 21:00, the tenth hour from 8:00 on.
    expect(through(36_000, 1)).toBe('2026-12-02T16:00:00.000Z')
    expect(throughAt(36_000, 1, NOON, undefined)).toBe(at(36_000))
  })

  it('always ends by day, and never sooner than at full pace', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200_000 }), fc.double({ min: 0.5, max: 80, noNaN: true }), (left, pace) => {
        const end = throughAt(left, pace, NOON, ZONE)
        if (!end) return
        expect(Date.parse(end)).toBeGreaterThanOrEqual(Date.parse(NOON) + Math.floor((1000 * left) / pace))
        const night = quietUntil(end, ZONE)
        // The very minute in which the night begins is still day.
        if (night)
          expect(Date.parse(night) - Date.parse(end)).toBe((24 - QUIET_HOURS.from + QUIET_HOURS.until) * 3_600_000)
      }),
      { seed: 4 },
    )
  })

  it.each([
    [30, 'Through in less than a minute.'],
    [200, 'Through in about 4 minutes.'],
    [11 * 60, 'Through in about 15 minutes.'],
    [2 * 3600 + 60, 'Through at about 2:15 PM.'],
    [86_400, 'Through tomorrow at about 12:00 PM.'],
  ])('in words is coarse: %d s', (seconds, words) => {
    expect(leftText(at(seconds), ZONE, NOON)).toBe(words)
  })

  it('names another day', () => {
    expect(atTime(Instant.parse('2026-12-04T15:00:00.000Z'), ZONE, NOON)).toBe('Friday, December 4 at 8:00 AM')
  })
})
