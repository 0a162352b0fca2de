import { findExchange, type Givers, giversOf } from './exchanges.ts'
import { type GateProblem, uncovered } from './problem.ts'

/** Looked at for each profile. */
const STEPS = 200_000
/** Where more people than this gave an answer, others could nearly always have given it in their place. */
const FEW = 40

/**
 * Profiles whose answer is given away already by how many of every group gave it: nobody else could have given it in their place. What is not
 * found here may be given away all the same.
 */
export const givenAway = (problem: GateProblem): Map<number, number> => {
  const givers = new Map<number, Givers>()
  const found = new Map<number, number>()
  for (const [profile, answer] of uncovered(problem)) {
    const given = givers.get(answer) ?? giversOf(problem, answer)
    givers.set(answer, given)
    if (given.givers.length > FEW) continue
    const steps = { left: STEPS }
    if (findExchange(given, profile, FEW, steps, () => true) === 'none') found.set(profile, answer)
  }
  return found
}
