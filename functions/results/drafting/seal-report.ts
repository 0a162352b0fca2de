import type { CampaignId, CitySlug, QuestionId } from '../../../shared/ids.ts'
import { cityInNetwork } from '../../../shared/results/network/city-in-network.ts'
import { mayQuote } from '../../../shared/results/quotations.ts'
import { type ReportChange, ReportWork, reportWorkKey } from '../../../shared/results/report-work.ts'
import type { Instant } from '../../../shared/units.ts'
import type { Table } from '../../adapters/table.ts'
import { readProven } from '../gate/proven-question.ts'
import { publicKeys, type Signer } from '../gate/signing.ts'
import { readSealed } from '../preparing/sealed-store.ts'
import { type MadeReport, readDraft, sealOf, storeDraft } from '../publishing/report-items.ts'
import { computeReport } from './compute-report.ts'
import { quoted, readQuotations } from './quotations.ts'

export type SignedReport =
  | { outcome: 'signed'; release: number; seal: string }
  /** Staff would not know it again, and nothing was signed. `approvedAt`: of the approval that does not hold. */
  | { outcome: 'changed'; changed: ReportChange; approvedAt: Instant }
  | { outcome: 'refused'; reason: 'not-approved' }

/**
 * Computes the approved report once more from its sealed inputs and from what the gate has signed, puts in the quotations
 * that staff chose, and signs it when it is to the letter what they looked at.
 */
export const sealReport = async (
  { table, signer }: { table: Table; signer: Signer },
  of: { campaignId: CampaignId; city: CitySlug },
): Promise<SignedReport> => {
  const work = await table.get(ReportWork, reportWorkKey(of))
  // What is published is never signed anew.
  if (work?.state === 'published') return { outcome: 'signed', release: work.release, seal: work.seal }
  if (work?.state !== 'approved') return { outcome: 'refused', reason: 'not-approved' }
  const sealed = await readSealed(table, of, work.inputs)
  if (!sealed) throw new Error(`the inputs ${work.inputs} are not there`)
  const proven = await readProven(table, of, work.inputs, await publicKeys(table))
  const computed = computeReport(sealed, work.inputs, proven)
  const mayBeQuoted = (question: QuestionId) => mayQuote(sealed.inputs, question)
  const made = { ...computed, questions: quoted(computed.questions, mayBeQuoted, await readQuotations(table, of)) }
  const seal = sealOf(made)
  if (seal !== work.shown) {
    const draft = await readDraft(table, of, 'SHOWN')
    const changed = draft?.seal === sealOf(computed) ? 'quotations' : 'numbers'
    return { outcome: 'changed', changed, approvedAt: work.at }
  }
  await sealSlices({ table, signer }, made)
  await storeDraft(table, of, 'SIGNED', { ...made, seal, signature: await signer.sign('report', seal) })
  return { outcome: 'signed', release: made.head.release, seal }
}

/** What each council reads of a report on the network is a document of its own: all that councils read is signed. */
const sealSlices = async ({ table, signer }: { table: Table; signer: Signer }, made: MadeReport): Promise<void> => {
  const { scope, campaignId } = made.head
  for (const { city } of scope.kind === 'network' ? scope.cities : []) {
    const slice = cityInNetwork(made, city)
    if (!slice) continue
    const seal = sealOf(slice)
    const signature = await signer.sign('report', seal)
    await storeDraft(table, { campaignId, city }, 'SIGNED', { ...slice, seal, signature })
  }
}
