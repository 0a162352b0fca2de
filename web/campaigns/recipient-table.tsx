import type { Campaign } from '../../shared/campaigns/campaign.ts'
import { shortLocalTime } from '../local-time.ts'
import type { LookedAt } from './recipient-phrases.ts'

type RecipientTableProps = {
  campaign: Campaign
  round: number
  timeZone: string
  rows: readonly LookedAt[]
  /** With the two buttons by which staff decide on a doubtful send. */
  resolvable?: boolean
}

export const RecipientTable = ({ campaign, round, timeZone, rows, resolvable = false }: RecipientTableProps) => (
  <div class="scroll">
    <table class="stack">
      <thead>
        <tr>
          <th scope="col">Member</th>
          <th scope="col">State</th>
          <th scope="col">Reason</th>
          <th scope="col">When</th>
          {resolvable && <th scope="col">Decide</th>}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr>
            <th scope="row">
              <a href={`/staff/campaigns/${campaign.campaignId}/recipients/${row.memberId}?round=${round}`}>
                {row.name}
              </a>
            </th>
            <td>{row.state}</td>
            <td>{row.reason}</td>
            <td>{row.at && <time datetime={row.at}>{shortLocalTime(row.at, timeZone, 'en')}</time>}</td>
            {resolvable && (
              <td>
                <Decide campaign={campaign} round={round} row={row} />
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  </div>
)

/** A name that says whom it is about: several of these buttons stand on one page. */
export const Decide = ({ campaign, round, row }: { campaign: Campaign; round: number; row: LookedAt }) => (
  <form class="acts" method="post" action={`/staff/campaigns/${campaign.campaignId}/recipients`}>
    <input type="hidden" name="memberId" value={row.memberId} />
    <input type="hidden" name="round" value={String(round)} />
    <button
      class="second small"
      name="decision"
      value="send-again"
      type="submit"
      aria-label={`Send again to ${row.name}`}
    >
      Send again
    </button>
    <button class="danger small" name="decision" value="give-up" type="submit" aria-label={`Give up ${row.name}`}>
      Give up
    </button>
  </form>
)
