import { describe, expect, it } from 'vitest'
import { everyCrashPoint } from './every-crash-point.ts'
import { runForty } from './forty.ts'

const MANY = 250
const MINUTES = 600_000

describe('a campaign to 40 members ends as it should when the whole workflow is gone', () => {
  it.each([
    ['before', 'ends-before'],
    ['after', 'ends-after'],
  ] as const)(
    '%s any write or mail of its tasks',
    async (_, how) => expect(await everyCrashPoint(runForty, how)).toBeGreaterThan(MANY),
    MINUTES,
  )
})
