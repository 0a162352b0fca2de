import { mailed } from '../../shared/campaigns/accounting.ts'
import { type Campaign, participantsOf, tellsThoseInvited } from '../../shared/campaigns/campaign.ts'
import type { Figures } from '../../shared/campaigns/figures.ts'
import type { Actor } from '../../shared/identity/actor.ts'
import { type Instant, plusSeconds } from '../../shared/units.ts'
import { type Problem, Problems } from '../components/form.tsx'
import { Layout } from '../layout.tsx'
import { localTime } from '../local-time.ts'
import { numeral } from '../numeral.ts'
import { MissedReminders } from './missed-reminders.tsx'
import { NextUp } from './next-up.tsx'
import { atTime, inMinutes } from './pace-phrases.ts'
import { brokeAt, type End, endingOf, HELD, mailingName, PAUSED, stateLabel } from './phrases.ts'
import { countAddress, type Progress, ProgressShown } from './progress.tsx'
import { Review, type ReviewShown } from './review.tsx'
import { StateBadge } from './state-badge.tsx'

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
  report?: 'there' | 'waiting' | 'held-back' | 'approved' | 'being-made' | 'missing' | undefined
  /** Whole seconds until a launch that is still to come. */
  startsIn?: number | undefined
  /** Of a campaign that paused itself. */
  figures?: Figures | undefined
  /** After the launch. */
  progress?: Progress | undefined
  now: Instant
}

export const CampaignPage = (props: CampaignPageProps) => {
  const { site, actor, campaign, city, about, problems = [], notice, review, report, progress, now } = props
  const every = problems.length > 0 ? undefined : refreshSeconds(props)
  return (
    <Layout
      site={site}
      section="staff"
      language="en"
      title={campaign.title}
      actor={actor}
      refused={problems.length > 0}
      refreshSeconds={every}
      refreshScript={review && campaign.state !== 'scheduled' ? undefined : '/assets/campaign.js'}
    >
      <p>
        <a href="/staff/campaigns">Campaigns</a>
      </p>
      <h1>{campaign.title}</h1>
      <p id="badge" data-live>
        <StateBadge {...campaign} /> {about.title} · {city.name}, {city.state}
      </p>
      <OnlyParticipants campaign={campaign} />
      {campaign.repeats && (
        <p>
          <a href={`/staff/campaigns/${campaign.campaignId}/series`}>Wave {campaign.wave ?? 1} of a series</a>
        </p>
      )}
      <Problems language="en" problems={problems} />
      {notice && <p class="notice">{notice}</p>}
      <div id="standing" data-live>
        <Standing campaign={campaign} timeZone={city.timeZone} report={report} figures={props.figures} now={now} />
        <NextUp campaign={campaign} timeZone={city.timeZone} reader={actor.userId} now={now} />
        <MissedReminders campaign={campaign} timeZone={city.timeZone} />
      </div>
      <div id="review" data-live>
        {review && <Review {...props} problems={problems} review={review} />}
      </div>
      <ProgressShown campaign={campaign} timeZone={city.timeZone} progress={progress} now={now} />
      {campaign.kind === 'survey' && 'responseKey' in campaign && (
        <p>
          <a href={`/staff/campaigns/${campaign.campaignId}/counting`}>Is every answer counted?</a>
        </p>
      )}
      <div id="steering" data-live>
        <Steering campaign={campaign} />
      </div>
      <div
        id="moves"
        data-live
        data-every={every}
        data-counts={progress && (progress.stale || campaign.state === 'sending') ? countAddress(campaign) : undefined}
        data-state={`${campaign.state} ${progress?.round ?? 0}`}
        data-says={inShort(campaign, progress)}
      />
      <p id="told" class="unseen" role="status" />
    </Layout>
  )
}

const OnlyParticipants = ({ campaign }: { campaign: Campaign }) => {
  const participants = participantsOf(campaign)
  if (!participants) return null
  return (
    <p>
      Only to those who answered <a href={`/staff/campaigns/${participants.campaignId}`}>the survey that it tells of</a>
      .
    </p>
  )
}

