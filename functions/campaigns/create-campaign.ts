import type * as z from 'zod'
import { type CampaignDraft, isPlanned } from '../../shared/campaigns/campaign.ts'
import type { Actor } from '../../shared/identity/actor.ts'
import { CampaignId, type NewId } from '../../shared/ids.ts'
import type { Survey } from '../../shared/surveys/survey.ts'
import type { Clock, Instant } from '../../shared/units.ts'
import { auditEntry } from '../adapters/audit.ts'
import type { Table } from '../adapters/table.ts'
import { changeOf, firstWrites, listing, readCampaign } from './campaigns.ts'

type Needs = { table: Table; now: Clock; newId: NewId }

type Input = {
  draft: z.output<typeof CampaignDraft>
  survey: Pick<Survey, 'surveyId' | 'version' | 'protection'>
  closesAt: Instant
  actor: Actor
}

export const createCampaign = async (needs: Needs, { draft, survey, closesAt, actor }: Input) => {
  const now = needs.now()
  const campaign = {
    ...draft,
    state: 'draft',
    campaignId: needs.newId(CampaignId, 'cmp'),
    kind: 'survey',
    surveyVersion: survey.version,
    protection: survey.protection,
    closesAt,
    createdAt: now,
    revision: 1,
  } as const
  await needs.table.write(
    ...firstWrites(campaign),
    auditEntry({ at: now, actor, act: 'campaign.created', subject: campaign.campaignId }),
  )
  return { outcome: 'created', campaign } as const
}

/** Before anything was mailed. `revision` is that of the page on which it was edited: somebody else's newer text is not overwritten. */
export const editCampaign = async (
  needs: Omit<Needs, 'newId'>,
  campaignId: CampaignId,
  { draft, survey, closesAt, actor, revision }: Input & { revision: number },
) => {
  const before = await readCampaign(needs.table, campaignId)
  if (!before) return { outcome: 'refused', reason: 'unknown' } as const
  if (!isPlanned(before)) return { outcome: 'refused', reason: 'not-a-draft' } as const
  if (before.revision !== revision) return { outcome: 'refused', reason: 'changed-meanwhile' } as const
  // The city stands in the key of the list row.
  const after = {
    ...before,
    ...draft,
    city: before.city,
    surveyVersion: survey.version,
    protection: survey.protection,
    closesAt,
    revision: revision + 1,
  }
  const written = await needs.table.write(
    changeOf(before, after),
    listing(after),
    auditEntry({ at: needs.now(), actor, act: 'campaign.edited', subject: campaignId }),
  )
  return written.outcome === 'written'
    ? ({ outcome: 'edited', campaign: after } as const)
    : ({ outcome: 'refused', reason: 'changed-meanwhile' } as const)
}
