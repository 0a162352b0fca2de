import { type ScheduleRefusal, schedule } from '../../shared/campaigns/decide.ts'
import { topicOf } from '../../shared/campaigns/reach.ts'
import type { Actor } from '../../shared/identity/actor.ts'
import type { CampaignId } from '../../shared/ids.ts'
import { type Survey, surveyKey } from '../../shared/surveys/survey.ts'
import type { Clock, Instant } from '../../shared/units.ts'
import { auditEntry } from '../adapters/audit.ts'
import type { Links } from '../adapters/links.ts'
import type { Table, Write } from '../adapters/table.ts'
import type { StartWorkflow } from '../adapters/workflows.ts'
import { audienceOf } from './audience.ts'
import { changeOf, readCampaign } from './campaigns.ts'
import { contentOf, readiness } from './content.ts'
import { startCampaign } from './start-campaign.ts'

type Needs = { table: Table; now: Clock; links: Links; startWorkflow: StartWorkflow }

type Outcome =
  | { outcome: 'scheduled'; launchAt: Instant }
  | { outcome: 'refused'; reason: ScheduleRefusal | 'unknown' | 'changed-meanwhile' }

/** Launches now or at an instant. From here on the version of the survey never changes. */
export const scheduleCampaign = async (
  needs: Needs,
  input: { campaignId: CampaignId; revision: number; launchAt: Instant | 'now'; actor: Actor },
): Promise<Outcome> => {
  const campaign = await readCampaign(needs.table, input.campaignId)
  if (!campaign) return refused('unknown')
  const [content, audience] = await Promise.all([
    contentOf(needs.table, campaign),
    audienceOf(needs, campaign.city, topicOf(campaign)),
  ])
  const now = needs.now()
  const decided = schedule(campaign, {
    launchAt: input.launchAt,
    now,
    content: readiness(content, now),
    reached: audience.reached,
    responseKey: await needs.links.activeKey(),
  })
  if (decided.outcome === 'refused') return decided
  if (campaign.revision !== input.revision) return refused('changed-meanwhile')
  const written = await needs.table.write(
    changeOf(campaign, decided.campaign),
    ...(content.kind === 'survey' && content.survey ? [markLaunched(content.survey, now)] : []),
    auditEntry({
      at: now,
      actor: input.actor,
      act: 'campaign.scheduled',
      subject: campaign.campaignId,
      detail: { launchAt: decided.campaign.launchAt, reached: audience.reached },
    }),
  )
  if (written.outcome === 'refused') return refused('changed-meanwhile')
  if (decided.campaign.launchAt <= now) await startCampaign(needs, decided.campaign)
  return { outcome: 'scheduled', launchAt: decided.campaign.launchAt }
}

/** Only the version that the approved campaign was written for. */
const markLaunched = (survey: Survey, now: Instant): Write => {
  const key = surveyKey(survey.surveyId, survey.version)
  return survey.launchedAt
    ? { check: key, if: { exists: true } }
    : { update: key, set: { launchedAt: now }, if: { equals: { editedAt: survey.editedAt }, missing: ['launchedAt'] } }
}

const refused = (reason: 'unknown' | 'changed-meanwhile'): Outcome => ({ outcome: 'refused', reason })
