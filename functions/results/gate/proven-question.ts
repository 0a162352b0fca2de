import * as z from 'zod'
import { QuestionId } from '../../../shared/ids.ts'
import { GateVerdict, ReportTable, Signature } from '../../../shared/results/document.ts'
import type { ReportOf } from '../../../shared/results/report-work.ts'
import type { Table } from '../../adapters/table.ts'
import { draftPartition } from '../publishing/report-items.ts'
import { canonical } from './canonical.ts'
import { isSigned, type PublicKey, type Signer } from './signing.ts'

/** What the gate lets through of one question, computed from these inputs and no others. */
const Proven = z.object({
  inputs: z.string(),
  question: QuestionId,
  verdict: GateVerdict,
  /** How coarse it had to become. */
  rung: z.string(),
  tables: z.array(ReportTable),
})
export type Proven = z.output<typeof Proven>

const Stored = z.object({ proven: Proven, signature: Signature })

export const storeProven = async (
  { table, signer }: { table: Pick<Table, 'write'>; signer: Signer },
  of: ReportOf,
  proven: Proven,
): Promise<void> => {
  const signature = await signer.sign('question', canonical(proven))
  await table.write({ put: { ...provenKey(of, proven.inputs, proven.question), proven, signature } })
}

/**
 * What the gate has signed for these inputs, by question. A row that it did not sign, or signed for something else, is as
 * good as none: its question is refused.
 */
export const readProven = async (
  table: Pick<Table, 'query'>,
  of: ReportOf,
  inputs: string,
  keys: readonly PublicKey[],
): Promise<Map<QuestionId, Proven>> => {
  const { items } = await table.query(Stored, { pk: draftPartition(of), begins: provenBegins(inputs) })
  return new Map(
    items
      .filter(({ proven, signature }) => isSigned(keys, 'question', canonical(proven), signature))
      .filter(({ proven }) => proven.inputs === inputs)
      .map(({ proven }) => [proven.question, proven]),
  )
}

const provenBegins = (inputs: string) => `PROVEN#${inputs}#`
const provenKey = (of: ReportOf, inputs: string, question: QuestionId) => ({
  pk: draftPartition(of),
  sk: `${provenBegins(inputs)}${question}`,
})
