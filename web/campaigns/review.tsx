import type { Approval, Campaign } from '../../shared/campaigns/campaign.ts'
import type { ScheduleRefusal } from '../../shared/campaigns/deciding/schedule.ts'
import { mailedBy } from '../../shared/campaigns/launch/flight-plan.ts'
import type { PlanStanding } from '../../shared/campaigns/launch/stored-plan.ts'
import type { TestMail } from '../../shared/campaigns/launch/test-mail.ts'
import type { Warning } from '../../shared/campaigns/launch/warnings.ts'
import { APPROVAL } from '../../shared/campaigns/policy.ts'
import type { Language } from '../../shared/identity/person.ts'
import type { Overlap } from '../../shared/local-time.ts'
import type { Instant } from '../../shared/units.ts'
import { type Problem, Select } from '../components/form.tsx'
import { shortLocalTime } from '../local-time.ts'
import { FlightPlanView, type PlanShown } from './flight-plan.tsx'
import { ChangeIt, LaunchForm } from './launch-form.tsx'
import { REFUSED } from './phrases.ts'
import { EXAMPLE, TEST_FAILED } from './plan-phrases.ts'

export type ReviewShown = {
  standing: PlanStanding['standing']
  /** Why the plan could not be asked for. */
  fault: string | undefined
  plan: PlanShown | undefined
  warnings: readonly Warning[]
  /** Members of the audience for whom the mail is shown. */
  examples: readonly { example: keyof typeof EXAMPLE; name: string; language: Language }[]
  /** The mail as plain text. */
  text: string
  /** What stands in the way of a launch at any time. */
  obstacles: readonly ScheduleRefusal[]
  holds: boolean
  /** `alone`: nobody but its writer has looked at it. */
  approval: (Approval & { name: string; alone: boolean }) | undefined
  test: TestMail | undefined
  /** Asked for a moment ago: said on top, where the page begins again after the click. */
  testIsNew: boolean
  firstWaveAt: Instant | undefined
  twice: { first: Instant; second: Instant; chosen: Overlap | undefined } | undefined
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

/** Before anything is sent: who would get what and when, and the launch itself unless it is planned already. */
export const Review = (props: ReviewProps) => {
  const { campaign, city, about, problems, review } = props
  const settled = campaign.state === 'scheduled'
  // Typed values would be lost with the page that follows when the plan is there.
  const offered = review.plan !== undefined || problems.length > 0 || review.typedWhen !== ''
  return (
    <>
      {review.approval && (
        <Approved
          approval={review.approval}
          timeZone={city.timeZone}
          settled={settled}
          carriedOn={(campaign.wave ?? 1) > 1 && review.approval.at < campaign.createdAt}
        />
      )}
      {review.test && review.testIsNew && (
        <p class="notice" role="status">
          <TestWords test={review.test} timeZone={city.timeZone} />
        </p>
      )}
      <FlightPlanView {...review} campaign={campaign} settled={settled} city={city} />
      {about.newerVersion && (
        <p class="notice warn">
          The survey has been edited since. This campaign uses the older version; change the campaign and save it to
          take the newest.
        </p>
      )}
      <h2 id="mail">The mail</h2>
      <Examples campaign={campaign} review={review} />
      <TestForm campaign={campaign} review={review} problems={problems} timeZone={city.timeZone} />
      {!settled && (
        <>
          <h2 id="launch">Launch</h2>
          {review.obstacles.length > 0 ? (
            <Obstacles {...props} />
          ) : offered ? (
            <LaunchForm
              {...review}
              campaign={campaign}
              city={city}
              problems={problems}
              mailed={review.plan && mailedBy(review.plan)}
            />
          ) : (
            <>
              <p>It can be launched when the flight plan is there.</p>
              <div class="actions">
                <ChangeIt campaign={campaign} />
              </div>
            </>
          )}
        </>
      )}
    </>
  )
}

const Approved = ({
  approval,
  timeZone,
  settled,
  carriedOn,
}: {
  approval: NonNullable<ReviewShown['approval']>
  timeZone: string
  settled: boolean
  /** It was given to an earlier wave of the same text. */
  carriedOn: boolean
}) => (
  <p class="notice">
    {settled ? 'Launched' : 'Last launched'} by {approval.name} on {shortLocalTime(approval.at, timeZone, 'en')}, on the
    flight plan of {shortLocalTime(approval.plannedAt, timeZone, 'en')} for{' '}
    {approval.reached === 1 ? '1 person' : `${approval.reached} people`}.
    {carriedOn && ' That was an earlier wave: as nothing was changed since, this one goes out on it too.'}
    {settled &&
      !carriedOn &&
      approval.alone &&
      ` Nobody but its writer has read it, so it waits for ${APPROVAL.holdSeconds / 60} minutes at least. Until it goes out you can take it back below.`}
  </p>
)

const Examples = ({ campaign, review }: { campaign: Campaign; review: ReviewShown }) => {
  const mail = `/staff/campaigns/${campaign.campaignId}/mail`
  return (
    <>
      {review.examples.length === 0 && <iframe class="mail" title="The mail as it will look" src={mail} />}
      {review.examples.map(({ example, name, language }, index) => (
        <details open={index === 0}>
          <summary>
            {EXAMPLE[example]}: {name || 'somebody who is no longer here'} ({LANGUAGE[language]})
          </summary>
          <iframe class="mail" title={`The mail to ${name}`} loading="lazy" src={`${mail}?example=${example}`} />
        </details>
      ))}
      <details>
        <summary>As plain text</summary>
        <pre>{review.text}</pre>
      </details>
      <p>
        <a href={`${mail}?lang=en`}>The mail for readers of English</a> ·{' '}
        <a href={`${mail}?lang=es`}>for readers of Spanish</a>
      </p>
    </>
  )
}

type TestFormProps = { campaign: Campaign; review: ReviewShown; problems: readonly Problem[]; timeZone: string }

const TestForm = ({ campaign, review, problems, timeZone }: TestFormProps) => (
  <form method="post" action={`/staff/campaigns/${campaign.campaignId}/test`}>
    <Select
      name="language"
      label="Send a test to my own mailbox"
      help="Its links show pages and take no answer."
      value={review.test?.language ?? 'en'}
      problems={problems}
      options={[
        { value: 'en', label: LANGUAGE.en },
        { value: 'es', label: LANGUAGE.es },
      ]}
    />
    {review.test && !review.testIsNew && (
      <p class="quiet-text">
        <TestWords test={review.test} timeZone={timeZone} />
      </p>
    )}
    <div class="actions">
      <button class="second" type="submit">
        Send a test to me
      </button>
    </div>
  </form>
)

const TestWords = ({ test, timeZone }: { test: TestMail; timeZone: string }) => {
  if (test.state === 'sent') return <>A test was sent to you {shortLocalTime(test.at, timeZone, 'en')}.</>
  if (test.state !== 'failed')
    return <>A test was asked for {shortLocalTime(test.askedAt, timeZone, 'en')} and is on its way.</>
  return (
    <>
      No test was sent: {TEST_FAILED[test.reason] ?? test.reason}.
      {test.reason === 'suppressed' && (
        <>
          {' '}
          <a href="/staff/suppressions">Look it up and lift it</a> when the mailbox works, then ask for a test again.
        </>
      )}
    </>
  )
}

const LANGUAGE: Record<Language, string> = { en: 'English', es: 'Spanish' }

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
