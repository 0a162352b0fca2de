import type { QuestionId } from '../../../shared/ids.ts'
import type { ReportDocument } from '../../../shared/results/document.ts'
import { cityInNetwork } from '../../../shared/results/network/city-in-network.ts'
import { mayQuote } from '../../../shared/results/quotations.ts'
import { type Prove, type ProvenQuestion, proveQuestion } from '../../../shared/results/report.ts'
import type { SealedInputs } from '../../../shared/results/sealed.ts'
import { isTabled } from '../../../shared/results/tables/counted.ts'
import { prepare } from '../../../shared/results/tables/prepare.ts'
import { computeReport } from '../drafting/compute-report.ts'
import { hashOfSealed } from '../preparing/sealed-store.ts'
import { type MadeReport, sealedFrom, sealOf } from '../publishing/report-items.ts'
import { isSigned, type PublicKey } from './signing.ts'

/** Whether a published report is what these inputs give. `unequal`: where not, as paths into the document. */
export type Verified = {
  seal: 'equal' | 'not-equal'
  signature: 'valid' | 'not-valid' | 'not-checked'
  inputs: 'equal' | 'not-equal'
  unequal: readonly string[]
}

export const isVerified = ({ seal, signature, inputs, unequal }: Verified): boolean =>
  seal === 'equal' && signature !== 'not-valid' && inputs === 'equal' && unequal.length === 0

/**
 * Computes a report once more from its sealed inputs, proofs included, and compares it word by word. What staff quoted is taken
 * as it is: the inputs hold no texts.
 */
export const verifyReport = async (
  { prove, keys }: { prove: (question: QuestionId) => Prove; keys?: readonly PublicKey[] | undefined },
  document: ReportDocument,
  sealed: SealedInputs,
): Promise<Verified> => {
  const published = sealedFrom(document)
  const prepared = prepare(sealed.inputs)
  const proven = new Map<QuestionId, ProvenQuestion>()
  for (const question of sealed.inputs.questionnaire)
    if (isTabled(question)) proven.set(question.id, await proveQuestion(prepared, question, prove(question.id)))
  const inputs = hashOfSealed(sealed)
  const whole = computeReport(sealed, inputs, proven)
  const slice = document.scope.kind === 'city-in-network' ? cityInNetwork(whole, document.city) : undefined
  const again = withQuotationsOf(document, sealed, slice ?? whole)
  return {
    seal: sealOf(published) === document.seal ? 'equal' : 'not-equal',
    signature: keys
      ? isSigned(keys, 'report', document.seal, document.signature)
        ? 'valid'
        : 'not-valid'
      : 'not-checked',
    inputs: inputs === document.receipt.inputs ? 'equal' : 'not-equal',
    unequal: differences({ head: published.head, questions: published.questions }, again),
  }
}

const withQuotationsOf = (document: ReportDocument, { inputs }: SealedInputs, made: MadeReport): MadeReport => ({
  ...made,
  questions: made.questions.map((question) => {
    const published = document.questions.find(({ id }) => id === question.id)
    return question.kind === 'text' && published?.kind === 'text' && mayQuote(inputs, question.id)
      ? { ...question, quotations: published.quotations }
      : question
  }),
})

/** Paths at which two values are not the same, such as `questions.3.tables.0.rows.1.base.count`. */
const differences = (one: unknown, other: unknown, path = ''): string[] => {
  if (one === other) return []
  if (!isNested(one) || !isNested(other)) return [path]
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])]
  return names.flatMap((name) => differences(one[name], other[name], path ? `${path}.${name}` : name))
}

const isNested = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
