import { describe, expect, it } from 'vitest'
import { everyCrashPoint } from './every-crash-point.ts'
import { runForty } from './forty.ts'

const MINUTES = 600_000

describe('a campaign to 40 members ends as it should when the answer is lost', () => {
  it(
    'of any write, mail or start, and the function is told of a fault',
    async () => {
      expect(await everyCrashPoint(runForty, 'reply-lost')).toBeGreaterThan(300)
    },
    MINUTES,
  )

  it(
    'of any write or start, and the client asks once more',
    async () => {
      expect(await everyCrashPoint(runForty, 'asked-again')).toBeGreaterThan(300)
    },
    MINUTES,
  )
})
