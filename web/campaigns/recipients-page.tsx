import type { Campaign } from '../../shared/campaigns/campaign.ts'
import type { ListName } from '../../shared/campaigns/desk/snapshot.ts'
import type { RecipientState } from '../../shared/campaigns/ledger.ts'
import type { Actor } from '../../shared/identity/actor.ts'
import { Layout } from '../layout.tsx'
import { numeral } from '../numeral.ts'
import { Why } from './progress.tsx'
import { LIST_TITLES, type LookedAt } from './recipient-phrases.ts'
import { RecipientTable } from './recipient-table.tsx'

type RecipientsPageProps = {
  site: { networkName: string }
  actor: Actor
  campaign: Campaign
  city: { name: string; timeZone: string }
  round: number
  mailing: string
  list: ListName
  tabs: readonly { name: ListName; many: number }[]
  why: readonly { state: RecipientState; reason: string; many: number }[]
  rows: readonly LookedAt[]
  isFirst: boolean
  /** Where the next page begins. */
  next: string | undefined
  /** In how many files the doubtful and the failed come. */
  files: number
}

export const RecipientsPage = (props: RecipientsPageProps) => {
  const { site, actor, campaign, city, round, mailing, list, tabs, why, rows, isFirst, next, files } = props
  const back = `/staff/campaigns/${campaign.campaignId}`
  const title = `${LIST_TITLES[list]}: ${mailing}`
  const at = (more: Record<string, string>) =>
    `${back}/recipients?${new URLSearchParams({ list, round: String(round), ...more })}`
  return (
    <Layout site={site} section="staff" language="en" title={title} actor={actor}>
      <p>
        <a href={back}>{campaign.title}</a>
      </p>
      <h1>{title}</h1>
      <nav aria-label="Lists of recipients">
        <ul class="acts">
          {tabs.map(({ name, many }) => (
            <li>
              <a href={at({ list: name })} aria-current={name === list ? 'page' : undefined}>
                {LIST_TITLES[name]} ({numeral(many)})
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <Why why={why} />
      {rows.length > 0 ? (
        <RecipientTable
          campaign={campaign}
          round={round}
          timeZone={city.timeZone}
          rows={rows}
          resolvable={list === 'doubtful'}
        />
      ) : (
        <p class="empty">{next ? 'None among those looked through so far.' : NONE[list]}</p>
      )}
      <p class="actions">
        {!isFirst && <a href={at({})}>From the beginning</a>}
        {next && (
          <a class="button second" href={at({ from: next })}>
            {rows.length > 0 ? 'The next' : 'Look further'}
          </a>
        )}
      </p>
      {files > 0 && <Files {...props} />}
    </Layout>
  )
}

const Files = ({ campaign, round, files }: RecipientsPageProps) => (
  <>
    <h2>As a file</h2>
    <p>
      The uncertain, the failed and those whose mail came back, with names and reasons and without addresses. It is
      noted in the log that you took it.
    </p>
    <form class="actions" method="post" action={`/staff/campaigns/${campaign.campaignId}/recipients.csv`}>
      <input type="hidden" name="round" value={String(round)} />
      {Array.from({ length: files }, (_, n) => (
        <button class="second small" type="submit" name="part" value={String(n + 1)}>
          {files === 1 ? 'Download as CSV' : `CSV, part ${n + 1} of ${files}`}
        </button>
      ))}
    </form>
  </>
)

const NONE = {
  doubtful: 'No mail of this mailing is in doubt.',
  failed: 'No mail of this mailing has failed or come back.',
  'left-out': 'Nobody was left out of this mailing.',
  waiting: 'Nobody waits for this mail any more.',
  mailed: 'Nobody has been mailed yet.',
} as const satisfies Record<ListName, string>
