import type { CitySlug } from '../../../shared/ids.ts'
import { cityInNetwork } from '../../../shared/results/network/city-in-network.ts'
import { type SliceRow, sliceRowKey } from '../../../shared/results/report-row.ts'
import type { Instant } from '../../../shared/units.ts'
import type { Table } from '../../adapters/table.ts'
import { isSigned, type PublicKey } from '../gate/signing.ts'
import {
  PublishedHead,
  questionsKey,
  readDraft,
  releaseKey,
  reportKey,
  type SealedReport,
  sealOf,
} from './report-items.ts'

export type SignedSlice = SealedReport & { city: CitySlug; of: SliceRow['of'] }

/**
 * What each council of a report on the network reads: exactly what the whole gives of its city. Undefined when one of them is
 * not what the gate has signed: then nothing is published.
 */
export const signedSlices = async (
  table: Pick<Table, 'get' | 'query'>,
  whole: SealedReport,
  keys: readonly PublicKey[],
): Promise<SignedSlice[] | undefined> => {
  const { scope, campaignId } = whole.head
  const slices: SignedSlice[] = []
  for (const { city } of scope.kind === 'network' ? scope.cities : []) {
    const made = cityInNetwork(whole, city)
    if (made?.head.scope.kind !== 'city-in-network') continue
    const seal = sealOf(made)
    const signed = await readDraft(table, { campaignId, city }, 'SIGNED')
    if (signed?.seal !== seal || sealOf(signed) !== seal) return undefined
    if (!isSigned(keys, 'report', seal, signed.signature)) return undefined
    slices.push({ ...made, seal, signature: signed.signature, city, of: made.head.scope.campaignId })
  }
  return slices
}

/** After the whole, which is published once for all: two tries of different code can never leave parts of both. */
export const publishSlices = async (
  table: Table,
  slices: readonly SignedSlice[],
  publishedAt: Instant,
): Promise<void> => {
  for (const slice of slices) await publishSlice(table, slice, publishedAt)
}

/** The list of the city names it together with its head, so nobody sees half of one. */
const publishSlice = async (
  table: Table,
  { city, of, head, questions, seal, signature }: SignedSlice,
  publishedAt: Instant,
): Promise<void> => {
  const { campaignId, release: number, title, closedAt, answered } = head
  const pk = reportKey(campaignId, city)
  const release = releaseKey(number)
  for (const question of questions)
    await table.write({ put: { pk, sk: `${questionsKey(release, seal)}${question.id}`, question } })
  const questionIds = questions.map(({ id }) => id)
  const row: SliceRow = { campaignId, city, release: number, title, closedAt, publishedAt, answered, of }
  const written = await table.write(
    { put: { pk, sk: release, head, questionIds, seal, signature, publishedAt }, if: { exists: false } },
    { put: { ...sliceRowKey(city, campaignId), ...row }, if: { exists: false } },
  )
  if (written.outcome === 'written') return
  const there = await table.get(PublishedHead, { pk, sk: release })
  if (there?.seal !== seal) throw new Error(`the council of ${city} reads another part of the report ${campaignId}`)
}
