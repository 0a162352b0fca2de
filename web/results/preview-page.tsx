import type { Actor } from '../../shared/identity/actor.ts'
import type { ReportDocument } from '../../shared/results/document.ts'
import { NETWORK } from '../../shared/results/network/network-report.ts'
import { LONGEST_REASON, type NotTold, type ReportWork } from '../../shared/results/report-work.ts'
import { Field, type Problem, Problems } from '../components/form.tsx'
import { Layout } from '../layout.tsx'
import { localTime } from '../local-time.ts'
import { weightingSentences } from './about-report.ts'
import { leftOutOf } from './left-out.ts'
import { LookAgain } from './look-again.tsx'
import { quantityText } from './phrases.ts'
import { STATE_NAMES, standingText } from './report-standing.ts'
import { headlineText } from './sentences.ts'

export type PreviewProps = {
  site: { networkName: string }
  actor: Actor
  work: ReportWork
  /** The draft, or what was published. */
  report: ReportDocument
  /** Who is invited to its council and did not get the mail that tells of it. */
  missed?: readonly { email: string; why: NotTold }[] | undefined
  /** Who has decided. */
  decidedBy?: string | undefined
  notice?: string | undefined
  typed?: { reason: string } | undefined
  problems?: readonly Problem[]
}

/** What a report will show, and what not and why; staff let it go or hold it back. */
export const PreviewPage = (props: PreviewProps) => {
  const { site, actor, work, report, missed = [], decidedBy, notice, problems = [] } = props
  const moving = work.state === 'approved' ? 2 : undefined
  return (
    <Layout
      site={site}
      section="staff"
      language="en"
      title={work.title}
      actor={actor}
      refused={problems.length > 0}
      refreshSeconds={moving}
    >
      <p>
        <a href="/staff/reports">Reports</a>
      </p>
      <h1>{work.title}</h1>
      <p>
        <span class="badge">{STATE_NAMES[work.state]}</span> {work.cityName} ·{' '}
        {isOfNetwork(work) ? (
          report.scope.kind === 'network' && report.scope.cities.map(({ name }) => name).join(', ')
        ) : (
          <a href={`/staff/campaigns/${work.campaignId}`}>its campaign</a>
        )}
      </p>
      <Problems language="en" problems={problems} />
      {notice && <p class="notice">{notice}</p>}
      {work.state === 'waiting' && work.changed && <LookAgain changed={work.changed} />}
      <p class="lead">
        {standingText(work, report.timeZone)} {decidedBy && `By ${decidedBy}.`}
      </p>
      <Decision {...props} problems={problems} />
      <WhatIsShown work={work} report={report} />
      <NotShown report={report} />
      <HowItWasMade report={report} />
      {work.state === 'published' && <WhoWasTold work={work} missed={missed} />}
    </Layout>
  )
}

const address = ({ campaignId }: Pick<ReportWork, 'campaignId'>) => `/staff/reports/${campaignId}`

const Decision = ({ work, report, typed, problems = [] }: PreviewProps) => {
  if (work.state === 'approved' || work.state === 'published') return null
  return (
    <section class="card" aria-labelledby="decide">
      <h2 id="decide">Your decision</h2>
      <p>Look at the report as its council will see it, choose quotations, and let it go. This cannot be undone.</p>
      <form method="post" action={`${address(work)}/publish`}>
        <input type="hidden" name="seal" value={report.seal} />
        {isOfNetwork(work) ? (
          <p class="help">
            Staff read all of it. Each council reads its own city against the others together, where they are two at
            least, and is mailed. A city that was chosen and is not named above had too few answers.
          </p>
        ) : (
          <TellMembers />
        )}
        <div class="actions">
          <button type="submit">Approve and publish</button>
          <a class="button second" href={`${address(work)}/shown`}>
            See the report
          </a>
          {!isOfNetwork(work) && (
            <a class="button second" href={`${address(work)}/texts`}>
              Choose quotations
            </a>
          )}
        </div>
      </form>
      <details open={problems.length > 0}>
        <summary>Not yet</summary>
        <form method="post" action={`${address(work)}/hold-back`}>
          <Field
            name="reason"
            label="Why it is held back"
            help="Other staff see it here. It stays until somebody lets the report go after all."
            value={typed?.reason}
            problems={problems}
            rows={3}
            maxlength={LONGEST_REASON}
          />
          <button class="second" type="submit">
            Hold it back
          </button>
        </form>
        <form method="post" action={`${address(work)}/again`}>
          <p class="help">
            The answers are recounted and the draft is made anew: after counts were repaired, or a question was refused
            because something failed. The new draft takes the place of this one. Weights and thresholds stay those that
            were in force when the survey closed.
          </p>
          <button class="second" type="submit">
            Make the draft again
          </button>
        </form>
      </details>
    </section>
  )
}

const isOfNetwork = ({ city }: Pick<ReportWork, 'city'>) => city === NETWORK

