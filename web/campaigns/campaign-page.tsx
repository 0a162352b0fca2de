import type { Campaign } from '../../shared/campaigns/campaign.ts'
import type { Figures } from '../../shared/campaigns/figures.ts'
import { type Accounting, mailed, RECIPIENT_STATES } from '../../shared/campaigns/ledger.ts'
import type { Actor } from '../../shared/identity/actor.ts'
import { type Problem, Problems } from '../components/form.tsx'
import { Layout } from '../layout.tsx'
import { localTime } from '../local-time.ts'
import { StateBadge } from './campaign-list-page.tsx'
import { brokeAt, ENDS, type End, HELD, type LookedAt, PAUSED, RECIPIENT } from './phrases.ts'
import { Review, type ReviewShown } from './review.tsx'

type CampaignPageProps = {
  site: { networkName: string }
  actor: Actor
  campaign: Campaign
  city: { name: string; state: string; timeZone: string }
  about: { title: string; newerVersion: boolean }
  problems?: readonly Problem[] | undefined
  /** Said on top after something was done. */
  notice?: string | undefined
  /** Before the launch. */
  review?: ReviewShown | undefined
  /** After the closing. */
  report?: 'there' | 'being-made' | 'missing' | undefined
  /** Whole seconds until a launch that is still to come. */
  startsIn?: number | undefined
  /** Of a campaign that paused itself. */
  figures?: Figures | undefined
  /** After the launch. */
  progress?: { counts: Accounting; answered: number; doubtful: LookedAt[]; notMailed: LookedAt[] } | undefined
}

export const CampaignPage = (props: CampaignPageProps) => {
  const { site, actor, campaign, city, about, problems = [], notice, review, report, progress } = props
  return (
    <Layout
      site={site}
      section="staff"
      language="en"
      title={campaign.title}
      actor={actor}
      refused={problems.length > 0}
      refreshSeconds={problems.length > 0 ? undefined : refreshSeconds(props)}
    >
      <p>
        <a href="/staff/campaigns">Campaigns</a>
      </p>
      <h1>{campaign.title}</h1>
      <p>
        <StateBadge state={campaign.state} /> {about.title} · {city.name}, {city.state}
      </p>
      <Problems language="en" problems={problems} />
      {notice && <p class="notice">{notice}</p>}
      <Standing campaign={campaign} timeZone={city.timeZone} report={report} figures={props.figures} />
      {review && <Review {...props} problems={problems} review={review} />}
      {progress && <Progress campaign={campaign} progress={progress} />}
      <Steering campaign={campaign} />
    </Layout>
  )
}

/** When this page is worth loading again. */
const refreshSeconds = ({ campaign, report, startsIn }: CampaignPageProps): number | undefined => {
  if (report === 'being-made') return 3
  if (campaign.state === 'scheduled' && startsIn) return Math.min(3600, startsIn + 5)
  return MOVES[campaign.state]
}

const MOVES: Partial<Record<Campaign['state'], number>> = { scheduled: 3, freezing: 3, sending: 3, open: 15 }

type StandingProps = { campaign: Campaign; timeZone: string } & Pick<CampaignPageProps, 'report' | 'figures'>

const Standing = ({ campaign, timeZone, report, figures }: StandingProps) => {
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
          Paused. {figures && brokeAt(figures)} {PAUSED[campaign.reason]}{' '}
          {campaign.resumesAt && `Next try ${localTime(campaign.resumesAt, timeZone, 'en')}.`}
        </p>
      )
    case 'freezing':
      return <p class="lead">The list of recipients is being made. Nothing is sent before it is complete.</p>
    case 'closed':
      return (
        <p class="lead">
          Closed {localTime(campaign.closedAt, timeZone, 'en')}.{' '}
          {report === 'there' ? (
            <a href={`/council/${campaign.city}/reports/${campaign.campaignId}`}>See its report</a>
          ) : report === 'missing' ? (
            'Its report is not there, though it should have been made by now. Ask the operator.'
          ) : (
            'Its report is being made.'
          )}
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
  const { acts = [], ends = [] } = STEERABLE[campaign.state] ?? {}
  if (ends.length === 0) return null
  return (
    <div class="actions">
      {acts.map((act) => (
        <form method="post" action={`/staff/campaigns/${campaign.campaignId}/${act}`}>
          <button class={ACTS[act].style} type="submit">
            {ACTS[act].label}
          </button>
        </form>
      ))}
      {ends.map((end) => (
        <a
          class={end === 'cancel' ? 'button danger' : 'button second'}
          href={`/staff/campaigns/${campaign.campaignId}/${end}`}
        >
          {ENDS[end].button}
        </a>
      ))}
    </div>
  )
}

const ACTS = {
  'take-back': { label: 'Take it back to change it', style: 'second' },
  pause: { label: 'Pause', style: 'second' },
  resume: { label: 'Go on', style: '' },
} as const

type Steerable = { acts?: readonly (keyof typeof ACTS)[]; ends: readonly End[] }

const STEERABLE: Partial<Record<Campaign['state'], Steerable>> = {
  draft: { ends: ['cancel'] },
  scheduled: { acts: ['take-back'], ends: ['cancel'] },
  held: { ends: ['cancel'] },
  freezing: { ends: ['cancel'] },
  sending: { acts: ['pause'], ends: ['close', 'cancel'] },
  paused: { acts: ['resume'], ends: ['close', 'cancel'] },
  open: { ends: ['close', 'cancel'] },
}
