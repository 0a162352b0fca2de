import type * as z from 'zod'
import {
  type Campaign,
  type CampaignDraft,
  type CampaignIn,
  type CampaignOf,
  isPlanned,
  type Repeats,
} from '../../../shared/campaigns/campaign.ts'
import type { Actor } from '../../../shared/identity/actor.ts'
import { CampaignId, type NewId } from '../../../shared/ids.ts'
import type { Clock, Instant } from '../../../shared/units.ts'
import { auditEntry } from '../../adapters/audit.ts'
import type { Table } from '../../adapters/table.ts'
import { changeOf, firstWrites, listing, readCampaign } from '../campaigns.ts'

type Needs = { table: Table; now: Clock; newId: NewId }

/** What is sent: a version of a survey, an invitation to a call, or the message alone. */
export type PlannedContent =
  | Pick<CampaignOf<'survey'>, 'kind' | 'surveyId' | 'surveyVersion' | 'protection' | 'reminders'>
  | Pick<CampaignOf<'call'>, 'kind' | 'callId'>
  | Pick<CampaignOf<'update'>, 'kind'>

type Input = {
  draft: z.output<typeof CampaignDraft>
  content: PlannedContent
  closesAt: Instant
  /** Makes it the first wave of a series. */
  repeats?: Repeats | undefined
  actor: Actor
}

export const createCampaign = async (needs: Needs, { draft, content, closesAt, repeats, actor }: Input) => {
  const now = needs.now()
  const campaign = {
    ...draft,
    ...content,
    state: 'draft',
    campaignId: needs.newId(CampaignId, 'cmp'),
    editedBy: actor.userId,
    closesAt,
    createdAt: now,
    revision: 1,
    ...(repeats && { repeats, wave: 1 }),
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
  { draft, content, closesAt, repeats, actor, revision }: Input & { revision: number },
) => {
  const before = await readCampaign(needs.table, campaignId)
  if (!before) return { outcome: 'refused', reason: 'unknown' } as const
  if (!isPlanned(before)) return { outcome: 'refused', reason: 'not-a-draft' } as const
  if (before.revision !== revision) return { outcome: 'refused', reason: 'changed-meanwhile' } as const
  const { title, message } = draft
  const edit = { title, message, closesAt, repeats, editedBy: actor.userId, revision: revision + 1 }
  const after = edited(before, edit, content)
  const written = await needs.table.write(
    changeOf(before, after),
    listing(after),
    auditEntry({ at: needs.now(), actor, act: 'campaign.edited', subject: campaignId }),
  )
  return written.outcome === 'written'
    ? ({ outcome: 'edited', campaign: after } as const)
    : ({ outcome: 'refused', reason: 'changed-meanwhile' } as const)
}

type Edit = Pick<Campaign, 'title' | 'message' | 'closesAt' | 'editedBy' | 'revision'> & {
  repeats: Repeats | undefined
}

/** What is sent stays of its kind; the city stands in the key of the list row. What was approved is another text now. */
const edited = (before: CampaignIn<'draft' | 'held'>, edit: Edit, content: PlannedContent): Campaign => {
  const { repeats, ...text } = edit
  const { repeats: _, wave = 1, ...rest } = asNew(before)
  const plan = { ...rest, ...text, ...(repeats && { repeats, wave }) }
  if (plan.kind === 'survey' && content.kind === 'survey') {
    const { reminders: __, ...survey } = plan
    return { ...survey, ...content }
  }
  return plan.kind === 'call' && content.kind === 'call' ? { ...plan, ...content } : plan
}

/** Whoever edits asks for the flight plan, too: nobody else has to. */
const asNew = (campaign: CampaignIn<'draft' | 'held'>): CampaignIn<'draft' | 'held'> => {
  if (campaign.state === 'draft') {
    const { unplanned: _, ...draft } = campaign
    return draft
  }
  const { approval: _, ...rest } = campaign
  return rest
}
