import { type Campaign, purposeOf } from '../../shared/campaigns/campaign.ts'
import { waitsForReader } from '../../shared/campaigns/deciding/announcements.ts'
import type { RoundPurpose } from '../../shared/campaigns/round.ts'
import { leavesAt } from '../../shared/campaigns/sending/recheck.ts'
import type { UserId } from '../../shared/ids.ts'
import type { Instant } from '../../shared/units.ts'
import { localTime } from '../local-time.ts'
import { atTime } from './pace-phrases.ts'
import { MAILINGS } from './phrases.ts'
import { WaitingWord } from './waiting-word.tsx'

type NextUpProps = { campaign: Campaign; timeZone: string; reader: UserId; now: Instant }

/** What is mailed next, and when; or that staff must say whether it is. */
export const NextUp = ({ campaign, timeZone, reader, now }: NextUpProps) => {
  const next = 'next' in campaign ? campaign.next : undefined
  if (!next || campaign.state === 'closed') return null
  const { purpose, at, late, asked } = next
  if (asked && (late || waitsForReader(next, now)) && (purpose === 'call-changed' || purpose === 'call-cancelled')) {
    const until = late ? undefined : at
    return <WaitingWord {...{ campaign, purpose, reader, timeZone, now }} at={until} writtenBy={asked.by} />
  }
  if (purpose === 'deferred')
    return (
      <p>
        {purposeOf(campaign) === 'reminder'
          ? 'Whoever was put off, for having been mailed a short while ago'
          : 'Who was put off for having had much mail lately'}
        : mailed from {localTime(at, timeZone, 'en')} on, by itself.
      </p>
    )
  if (!late)
    return (
      <p>
        {at > now
          ? `Next: ${MAILINGS[purpose].toLowerCase()} ${atTime(leavesAt(purpose, at, timeZone), timeZone, now)}, ${TO_WHOM[purpose]}.`
          : `Next, as soon as nothing else is being sent: ${MAILINGS[purpose].toLowerCase()}, ${TO_WHOM[purpose]}.`}
      </p>
    )
  return (
    <div class="notice warn">
      <p>
        {MAILINGS[purpose]}: it should have gone out long ago ({localTime(at, timeZone, 'en')}), or could not be
        prepared then. It waits for you. It would go {TO_WHOM[purpose]}.
      </p>
      <form class="actions" method="post" action={`/staff/campaigns/${campaign.campaignId}/next`}>
        <button name="decision" value="make" type="submit">
          Send it now
        </button>
        <button class="second" name="decision" value="leave-out" type="submit">
          Leave it out
        </button>
      </form>
    </div>
  )
}

const TO_WHOM = {
  invitation: 'to everybody',
  reminder: 'to those who have not answered',
  'call-changed': 'to everybody invited',
  'call-cancelled': 'to everybody invited',
  'call-day-before': 'to those who come and those who may',
  'call-hour-before': 'to those who come and those who may',
} as const satisfies Record<RoundPurpose, string>
