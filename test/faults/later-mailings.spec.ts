import { describe, expect, it } from 'vitest'
import { everyCrashPoint } from './every-crash-point.ts'
import { HOW, type How } from './faults.ts'
import { calledOff, runCalledOff, runReminder } from './later-mailings.ts'

const MINUTES = 600_000
const WAYS = [...new Set<How>(Object.values(HOW).flat())]

describe('a reminder to those of 12 who have not answered ends as it should, from when it is due', () => {
  it.each(WAYS)('%s', async (how) => expect(await everyCrashPoint(runReminder, how)).toBeGreaterThan(0), MINUTES)
})

describe('a call that is called off while 12 are invited ends as it should, from then on', () => {
  it.each(WAYS)(
    '%s',
    async (how) => expect(await everyCrashPoint(runCalledOff, how, calledOff)).toBeGreaterThan(0),
    MINUTES,
  )
})
