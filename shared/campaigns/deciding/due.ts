import { type Instant, plusDays, plusSeconds } from '../../units.ts'
import { type Campaign, type CampaignIn, purposeOf, settlesAt } from '../campaign.ts'
import { LATE_SECONDS } from '../policy.ts'
import type { RoundPurpose } from '../round.ts'
import { isLate } from './start.ts'

/** What the clock finds to do. `watch`: see that its workflow is alive. */
export type Due =
  | 'launch'
  | 'hold'
  | 'resume'
  | 'close'
  | 'settle'
  | 'watch'
  | 'round'
  | 'deferred'
  | 'put-off'
  | 'nothing'

export const dueNow = (campaign: Campaign, now: Instant): Due => {
  switch (campaign.state) {
    case 'scheduled':
      return campaign.launchAt > now ? 'nothing' : isLate(campaign, now) ? 'hold' : 'launch'
    case 'paused':
      if (isCancelledCall(campaign, now)) return 'round'
      if (isOver(campaign, now)) return 'close'
      return campaign.resumesAt && campaign.resumesAt <= now ? 'resume' : 'nothing'
    case 'freezing':
      return campaign.round && campaign.closesAt <= now && !tellsCancelled(campaign) ? 'close' : 'watch'
    case 'sending':
      if (isCancelledCall(campaign, now)) return 'round'
      return campaign.closesAt <= now && !tellsCancelled(campaign) ? 'close' : 'watch'
    case 'open':
      if (isCancelledCall(campaign, now)) return 'round'
      if (campaign.next && !campaign.next.late && campaign.next.at <= now && campaign.closesAt > now)
        return dueInOpen(campaign.next, now)
      return campaign.closesAt <= now ? 'close' : 'nothing'
    case 'closed':
    case 'cancelled': {
      const dueAt = settlesAt(campaign)
      return dueAt && dueAt <= now ? 'settle' : 'nothing'
    }
    default:
      return 'nothing'
  }
}

const dueInOpen = ({ purpose, at }: { purpose: RoundPurpose | 'deferred'; at: Instant }, now: Instant): Due => {
  // What staff have just asked for is never late, however long a mailing was in the way.
  if (purpose === 'call-changed' || purpose === 'call-cancelled') return 'round'
  if (purpose === 'deferred') return 'deferred'
  const usable = purpose === 'call-hour-before' ? HOUR_REMINDER_SECONDS : LATE_SECONDS
  return plusSeconds(at, usable) < now ? 'put-off' : 'round'
}

/** "In an hour" is not said half an hour late. */
const HOUR_REMINDER_SECONDS = 30 * 60

const isCancelledCall = ({ next }: CampaignIn<'sending' | 'paused' | 'open'>, now: Instant) =>
  next?.purpose === 'call-cancelled' && !next.late && next.at <= now

const isOver = (campaign: CampaignIn<'paused'>, now: Instant) =>
  (tellsCancelled(campaign) ? plusDays(campaign.closesAt, DAYS_TO_TELL) : campaign.closesAt) <= now

/** That a call was cancelled is of use for so long after it would have begun. */
const DAYS_TO_TELL = 1

/** Nobody should wait for a call that will not be: told also when it would have begun meanwhile. */
const tellsCancelled = (campaign: Campaign) => purposeOf(campaign) === 'call-cancelled'
