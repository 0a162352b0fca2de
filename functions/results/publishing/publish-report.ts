import type { CampaignId, CitySlug } from '../../../shared/ids.ts'
import { type ReportRow, reportRowKey } from '../../../shared/results/report-row.ts'
import { ReportWork, reportWorkKey } from '../../../shared/results/report-work.ts'
import type { Clock, Instant } from '../../../shared/units.ts'
import type { Table } from '../../adapters/table.ts'
import { isSigned, publicKeys } from '../gate/signing.ts'
import { findingsWrites } from './publish-findings.ts'
import { publishSlices, signedSlices } from './publish-slices.ts'
import {
  PublishedHead,
  questionsKey,
  readDraft,
  releaseKey,
  reportKey,
  type SealedReport,
  sealOf,
} from './report-items.ts'

export type PublishedReport =
  | { outcome: 'published'; release: number }
  | { outcome: 'refused'; reason: 'not-signed' | 'not-the-sealed-report' | 'not-approved' }

/**
 * Copies a signed report into the release that councils read. It has no key: what the gate did not sign does not pass, and
 * neither does what staff did not look at. A release never changes: publishing it again does nothing. The city's list names
 * it last, so nobody sees half of one.
 */
export const publishReport = async (
  { table, now }: { table: Table; now: Clock },
  { seal, ...of }: { campaignId: CampaignId; city: CitySlug; seal: string },
): Promise<PublishedReport> => {
  const signed = await readDraft(table, of, 'SIGNED')
  if (!signed || signed.seal !== seal || sealOf(signed) !== seal) return refused('not-the-sealed-report')
  const keys = await publicKeys(table)
  if (!isSigned(keys, 'report', seal, signed.signature)) return refused('not-signed')
  const { head } = signed
  if (head.campaignId !== of.campaignId || head.city !== of.city) return refused('not-the-sealed-report')
  const slices = await signedSlices(table, signed, keys)
  if (!slices) return refused('not-the-sealed-report')

  const place = { pk: reportKey(of.campaignId, of.city), sk: releaseKey(head.release) }
  const standing = () => table.get(PublishedHead, place)
  if (!(await standing())) await publishWhole(table, signed, now())
  const published = await standing()
  if (!published) return refused('not-approved')
  if (published.seal !== seal) return refused('not-the-sealed-report')
  await publishSlices(table, slices, published.publishedAt)
  return { outcome: 'published', release: head.release }
}

/** Nothing, unless this very document was let go. */
const publishWhole = async (table: Table, signed: SealedReport, publishedAt: Instant): Promise<void> => {
  const { head, questions, seal, signature } = signed
  const { campaignId, city, title, closedAt, answered } = head
  const work = await table.get(ReportWork, reportWorkKey(head))
  if (work?.state !== 'approved' || work.shown !== seal) return
  const pk = reportKey(campaignId, city)
  const release = releaseKey(head.release)
  for (const question of questions)
    await table.write({ put: { pk, sk: `${questionsKey(release, seal)}${question.id}`, question } })
  const questionIds = questions.map(({ id }) => id)
  const row: ReportRow = { campaignId, city, release: head.release, title, closedAt, publishedAt, answered }
  const published: ReportWork = { ...work, state: 'published', publishedAt, release: head.release, seal }
  const findings = await findingsWrites(table, signed, { publishedAt, tellMembers: work.tellMembers })
  await table.write(
    { put: { pk, sk: release, head, questionIds, seal, signature, publishedAt }, if: { exists: false } },
    { put: { ...reportRowKey(city, campaignId), ...row }, if: { exists: false } },
    { put: { ...reportWorkKey(head), ...published }, if: { equals: { state: 'approved', shown: seal } } },
    ...findings,
  )
}

const refused = (reason: Extract<PublishedReport, { outcome: 'refused' }>['reason']): PublishedReport => ({
  outcome: 'refused',
  reason,
})
