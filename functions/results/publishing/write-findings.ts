import {
  Campaign,
  type CampaignIn,
  CampaignListed,
  campaignItem,
  campaignKey,
  campaignListKey,
} from '../../../shared/campaigns/campaign.ts'
import { CampaignId, type NewId } from '../../../shared/ids.ts'
import { findingsPath } from '../../../shared/results/findings.ts'
import { NETWORK } from '../../../shared/results/network/network-report.ts'
import { type ReportOf, ReportWork, reportWorkKey } from '../../../shared/results/report-work.ts'
import { type Clock, plusDays } from '../../../shared/units.ts'
import { findingsText } from '../../../web/results/findings-text.ts'
import { auditEntry } from '../../adapters/audit.ts'
import type { Table } from '../../adapters/table.ts'
import { readReport } from './report-items.ts'

export type WrittenFindings = { outcome: 'written' | 'not-wanted' | 'written-already' }

/**
 * Drafts the update that tells those who answered what was found, when whoever let the report go asked for it. Staff look at it and
 * launch it as any other mailing: by the same rules of attention, topics and quiet hours. It is written once.
 */
export const writeFindings = async (
  { table, now, newId, site }: { table: Table; now: Clock; newId: NewId; site: { publicUrl: string } },
  of: ReportOf,
): Promise<WrittenFindings> => {
  const work = await table.get(ReportWork, reportWorkKey(of))
  const report = await readReport(table, of.city, of.campaignId)
  // Members are told of their own city.
  if (work?.state !== 'published' || !report || !work.tellMembers || of.city === NETWORK)
    return { outcome: 'not-wanted' }
  if (work.mailing) return { outcome: 'written-already' }
  const survey = await table.get(Campaign, campaignKey(of.campaignId))
  const ledgerShards = survey && 'ledgerShards' in survey && survey.ledgerShards
  if (!ledgerShards) throw new Error('nothing says who has answered')
  const at = now()
  const campaignId = newId(CampaignId, 'cmp')
  const draft: CampaignIn<'draft'> = {
    kind: 'update',
    state: 'draft',
    campaignId,
    city: of.city,
    participantsOf: { campaignId: of.campaignId, ledgerShards },
    ...findingsText(report, `${site.publicUrl}${findingsPath(of.campaignId)}`),
    closesAt: plusDays(at, DAYS_TO_SEND),
    createdAt: at,
    revision: 1,
    unplanned: true,
    editedBy: work.by,
  }
  const written = await table.write(
    { put: campaignItem(draft), if: { exists: false } },
    { put: { ...campaignListKey(of.city, campaignId), ...CampaignListed.parse(draft) } },
    {
      update: reportWorkKey(of),
      set: { mailing: campaignId },
      if: { equals: { state: 'published' }, missing: ['mailing'] },
    },
    auditEntry({
      at,
      actor: 'network',
      act: 'campaign.created',
      subject: campaignId,
      detail: { report: of.campaignId },
    }),
  )
  return { outcome: written.outcome === 'written' ? 'written' : 'written-already' }
}

/** Staff look at it first. */
const DAYS_TO_SEND = 30