const TellMembers = () => (
  <div class="choices">
    <label for="tellMembers">
      <input id="tellMembers" type="checkbox" name="tellMembers" value="yes" checked />
      <span>
        Write a mail that tells those who answered what was found
        <small>As a draft of an update, which you can change before it is sent.</small>
      </span>
    </label>
  </div>
)

const WhatIsShown = ({ work, report }: { work: ReportWork; report: ReportDocument }) => {
  const headlines = report.headlines.flatMap((headline) => headlineText(headline, report, 'en') ?? [])
  const published = work.state === 'published'
  return (
    <section class="card" aria-labelledby="shown">
      <h2 id="shown">What {published ? 'is' : 'will be'} shown</h2>
      <p>
        {quantityText(report.answered, 'en')} answered; {report.questions.length} questions.{' '}
        {headlines.length === 0 && 'Nothing stands out.'}
      </p>
      {headlines.length > 0 && (
        <ul>
          {headlines.map((headline) => (
            <li>{headline}</li>
          ))}
        </ul>
      )}
      <p>
        <a href={published ? `/council/${report.city}/reports/${report.campaignId}` : `${address(work)}/shown`}>
          The whole report
        </a>
      </p>
    </section>
  )
}

/** Question by question: what was merged or left out, and why. */
const NotShown = ({ report }: { report: ReportDocument }) => {
  const found = report.questions.map((question) => ({ question, said: leftOutOf(question) }))
  const changed = found.filter(({ said }) => said.length > 0)
  return (
    <section class="card" aria-labelledby="not-shown">
      <h2 id="not-shown">What is merged or left out, and why</h2>
      {changed.length === 0 && <p>Nothing: every answer of every group stands by itself.</p>}
      {changed.map(({ question, said }) => (
        <>
          <h3>
            {question.number}. {question.title}
          </h3>
          <ul>
            {said.map((line) => (
              <li>{line}</li>
            ))}
          </ul>
        </>
      ))}
    </section>
  )
}

const HowItWasMade = ({ report }: { report: ReportDocument }) => {
  const { receipt, timeZone } = report
  const refused = report.questions.filter((question) => 'gate' in question && question.gate === 'refused')
  return (
    <section class="card" aria-labelledby="made">
      <h2 id="made">How it was made</h2>
      <ul>
        <li>All answers were recounted {localTime(receipt.recount.at, timeZone, 'en')}; the counts hold every one.</li>
        {weightingSentences(report, 'en').map((sentence) => (
          <li>{sentence}</li>
        ))}
        <li>
          {report.policy === 'exact'
            ? 'Respondents were told that the results are open: nothing was merged, and there was nothing to prove.'
            : refused.length === 0
              ? 'The gate has proven for every question that nobody’s answer can be told from what is shown.'
              : `The gate could not prove ${refused.length} of the questions safe: nothing of them is shown.`}
        </li>
        <li>
          Inputs <code>{receipt.inputs.slice(0, 16)}</code>, code <code>{receipt.codeVersion.slice(0, 16)}</code>.
        </li>
      </ul>
      <form method="post" action={`/staff/reports/${report.campaignId}/sealed`}>
        <p class="help">
          With the sealed inputs anybody can compute this report again and attack it. They hold what single people may
          have answered: keep them as you keep answers. Taking them stands in the audit log.
        </p>
        <button class="second" type="submit">
          Take the sealed inputs
        </button>
      </form>
    </section>
  )
}

type WhoWasToldProps = {
  work: Extract<ReportWork, { state: 'published' }>
  missed: NonNullable<PreviewProps['missed']>
}

const WhoWasTold = ({ work, missed }: WhoWasToldProps) => (
  <section class="card" aria-labelledby="told">
    <h2 id="told">Who was told</h2>
    <ul>
      <li>
        {work.councilTold === undefined
          ? isOfNetwork(work)
            ? 'The councils have not been mailed yet.'
            : 'Its council has not been mailed yet.'
          : work.councilTold + (work.councilMissed ?? 0) === 0
            ? 'Nobody has been invited to this council: nobody was mailed.'
            : `${work.councilTold} ${work.councilTold === 1 ? 'person' : 'people'} of the council.`}
      </li>
      {missed.map(({ email, why }) => (
        <li>
          Not told: <strong>{email}</strong>: {NOT_TOLD[why]}. Tell them another way
          {why === 'suppressed' && (
            <>
              , and <a href="/staff/suppressions">look the address up</a> to lift it when the mailbox works
            </>
          )}
          .
        </li>
      ))}
      <li>
        {work.mailing ? (
          <>
            A mail to members is written: <a href={`/staff/campaigns/${work.mailing}`}>look at it and send it</a>.
          </>
        ) : work.tellMembers ? (
          'The mail to members is being written.'
        ) : (
          'Members are not told by mail.'
        )}
      </li>
    </ul>
  </section>
)

const NOT_TOLD: Record<NotTold, string> = {
  suppressed: 'mail came back from this address or was marked as unwanted, so it is left in peace',
  rejected: 'the mail provider refused the mail',
  doubtful: 'nobody knows whether the mail left',
}
