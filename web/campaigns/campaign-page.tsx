import type { Campaign } from '../../shared/campaigns/campaign.ts'
import { type Accounting, mailed, RECIPIENT_STATES, type SkipReason } from '../../shared/campaigns/ledger.ts'
import type { Actor } from '../../shared/identity/actor.ts'
import { Choices, Field, type Problem, Problems } from '../components/form.tsx'
import { Layout } from '../layout.tsx'
import { localTime } from '../local-time.ts'
import { StateBadge } from './campaign-list-page.tsx'
import { HELD, type LookedAt, PAUSED, RECIPIENT, SKIPPED } from './phrases.ts'

export type ReachShown = { reached: number; skipped: Partial<Record<SkipReason, number>> }

type CampaignPageProps = {
  site: { networkName: string }
  actor: Actor
  campaign: Campaign
  city: { name: string; timeZone: string }
  survey: { title: string; newerVersion: boolean }
  problems?: readonly Problem[] | undefined
  /** Said on top after something was done. */
  notice?: string | undefined
  /** Before the launch. */
  review?: { reach: ReachShown; text: string; typedWhen: string; typedAt: string } | undefined
  /** After it. */
  progress?: { counts: Accounting; answered: number; doubtful: LookedAt[]; notMailed: LookedAt[] } | undefined
}

export const CampaignPage = (props: CampaignPageProps) => {
  const { site, actor, campaign, city, survey, problems = [], notice, review, progress } = props
  return (
    <Layout
      site={site}
      section="staff"
      language="en"
      title={campaign.title}
      actor={actor}
      refreshSeconds={problems.length > 0 ? undefined : MOVES[campaign.state]}
    >
      <p>
        <a href="/staff/campaigns">Campaigns</a>
      </p>
      <h1>{campaign.title}</h1>
      <p>
        <StateBadge state={campaign.state} /> {survey.title} · {city.name}
      </p>
      <Problems language="en" problems={problems} />
      {notice && <p class="notice">{notice}</p>}
      <Standing campaign={campaign} timeZone={city.timeZone} />
      {review && <Review {...props} review={review} />}
      {progress && <Progress campaign={campaign} progress={progress} />}
      <Steering campaign={campaign} />
    </Layout>
  )
}

/** Seconds after which a page of this state is worth loading again. */
const MOVES: Partial<Record<Campaign['state'], number>> = { scheduled: 30, freezing: 3, sending: 3, open: 15 }

const Standing = ({ campaign, timeZone }: { campaign: Campaign; timeZone: string }) => {
  const closes = `Closes ${localTime(campaign.closesAt, timeZone, 'en')}.`
  switch (campaign.state) {
    case 'scheduled':
      return (
        <p class="lead">
          Launches {localTime(campaign.launchAt, timeZone, 'en')}. {closes}
        </p>
      )
    case 'held':
      return <p class="notice warn">{HELD[campaign.reason]}</p>
    case 'paused':
      return (
        <p class="notice warn">
          Paused. {PAUSED[campaign.reason]}{' '}
          {campaign.resumesAt && `Next try ${localTime(campaign.resumesAt, timeZone, 'en')}.`}
        </p>
      )
    case 'freezing':
      return <p class="lead">The list of recipients is being made. Nothing is sent before it is complete.</p>
    case 'closed':
      return (
        <p class="lead">
          Closed {localTime(campaign.closedAt, timeZone, 'en')}.{' '}
          <a href={`/council/${campaign.city}`}>See the reports</a>
        </p>
      )
    case 'cancelled':
      return (
        <p class="lead">
          Cancelled {localTime(campaign.cancelledAt, timeZone, 'en')}
          {campaign.reason === 'no-audience' && ': nobody was left to mail'}.
        </p>
      )
    default:
      return <p class="lead">{closes}</p>
  }
}

const Review = ({
  campaign,
  city,
  survey,
  problems,
  review,
}: CampaignPageProps & { review: NonNullable<CampaignPageProps['review']> }) => (
  <>
    <h2>Who gets it</h2>
    <dl class="figures">
      <div>
        <dt>People reached</dt>
        <dd>{review.reach.reached}</dd>
      </div>
      {Object.entries(review.reach.skipped).map(([reason, count]) => (
        <div>
          <dt>Left out: {SKIPPED[reason as SkipReason]}</dt>
          <dd>{count}</dd>
        </div>
      ))}
    </dl>
    <p class="quiet-text">
      As things stand now, of the members in good standing in {city.name}. Whoever leaves before the mail goes out is
      not mailed.
    </p>
    {survey.newerVersion && (
      <p class="notice warn">
        The survey has been edited since. This campaign uses the older version; change the campaign and save it to take
        the newest.
      </p>
    )}
    <h2>The mail</h2>
    <iframe class="mail" title="The mail as it will look" src={`/staff/campaigns/${campaign.campaignId}/mail`} />
    <details>
      <summary>As plain text</summary>
      <pre>{review.text}</pre>
    </details>
    <p>
      <a href={`/staff/campaigns/${campaign.campaignId}/mail?lang=es`}>The mail for readers of Spanish</a>
    </p>
    <h2 id="launch">Launch</h2>
    <form method="post" action={`/staff/campaigns/${campaign.campaignId}/launch`} novalidate>
      <input type="hidden" name="revision" value={String(campaign.revision)} />
      <Choices
        name="when"
        legend="When"
        problems={problems}
        chosen={[review.typedWhen]}
        options={[
          { value: 'now', label: 'Now' },
          { value: 'at', label: 'At a time', hint: `Local time in ${city.name} (${city.timeZone})` },
        ]}
      />
      <Field
        name="at"
        label="Date and time, when not now"
        type="datetime-local"
        value={review.typedAt}
        problems={problems}
      />
      <p class="quiet-text">
        Closes {localTime(campaign.closesAt, city.timeZone, 'en')}. From the launch on, this version of the survey
        cannot be changed any more.
      </p>
      <div class="actions">
        <button type="submit">Launch to {review.reach.reached} people</button>
        <a class="button second" href={`/staff/campaigns/${campaign.campaignId}/edit`}>
          Change it
        </a>
      </div>
    </form>
  </>
)