/** When this page is worth loading again. */
const refreshSeconds = ({ campaign, report, startsIn, review }: CampaignPageProps): number | undefined => {
  if (review?.standing === 'making' || review?.test?.state === 'asked' || review?.test?.state === 'sending') return 2
  if (report === 'being-made' && campaign.kind === 'survey') return 3
  if (campaign.state === 'scheduled' && startsIn)
    return startsIn <= HOUR_SECONDS ? Math.min(15, startsIn + 5) : HOUR_SECONDS
  return MOVES[campaign.state]
}

const HOUR_SECONDS = 3600

/** For those who hear the page: where it stands, in one breath. */
const inShort = (campaign: Campaign, progress: Progress | undefined) => {
  const label = stateLabel(campaign)
  if (!progress) return `${label}.`
  const doubtful = progress.states.UNCERTAIN
  return `${label}: ${numeral(mailed(progress.states))} of ${numeral(progress.states.audience)} mailed${
    doubtful > 0 ? `, ${numeral(doubtful)} uncertain` : ''
  }.`
}

const MOVES: Partial<Record<Campaign['state'], number>> = { scheduled: 3, freezing: 3, sending: 3, open: 15 }

type StandingProps = { campaign: Campaign; timeZone: string } & Pick<CampaignPageProps, 'report' | 'figures' | 'now'>

const Standing = ({ campaign, timeZone, report, figures, now }: StandingProps) => {
  const closes = `${CLOSES[campaign.kind]} ${localTime(campaign.closesAt, timeZone, 'en')}.`
  switch (campaign.state) {
    case 'scheduled':
      return (
        <p class="lead">
          Launches {localTime(campaign.launchAt, timeZone, 'en')}
          {isWithinAnHour(campaign.launchAt, now) && `, ${inMinutes(campaign.launchAt, now)}`}. {closes}
        </p>
      )
    case 'held':
      return <p class="notice warn">{HELD[campaign.reason]}</p>
    case 'paused':
      return (
        <p class="notice warn">
          Paused. {figures && brokeAt(figures)} {PAUSED[campaign.reason]}{' '}
          {campaign.resumesAt && `Next try ${atTime(campaign.resumesAt, timeZone, now)}.`}
        </p>
      )
    case 'freezing':
      return (
        <p class="lead">
          {mailingName(campaign, campaign.round?.number ?? 0)}: the list of recipients is being made. Nothing of it is
          sent before it is complete.
        </p>
      )
    case 'closed':
      return (
        <p class="lead">
          Closed {localTime(campaign.closedAt, timeZone, 'en')}. <ItsReport campaign={campaign} report={report} />
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

const isWithinAnHour = (at: Instant, now: Instant) => at > now && at <= plusSeconds(now, HOUR_SECONDS)

/** Only a survey has one. */
const ItsReport = ({ campaign, report }: Pick<StandingProps, 'campaign' | 'report'>) => {
  if (campaign.kind !== 'survey') return null
  if (report === 'there') return <a href={`/council/${campaign.city}/reports/${campaign.campaignId}`}>See its report</a>
  const preview = `/staff/reports/${campaign.campaignId}`
  if (report === 'waiting') return <a href={preview}>Its report waits for you</a>
  if (report === 'held-back') return <a href={preview}>Its report is held back</a>
  if (report === 'approved') return <a href={preview}>Its report is being published</a>
  if (report !== 'missing') return 'Its report is being made.'
  return (
    <>
      Its report is not there, though it should have been made by now.{' '}
      <a href={`/staff/campaigns/${campaign.campaignId}/counting`}>See whether every answer is counted, and make it</a>
    </>
  )
}

const CLOSES = {
  survey: 'Closes',
  call: 'The call begins',
  update: 'Not sent any more after',
} as const satisfies Record<Campaign['kind'], string>

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
      {tellsThoseInvited(campaign) && campaign.kind === 'call' ? (
        <a class="button danger" href={`/staff/calls/${campaign.callId}/cancel`}>
          Cancel the call
        </a>
      ) : (
        ends.map((end) => (
          <a
            class={end === 'cancel' ? 'button danger' : 'button second'}
            href={`/staff/campaigns/${campaign.campaignId}/${end}`}
          >
            {endingOf(campaign, end).button}
          </a>
        ))
      )}
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
