import PostalMime from 'postal-mime'
import { describe, expect, it } from 'vitest'
import { memberId } from '../campaigns/network.ts'
import { everyCrashPoint } from './every-crash-point.ts'
import { members, OTHERS, runForty } from './forty.ts'
import { broken, endsAs, endsOf } from './promises.ts'

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
      expect(await everyCrashPoint(runForty, 'twice')).toBeGreaterThan(80)
    },
    MINUTES,
  )

  it(
    'when any event or tick never comes',
    async () => {
      expect(await everyCrashPoint(runForty, 'lost')).toBeGreaterThan(35)
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
