import type { Policy } from '../settings/policy.ts'
import { merged, type Rung } from './ladder.ts'

/** How finely a table shows answers: whole percentages of these groups of them, or the quarters that they lie in. */
export type Level = { form: 'percent' | 'quarters'; rung: Rung }

/** What is tried first, and what when that cannot be proven safe: at most so many groups of answers, then quarters. */
export type Limit = { name: string; groups: number; percent: boolean }
export const AS_COUNTED: Limit = { name: 'as counted', groups: Number.POSITIVE_INFINITY, percent: true }
export const LIMITS: readonly Limit[] = [
  AS_COUNTED,
  { name: 'three groups of answers', groups: 3, percent: true },
  { name: 'two groups of answers', groups: 2, percent: true },
  { name: 'quarters', groups: 2, percent: false },
]

type Asked = {
  /** Finest first. */
  ladder: readonly Rung[]
  /** A line for each row, a number for each answer, and last how many gave none. */
  counts: readonly (readonly number[])[]
  limit: Limit
  policy: Policy | 'exact'
  /** What must hold beside the size of the cells. */
  also: (rung: Rung) => boolean
}

/**
 * The finest rung within the limit on which every cell of every row is large enough, zeros included; where there is none,
 * quarters of the coarsest rung, in all rows. A row of quarters rests on as many answers as the residual must have people.
 */
export const levelOf = ({ ladder, counts, limit, policy, also }: Asked): Level | undefined => {
  const rungs = ladder.filter((rung) => rung.length >= 2)
  const [finest] = rungs
  const coarsest = rungs.at(-1)
  if (!finest || !coarsest) return undefined
  if (policy === 'exact') return { form: 'percent', rung: finest }
  const large = (rung: Rung) => counts.every((row) => merged(row, rung).every((count) => count >= policy.cell))
  const rung = limit.percent ? rungs.find((one) => one.length <= limit.groups && large(one) && also(one)) : undefined
  if (rung) return { form: 'percent', rung }
  const answered = (row: readonly number[]) => merged(row, coarsest).reduce((all, count) => all + count, 0)
  const allowed = policy.bands && counts.every((row) => answered(row) >= policy.residual)
  return allowed ? { form: 'quarters', rung: coarsest } : undefined
}
