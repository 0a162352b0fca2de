import { type Accounting, mailed } from '../../shared/campaigns/accounting.ts'
import { type Campaign, purposeOf } from '../../shared/campaigns/campaign.ts'
import { LIST_NAMES, LISTS } from '../../shared/campaigns/desk/snapshot.ts'
import { RECIPIENT_STATES, type RecipientState } from '../../shared/campaigns/ledger.ts'
import type { PastRound } from '../../shared/campaigns/round.ts'
import type { Instant } from '../../shared/units.ts'
import { shortLocalTime } from '../local-time.ts'
import { numeral } from '../numeral.ts'
import { ago, atTime, leftText, paceText } from './pace-phrases.ts'
import { mailingName } from './phrases.ts'
import { LIST_TITLES, type LookedAt, RECIPIENT, whyText } from './recipient-phrases.ts'
import { RecipientTable } from './recipient-table.tsx'

export type Earlier = PastRound & { round: number; doubtful: number }

/** How the newest mailing goes. */
export type Progress = {
  round: number
  states: Accounting
  /** Since the ledger was counted; undefined when it is too large for that. */
  secondsAgo: number | undefined
  /** Counted longer ago than is right for its size, or not at all. */
  stale: boolean
  /** Of a survey. */
  answered: number | undefined
  deferred: number
  deferredUntil: Instant | undefined
  why: readonly { state: RecipientState; reason: string; many: number }[]
  /** The first few. */
  doubtful: readonly LookedAt[]
  failed: readonly LookedAt[]
  past: readonly Earlier[]
  /** Only while it sends and once there is enough to say. */
  perSecond?: number | undefined
  throughAt?: Instant | undefined
  /** The end of the quiet hours that its workers wait for. */
  morning?: Instant | undefined
}

type ProgressProps = { campaign: Campaign; timeZone: string; progress: Progress; now: Instant }

/** Its parts are there from the beginning, empty: each of them is put in place of the one before. */
export const ProgressShown = ({
  progress,
  ...about
}: Omit<ProgressProps, 'progress'> & { progress: Progress | undefined }) => (
  <>
    <section id="figures" data-live>
      {progress && <Figures {...about} progress={progress} />}
    </section>
    <section id="states" data-live>
      {progress && <States {...about} progress={progress} />}
      {progress && <Why why={progress.why} />}
    </section>
    <section id="doubtful" data-live>
      {progress && progress.states.UNCERTAIN > 0 && <Doubtful {...about} progress={progress} />}
    </section>
    <section id="failed" data-live>
      {progress && progress.failed.length > 0 && <Failed {...about} progress={progress} />}
    </section>
    <section id="past" data-live>
      {progress && progress.past.length > 0 && <Past {...about} progress={progress} />}
    </section>
  </>
)

const Figures = (props: ProgressProps) => {
  const { campaign, progress } = props
  const { states, past, answered } = progress
  const waiting = states.PENDING + states.CLAIMED + states.SENDING
  return (
    <>
      <h2>{past.length > 0 ? mailingName(campaign, progress.round) : 'How it goes'}</h2>
      <dl class="figures">
        <Figure name="Audience" many={states.audience} />
        <Figure name="Mailed" many={mailed(states)} />
        {waiting > 0 && <Figure name="Still waiting" many={waiting} />}
        {answered !== undefined && <Figure name="Answered" many={answered} />}
      </dl>
      <progress class="wide" max={Math.max(1, states.audience)} value={mailed(states)} aria-label="Mailed so far">
        {share(mailed(states), states)}
      </progress>
      <Speed {...props} />
    </>
  )
}

const Figure = ({ name, many }: { name: string; many: number }) => (
  <div>
    <dt>{name}</dt>
    <dd>{numeral(many)}</dd>
  </div>
)

const share = (many: number, { audience }: Accounting) =>
  `${numeral(audience === 0 ? 0 : Math.round((1000 * many) / audience) / 10)}\u00a0%`

/** How fast, how long still, and what it waits for. */
const Speed = ({ campaign, progress, timeZone, now }: ProgressProps) => {
  const { perSecond, throughAt, morning, deferred, deferredUntil } = progress
  const sending = campaign.state === 'sending'
  return (
    <>
      {morning && (
        <p class="notice">
          It is night there, and nobody is mailed at night. It goes on by itself {atTime(morning, timeZone, now)}.
        </p>
      )}
      {sending && perSecond !== undefined && (
        <p>
          {paceText(perSecond)}
          {throughAt && ` ${leftText(throughAt, timeZone, now)}`}
        </p>
      )}
      {throughAt && throughAt > campaign.closesAt && (
        <p class="notice warn">At this pace it closes before everybody is mailed. Whoever is left then gets no mail.</p>
      )}
      {deferred > 0 && campaign.state !== 'open' && (
        <p>
          {deferred === 1 ? '1 person is' : `${numeral(deferred)} people are`} put off:{' '}
          {purposeOf(campaign) === 'reminder'
            ? 'they were mailed so short a while ago that this reminder waits'
            : 'they had so much mail from us lately that this one waits'}
          {deferredUntil && `, for the first of them until ${shortLocalTime(deferredUntil, timeZone, 'en')}`}.
          {campaign.state !== 'paused' && ' It goes on by itself.'}
        </p>
      )}
      <p class="quiet-text">
        {progress.secondsAgo === undefined
          ? 'So many recipients are not counted while you wait: these figures are what the sender noted on the way.'
          : ago(progress.secondsAgo)}
      </p>
      {progress.stale && (
        <form method="post" action={countAddress(campaign)}>
          <p>
            <button class="second small" type="submit">
              Count now
            </button>
          </p>
        </form>
      )}
    </>
  )
}

