import type { Campaign } from '../../shared/campaigns/campaign.ts'
import type { Actor } from '../../shared/identity/actor.ts'
import { Layout } from '../layout.tsx'
import { type End, endingOf } from './phrases.ts'
import { StateBadge } from './state-badge.tsx'

type ConfirmPageProps = {
  site: { networkName: string }
  actor: Actor
  campaign: Campaign
  city: { name: string }
  end: End
  /** `waiting`: those of the audience who have not been mailed yet. */
  figures: { mailed: number; waiting: number; answered: number }
}

/** Before the two things that end a campaign for good. */
export const ConfirmPage = ({ site, actor, campaign, city, end, figures }: ConfirmPageProps) => {
  const { title, button, style } = endingOf(campaign, end)
  const back = `/staff/campaigns/${campaign.campaignId}`
  return (
    <Layout site={site} section="staff" language="en" title={title} actor={actor}>
      <p>
        <a href={back}>{campaign.title}</a>
      </p>
      <h1>{title}</h1>
      <p>
        <StateBadge {...campaign} /> {campaign.title} · {city.name}
      </p>
      <div class="notice warn">
        <p>{campaign.kind === 'survey' ? happened(figures) : mailedSoFar(figures)}</p>
        <p>{after(campaign, end, figures)} This cannot be undone.</p>
      </div>
      {campaign.kind === 'call' && (
        <p>
          The call stays as it is. If it does not take place,{' '}
          <a href={`/staff/calls/${campaign.callId}/cancel`}>cancel the call</a> instead.
        </p>
      )}
      {campaign.kind === 'survey' && end === 'cancel' && figures.mailed > 0 && (
        <p>
          To stop here and still get a report, <a href={`${back}/close`}>close it</a> instead.
        </p>
      )}
      <div class="actions">
        <form method="post" action={`${back}/${end}`}>
          <button class={style} type="submit">
            {button}
          </button>
        </form>
        <a href={back}>Leave it as it is</a>
      </div>
    </Layout>
  )
}

type Figures = ConfirmPageProps['figures']

const mailedSoFar = ({ mailed }: Figures) =>
  mailed === 0 ? 'Nobody has been mailed yet.' : `${people(mailed)} been mailed.`

/** The invitation to a call is ended only as long as nobody was invited. */
const after = ({ kind }: Campaign, end: End, figures: Figures) => {
  if (end === 'cancel' && figures.mailed === 0) return afterCancelling(figures)
  if (kind === 'survey') return (end === 'close' ? afterClosing : afterCancelling)(figures)
  return `Nothing more of it is sent. What was mailed stays in the mailboxes.${leftOut(figures)}`
}

const happened = ({ mailed, answered }: Figures) =>
  mailed === 0
    ? 'Nobody has been mailed yet.'
    : `${people(mailed)} been mailed and ${answered === 0 ? 'nobody has answered so far' : answers(answered)}.`

const afterCancelling = ({ mailed, answered }: Figures) => {
  if (mailed === 0) return 'Nobody will be: the campaign can never be launched again.'
  const lost = answered === 0 ? '' : answered === 1 ? ' The answer is lost.' : ` All ${answered} answers are lost.`
  return `The links in the mails stop working at once.${lost} No report is made.`
}

const afterClosing = ({ waiting }: Figures) =>
  `From then on nobody can answer or change an answer, and the report is made of what has come in.${leftOut({ waiting })}`

const leftOut = ({ waiting }: Pick<Figures, 'waiting'>) =>
  waiting === 0 ? '' : ` ${people(waiting)} not been mailed yet and will not be.`

const people = (count: number) => (count === 1 ? '1 person has' : `${count} people have`)
const answers = (count: number) =>
  count === 1 ? '1 person has answered so far' : `${count} people have answered so far`
