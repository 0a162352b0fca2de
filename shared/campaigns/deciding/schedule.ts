import { type Instant, plusDays, plusSeconds } from '../../units.ts'
import { type Approval, type Campaign, type CampaignIn, isPlanned } from '../campaign.ts'
import { frozenBefore, planOf } from './carried-over.ts'

/** Longer than this after its launch, no survey takes answers: an answer is about a time. */
export const MOST_DAYS_OPEN = 366

/** What is wrong with what would be sent. */
export type ContentProblem =
  | 'survey-without-questions'
  | 'survey-unfinished'
  | 'call-cancelled'
  | 'call-over'
  | 'call-unknown'
  | 'nothing-written'
  /** It cannot be rendered for one of the readers' languages. */
  | 'unwritable'

export type ScheduleRefusal =
  | 'not-a-draft'
  | 'no-audience'
  | ContentProblem
  | 'opens-in-the-past'
  | 'closes-before-opens'
  | 'open-too-long'

type ScheduleFacts = {
  /** `now`, or the instant that staff chose. */
  launchAt: Instant | 'now'
  now: Instant
  content: 'ready' | ContentProblem
  reached: number
  responseKey: string
  approval?: Approval
  /** Seconds that it must wait, because nobody else has approved it. */
  hold?: number
}

export type Scheduled =
  | { outcome: 'scheduled'; campaign: CampaignIn<'scheduled'> }
  | { outcome: 'refused'; reason: ScheduleRefusal }

/** Also takes a held campaign, whose time has passed, and gives it a new one. */
export const schedule = (campaign: Campaign, facts: ScheduleFacts): Scheduled => {
  if (!isPlanned(campaign)) return refused('not-a-draft')
  const chosen = facts.launchAt === 'now' ? facts.now : facts.launchAt
  if (chosen < facts.now) return refused('opens-in-the-past')
  const heldUntil = plusSeconds(facts.now, facts.hold ?? 0)
  const launchAt = chosen < heldUntil ? heldUntil : chosen
  if (campaign.closesAt <= launchAt) return refused('closes-before-opens')
  if (campaign.closesAt > plusDays(launchAt, MOST_DAYS_OPEN)) return refused('open-too-long')
  const [obstacle] = obstacles(campaign, facts)
  if (obstacle) return refused(obstacle)
  return {
    outcome: 'scheduled',
    campaign: {
      ...planOf(campaign),
      state: 'scheduled',
      revision: campaign.revision + 1,
      launchAt,
      // Nobody was mailed before, so no response depends on an older key.
      responseKey: facts.responseKey,
      ...(facts.approval && { approval: facts.approval }),
      ...frozenBefore(campaign),
    },
  }
}

/** What stands in the way of a launch at any time. */
export const obstacles = (
  { closesAt }: Pick<Campaign, 'closesAt'>,
  { now, content, reached }: Pick<ScheduleFacts, 'now' | 'content' | 'reached'>,
): ScheduleRefusal[] => {
  const found: ScheduleRefusal[] = []
  if (closesAt <= now) found.push('closes-before-opens')
  if (content !== 'ready') found.push(content)
  if (reached === 0) found.push('no-audience')
  return found
}

const refused = (reason: ScheduleRefusal): Scheduled => ({ outcome: 'refused', reason })
