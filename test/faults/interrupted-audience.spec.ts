import { describe, expect, it } from 'vitest'
import { freezeShard } from '../../functions/campaigns/launch/freeze-shard.ts'
import { profileKey } from '../../shared/membership/member.ts'
import { plusSeconds } from '../../shared/units.ts'
import { memberId, NOON, person, RUN } from '../campaigns/network.ts'
import type { How } from './faults.ts'
import { fortyMembers, launchNow, runForty } from './forty.ts'
import { broken, type Ends, endsAs, endsOf } from './promises.ts'
import type { Luck, World } from './world.ts'

const MINUTES = 600_000
const SEEDS = Array.from({ length: 12 }, (_, n) => n + 1)

describe('an execution of the campaign that was thought dead and goes on', () => {
  it.each([3, 20])(
    'beside the one in its place mails nobody twice, from mail %i on',
    async (number) => {
      const whole = await runForty()
      for (const seed of SEEDS) {
        const world = await runForty({ seed, pauses: 6 }, (made) =>
          made.onTaken((mail) => {
            if (mail.number === number) made.execute('in its place', RUN)
          }),
        )
        expect(await broken(world, endsAs(whole)), `seed ${seed}`).toEqual([])
        expect(world.executions.get('in its place')).toBe('over')
      }
    },
    MINUTES,
  )
})

describe('a freezing that was slow and writes its rows when the mails are out', () => {
  it('changes none of them', async () => {
    const slow: { work?: Promise<unknown>; goOn?: () => void; world?: World } = {}
    const begin = async () => {
      const { world } = slow
      const mayGoOn = new Promise<void>((resolve) => {
        slow.goOn = resolve
      })
      if (!world) return
      const table = {
        ...world.table,
        write: (...writes: Parameters<typeof world.table.write>) => mayGoOn.then(() => world.table.write(...writes)),
      }
      slow.work = Promise.all(
        [0, 1, 2, 3, 4, 5, 6, 7].map((shard) => freezeShard({ ...world, table }, { ...RUN, shard, seen: 0 })),
      )
    }
    const at = (await runForty()).effects.findIndex(({ what }) => what.includes('FROZEN'))
    const world = await runForty({ meanwhile: { at, act: begin } }, (made) => {
      slow.world = made
    })
    const before = endsOf(world)
    expect(slow.work).toBeDefined()
    slow.goOn?.()
    await slow.work
    expect(endsOf(world)).toEqual(before)
    world.execute('once more', RUN)
    await world.live(plusSeconds(world.now(), 600))
    expect(await broken(world, endsAs(await runForty()))).toEqual([])
  })
})

const JOINS = 50
const LAPSES = 20

/** While the audience is frozen one joins, is imported a second time, and another lapses. */
const runInMotion = async (luck: Luck = {}): Promise<World> => {
  const world = await fortyMembers({ pauses: 6, ...luck })
  const put = (member: object & { memberId: ReturnType<typeof memberId> }) =>
    world.begin({ put: { ...profileKey(member.memberId), ...member } })
  world.later(8, () => put(person(JOINS)))
  world.later(20, () => put(person(JOINS)))
  world.later(14, async () => {
    const { audience: _, ...lapsed } = person(LAPSES)
    await put(lapsed)
  })
  await launchNow(world)
  await world.live(plusSeconds(NOON, 4 * 3600))
  return world
}

/** Whoever was there all the time ends as ever; of the two others one has come in time or has not. */
const inMotion =
  (expected: Ends): Ends =>
  (world, excuse) => {
    const others = [JOINS, LAPSES].map((n) => `0 ${memberId(n)}`)
    const ends = endsOf(world)
    const joined = ends.get(`0 ${memberId(JOINS)}`) ?? 'no row'
    const lapsed = ends.get(`0 ${memberId(LAPSES)}`) ?? 'no row'
    return [
      ...expected(world, excuse).filter((found) => !others.some((name) => found.includes(name))),
      ...(['DELIVERED', 'no row'].includes(joined) ? [] : [`who joined is ${joined}`]),
      ...(['SKIPPED no-longer-a-member', 'no row'].includes(lapsed) ? [] : [`who lapsed is ${lapsed}`]),
    ]
  }

describe('an audience that is frozen while people join, are imported twice and lapse', () => {
  it.each(['dies-before', 'dies-after', 'ends-after'] as const satisfies How[])(
    'leaves nobody out and takes nobody twice, interrupted at any of its writes: %s',
    async (how) => {
      const ends = inMotion(endsAs(await runForty()))
      const whole = await runInMotion()
      expect(await broken(whole, ends)).toEqual([])
      const wrong: string[] = []
      for (const [at, effect] of whole.effects.entries()) {
        if (!/RCPT PENDING|FROZEN|CAMPAIGN freezing/.test(effect.what)) continue
        const world = await runInMotion({ fault: { at, how } })
        const found = await broken(world, ends, { effect, how })
        if (found.length > 0) wrong.push(`${how} at ${at}, "${effect.what}": ${found.join('; ')}`)
      }
      expect(wrong.slice(0, 12)).toEqual([])
    },
    MINUTES,
  )
})
