import type { GateVerdict, QuestionReport } from './document.ts'
import type { Cube } from './tally.ts'

/**
 * Tries whether the tables of one question, with everything that was released before, could give somebody away. What
 * it refuses is not published.
 */
export type Gate = (question: QuestionReport, cube: Cube) => GateVerdict

/** No attack is tried: reports say that they rest on the thresholds alone. */
export const noGate: Gate = () => 'not-attempted'