const Progress = ({
  campaign,
  progress: { counts, answered, doubtful, notMailed },
}: {
  campaign: Campaign
  progress: NonNullable<CampaignPageProps['progress']>
}) => {
  const sent = mailed(counts)
  const share = (count: number) => (counts.audience === 0 ? 0 : Math.round((1000 * count) / counts.audience) / 10)
  return (
    <>
      <h2>How it goes</h2>
      <dl class="figures">
        <div>
          <dt>Audience</dt>
          <dd>{counts.audience}</dd>
        </div>
        <div>
          <dt>Mailed</dt>
          <dd>{sent}</dd>
        </div>
        <div>
          <dt>Answered</dt>
          <dd>{answered}</dd>
        </div>
      </dl>
      <progress class="wide" max={counts.audience} value={sent} aria-label="Mailed so far">
        {share(sent)} %
      </progress>
      <div class="scroll">
        <table>
          <caption>Every recipient is in exactly one of these</caption>
          <tbody>
            {RECIPIENT_STATES.filter((state) => counts[state] > 0).map((state) => (
              <tr>
                <th scope="row">{RECIPIENT[state]}</th>
                <td class="number">{counts[state]}</td>
                <td class="number">{share(counts[state])} %</td>
              </tr>
            ))}
            <tr>
              <th scope="row">Together</th>
              <td class="number">{counts.audience}</td>
              <td />
            </tr>
          </tbody>
        </table>
      </div>
      {doubtful.length > 0 && (
        <>
          <h2>Uncertain</h2>
          <p>
            The mail provider may have taken these mails, or not: it did not answer. When it tells us later, they leave
            this list by themselves. Sending again can make a second mail.
          </p>
          <RecipientTable campaign={campaign} rows={doubtful} resolvable />
        </>
      )}
      {notMailed.length > 0 && (
        <>
          <h2>Did not arrive, and why</h2>
          <RecipientTable campaign={campaign} rows={notMailed} />
        </>
      )}
    </>
  )
}

const RecipientTable = ({
  campaign,
  rows,
  resolvable = false,
}: {
  campaign: Campaign
  rows: readonly LookedAt[]
  resolvable?: boolean
}) => (
  <div class="scroll">
    <table>
      <thead>
        <tr>
          <th scope="col">Member</th>
          <th scope="col">State</th>
          <th scope="col">Reason</th>
          {resolvable && <th scope="col">Decide</th>}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr>
            <td>{row.name}</td>
            <td>{row.state}</td>
            <td>{row.reason}</td>
            {resolvable && (
              <td>
                <form method="post" action={`/staff/campaigns/${campaign.campaignId}/recipients`}>
                  <input type="hidden" name="memberId" value={row.memberId} />
                  <button class="second small" name="decision" value="send-again" type="submit">
                    Send again
                  </button>{' '}
                  <button class="danger small" name="decision" value="give-up" type="submit">
                    Give up
                  </button>
                </form>
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  </div>
)

const Steering = ({ campaign }: { campaign: Campaign }) => {
  const acts = STEERABLE[campaign.state]
  if (!acts) return null
  return (
    <div class="actions">
      {acts.map((act) => (
        <form method="post" action={`/staff/campaigns/${campaign.campaignId}/${act}`}>
          <button class={ACTS[act].style} type="submit">
            {ACTS[act].label}
          </button>
        </form>
      ))}
    </div>
  )
}

const ACTS = {
  pause: { label: 'Pause', style: 'second' },
  resume: { label: 'Go on', style: '' },
  close: { label: 'Close now and make the report', style: 'second' },
  cancel: { label: 'Cancel the campaign', style: 'danger' },
} as const

const STEERABLE: Partial<Record<Campaign['state'], readonly (keyof typeof ACTS)[]>> = {
  draft: ['cancel'],
  scheduled: ['cancel'],
  held: ['cancel'],
  freezing: ['cancel'],
  sending: ['pause', 'close', 'cancel'],
  paused: ['resume', 'close', 'cancel'],
  open: ['close', 'cancel'],
}
