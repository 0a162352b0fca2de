import { describe, expect, it } from 'vitest'
import { countedIn, everyCrashPoint } from './every-crash-point.ts'
import { runForty } from './forty.ts'

const MINUTES = 600_000

describe('a campaign to 40 members ends as it should when the answer is lost', () => {
  it(
    'of any write, mail or start, and the function is told of a fault',
    async () => {
      const { writes, sends, starts } = countedIn(await runForty())
      expect(await everyCrashPoint(runForty, 'reply-lost')).toBe(writes + sends + starts)
    },
    MINUTES,
  )

  it(
    'of any write or start, and the client asks once more',
    async () => {
      const { writes, starts } = countedIn(await runForty())
      expect(await everyCrashPoint(runForty, 'asked-again')).toBe(writes + starts)
    },
    MINUTES,
  )
})
