import { expect } from 'vitest'
import { type How, waysOf } from './faults.ts'
import { broken, type Ends, endsAs } from './promises.ts'
import type { Luck, World } from './world.ts'

/** A story, run to its end in a world in which one thing may go wrong. */
export type Story = (luck: Luck) => Promise<World>

/**
 * Tells the story once to count its effects, and then again for each effect at which `how` can happen. What is not as it
 * must be at the end is told with the effect that led there. `ends`: what the ledger must come to, if not to the same.
 */
export const everyCrashPoint = async (story: Story, how: How, ends?: Ends) => {
  const whole = await story({})
  const wanted = ends ?? endsAs(whole)
  expect(await broken(whole, wanted)).toEqual([])
  const wrong: string[] = []
  let tried = 0
  for (const [at, effect] of whole.effects.entries()) {
    if (at < whole.marked || !waysOf(effect).includes(how)) continue
    tried++
    const world = await story({ fault: { at, how } })
    if (world.effects[at]?.what !== effect.what) wrong.push(`${at}: the story went another way before`)
    const found = await broken(world, wanted, { effect, how })
    if (found.length > 0) wrong.push(`${how} at ${at}, ${effect.kind} of "${effect.what}": ${found.join('; ')}`)
  }
  expect(wrong.slice(0, MOST_TOLD), `${wrong.length} of ${tried} runs`).toEqual([])
  return tried
}
const MOST_TOLD = 12
