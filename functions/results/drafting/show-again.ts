import { type ReportChange, type ReportOf, ReportWork, reportWorkKey } from '../../../shared/results/report-work.ts'
import type { Clock, Instant } from '../../../shared/units.ts'
import { auditEntry } from '../../adapters/audit.ts'
import type { Table } from '../../adapters/table.ts'
import { showDraft } from './show-draft.ts'

export type ShownAgain = { outcome: 'shown' | 'decided-meanwhile' }

/**
 * What would be signed is not what staff let go: they look at it as it would be now, and decide anew. `approvedAt` names the
 * approval that this takes back, and no later one.
 */
export const showAgain = async (
  needs: { table: Table; now: Clock },
  { changed, approvedAt, ...of }: ReportOf & { changed: ReportChange; approvedAt: Instant },
): Promise<ShownAgain> => {
  const work = await needs.table.get(ReportWork, reportWorkKey(of))
  if (work?.state !== 'approved' || work.at !== approvedAt) return { outcome: 'decided-meanwhile' }
  const { campaignId, inputs } = work
  const shown = await showDraft(
    needs,
    { ...of, inputs },
    { before: work, changed },
    auditEntry({
      at: needs.now(),
      actor: 'network',
      act: 'report.shown-again',
      subject: campaignId,
      detail: { city: work.city, inputs, changed },
    }),
  )
  return { outcome: shown ? 'shown' : 'decided-meanwhile' }
}
