import type { QuestionId } from '../../../shared/ids.ts'
import type { Solve } from '../../../shared/results/gate/programme.ts'
import { proveQuestion as finestProven, type Prove } from '../../../shared/results/report.ts'
import type { ReportOf } from '../../../shared/results/report-work.ts'
import { isTabled } from '../../../shared/results/tables/counted.ts'
import { prepare } from '../../../shared/results/tables/prepare.ts'
import type { Clock } from '../../../shared/units.ts'
import type { Table } from '../../adapters/table.ts'
import { readSealed } from '../preparing/sealed-store.ts'
import { GATE_SECONDS, gateQuestion } from './gate-question.ts'
import { storeProven } from './proven-question.ts'
import { type Signer, showPublicKey } from './signing.ts'

type Needs = { table: Table; now: Clock; signer: Signer; solve: Solve }

/** What its task tells: no number, and nothing of how hard the proof was. */
export type GatedQuestion = { outcome: 'proven' | 'refused'; rung: string }

/** The gate: walks from the finest tables of one question to the coarsest, and signs the first that it can prove safe. */
export const proveQuestion = async (
  needs: Needs,
  { inputs, question, ...of }: ReportOf & { inputs: string; question: QuestionId },
): Promise<GatedQuestion> => {
  const sealed = await readSealed(needs.table, of, inputs)
  const asked = sealed?.inputs.questionnaire.find(({ id }) => id === question)
  if (!sealed || !asked) throw new Error(`the inputs ${inputs} are not there, or know no question ${question}`)
  if (!isTabled(asked)) return { outcome: 'proven', rung: 'no tables' }
  const { verdict, rung, tables } = await finestProven(prepare(sealed.inputs), asked, provingWithin(needs))
  await showPublicKey(needs.table, await needs.signer.publicKey(), needs.now())
  await storeProven(needs, of, { inputs, question, verdict, rung, tables: [...tables] })
  return { outcome: verdict === 'refused' ? 'refused' : 'proven', rung }
}

/** All tables of a question together have so long; whatever is not proven by then is refused. */
export const provingWithin = ({ now, solve }: Pick<Needs, 'now' | 'solve'>, seconds = MOST_SECONDS): Prove => {
  const end = Date.parse(now()) + seconds * 1000
  return async (problem) => {
    const left = (end - Date.parse(now())) / 1000
    if (left <= 0) return 'refused'
    return (await gateQuestion({ solve, seconds: Math.min(GATE_SECONDS, left) }, problem)).outcome
  }
}

/** Below the ten minutes that the function has. */
const MOST_SECONDS = 480
