import type { CitySlug } from '../../../shared/ids.ts'
import type { ReportHead } from '../../../shared/results/document.ts'
import { type SliceRow, sliceRowKey } from '../../../shared/results/report-row.ts'
import type { Instant } from '../../../shared/units.ts'
import type { Table } from '../../adapters/table.ts'
import { isSigned, publicKeys } from '../gate/signing.ts'
import { questionsKey, readDraft, releaseKey, reportKey, type SealedReport, sealOf } from './report-items.ts'

/**
 * What the councils of a report on the network read, before staff can read the whole. False when one of them is not what the
 * gate has signed of the same inputs: then none is published.
 */
export const publishSlices = async (
  table: Table,
  network: Pick<ReportHead, 'scope' | 'campaignId' | 'receipt'>,
  publishedAt: Instant,
): Promise<boolean> => {
  const { scope, campaignId, receipt } = network
  if (scope.kind !== 'network') return true
  const keys = await publicKeys(table)
  const slices = await Promise.all(
    scope.cities.map(async ({ city }) => ({ city, slice: await readDraft(table, { campaignId, city }, 'SIGNED') })),
  )
  const isWhole = ({ city, slice }: (typeof slices)[number]) =>
    !slice ||
    (sealOf(slice) === slice.seal &&
      isSigned(keys, 'report', slice.seal, slice.signature) &&
      slice.head.scope.kind === 'city-in-network' &&
      slice.head.city === city &&
      slice.head.campaignId === campaignId &&
      slice.head.receipt.inputs === receipt.inputs)
  if (!slices.every(isWhole)) return false
  for (const { city, slice } of slices) if (slice) await publishSlice(table, city, slice, publishedAt)
  return true
}

/** The list of the city names it together with its head, so nobody sees half of one. */
const publishSlice = async (
  table: Table,
  city: CitySlug,
  { head, questions, seal, signature }: SealedReport,
  publishedAt: Instant,
): Promise<void> => {
  const { campaignId, scope, release: number, title, closedAt, answered } = head
  if (scope.kind !== 'city-in-network') return
  const pk = reportKey(campaignId, city)
  const release = releaseKey(number)
  for (const question of questions)
    await table.write({ put: { pk, sk: `${questionsKey(release, seal)}${question.id}`, question } })
  const questionIds = questions.map(({ id }) => id)
  const of = scope.campaignId
  const row: SliceRow = { campaignId, city, release: number, title, closedAt, publishedAt, answered, of }
  await table.write(
    { put: { pk, sk: release, head, questionIds, seal, signature, publishedAt }, if: { exists: false } },
    { put: { ...sliceRowKey(city, campaignId), ...row }, if: { exists: false } },
  )
}
