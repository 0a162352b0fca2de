import { givenAway } from '../../../shared/results/gate/given-away.ts'
import { type Effort, searchLocally } from '../../../shared/results/gate/local-search.ts'
import { changedBy, type GateProblem, uncovered, type Witness } from '../../../shared/results/gate/problem.ts'
import { mostChanged, proposed, type Solution, type Solve } from '../../../shared/results/gate/programme.ts'
import { checkWitness } from '../../../shared/results/gate/witness.ts'
import { sha256 } from './canonical.ts'

/** A question is proven safe, or it is refused, whatever the reason. */
export type QuestionVerdict =
  | {
      outcome: 'proven'
      /** SHA-256 over the problem and over the data sets that prove it. */
      problem: string
      witnesses: string
      /** Groups of people who are alike, and those of them whose people all gave the same answer. */
      profiles: number
      alike: number
      bySearch: number
      byProgramme: number
    }
  | { outcome: 'refused'; reason: GateRefusal; problem: string; unproven: number }

export type GateRefusal =
  /** Somebody's answer follows from what would be published. */
  | 'no-witness'
  | 'time-limit'
  /** The solver gave up, broke, or said something that makes no sense. */
  | 'solver'
  | 'wrong-witness'
  /** What would be published is not true of the data: whoever made the problem is wrong. */
  | 'untrue'

/** Of all solves of a question together. */
export const GATE_SECONDS = 240
/** Each changes as many profiles as it can: those that need more than two are given away, or nearly so. */
const ROUNDS = 12
/**
 * Where the programme looks first, with the part of a round's time: solvers find this in a second where all data sets of 50,000
 * people take minutes, and a smaller place sometimes yields at once what a larger one hides for long.
 */
const NEAR = [
  { others: 120, by: 2, part: 0.15 },
  { others: 240, by: 2, part: 0.35 },
]

/**
 * For everybody who answered: is there another data set with the same published numbers, in which they gave another answer? Then nobody can
 * be certain, not even a reader who knows who answered and everything about them.
 */
export const gateQuestion = async (
  { solve, effort, seconds = GATE_SECONDS }: { solve: Solve; effort?: Effort; seconds?: number },
  problem: GateProblem,
): Promise<QuestionVerdict> => {
  const hash = sha256(JSON.stringify(problem))
  const alike = uncovered(problem)
  if (!checkWitness(problem, problem.counts))
    return { outcome: 'refused', reason: 'untrue', problem: hash, unproven: alike.size }

  const certain = givenAway(problem)
  if (certain.size > 0) return { outcome: 'refused', reason: 'no-witness', problem: hash, unproven: certain.size }
  const { witnesses, left } = searchLocally(problem, effort)
  const programmed = await byProgramme({ solve, seconds: seconds / ROUNDS, rounds: ROUNDS }, problem, left)
  if (programmed.reason)
    return { outcome: 'refused', reason: programmed.reason, problem: hash, unproven: programmed.left.size }
  return {
    outcome: 'proven',
    problem: hash,
    witnesses: sha256(JSON.stringify([...witnesses, ...programmed.witnesses])),
    profiles: problem.profiles.length,
    alike: alike.size,
    bySearch: alike.size - left.size,
    byProgramme: left.size,
  }
}

type Programmed = { reason?: GateRefusal; witnesses: Witness[]; left: ReadonlyMap<number, number> }

/**
 * Changes as many profiles as possible at once, then as many as possible of the rest, until nobody is left.
 * @param seconds of one round
 */
export const byProgramme = async (
  { solve, seconds, rounds }: { solve: Solve; seconds: number; rounds: number },
  problem: GateProblem,
  open: ReadonlyMap<number, number>,
): Promise<Programmed> => {
  const left = new Map(open)
  const witnesses: Witness[] = []
  for (let round = 0; left.size > 0; round++) {
    if (round >= rounds) return { reason: 'time-limit', witnesses, left }
    const solution = await mostOf(solve, seconds, problem, left)
    if (solution.outcome === 'time-limit') return { reason: 'time-limit', witnesses, left }
    if (solution.outcome !== 'optimal') return { reason: 'solver', witnesses, left }
    if (solution.gain < 0.5) return { reason: 'no-witness', witnesses, left }
    const witness = proposed(problem, solution.values)
    const changed = checkWitness(problem, witness) ? changedBy(witness, left, problem) : []
    if (changed.length === 0) return { reason: 'wrong-witness', witnesses, left }
    witnesses.push(witness)
    for (const profile of changed) left.delete(profile)
  }
  return { witnesses, left }
}

const mostOf = async (
  solve: Solve,
  seconds: number,
  problem: GateProblem,
  open: ReadonlyMap<number, number>,
): Promise<Solution> => {
  for (const { part, ...near } of NEAR) {
    if (problem.profiles.length <= near.others) break
    const solution = await solve(mostChanged(problem, open, near), part * seconds)
    const says = solution.outcome === 'optimal' ? solution.gain > 0.5 : solution.outcome === 'failed'
    if (says) return solution
  }
  return solve(mostChanged(problem, open), seconds / 2)
}
