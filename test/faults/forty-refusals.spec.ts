import PostalMime from 'postal-mime'
import { describe, expect, it } from 'vitest'
import { memberId } from '../campaigns/network.ts'
import { countedIn, everyCrashPoint } from './every-crash-point.ts'
import { members, OTHERS, runForty } from './forty.ts'
import { broken, endsAs, endsOf, rowsOf } from './promises.ts'

const MINUTES = 600_000

describe('a campaign to 40 members', () => {
  it('without any fault mails everybody but those who must not be, in words that can be read', async () => {
    const world = await runForty()
    const ends = endsOf(world)
    for (const { memberId: member } of members())
      expect(ends.get(`0 ${member}`)).toBe(OTHERS[Number(member.slice(-4))] ?? 'DELIVERED')
    expect(ends.size).toBe(40)
    const household = world.taken.filter(({ to }) => to === 'home@example.org')
    expect(household.map(({ tags }) => tags.memberId)).toEqual([memberId(2), memberId(3)])
    const spanish = world.taken.find(({ tags }) => tags.memberId === memberId(1))
    const read = await PostalMime.parse(spanish?.raw ?? '')
    expect(read.text).toContain('Hola, Ben Cole:')
    expect(read.text).toMatch(/answers\/start\?t=1\.k1\.[\w.-]+/)
  })
})

describe('what is counted in that campaign', () => {
  it('is everything that it did: each mail, each move of a row, each event of a mail, each task of the workflow', async () => {
    const world = await runForty()
    const counted = countedIn(world)
    const rows = rowsOf(world)
    expect(counted.sends).toBe(40 - Object.values(OTHERS).filter((end) => /^SKIPPED|^FAILED/.test(end)).length)
    expect(counted.sends).toBe(world.taken.length)
    expect(counted.marks).toBe(world.taken.length)
    // A row counts its own moves.
    expect(world.did.rowsMoved).toBe(rows.reduce((sum, { step }) => sum + step, 0))
    expect(world.did.rowsAdded).toBe(rows.length)
    const complained = rows.filter(({ state }) => state === 'COMPLAINED').length
    expect(counted.events).toBe(world.taken.length + complained)
    expect(counted.tasks).toBe(world.did.tasksCalled)
    expect(counted.starts).toBe(world.executions.size)
    expect(world.effects).toHaveLength(
      counted.writes + counted.sends + counted.starts + counted.tasks + counted.events + counted.ticks,
    )
  })
})

describe('a campaign to 40 members ends as it should', () => {
  it(
    'when the table, the mail provider or Step Functions throttles any of its requests',
    async () => {
      const { writes, sends, starts } = countedIn(await runForty())
      expect(await everyCrashPoint(runForty, 'throttled')).toBe(writes + sends + starts)
    },
    MINUTES,
  )

  it(
    'when any of its tasks, events and ticks comes twice',
    async () => {
      const { tasks, events, ticks } = countedIn(await runForty())
      expect(await everyCrashPoint(runForty, 'twice')).toBe(tasks + events + ticks)
    },
    MINUTES,
  )

  it(
    'when any event or tick never comes',
    async () => {
      const { events, ticks } = countedIn(await runForty())
      expect(await everyCrashPoint(runForty, 'lost')).toBe(events + ticks)
    },
    MINUTES,
  )

  it.each([
    ['the connection is cut before any mail arrives, and nobody knows', 'reset'],
    ['the mail provider cannot be reached for any mail', 'unreachable'],
    ['the day’s quota is used up at any mail', 'daily-quota'],
    ['any mail is refused', 'rejected'],
    ['the events of any mail come before the answer', 'overtaken'],
  ] as const)(
    'when %s',
    async (_, how) => expect(await everyCrashPoint(runForty, how)).toBe(countedIn(await runForty()).sends),
    MINUTES,
  )

  it('when the indexes of the table are a minute behind it', async () => {
    const world = await runForty({ indexLag: 60 })
    expect(await broken(world, endsAs(await runForty()))).toEqual([])
  })
})
