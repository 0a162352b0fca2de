import type { Campaign } from '../../shared/campaigns/campaign.ts'
import type { ScheduleRefusal } from '../../shared/campaigns/decide.ts'
import type { SkipReason } from '../../shared/campaigns/ledger.ts'
import { Choices, Field, type Problem } from '../components/form.tsx'
import { localTime } from '../local-time.ts'
import { REFUSED, SKIPPED } from './phrases.ts'

export type ReviewShown = {
  reach: { reached: number; skipped: Partial<Record<SkipReason, number>> }
  /** The mail as plain text. */
  text: string
  /** What stands in the way of a launch at any time. */
  obstacles: readonly ScheduleRefusal[]
  typedWhen: string
  typedAt: string
}

type ReviewProps = {
  campaign: Campaign
  city: { name: string; state: string; timeZone: string }
  about: { newerVersion: boolean }
  problems: readonly Problem[]
  review: ReviewShown
}

/** Before anything is sent: who would get what, and the launch itself unless it is planned already. */
export const Review = (props: ReviewProps) => {
  const { campaign, city, about, review } = props
  return (
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
      {about.newerVersion && (
        <p class="notice warn">
          The survey has been edited since. This campaign uses the older version; change the campaign and save it to
          take the newest.
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
      {campaign.state !== 'scheduled' && (
        <>
          <h2 id="launch">Launch</h2>
          {review.obstacles.length > 0 ? <Obstacles {...props} /> : <LaunchForm {...props} />}
        </>
      )}
    </>
  )
}

const Obstacles = ({ campaign, review }: ReviewProps) => (
  <>
    <div class="notice warn">
      <p>This cannot be launched yet.</p>
      <ul>
        {review.obstacles.map((obstacle) => (
          <li>{REFUSED[obstacle]}</li>
        ))}
      </ul>
    </div>
    <div class="actions">
      {campaign.kind === 'survey' && review.obstacles.some((obstacle) => obstacle.startsWith('survey-')) && (
        <a class="button" href={`/staff/surveys/${campaign.surveyId}`}>
          Open the survey
        </a>
      )}
      <ChangeIt campaign={campaign} />
    </div>
  </>
)

const LaunchForm = ({ campaign, city, problems, review }: ReviewProps) => (
  <form method="post" action={`/staff/campaigns/${campaign.campaignId}/launch`} novalidate>
    <input type="hidden" name="revision" value={String(campaign.revision)} />
    <Choices
      name="when"
      legend="When"
      problems={problems}
      chosen={[review.typedWhen]}
      required
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
      Closes {localTime(campaign.closesAt, city.timeZone, 'en')}. From the launch on, this version of the survey cannot
      be changed any more.
    </p>
    <div class="actions">
      <button type="submit">
        Launch to {review.reach.reached} {review.reach.reached === 1 ? 'person' : 'people'}
      </button>
      <ChangeIt campaign={campaign} />
    </div>
  </form>
)

const ChangeIt = ({ campaign }: Pick<ReviewProps, 'campaign'>) => (
  <a class="button second" href={`/staff/campaigns/${campaign.campaignId}/edit`}>
    Change it
  </a>
)
