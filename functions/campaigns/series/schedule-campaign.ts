import { type ScheduleRefusal, schedule } from '../../../shared/campaigns/deciding/schedule.ts'
import { approve, type PlanRefusal } from '../../../shared/campaigns/launch/approval.ts'
import { City, cityKey } from '../../../shared/cities/city.ts'
import type { Actor } from '../../../shared/identity/actor.ts'
import type { CampaignId } from '../../../shared/ids.ts'
import { type Survey, surveyKey } from '../../../shared/surveys/survey.ts'
import type { Clock, Instant } from '../../../shared/units.ts'
import { auditEntry } from '../../adapters/audit.ts'
import type { Links } from '../../adapters/links.ts'
import type { Table, Write } from '../../adapters/table.ts'
import type { StartWorkflow } from '../../adapters/workflows.ts'
import { changeOf, readCampaign } from '../campaigns.ts'
import { contentOf } from '../drafting/content.ts'
import { contentProblem } from '../launch/launch-examples.ts'
import { readPlan } from '../launch/plan-flight.ts'
import type { MailSite } from '../sending/write-invitation.ts'
import { startCampaign } from './start-campaign.ts'

type Needs = {
  table: Table
  now: Clock
  links: Pick<Links, 'activeKey'>
  startWorkflow: StartWorkflow
  site: MailSite
}

type Outcome =
  | { outcome: 'scheduled'; launchAt: Instant }
  | { outcome: 'refused'; reason: ScheduleRefusal | PlanRefusal | 'unknown' | 'changed-meanwhile' }

/**
 * Launches now or at an instant, on the strength of its flight plan. To many, somebody else than its writer approves it, or
 * it is held for a while. From here on the version of the survey never changes.
 */
export const scheduleCampaign = async (
  needs: Needs,
  input: { campaignId: CampaignId; revision: number; launchAt: Instant | 'now'; actor: Actor },
): Promise<Outcome> => {
  const { table } = needs
  const campaign = await readCampaign(table, input.campaignId)
  const city = campaign && (await table.get(City, cityKey(campaign.city)))
  if (!campaign || !city) return refused('unknown')
  const [content, plan] = await Promise.all([contentOf(table, campaign), readPlan(table, campaign.campaignId)])
  const now = needs.now()
  const launchAt = input.launchAt === 'now' ? now : input.launchAt
  const approved = approve(campaign, { plan, launchAt, timeZone: city.timeZone, by: input.actor.userId, now })
  const decided = schedule(campaign, {
    launchAt: input.launchAt,
    now,
    content: await contentProblem(needs.site, { campaign, city, content, now }),
    responseKey: await needs.links.activeKey(),
    // What else stands in the way is said first: a new plan would not help against it.
    ...(approved.outcome === 'approved' ? approved : { reached: 1 }),
  })
  if (decided.outcome === 'refused') return decided
  if (campaign.revision !== input.revision) return refused('changed-meanwhile')
  if (approved.outcome === 'refused') return approved
  const { reached, hold } = approved
  const written = await table.write(
    changeOf(campaign, decided.campaign),
    ...(content.kind === 'survey' && content.survey ? [markLaunched(content.survey, now)] : []),
    auditEntry({
      at: now,
      actor: input.actor,
      act: 'campaign.scheduled',
      subject: campaign.campaignId,
      detail: { launchAt: decided.campaign.launchAt, reached, plannedAt: approved.approval.plannedAt, held: hold > 0 },
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
