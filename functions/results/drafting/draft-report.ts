import type { CampaignId, CitySlug } from '../../../shared/ids.ts'
import { ReportWork, reportWorkKey } from '../../../shared/results/report-work.ts'
import type { Clock } from '../../../shared/units.ts'
import type { Table } from '../../adapters/table.ts'
import { forgetSealed } from '../preparing/sealed-store.ts'
import { showDraft } from './show-draft.ts'

export type DraftedReport =
  | { outcome: 'drafted'; refused: number }
  | { outcome: 'refused'; reason: 'published-already' }

/** Makes the report that staff look at before it is signed and published. */
export const draftReport = async (
  needs: { table: Table; now: Clock },
  { inputs, ...of }: { campaignId: CampaignId; city: CitySlug; inputs: string },
): Promise<DraftedReport> => {
  const { table } = needs
  const before = await table.get(ReportWork, reportWorkKey(of))
  if (before?.state === 'approved' || before?.state === 'published') {
    // What staff have let go stands: of these inputs nothing will be published.
    if (before.inputs !== inputs) await forgetSealed(table, of, inputs)
    return { outcome: 'refused', reason: 'published-already' }
  }
  const work = await showDraft(needs, { ...of, inputs }, { before })
  // Somebody has decided meanwhile: was it let go, or does the new draft still take its place?
  if (!work) return draftReport(needs, { ...of, inputs })
  // Only now: until it was replaced, staff could let the draft go that was computed from them.
  if (before && before.inputs !== inputs) await forgetSealed(table, of, before.inputs)
  return { outcome: 'drafted', refused: work.refused }
}
