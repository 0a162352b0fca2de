import type { CampaignId } from '../../shared/ids.ts'
import type { ReportWork } from '../../shared/results/report-work.ts'

/** `asked-for`: staff have just had it made, and no draft is there yet. */
export type ReportStanding = ReportWork['state'] | 'missing' | 'asked-for'

/** Of a survey that has closed: the report that its counts became, or the way to have it made. */
export const ItsReport = ({ campaignId, report }: { campaignId: CampaignId; report: ReportStanding }) => (
  <section aria-labelledby="report">
    <h2 id="report">Its report</h2>
    {report === 'missing' ? (
      <>
        <p>
          No draft is there. It is made when the survey closes, within minutes. Where that failed, because the counts
          were wrong or something was down, have it made now: it begins with another recount, and stops again if that
          differs.
        </p>
        <form method="post" action={`/staff/campaigns/${campaignId}/counting/report`}>
          <button type="submit">Make the report</button>
        </form>
      </>
    ) : report === 'asked-for' ? (
      <p class="notice" role="status">
        The report is being made. Load this page anew in a minute; a recount that differs shows above.
      </p>
    ) : (
      <p>
        <a href={`/staff/reports/${campaignId}`}>{WORDS[report]}</a>
      </p>
    )}
  </section>
)

const WORDS = {
  waiting: 'A draft waits for you; it can be made again there',
  'held-back': 'The draft is held back; it can be made again there',
  approved: 'It is being published',
  published: 'It is published',
} satisfies Record<ReportWork['state'], string>
