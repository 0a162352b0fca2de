import type { Campaign } from '../../shared/campaigns/campaign.ts'
import type { MissedReminder } from '../../shared/campaigns/round.ts'
import { localTime } from '../local-time.ts'
import { MAILINGS } from './phrases.ts'

/** Words before a call that did not come, and why. */
export const MissedReminders = ({ campaign, timeZone }: { campaign: Campaign; timeZone: string }) => {
  const missed = 'missed' in campaign ? (campaign.missed ?? []) : []
  if (missed.length === 0) return null
  return (
    <ul>
      {missed.map(({ purpose, at, why }) => (
        <li>
          {MAILINGS[purpose]} ({localTime(at, timeZone, 'en')}): left out. {WHY[why]}
        </li>
      ))}
    </ul>
  )
}

const WHY = {
  'told-since': 'Everybody was told of a change of the call at that time or after it.',
  'other-mailing': 'Another mailing of this campaign was under way until it was of no use any more.',
  paused: 'A mailing of this campaign was paused until it was of no use any more.',
  'found-late': 'It was found long after its time, when the system had stood still.',
  'by-staff': 'It waited for you or a colleague, and was not sent.',
} as const satisfies Record<MissedReminder['why'], string>
