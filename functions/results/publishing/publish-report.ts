import type { CampaignId, CitySlug } from '../../../shared/ids.ts'
import { type ReportRow, reportRowKey } from '../../../shared/results/report-row.ts'
import { ReportWork, reportWorkKey } from '../../../shared/results/report-work.ts'
import type { Clock } from '../../../shared/units.ts'
import type { Table } from '../../adapters/table.ts'
import { isSigned, publicKeys } from '../gate/signing.ts'
import { findingsWrites } from './publish-findings.ts'
import { publishSlices } from './publish-slices.ts'
import { PublishedHead, questionsKey, readDraft, releaseKey, reportKey, sealOf } from './report-items.ts'

export type PublishedReport =
  | { outcome: 'published'; release: number }
  | { outcome: 'refused'; reason: 'not-signed' | 'not-the-sealed-report' | 'not-approved' }

/**
 * Copies a signed report into the release that councils read. It has no key: what the gate did not sign does not pass. A
 * release never changes: publishing it again does nothing. The city's list names it last, so nobody sees half of one.
 */
export const publishReport = async (
  { table, now }: { table: Table; now: Clock },
  { seal, ...of }: { campaignId: CampaignId; city: CitySlug; seal: string },
): Promise<PublishedReport> => {
  const signed = await readDraft(table, of, 'SIGNED')
  if (!signed || signed.seal !== seal || sealOf(signed) !== seal) return refused('not-the-sealed-report')
  if (!isSigned(await publicKeys(table), 'report', seal, signed.signature)) return refused('not-signed')
  const { head, questions, signature } = signed
  if (head.campaignId !== of.campaignId || head.city !== of.city) return refused('not-the-sealed-report')

  const pk = reportKey(of.campaignId, of.city)
  const release = releaseKey(head.release)
  if (await table.get(PublishedHead, { pk, sk: release })) return { outcome: 'published', release: head.release }
  const work = await table.get(ReportWork, reportWorkKey(of))
  if (work?.state !== 'approved' || work.inputs !== head.receipt.inputs) return refused('not-approved')

  const publishedAt = now()
  if (!(await publishSlices(table, head, publishedAt))) return refused('not-the-sealed-report')
  for (const question of questions)
    await table.write({ put: { pk, sk: `${questionsKey(release, seal)}${question.id}`, question } })
  const questionIds = questions.map(({ id }) => id)
  const { campaignId, city, title, closedAt, answered } = head
  const row: ReportRow = { campaignId, city, release: head.release, title, closedAt, publishedAt, answered }
  const published: ReportWork = { ...work, state: 'published', publishedAt, release: head.release, seal }
  const findings = await findingsWrites(table, signed, { publishedAt, tellMembers: work.tellMembers })
  await table.write(
    { put: { pk, sk: release, head, questionIds, seal, signature, publishedAt }, if: { exists: false } },
    { put: { ...reportRowKey(city, campaignId), ...row }, if: { exists: false } },
    { put: { ...reportWorkKey(of), ...published }, if: { equals: { state: 'approved' } } },
    ...findings,
  )
  return { outcome: 'published', release: head.release }
}

const refused = (reason: Extract<PublishedReport, { outcome: 'refused' }>['reason']): PublishedReport => ({
  outcome: 'refused',
  reason,
})
