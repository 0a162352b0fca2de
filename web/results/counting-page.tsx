import type { Campaign } from '../../shared/campaigns/campaign.ts'
import type { Actor } from '../../shared/identity/actor.ts'
import type { QuestionId } from '../../shared/ids.ts'
import type { RecountResult } from '../../shared/results/counting/recount.ts'
import type { SetAside } from '../../shared/results/counting/set-aside.ts'
import { Layout } from '../layout.tsx'
import { localTime } from '../local-time.ts'
import { numeral } from '../numeral.ts'
import { ItsReport, type ReportStanding } from './its-report.tsx'

type CountingPageProps = {
  site: { networkName: string }
  actor: Actor
  campaign: Campaign
  timeZone: string
  /** Responses, whether the tallies hold them yet or not. */
  answered: number
  /** The last one. */
  recount: RecountResult | undefined
  aside: readonly SetAside[]
  titles: ReadonlyMap<QuestionId, string>
  /** A recount or repair was asked for, and its result is not there yet. */
  awaited: boolean
  report: ReportStanding
}

/** Whether every answer is counted, without showing one. */
export const CountingPage = (props: CountingPageProps) => {
  const { site, actor, campaign, timeZone, answered, recount, aside, titles, awaited, report } = props
  const back = `/staff/campaigns/${campaign.campaignId}`
  const isRight = aside.length === 0 && (!recount || recount.outcome === 'equal')
  return (
    <Layout
      site={site}
      section="staff"
      language="en"
      title="Counting of the answers"
      actor={actor}
      refreshSeconds={awaited ? 3 : undefined}
    >
      <p>
        <a href={back}>{campaign.title}</a>
      </p>
      <h1>Counting of the answers</h1>
      {awaited && <p class="notice">Asked for. What is found stands here in a few seconds.</p>}
      <p class="lead">
        {answered === 1 ? '1 person has answered.' : `${numeral(answered)} people have answered.`} Each answer is
        counted within seconds; whether all of them are, a recount tells.
      </p>

      <h2>Recount</h2>
      <p>
        A recount reads every response again and compares what they give with the counts that reports are made from. It
        changes nothing. Every report is preceded by one, and nothing is published before both are equal.
      </p>
      {recount ? (
        <Recounted recount={recount} timeZone={timeZone} titles={titles} isOpen={campaign.state !== 'closed'} />
      ) : (
        <p>It has not been recounted yet.</p>
      )}
      <form method="post" action={`${back}/counting/recount`}>
        <button type="submit">Recount now</button>
      </form>

      {aside.length > 0 && <Aside aside={aside} />}

      {!isRight && (
        <>
          <h2>Repair</h2>
          <div class="notice warn">
            <p>
              A repair counts the responses that are in no count, and sets every count that is not the sum of what was
              counted. It changes no answer. It can be done at any time and more than once; a recount follows.
            </p>
            <p>That you asked for it stands in the audit log.</p>
          </div>
          <form method="post" action={`${back}/counting/repair`}>
            <button class="danger" type="submit">
              Repair the counts
            </button>
          </form>
        </>
      )}
      {campaign.state === 'closed' && <ItsReport campaignId={campaign.campaignId} report={report} />}
    </Layout>
  )
}

type RecountedProps = Pick<CountingPageProps, 'timeZone' | 'titles'> & { recount: RecountResult; isOpen: boolean }

const Recounted = ({ recount, timeZone, titles, isOpen }: RecountedProps) => {
  const when = localTime(recount.at, timeZone, 'en')
  const responses = recount.responses === 1 ? '1 response' : `${numeral(recount.responses)} responses`
  if (recount.outcome === 'equal')
    return (
      <p class="notice">
        {when}: {responses} recounted, and the counts are equal to them.
      </p>
    )
  const { waiting, unreadable, cells, questions } = recount
  return (
    <div class="notice warn">
      <p>
        {when}: {responses} recounted, and the counts differ from them.
      </p>
      <ul>
        {waiting > 0 && <li>{`${are(waiting, 'response')} not counted yet, or not as last changed.`}</li>}
        {unreadable > 0 && <li>{`${are(unreadable, 'response')} stored in a form that the software cannot read.`}</li>}
        {/* Before it closes, the questions that differ are those that somebody is answering, or leaving out, at this moment. */}
        {cells > 0 && !isOpen && (
          <li>
            {`The counts of ${cells === 1 ? 'one group' : `${numeral(cells)} groups`} of people differ`}
            {questions.length > 0 && `, in: ${questions.map((id) => titles.get(id) ?? id).join(' · ')}`}
          </li>
        )}
      </ul>
      <p>
        {isOpen
          ? 'While people answer, what came in during the recount looks like this too: recount once more.'
          : whatToDo(recount)}
      </p>
    </div>
  )
}

const whatToDo = ({ waiting, unreadable }: Extract<RecountResult, { outcome: 'differs' }>) => {
  if (unreadable > 0) return 'The operator has to look at what was set aside: the runbook says how. Then repair.'
  if (waiting > 0) return 'Counting takes seconds. If it is the same in a few minutes, repair.'
  return 'If a second recount says the same, the counts are wrong: repair, and tell the operator.'
}

const Aside = ({ aside }: { aside: readonly SetAside[] }) => (
  <>
    <h2>Set aside</h2>
    <p>These responses could not be counted. The others were not kept from it.</p>
    <div class="scroll">
      <table class="stack">
        <thead>
          <tr>
            <th scope="col">Response</th>
            <th scope="col">Why</th>
          </tr>
        </thead>
        <tbody>
          {aside.slice(0, MOST_SHOWN).map(({ of, reason, fields }) => (
            <tr>
              <td>{of.sk}</td>
              <td>
                {WHY[reason]}
                {fields.length > 0 && ` (${fields.join(', ')})`}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
    {aside.length > MOST_SHOWN && <p>And {numeral(aside.length - MOST_SHOWN)} more.</p>}
  </>
)

const WHY = {
  unreadable: 'It is stored in a form that the software cannot read',
  'unknown-survey': 'Its survey cannot be read',
  unwritable: 'The count that it belongs to could not be changed',
} satisfies Record<SetAside['reason'], string>

const are = (count: number, what: string) => (count === 1 ? `1 ${what} is` : `${numeral(count)} ${what}s are`)

const MOST_SHOWN = 50
