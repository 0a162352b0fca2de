import { describe, expect, it } from 'vitest'
import { readPattern } from '../../local/event-pattern.ts'
import { readSchedule } from '../../local/schedule.ts'

describe('an event pattern', () => {
  const bounce = {
    source: 'aws.ses',
    'detail-type': 'Email Bounced',
    detail: { tags: { campaign: ['cmp_1', 'cmp_2'] }, bounce: { type: 'Permanent', code: null }, size: 5 },
  }
  it.each([
    ['an exact value', { source: ['aws.ses'] }, true],
    ['another value', { source: ['aws.s3'] }, false],
    ['one of several values', { source: ['aws.s3', 'aws.ses'] }, true],
    ['every field', { source: ['aws.ses'], 'detail-type': ['Email Sent'] }, false],
    ['a nested value', { detail: { bounce: { type: ['Permanent'] } } }, true],
    ['null', { detail: { bounce: { code: [null] } } }, true],
    ['a value in a list', { detail: { tags: { campaign: ['cmp_2'] } } }, true],
    ['a prefix', { 'detail-type': [{ prefix: 'Email ' }] }, true],
    ['a suffix', { 'detail-type': [{ suffix: 'Sent' }] }, false],
    ['anything but a value', { source: [{ 'anything-but': 'aws.ses' }] }, false],
    ['anything but a list', { source: [{ 'anything-but': ['aws.s3'] }] }, true],
    ['anything but a prefix', { source: [{ 'anything-but': { prefix: 'aws.' } }] }, false],
    ['something that is there', { detail: { bounce: [{ exists: true }] } }, true],
    ['something that is not there', { detail: { complaint: [{ exists: false }] } }, true],
    ['something absent that should be there', { detail: { complaint: { type: [{ exists: true }] } } }, false],
    ['a number in a range', { detail: { size: [{ numeric: ['>', 1, '<=', 5] }] } }, true],
    ['a wildcard', { 'detail-type': [{ wildcard: 'E*ced' }] }, true],
    ['one of two patterns', { $or: [{ source: ['x'] }, { detail: { size: [5] } }] }, true],
  ])('asks for %s', (_, pattern, matches) => {
    expect(readPattern(pattern)(bounce)).toBe(matches)
  })

  it('with a matcher nobody knows is refused when it is read', () => {
    expect(() => readPattern({ source: [{ cidr: '10.0.0.0/8' }] })).toThrow(/cidr/)
  })
})

describe('a schedule', () => {
  const next = (expression: string, after: string) => {
    const instant = readSchedule(expression).next(Date.parse(after))
    return instant === undefined ? undefined : new Date(instant).toISOString()
  }
  it.each([
    ['rate(1 minute)', '2026-11-23T10:00:30Z', '2026-11-23T10:01:00.000Z'],
    ['rate(1 minute)', '2026-11-23T10:01:00Z', '2026-11-23T10:02:00.000Z'],
    ['rate(1 day)', '2026-11-23T10:00:00Z', '2026-11-24T00:00:00.000Z'],
    ['cron(15 9 * * ? *)', '2026-11-23T09:15:00Z', '2026-11-24T09:15:00.000Z'],
    ['cron(0/20 8-9 * * ? *)', '2026-11-23T08:41:00Z', '2026-11-23T09:00:00.000Z'],
    ['cron(0 12 ? * MON-FRI *)', '2026-11-27T12:00:00Z', '2026-11-30T12:00:00.000Z'],
    ['cron(0 0 29 2 ? *)', '2026-01-01T00:00:00Z', '2028-02-29T00:00:00.000Z'],
    ['cron(0 0 1 1 ? 2027)', '2027-01-02T00:00:00Z', undefined],
  ])('%s after %s is at %s', (expression, after, expected) => {
    expect(next(expression, after)).toBe(expected)
  })

  it.each(['rate(0 minutes)', 'cron(* * * *)', 'cron(0 0 L * ? *)', 'at(2026-01-01T00:00:00)', 'cron(61 * * * ? *)'])(
    '%s is refused',
    (expression) => {
      expect(() => readSchedule(expression)).toThrow()
    },
  )
})
