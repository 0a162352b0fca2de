import type { Actor } from '../../shared/identity/actor.ts'
import type { ReportWork } from '../../shared/results/report-work.ts'
import { Cards } from '../components/cards.tsx'
import { Layout } from '../layout.tsx'
import { localDay } from '../local-time.ts'
import { STATE_NAMES, standingText } from './report-standing.ts'

type Props = {
  site: { networkName: string }
  actor: Actor
  /** With the time zone of each city; those that wait first. */
  reports: readonly (ReportWork & { timeZone: string })[]
}

/** All reports of closed surveys, for staff. */
export const ReportListPage = ({ site, actor, reports }: Props) => (
  <Layout site={site} section="staff" language="en" title="Reports" actor={actor}>
    <h1>Reports</h1>
    <p class="lead">
      A report is made when a survey has closed. Its council sees it when you have looked at it and let it go.
    </p>
    <p>
      <a href="/council">Published reports, as councils see them</a> ·{' '}
      <a href="/staff/reports/network">Report on the network</a>
    </p>
    <Cards
      of={reports}
      none={{ title: 'No report yet', text: 'Reports appear here when surveys have closed.' }}
      card={(work) => (
        <>
          <h2>
            <a href={`/staff/reports/${work.campaignId}`}>{work.title}</a>
          </h2>
          <p>
            <span class="badge">{STATE_NAMES[work.state]}</span> {work.cityName} · closed{' '}
            {localDay(work.closedAt, work.timeZone, 'en')}
          </p>
          <p class="quiet-text">{standingText(work, work.timeZone)}</p>
        </>
      )}
    />
  </Layout>
)
