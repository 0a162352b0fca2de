import type { Actor } from '../../shared/identity/actor.ts'
import type { CampaignId, CitySlug } from '../../shared/ids.ts'
import type { Quantity } from '../../shared/results/document.ts'
import { mayBeMadeAgain, type ReportWork } from '../../shared/results/report-work.ts'
import type { ProtectionLevel } from '../../shared/words.ts'
import { Cards } from '../components/cards.tsx'
import { type Problem, Problems } from '../components/form.tsx'
import { Layout } from '../layout.tsx'
import { quantityText } from './phrases.ts'
import { STATE_NAMES, standingText } from './report-standing.ts'

type Choice = {
  campaignId: CampaignId
  title: string
  surveyVersion: number
  wave?: number | undefined
  protection: ProtectionLevel
  cities: readonly { campaignId: CampaignId; city: CitySlug; name: string; answered: Quantity }[]
  work?: ReportWork | undefined
}

type Props = {
  site: { networkName: string }
  actor: Actor
  choices: readonly Choice[]
  notice?: string | undefined
  problems?: readonly Problem[]
}

/** What several cities have published of the same survey, for staff to put together. */
export const NetworkPage = ({ site, actor, choices, notice, problems = [] }: Props) => (
  <Layout
    site={site}
    section="staff"
    language="en"
    title="Report on the network"
    actor={actor}
    refused={problems.length > 0}
  >
    <p>
      <a href="/staff/reports">Reports</a>
    </p>
    <h1>Report on the network</h1>
    <p class="lead">
      The answers of several cities as one report, for staff. Each council reads how its own city compares with all
      others together, where at least two others are in it.
    </p>
    <p>
      It is made from the published reports and released once for each survey, version and wave: wait until all cities
      that should be in it have published. It is attacked together with the reports of its cities, so it may show less.
    </p>
    <Problems language="en" problems={problems} />
    {notice && <p class="notice">{notice}</p>}
    <Cards
      of={choices}
      none={{
        title: 'Nothing to put together yet',
        text: 'Surveys appear here when two cities or more have published reports of the same version.',
      }}
      card={(choice) => <OneChoice choice={choice} />}
    />
  </Layout>
)

const OneChoice = ({ choice }: { choice: Choice }) => {
  const { campaignId, title, surveyVersion, wave, protection, cities, work } = choice
  return (
    <>
      <h2>{title}</h2>
      <p class="quiet-text">
        Version {surveyVersion}
        {wave && `, wave ${wave}`} · {protection}
      </p>
      {work && (
        <p>
          <span class="badge">{STATE_NAMES[work.state]}</span> {standingText(work, 'UTC')}{' '}
          <a href={`/staff/reports/${campaignId}`}>Look at it</a>
        </p>
      )}
      {work && !mayBeMadeAgain(work) ? (
        <p>{cities.map(({ name }) => name).join(', ')}</p>
      ) : (
        <form method="post" action="/staff/reports/network">
          <input type="hidden" name="report" value={campaignId} />
          <fieldset class="field">
            <legend>Cities</legend>
            <div class="choices">
              {cities.map((one) => (
                <label for={one.campaignId}>
                  <input id={one.campaignId} type="checkbox" name="campaign" value={one.campaignId} checked />
                  <span>
                    {one.name}
                    <small>{quantityText(one.answered, 'en')} answered</small>
                  </span>
                </label>
              ))}
            </div>
          </fieldset>
          <div class="actions">
            <button type="submit">{work ? 'Make the draft again' : 'Make the report'}</button>
          </div>
        </form>
      )}
    </>
  )
}
