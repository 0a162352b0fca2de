import { describe, expect, it } from 'vitest'
import { countedIn, everyCrashPoint } from './every-crash-point.ts'
import { runForty } from './forty.ts'

const MINUTES = 600_000

describe('a campaign to 40 members ends as it should when the whole workflow is gone', () => {
  it.each([
    ['before', 'ends-before'],
    ['after', 'ends-after'],
  ] as const)(
    '%s any write or mail of its tasks',
    async (_, how) => {
      const { writesOfTasks, sends } = countedIn(await runForty())
      expect(await everyCrashPoint(runForty, how)).toBe(writesOfTasks + sends)
    },
    MINUTES,
  )
})
