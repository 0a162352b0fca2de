import type { Campaign } from '../../shared/campaigns/campaign.ts'
import type { Actor } from '../../shared/identity/actor.ts'
import type { Language } from '../../shared/identity/person.ts'
import { Layout } from '../layout.tsx'
import { localTime } from '../local-time.ts'
import type { RenderedMail } from '../mail/layout.tsx'
import type { LookedAt } from './recipient-phrases.ts'
import { Decide } from './recipient-table.tsx'

type RecipientPageProps = {
  site: { networkName: string }
  actor: Actor
  campaign: Campaign
  city: { name: string; timeZone: string }
  round: number
  mailing: string
  recipient: LookedAt & {
    language: Language
    mail: RenderedMail | undefined
    changed: 'profile' | 'call' | undefined
    doubtful: boolean
    isSent: boolean
  }
}

/** What became of one mail, and the mail itself. */
export const RecipientPage = (props: RecipientPageProps) => {
  const { site, actor, campaign, city, round, mailing, recipient } = props
  const back = `/staff/campaigns/${campaign.campaignId}`
  const { mail, changed, at } = recipient
  return (
    <Layout site={site} section="staff" language="en" title={`${recipient.name}: ${mailing}`} actor={actor}>
      <p>
        <a href={back}>{campaign.title}</a> · <a href={`${back}/recipients?round=${round}`}>{mailing}</a>
      </p>
      <h1>{recipient.name}</h1>
      <dl class="facts">
        <dt>State</dt>
        <dd>{recipient.state}</dd>
        {recipient.reason && (
          <>
            <dt>Reason</dt>
            <dd>{recipient.reason}</dd>
          </>
        )}
        {at && (
          <>
            <dt>When</dt>
            <dd>
              <time datetime={at}>{localTime(at, city.timeZone, 'en')}</time>
            </dd>
          </>
        )}
        <dt>Tries</dt>
        <dd>{recipient.attempts}</dd>
        <dt>Member</dt>
        <dd>
          <a href={`/staff/members/${recipient.memberId}`}>{recipient.memberId}</a>
        </dd>
      </dl>
      {recipient.doubtful && (
        <>
          <p>
            The mail provider may have taken this mail, or not: it did not answer. Sending again can make a second mail.
          </p>
          <Decide campaign={campaign} round={round} row={recipient} />
        </>
      )}
      {mail ? (
        <>
          <h2>{recipient.isSent ? 'The mail as sent' : 'The mail as it would be sent now'}</h2>
          {changed && <p class="notice warn">{CHANGED[changed]}</p>}
          <p class="quiet-text">
            Written again, by what wrote it, from what was fixed at the launch. Its links lead nowhere here: they are
            personal.
          </p>
          <dl class="facts">
            <dt>Subject</dt>
            <dd lang={recipient.language}>{mail.subject}</dd>
          </dl>
          <iframe
            class="mail"
            title={`The mail to ${recipient.name}`}
            src={`${back}/recipients/${recipient.memberId}/mail?round=${round}`}
          />
          <details>
            <summary>As plain text</summary>
            <pre lang={recipient.language}>{mail.text}</pre>
          </details>
        </>
      ) : (
        <p class="empty">{recipient.isSent ? 'The reader of this mail is no longer here.' : 'No mail was sent.'}</p>
      )}
    </Layout>
  )
}

const CHANGED = {
  profile:
    'This member has changed the profile since. Where the name or the language is another now, the mail that went out had the earlier one.',
  call: 'The call was changed after this mail. It is shown with the call as it is now; the mail that went out had the earlier time.',
} as const
