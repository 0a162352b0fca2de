import type { QuestionId } from '../../../shared/ids.ts'
import {
  ENGINE,
  FORMAT,
  FORMAT_VERSION,
  type QuestionReport,
  type ReportHead,
} from '../../../shared/results/document.ts'
import { earlierWave } from '../../../shared/results/finish/earlier-wave.ts'
import { finishedReport, type ProvenQuestion } from '../../../shared/results/report.ts'
import type { SealedInputs } from '../../../shared/results/sealed.ts'
import { type Prepared, prepare } from '../../../shared/results/tables/prepare.ts'
import { canonical, sha256 } from '../gate/canonical.ts'
import type { MadeReport } from '../publishing/report-items.ts'

/**
 * The report of these inputs with what the gate let through: the same inputs and proofs always give the same report. A
 * question of which nothing was proven leaves no number behind.
 */
export const computeReport = (
  sealed: SealedInputs,
  hash: string,
  proven: ReadonlyMap<QuestionId, ProvenQuestion>,
): MadeReport => {
  const { about, inputs, comparedWith } = sealed
  const prepared = prepare(inputs)
  const { questions, ...results } = finishedReport(prepared, proven, comparedWith.map(earlierWave))
  const { policy, turnout } = inputs
  const receipt = receiptOf(sealed, hash, prepared)
  return {
    head: { format: FORMAT, formatVersion: FORMAT_VERSION, ...about, policy, ...turnout, ...results, receipt },
    questions,
  }
}

/** Questions that have tables, and of which the gate let nothing through. */
export const refusedIn = (questions: readonly QuestionReport[]): QuestionReport[] =>
  questions.filter((question) => 'gate' in question && question.gate === 'refused')

/**
 * A hash alone would be a number of its own about all questions at once: of a short survey that few answered, whoever tries all
 * answers that there can be finds those that give it. Only the sealed inputs hold the salt.
 */
const receiptOf = ({ inputs, receipt }: SealedInputs, hash: string, { profiles }: Prepared): ReportHead['receipt'] => {
  const { weights, ofCell } = profiles
  const salted = (text: string) => sha256(`${receipt.salt}\n${text}`)
  const hashOf = (text: string) => (receipt.salt === undefined ? sha256(text) : salted(text))
  return {
    engine: ENGINE,
    codeVersion: receipt.codeVersion,
    inputs: hash,
    cube: receipt.salt === undefined ? receipt.cube : salted(receipt.cube),
    ...(weights && {
      weights: hashOf(canonical(inputs.cube.map(([cell], c) => [cell, weights[ofCell[c] ?? 0] ?? 0]))),
    }),
    earlier: inputs.earlier.map(({ seal }) => seal),
    recount: { outcome: 'equal', at: receipt.recountedAt },
    computedAt: receipt.sealedAt,
  }
}
