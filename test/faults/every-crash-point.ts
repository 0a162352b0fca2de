import { expect } from 'vitest'
import { type Effect, type How, waysOf } from './faults.ts'
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

/** How often what can go wrong was done in a world in which nothing did: so often it must be tried. */
export const countedIn = ({ effects }: Pick<World, 'effects'>) => {
  const count = (which: (effect: Effect) => unknown) => effects.filter(which).length
  const isWrite = ({ kind }: Effect) => kind === 'write'
  return {
    writes: count(isWrite),
    writesOfTasks: count((effect) => isWrite(effect) && effect.by === 'execution'),
    writesOfSeveral: count(({ each }) => each),
    /** The last thing before a mail. */
    marks: count(({ what }) => what.includes('RCPT SENDING')),
    sends: count(({ kind }) => kind === 'send'),
    starts: count(({ kind }) => kind === 'start'),
    tasks: count(({ kind }) => kind === 'task'),
    events: count(({ kind }) => kind === 'event'),
    ticks: count(({ kind }) => kind === 'tick'),
  }
}
