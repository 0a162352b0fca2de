import type { Condition } from './expressions.ts'

export type Key = { pk: string; sk: string }

/** One change of one item. Several in one call are written together or not at all (at most 100). */
export type Write =
  | { put: Key & Record<string, unknown>; if?: Condition }
  | {
      update: Key
      set?: Record<string, unknown>
      add?: Record<string, number>
      remove?: readonly string[]
      if?: Condition
    }
  | { delete: Key; if?: Condition }
  | { check: Key; if: Condition }

/** `refused` holds the positions of the writes whose conditions did not hold; nothing was written then. */
export type WriteOutcome = { outcome: 'written' } | { outcome: 'refused'; refused: readonly number[] }
