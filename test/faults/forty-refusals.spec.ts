import { describe, expect, it } from 'vitest'
import { everyCrashPoint } from './every-crash-point.ts'
import { runForty } from './forty.ts'
import { broken, endsAs } from './promises.ts'

const MINUTES = 300_000

describe('a campaign to 40 members ends as it should', () => {
  it(
    'when the table, the mail provider or Step Functions throttles any of its requests',
    async () => {
      expect(await everyCrashPoint(runForty, 'throttled')).toBeGreaterThan(300)
    },
    MINUTES,
  )

  it(
    'when any of its tasks, events and ticks comes twice',
    async () => {
      expect(await everyCrashPoint(runForty, 'twice')).toBeGreaterThan(100)
    },
    MINUTES,
  )

  it(
    'when any event or tick never comes',
    async () => {
      expect(await everyCrashPoint(runForty, 'lost')).toBeGreaterThan(70)
    },
    MINUTES,
  )

  it.each([
    ['the connection is cut before any mail arrives, and nobody knows', 'reset'],
    ['the mail provider cannot be reached for any mail', 'unreachable'],
    ['the day’s quota is used up at any mail', 'daily-quota'],
    ['any mail is refused', 'rejected'],
    ['the events of any mail come before the answer', 'overtaken'],
  ] as const)('when %s', async (_, how) => expect(await everyCrashPoint(runForty, how)).toBeGreaterThan(30), MINUTES)

  it('when the indexes of the table are a minute behind it', async () => {
    const world = await runForty({ indexLag: 60 })
    expect(await broken(world, endsAs(await runForty()))).toEqual([])
  })
})
