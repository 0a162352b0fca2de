import { describe, expect, it } from 'vitest'
import { countedIn, everyCrashPoint } from './every-crash-point.ts'
import { runForty } from './forty.ts'

const MINUTES = 600_000

describe('a campaign to 40 members ends as it should when a function dies', () => {
  it.each([
    ['before', 'dies-before'],
    ['after', 'dies-after'],
  ] as const)(
    '%s any of its writes, mails and starts',
    async (_, how) => {
      const { writes, sends, starts } = countedIn(await runForty())
      expect(await everyCrashPoint(runForty, how)).toBe(writes + sends + starts)
    },
    MINUTES,
  )

  it.each([
    ['the first', 'dies-with-first'],
    ['the last', 'dies-with-last'],
  ] as const)(
    'with %s half made of any changes that go together',
    async (_, how) => {
      const { writesOfSeveral } = countedIn(await runForty())
      expect(await everyCrashPoint(runForty, how)).toBe(writesOfSeveral)
    },
    MINUTES,
  )
})
