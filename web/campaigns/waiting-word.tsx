import { type Campaign, invitedOf } from '../../shared/campaigns/campaign.ts'
import type { UserId } from '../../shared/ids.ts'
import type { Instant } from '../../shared/units.ts'
import { numeral } from '../numeral.ts'
import { atTime, inMinutes } from './pace-phrases.ts'
import { MAILINGS } from './phrases.ts'

type WaitingWordProps = {
  campaign: Campaign
  purpose: 'call-changed' | 'call-cancelled'
  /** When it goes out by itself; absent when it was stopped. */
  at: Instant | undefined
  writtenBy: UserId
  reader: UserId
  timeZone: string
  now: Instant
}

/** Word of a call to many, which nobody but who wrote it has read: a colleague lets it go, or stops it. */
export const WaitingWord = ({ campaign, purpose, at, writtenBy, reader, timeZone, now }: WaitingWordProps) => {
  const own = writtenBy === reader
  const address = `/staff/campaigns/${campaign.campaignId}`
  const mail = `${address}/mail?of=next`
  return (
    <div class="notice warn">
      <p>
        <strong>
          {MAILINGS[purpose]}, to {numeral(invitedOf(campaign) ?? 0)} people who were invited:{' '}
          {at ? `goes out ${atTime(at, timeZone, now)}, ${inMinutes(at, now)}.` : 'stopped. Nobody has been told.'}
        </strong>{' '}
        {own
          ? 'You wrote it, and nobody else has read it yet. A colleague can let it go at once on this page.'
          : 'A colleague wrote it, and nobody else has read it yet. Read it, then let it go or stop it.'}
      </p>
      <p>
        The mail: <a href={`${mail}&lang=en`}>in English</a> · <a href={`${mail}&lang=es`}>in Spanish</a>.
        {purpose === 'call-changed' && campaign.kind === 'call' && (
          <>
            {' '}
            To change what it says, <a href={`/staff/calls/${campaign.callId}/edit`}>change the call again</a>: both
            changes are told as one.
          </>
        )}
      </p>
      <form class="actions" method="post" action={`${address}/next`}>
        {at && !own && (
          <button name="decision" value="approve" type="submit">
            I have read it: send it now
          </button>
        )}
        {at && (
          <button class="second" name="decision" value="stop" type="submit">
            Stop it
          </button>
        )}
        {!at && (
          <>
            <button name="decision" value="make" type="submit">
              {own ? 'Send it in ten minutes' : 'I have read it: send it now'}
            </button>
            <button class="second" name="decision" value="leave-out" type="submit">
              Tell nobody
            </button>
          </>
        )}
      </form>
    </div>
  )
}
