import { Campaign, campaignKey } from '../../../shared/campaigns/campaign.ts'
import { findingsKey, findingsOf } from '../../../shared/results/findings.ts'
import { NETWORK } from '../../../shared/results/network/network-report.ts'
import type { Instant } from '../../../shared/units.ts'
import { headlinesIn } from '../../../web/results/findings-text.ts'
import type { Table, Write } from '../../adapters/table.ts'
import { asDocument, type SealedReport } from './report-items.ts'

/** What members who answered read of it: only where staff want them to be told, and of their own city. */
export const findingsWrites = async (
  table: Pick<Table, 'get'>,
  signed: SealedReport,
  { publishedAt, tellMembers }: { publishedAt: Instant; tellMembers: boolean },
): Promise<Write[]> => {
  const { campaignId, city } = signed.head
  if (!tellMembers || city === NETWORK) return []
  const campaign = await table.get(Campaign, campaignKey(campaignId))
  const ledgerShards = campaign && 'ledgerShards' in campaign && campaign.ledgerShards
  // Then nobody can be told from those who did not answer, and the page stays away.
  if (!ledgerShards) return []
  const report = asDocument(signed, publishedAt)
  const told = { en: headlinesIn(report, 'en'), es: headlinesIn(report, 'es') }
  const findings = findingsOf(report, { ledgerShards, told })
  return [{ put: { ...findingsKey(city, campaignId), ...findings } }]
}
