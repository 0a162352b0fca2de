import { describe, expect, it } from 'vitest'
import type { Campaign } from '../../shared/campaigns/campaign.ts'
import type { FlightPlan } from '../../shared/campaigns/launch/flight-plan.ts'
import { type Warning, warningsOf } from '../../shared/campaigns/launch/warnings.ts'
import { Instant } from '../../shared/units.ts'
import { warningWords } from '../../web/campaigns/plan-phrases.ts'
import { linksInStaffText } from '../../web/mail/staff-text-links.ts'
import { DRAFT, NOON } from './network.ts'

const PLAN: FlightPlan = {
  audience: 100,
  reached: 100,
  deferred: 0,
  deferredOn: [],
  skipped: {},
  begins: NOON,
  afterQuietHours: false,
  reachedBy: NOON,
  besides: 0,
  rounds: [],
}

const warned = (
  change: Partial<Campaign>,
  seen: { plan?: Partial<FlightPlan>; languages?: object; htmlBytes?: number } = {},
): Warning[] => {
  const campaign = { ...DRAFT, ...change } as Campaign
  return warningsOf({
    campaign,
    timeZone: 'America/Denver',
    ownHost: 'network.example.org',
    links: linksInStaffText(campaign.message),
    htmlBytes: seen.htmlBytes ?? 9000,
    plan: { ...PLAN, ...seen.plan },
    languages: seen.languages ?? { en: 100 },
  })
}

describe('a mail as it should be', () => {
  it('raises no warning', () => {
    expect(warned({})).toEqual([])
    expect(warned({ title: 'Free park concerts: which ones?' })).toEqual([])
    expect(warned({ title: 'NYC parks' })).toEqual([])
    expect(warned({ message: 'See [our page](https://network.example.org/cities/denver).' })).toEqual([])
    expect(warned({ message: 'Read https://www.network.example.org/x today.' })).toEqual([])
  })
})

describe('a mail that filters or readers may trip over', () => {
  it.each([
    [{ title: 'ANSWER OUR SURVEY' }, { warning: 'title-in-capitals' }],
    [{ title: 'A'.concat(' long title'.repeat(7)) }, { warning: 'title-too-long' }],
    [{ title: 'Free!!!' }, { warning: 'title-shouts' }],
    [{ title: 'It is free today!' }, { warning: 'title-shouts' }],
    [{ message: '' }, { warning: 'nothing-but-a-button' }],
    [
      { message: 'See [this](https://elsewhere.example/x).' },
      { warning: 'leads-elsewhere', host: 'elsewhere.example' },
    ],
    [
      { message: '[**bank.example/login**](https://evil.example)' },
      { warning: 'disguised-link', shown: 'bank.example', host: 'evil.example' },
    ],
    [
      { message: '[https://network.example.org](https://evil.example)' },
      { warning: 'disguised-link', shown: 'network.example.org', host: 'evil.example' },
    ],
    [{ closesAt: Instant.parse('2026-12-15T09:00:00.000Z') }, { warning: 'closes-at-night' }],
    [{ closesAt: Instant.parse('2026-12-03T00:00:00.000Z') }, { warning: 'short-notice', hours: 29 }],
  ] as const)('%j', (change, warning) => {
    expect(warned(change)).toEqual([warning])
    expect(warningWords(warned(change)[0] as Warning).length).toBeGreaterThan(20)
  })

  it.each([
    [{ htmlBytes: 120_000 }, { warning: 'too-heavy', kilobytes: 118 }],
    [{ languages: { en: 90, es: 10 } }, { warning: 'two-languages', others: 10, of: 100 }],
    [{ plan: { reached: 75, deferred: 25 } }, { warning: 'many-deferred', deferred: 25, of: 100 }],
    [{ plan: { reached: 60, skipped: { over: 40 } } }, { warning: 'not-through', over: 40 }],
  ] as const)('%j', (seen, warning) => {
    expect(warned({}, seen)).toEqual([warning])
    expect(warningWords(warned({}, seen)[0] as Warning).length).toBeGreaterThan(20)
  })
})
