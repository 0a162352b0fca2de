/** Something that the outside world sees or that lets a function run: what can go wrong between the two ends of it. */
export type EffectKind = 'write' | 'send' | 'start' | 'task' | 'event' | 'tick'
export type Effect = {
  kind: EffectKind
  what: string
  /** Of a write: several changes that have nothing to do with each other went with one request. */
  each?: boolean
  /** Of a write: whether it stands alone; several go as one transaction, which the table's client can repeat safely. */
  alone?: boolean
  /** Which part of the network did it, `execution` when it was a task of the workflow. */
  by: 'execution' | 'other'
  /** The row of the ledger that it is about; of several the one that is marked as being sent. */
  member?: string | undefined
}

/**
 * What goes wrong at one effect.
 * - `dies-before`, `dies-after`: the function ends there; whoever called it tries again as it always does.
 * - `ends-before`, `ends-after`: the whole execution ends with it, and nobody tries again.
 * - `reply-lost`: it happened, and the caller is told of a fault.
 * - `asked-again`: it happened, the client did not hear so and asked once more; the caller gets the second answer.
 * - `dies-with-first`, `dies-with-last`: of several changes one half was made, in either order, and the function ends there.
 * - `throttled`: it did not happen, and the caller is told so.
 * - the outcomes of a send that the mail provider knows.
 * - `twice`: the function gets the same input twice.
 * - `lost`: it never comes.
 */
export const HOW = {
  write: [
    'dies-before',
    'dies-after',
    'dies-with-first',
    'dies-with-last',
    'ends-before',
    'ends-after',
    'reply-lost',
    'asked-again',
    'throttled',
  ],
  send: [
    'dies-before',
    'dies-after',
    'ends-before',
    'ends-after',
    'reply-lost',
    'reset',
    'throttled',
    'unreachable',
    'daily-quota',
    'rejected',
    'overtaken',
  ],
  start: ['dies-before', 'dies-after', 'reply-lost', 'asked-again', 'throttled'],
  task: ['twice'],
  event: ['twice', 'lost'],
  tick: ['twice', 'lost'],
} as const satisfies Record<EffectKind, readonly string[]>
export type How = (typeof HOW)[EffectKind][number]

export type Fault = { at: number; how: How }

/** Every way in which something may go wrong at this effect. */
export const waysOf = (effect: Effect): readonly How[] =>
  HOW[effect.kind].filter((how) => {
    if (how === 'dies-with-first' || how === 'dies-with-last') return effect.each
    return effect.by === 'execution' || (how !== 'ends-before' && how !== 'ends-after')
  })

/** The function in which it happened is gone. */
export class Died extends Error {
  override name = 'Died'
}

export const mulberry = (seed: number) => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}
