import { searchLocally } from '../../../shared/results/gate/local-search.ts'
import { type GateProblem, uncovered } from '../../../shared/results/gate/problem.ts'
import { extreme, type Solve } from '../../../shared/results/gate/programme.ts'
import { checkWitness } from '../../../shared/results/gate/witness.ts'
import { byProgramme, GATE_SECONDS, type GateRefusal } from './gate-question.ts'

/** People whose answer a reader can be certain of, who knows who answered and everything about them. */
export type Exposed = { key: string; profile: number; answer: number; people: number }

export type Attack =
  | { outcome: 'nobody' }
  | { outcome: 'exposed'; exposed: Exposed[] }
  /** Neither given away nor proven safe: these are the ones in doubt. */
  | { outcome: 'undecided'; reason: Exclude<GateRefusal, 'no-witness'>; inDoubt: Exposed[] }

/**
 * Tries to find out somebody's answer from everything that was published of a question, whatever published it.
 * @param seconds of one solve, of which there can be as many as people in doubt
 */
export const attackQuestion = async (
  { solve, seconds = GATE_SECONDS }: { solve: Solve; seconds?: number },
  problem: GateProblem,
): Promise<Attack> => {
  if (!checkWitness(problem, problem.counts))
    return { outcome: 'undecided', reason: 'untrue', inDoubt: named(problem, uncovered(problem)) }
  const { left } = searchLocally(problem)
  const programmed = await byProgramme({ solve, seconds, rounds: left.size }, problem, left)
  const those = named(problem, programmed.left)
  if (!programmed.reason) return { outcome: 'nobody' }
  if (programmed.reason === 'no-witness') return { outcome: 'exposed', exposed: those }
  return { outcome: 'undecided', reason: programmed.reason, inDoubt: those }
}

/**
 * The smallest and the largest number of people that can be in these cells together, as far as one can tell from what was published.
 * @param whole people are whole; without it a wider interval is found faster
 */
export const intervalOf = async (
  { solve, seconds = GATE_SECONDS }: { solve: Solve; seconds?: number },
  problem: GateProblem,
  cells: readonly { profile: number; answer: number }[],
  whole = true,
): Promise<{ low: number; high: number } | undefined> => {
  const least = await solve(extreme(problem, cells, 'least', whole), seconds)
  const most = await solve(extreme(problem, cells, 'most', whole), seconds)
  return least.outcome === 'optimal' && most.outcome === 'optimal' ? { low: least.gain, high: most.gain } : undefined
}

const named = ({ profiles }: GateProblem, those: ReadonlyMap<number, number>): Exposed[] =>
  [...those].map(([profile, answer]) => ({
    key: profiles[profile]?.key ?? '',
    profile,
    answer,
    people: profiles[profile]?.size ?? 0,
  }))
