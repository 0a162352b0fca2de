import { expect, it } from 'vitest'
import { calledOff, callItOff, runInvited } from './later-mailings.ts'
import { broken } from './promises.ts'
import type { World } from './world.ts'

const MINUTES = 600_000

it(
  'a call that is called off just before any write of those who invite to it is told to everybody invited',
  async () => {
    const whole = await runInvited()
    const wrong: string[] = []
    let tried = 0
    for (const [at, { kind, what }] of whole.effects.entries()) {
      // Before it is launched, calling it off ends it with no launch at all.
      if (kind !== 'write' || at === 0) continue
      tried++
      const here: { world?: World } = {}
      const act = async () => here.world && expect(await callItOff(here.world)).toMatchObject({ outcome: 'moved' })
      const world = await runInvited({ meanwhile: { at, act } }, (made) => {
        here.world = made
      })
      const found = await broken(world, calledOff)
      if (found.length > 0) wrong.push(`called off before ${at}, "${what}": ${found.join('; ')}`)
    }
    expect(wrong.slice(0, 12), `${wrong.length} of ${tried} runs`).toEqual([])
    expect(tried).toBeGreaterThan(100)
  },
  MINUTES,
)