/** Where counts are taken and kept. */
export const countAddress = ({ campaignId }: Campaign) => `/staff/campaigns/${campaignId}/count`

/** Every recipient is in exactly one state. */
const States = ({ campaign, progress: { states, deferred, round } }: ProgressProps) => (
  <div class="scroll">
    <table>
      <caption>Every recipient is in exactly one of these</caption>
      <tbody>
        {RECIPIENT_STATES.filter((state) => states[state] > 0).map((state) => (
          <tr>
            <th scope="row">
              <a href={listAddress(campaign, round, state)}>{RECIPIENT[state]}</a>
              {state === 'PENDING' && deferred > 0 && <small> {numeral(deferred)} of them put off</small>}
            </th>
            <td class="number">{numeral(states[state])}</td>
            <td class="number">{share(states[state], states)}</td>
          </tr>
        ))}
        <tr>
          <th scope="row">Together</th>
          <td class="number">{numeral(states.audience)}</td>
          <td />
        </tr>
      </tbody>
    </table>
  </div>
)

const listAddress = ({ campaignId }: Campaign, round: number, state: RecipientState) => {
  const list = LIST_NAMES.find((name) => (LISTS[name] as readonly RecipientState[]).includes(state)) ?? 'waiting'
  return `/staff/campaigns/${campaignId}/recipients?${new URLSearchParams({ list, round: String(round) })}`
}

export const Why = ({ why }: Pick<Progress, 'why'>) =>
  why.length === 0 ? null : (
    <ul>
      {why.map(({ state, reason, many }) => (
        <li>
          {RECIPIENT[state]}: {whyText(state, reason)} ({numeral(many)})
        </li>
      ))}
    </ul>
  )

const Doubtful = ({ campaign, progress, timeZone }: ProgressProps) => {
  const { round, states, doubtful: rows } = progress
  const all = `/staff/campaigns/${campaign.campaignId}/doubtful`
  return (
    <>
      <h2>Uncertain</h2>
      <p>
        The mail provider may have taken these mails, or not: it did not answer. When it tells us later, they leave this
        list by themselves. Sending again can make a second mail.
      </p>
      <RecipientTable campaign={campaign} round={round} timeZone={timeZone} rows={rows} resolvable />
      {states.UNCERTAIN > 1 && (
        <p class="actions">
          <a class="button second small" href={`${all}/send-again?round=${round}`}>
            Send all {numeral(states.UNCERTAIN)} again
          </a>
          <a class="button danger small" href={`${all}/give-up?round=${round}`}>
            Give all {numeral(states.UNCERTAIN)} up
          </a>
        </p>
      )}
      <AllOf campaign={campaign} round={round} list="doubtful" shown={rows.length} many={states.UNCERTAIN} />
    </>
  )
}

const Failed = ({ campaign, progress, timeZone }: ProgressProps) => {
  const { round, states, failed: rows } = progress
  return (
    <>
      <h2>Did not arrive, and why</h2>
      <RecipientTable campaign={campaign} round={round} timeZone={timeZone} rows={rows} />
      <AllOf
        campaign={campaign}
        round={round}
        list="failed"
        shown={rows.length}
        many={states.FAILED + states.BOUNCED + states.COMPLAINED}
      />
    </>
  )
}

const AllOf = (props: {
  campaign: Campaign
  round: number
  list: 'doubtful' | 'failed'
  shown: number
  many: number
}) => {
  const { campaign, round, list, shown, many } = props
  return (
    <p>
      <a
        href={`/staff/campaigns/${campaign.campaignId}/recipients?${new URLSearchParams({ list, round: String(round) })}`}
      >
        {LIST_TITLES[list]}: {shown < many ? `all ${numeral(many)}` : 'the list'}, as CSV too
      </a>
    </p>
  )
}

const Past = ({ campaign, progress, timeZone }: ProgressProps) => (
  <>
    <h2>Sent before</h2>
    <ul>
      {progress.past.map((earlier) => (
        <li>
          <a href={`/staff/campaigns/${campaign.campaignId}/recipients?round=${earlier.round}`}>
            {mailingName(campaign, earlier.round)}
          </a>
          , {shortLocalTime(earlier.begunAt, timeZone, 'en')}: {numeral(earlier.mailed)} of{' '}
          {numeral(earlier.recipients)} mailed
          {earlier.doubtful > 0 && `, ${numeral(earlier.doubtful)} uncertain`}
        </li>
      ))}
    </ul>
  </>
)
