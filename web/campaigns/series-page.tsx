import type { Campaign, Repeats } from '../../shared/campaigns/campaign.ts'
import { everyOf } from '../../shared/campaigns/series/repeat-rule.ts'
import type { WaveEnding } from '../../shared/campaigns/series/series.ts'
import type { Wave } from '../../shared/campaigns/series/waves.ts'
import type { Actor } from '../../shared/identity/actor.ts'
import { Choices, type Problem, Problems } from '../components/form.tsx'
import { Layout } from '../layout.tsx'
import { localTime } from '../local-time.ts'
import { waveText } from './campaign-list-page.tsx'
import { EVERY_LABEL } from './repeat-fields.tsx'
import { StateBadge } from './state-badge.tsx'
import { wallClockText } from './time-phrases.ts'

type SeriesPageProps = {
  site: { networkName: string }
  actor: Actor
  campaign: Campaign
  city: { name: string; state: string; timeZone: string }
  waves: readonly Wave[]
  /** The wave after this one, once it is planned. */
  next?: Campaign | undefined
  endings: readonly WaveEnding[]
  problems?: readonly Problem[]
}

/** The waves of a series as seen from one of them, and what ends it. */
export const SeriesPage = ({ site, actor, campaign, city, waves, next, endings, problems = [] }: SeriesPageProps) => (
  <Layout site={site} section="staff" language="en" title="Series" actor={actor} refused={problems.length > 0}>
    <p>
      <a href={`/staff/campaigns/${campaign.campaignId}`}>{campaign.title}</a>
    </p>
    <h1>{waveText(campaign, waves.length)}</h1>
    <p>
      <StateBadge {...campaign} /> {campaign.title} · {city.name}, {city.state}
    </p>
    <Problems language="en" problems={problems} />
    {campaign.repeats && <p class="lead">{ruleText(campaign.repeats)}</p>}
    <p>{whatFollows(campaign)}</p>
    {next && (
      <p>
        Next: <a href={`/staff/campaigns/${next.campaignId}`}>wave {next.wave}</a> <StateBadge {...next} />{' '}
        {'launchAt' in next && localTime(next.launchAt, city.timeZone, 'en')}
      </p>
    )}
    {endings.length > 0 && <EndingForm campaign={campaign} endings={endings} problems={problems} next={next} />}
    <Times campaign={campaign} waves={waves} timeZone={city.timeZone} />
  </Layout>
)

const EndingForm = ({
  campaign,
  endings,
  problems,
  next,
}: Pick<SeriesPageProps, 'campaign' | 'endings' | 'next'> & { problems: readonly Problem[] }) => {
  const mailed = !['draft', 'held', 'scheduled'].includes(campaign.state)
  return (
    <form method="post" action={`/staff/campaigns/${campaign.campaignId}/series`} novalidate>
      <Choices
        name="ending"
        legend="What is to be left out?"
        help="This cannot be undone."
        problems={problems}
        required
        options={endings.map((ending) => ({
          value: ending,
          label: ENDING[ending].label,
          hint: [ENDING[ending].hint, mailed && ending !== 'following' && MAILED, next && HINT_NEXT[ending]]
            .filter(Boolean)
            .join(' '),
        }))}
      />
      <div class="actions">
        <button class="danger" type="submit">
          Leave it out
        </button>
        <a href={`/staff/campaigns/${campaign.campaignId}`}>Leave it as it is</a>
      </div>
    </form>
  )
}

const ENDING = {
  this: { label: 'This wave only', hint: 'It is cancelled; the series goes on with the wave after it.' },
  following: { label: 'All that follow', hint: 'This wave stays as it is and is the last of the series.' },
  all: { label: 'This wave and all that follow', hint: 'It is cancelled and the series ends.' },
} as const satisfies Record<WaveEnding, object>

const MAILED =
  'People have been mailed already, or are about to be: the links in the mails stop working at once, the answers are lost, and no report is made.'

const HINT_NEXT = {
  this: undefined,
  following: 'The wave that is planned already is cancelled.',
  all: 'The wave that is planned already is cancelled too.',
} as const satisfies Record<WaveEnding, string | undefined>

const Times = ({ campaign, waves, timeZone }: Pick<SeriesPageProps, 'campaign' | 'waves'> & { timeZone: string }) => {
  const [here, later] = [campaign.wave ?? 1, waves.slice(Math.max(0, (campaign.wave ?? 1) - 1))]
  return (
    <>
      <h2>When it goes out</h2>
      <ol start={later[0]?.number ?? 1}>
        {later.slice(0, MOST_SHOWN).map((wave) => (
          <li>
            {localTime(wave.launchAt, timeZone, 'en')}
            {wave.number === here && ' (this one)'}
          </li>
        ))}
      </ol>
      {later.length > MOST_SHOWN && (
        <p class="quiet-text">
          And {later.length - MOST_SHOWN} more, the last on {wallClockText(waves.at(-1)?.wallClock ?? '')}.
        </p>
      )}
    </>
  )
}

const MOST_SHOWN = 12

/** "Every quarter, first on December 1, 2026 at 9:00 AM." */
const ruleText = ({ rule, from }: Repeats): string => {
  const every = everyOf(rule, from)
  return `${every ? EVERY_LABEL[every] : `By the rule ${rule}`}, first on ${wallClockText(from)}.`
}

const whatFollows = (campaign: Campaign): string => {
  if (campaign.lastWave) return 'No wave follows this one.'
  if (campaign.nextWave) return `${SAME} To change the wave after this one, take it back on its page.`
  if (campaign.state === 'closed' || campaign.state === 'cancelled') return 'The series has ended with this wave.'
  return `${SAME} It is planned as soon as this one has been mailed.`
}

const SAME =
  'The wave after it sends the same text, and the same version of the survey, to whoever is a member then. As long as nothing is changed it goes out on the approval that this one got.'
