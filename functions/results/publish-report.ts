import { Campaign, campaignKey } from '../../shared/campaigns/campaign.ts'
import type { CampaignId } from '../../shared/ids.ts'
import { type ReportRow, reportRowKey } from '../../shared/results/report-row.ts'
import type { Clock } from '../../shared/units.ts'
import type { Table, Write } from '../adapters/table.ts'
import {
  DraftHead,
  draftKey,
  PublishedHead,
  questionsKey,
  readQuestions,
  releaseKey,
  reportKey,
  sealOf,
} from './report-items.ts'

export type PublishedReport =
  | { outcome: 'published'; release: number }
  | { outcome: 'refused'; reason: 'no-draft' | 'not-the-sealed-draft' }

/**
 * Copies a sealed draft into the release that councils read. A release never changes: publishing it again does
 * nothing. The city's list names it last, so nobody sees half of one.
 */
export const publishReport = async (
  needs: { table: Table; now: Clock },
  input: { campaignId: CampaignId; release: number; seal: string },
): Promise<PublishedReport> => {
  const { table } = needs
  const campaign = await table.get(Campaign, campaignKey(input.campaignId))
  if (!campaign) throw new Error(`the campaign ${input.campaignId} is missing`)
  const pk = reportKey(input.campaignId, campaign.city)
  const release = releaseKey(input.release)
  if (await table.get(PublishedHead, { pk, sk: release })) return { outcome: 'published', release: input.release }

  const draft = await table.get(DraftHead, { pk, sk: draftKey(input.release) })
  if (!draft) return { outcome: 'refused', reason: 'no-draft' }
  const { head, questionIds, seal } = draft
  const questions = await readQuestions(table, pk, questionsKey(draftKey(input.release), seal), questionIds)
  if (seal !== input.seal || sealOf(head, questions) !== seal)
    return { outcome: 'refused', reason: 'not-the-sealed-draft' }

  const publishedAt = needs.now()
  for (const question of questions)
    await table.write({ put: { pk, sk: `${questionsKey(release, seal)}${question.id}`, question } })
  const row: ReportRow = {
    campaignId: head.campaignId,
    city: head.city,
    release: head.release,
    title: head.title,
    closedAt: head.closedAt,
    publishedAt,
    answered: head.answered,
  }
  await table.write({ put: { pk, sk: release, head, questionIds, seal, publishedAt }, if: { exists: false } }, {
    put: { ...reportRowKey(head.city, head.campaignId), ...row },
    if: { exists: false },
  } satisfies Write)
  return { outcome: 'published', release: input.release }
}
