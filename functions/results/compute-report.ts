import type { QuestionId } from '../../shared/ids.ts'
import { ENGINE, FORMAT, FORMAT_VERSION, type QuestionReport } from '../../shared/results/document.ts'
import { report } from '../../shared/results/report.ts'
import type { SealedInputs } from '../../shared/results/sealed.ts'
import type { Proven } from './proven-question.ts'
import type { MadeReport } from './report-items.ts'

/**
 * The report of these inputs with what the gate let through: the same inputs and proofs always give the same report. A
 * question of which nothing was proven leaves no number behind.
 */
export const computeReport = (
  sealed: SealedInputs,
  hash: string,
  proven: ReadonlyMap<QuestionId, Proven>,
): MadeReport => {
  const { about, inputs, receipt, comparedWith } = sealed
  const { cube, questionnaire, level, policy, turnout } = inputs
  const { questions, ...numbers } = report(new Map(cube), questionnaire, level, turnout, ({ id }) => {
    const verdict = proven.get(id)?.verdict
    return verdict ?? 'refused'
  })
  return {
    head: {
      format: FORMAT,
      formatVersion: FORMAT_VERSION,
      ...about,
      policy,
      ...turnout,
      ...numbers,
      weighting: { outcome: 'unweighted', reason: policy === 'exact' ? 'open-results' : 'no-margins' },
      headlines: [],
      receipt: {
        engine: ENGINE,
        codeVersion: receipt.codeVersion,
        inputs: hash,
        cube: receipt.cube,
        earlier: comparedWith.map(({ seal }) => seal),
        recount: { outcome: 'equal', at: receipt.recountedAt },
        computedAt: receipt.sealedAt,
      },
    },
    questions,
  }
}

/** Questions that have tables, and of which the gate let nothing through. */
export const refusedIn = (questions: readonly QuestionReport[]): QuestionReport[] =>
  questions.filter((question) => 'gate' in question && question.gate === 'refused')
