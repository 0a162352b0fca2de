import type { QuestionId } from '../../shared/ids.ts'
import { noGate } from '../../shared/results/gate.ts'
import { report } from '../../shared/results/report.ts'
import type { ReportOf } from '../../shared/results/report-work.ts'
import type { Clock } from '../../shared/units.ts'
import type { Table } from '../adapters/table.ts'
import { storeProven } from './proven-question.ts'
import { readSealed } from './sealed-store.ts'
import { type Signer, showPublicKey } from './signing.ts'

type Needs = { table: Table; now: Clock; signer: Signer }

/** What its task tells: no number, and nothing of how hard the proof was. */
export type GatedQuestion = { outcome: 'proven' | 'refused'; rung: string }

/** The gate: walks from the finest tables of one question to the coarsest, and signs the first that it can prove safe. */
export const proveQuestion = async (
  needs: Needs,
  { inputs, question, ...of }: ReportOf & { inputs: string; question: QuestionId },
): Promise<GatedQuestion> => {
  const sealed = await readSealed(needs.table, of, inputs)
  if (!sealed) throw new Error(`the inputs ${inputs} are not there`)
  const { cube, questionnaire, level, turnout } = sealed.inputs
  const found = report(new Map(cube), questionnaire, level, turnout, noGate).questions.find(({ id }) => id === question)
  if (!found) throw new Error(`the inputs ${inputs} know no question ${question}`)
  if (!('tables' in found)) return { outcome: 'proven', rung: 'no-tables' }
  await showPublicKey(needs.table, await needs.signer.publicKey(), needs.now())
  const { tables } = found
  await storeProven(needs, of, { inputs, question, verdict: 'not-attempted', rung: 'finest', tables })
  return { outcome: 'proven', rung: 'finest' }
}
