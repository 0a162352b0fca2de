import type { CampaignId, CitySlug } from '../../../shared/ids.ts'
import { ReportWork, reportWorkKey } from '../../../shared/results/report-work.ts'
import type { Clock } from '../../../shared/units.ts'
import type { Table } from '../../adapters/table.ts'
import { readProven } from '../gate/proven-question.ts'
import { publicKeys } from '../gate/signing.ts'
import { forgetSealed, readSealed } from '../preparing/sealed-store.ts'
import { sealOf, storeDraft } from '../publishing/report-items.ts'
import { computeReport, refusedIn } from './compute-report.ts'

export type DraftedReport =
  | { outcome: 'drafted'; refused: number }
  | { outcome: 'refused'; reason: 'published-already' }

/** Makes the report that staff look at before it is signed and published. */
export const draftReport = async (
  { table, now }: { table: Table; now: Clock },
  { inputs, ...of }: { campaignId: CampaignId; city: CitySlug; inputs: string },
): Promise<DraftedReport> => {
  const key = reportWorkKey(of)
  const before = await table.get(ReportWork, key)
  if (before?.state === 'approved' || before?.state === 'published') {
    // What staff have let go stands: of these inputs nothing will be published.
    if (before.inputs !== inputs) await forgetSealed(table, of, inputs)
    return { outcome: 'refused', reason: 'published-already' }
  }
  const sealed = await readSealed(table, of, inputs)
  if (!sealed) throw new Error(`the inputs ${inputs} are not there`)
  const proven = await readProven(table, of, inputs, await publicKeys(table))
  const made = computeReport(sealed, inputs, proven)
  await storeDraft(table, of, 'SHOWN', { ...made, seal: sealOf(made) })

  const { cityName, title, closedAt } = made.head
  const refused = refusedIn(made.questions).length
  const work = { state: 'waiting', ...of, cityName, title, closedAt, inputs, draftedAt: now(), refused } as const
  const written = await table.write({
    put: { ...key, ...(work satisfies ReportWork) },
    if: before ? { equals: { state: before.state, inputs: before.inputs } } : { exists: false },
  })
  if (written.outcome === 'refused') return { outcome: 'refused', reason: 'published-already' }
  // Only now: until it was replaced, staff could let the draft go that was computed from them.
  if (before && before.inputs !== inputs) await forgetSealed(table, of, before.inputs)
  return { outcome: 'drafted', refused }
}
