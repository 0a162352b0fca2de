import { describe, expect, it } from 'vitest'
import { everyCrashPoint } from './every-crash-point.ts'
import { runForty } from './forty.ts'

const MANY = 300
const MINUTES = 600_000

describe('a campaign to 40 members ends as it should when a function dies', () => {
  it.each([
    ['before', 'dies-before'],
    ['after', 'dies-after'],
  ] as const)(
    '%s any of its writes, mails and starts',
    async (_, how) => expect(await everyCrashPoint(runForty, how)).toBeGreaterThan(MANY),
    MINUTES,
  )
})
