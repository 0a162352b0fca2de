import { type Campaign, participantsOf } from '../../shared/campaigns/campaign.ts'
import type { FlightPlan } from '../../shared/campaigns/launch/flight-plan.ts'
import type { PlanStanding } from '../../shared/campaigns/launch/stored-plan.ts'
import type { Warning } from '../../shared/campaigns/launch/warnings.ts'
import type { SkipReason } from '../../shared/campaigns/ledger.ts'
import type { Instant } from '../../shared/units.ts'
import { dateText, localTime, shortLocalTime } from '../local-time.ts'
import { PLAN_STANDING, ROUND, warningWords } from './plan-phrases.ts'
import { SKIPPED } from './recipient-phrases.ts'

/** `atOnce`: no time is chosen yet. */
export type PlanShown = FlightPlan & { plannedAt: Instant; atOnce: boolean }

type FlightPlanProps = {
  campaign: Campaign
  /** Nothing is launched any more: it is only looked at. */
  settled: boolean
  city: { name: string; timeZone: string }
  standing: PlanStanding['standing']
  fault: string | undefined
  plan: PlanShown | undefined
  warnings: readonly Warning[]
}

/** Who gets it, when, and who does not and why. */
export const FlightPlanView = ({ campaign, settled, city, standing, fault, plan, warnings }: FlightPlanProps) => (
  <>
    <h2 id="plan">Flight plan</h2>
    {standing !== 'fresh' && (!settled || !plan) && (
      <p class={standing === 'making' ? 'notice' : 'notice warn'} role="status">
        {PLAN_STANDING[standing]}
        {fault && (
          <>
            {' '}
            The fault is called <code>{fault}</code>.
          </>
        )}
      </p>
    )}
    {plan && <Figures plan={plan} city={city} answered={participantsOf(campaign) !== undefined} />}
    {plan && <Times plan={plan} city={city} />}
    {warnings.length > 0 && (
      <div class="notice warn">
        <p>Worth a second look</p>
        <ul>
          {warnings.map((warning) => (
            <li>{warningWords(warning)}</li>
          ))}
        </ul>
      </div>
    )}
    {(!settled || !plan) && standing !== 'making' && (
      <form method="post" action={`/staff/campaigns/${campaign.campaignId}/plan`}>
        <p class="quiet-text">
          {plan && `Made ${shortLocalTime(plan.plannedAt, city.timeZone, 'en')}. Whoever leaves later is not mailed. `}
          <button class="second small" type="submit">
            {plan ? 'Look again' : 'Reckon now'}
          </button>
        </p>
      </form>
    )}
  </>
)

type Shown = { plan: PlanShown; city: { name: string; timeZone: string } }

const Figures = ({ plan, city, answered }: Shown & { answered: boolean }) => (
  <>
    <dl class="figures">
      <div>
        <dt>Mailed at once</dt>
        <dd>{plan.reached}</dd>
      </div>
      {plan.deferred > 0 && (
        <div>
          <dt>Mailed later</dt>
          <dd>{plan.deferred}</dd>
        </div>
      )}
      {Object.entries(plan.skipped).map(([reason, count]) => (
        <div>
          <dt>Left out: {SKIPPED[reason as SkipReason]}</dt>
          <dd>{count}</dd>
        </div>
      ))}
    </dl>
    <p class="quiet-text">
      Together {plan.audience === 1 ? 'one member' : `${plan.audience} members`}{' '}
      {answered ? 'who answered the survey' : `in good standing in ${city.name}`}.
    </p>
  </>
)

const Times = ({ plan, city }: Shown) => {
  const timeOf = (at: Instant) => localTime(at, city.timeZone, 'en')
  return (
    <>
      {plan.reached > 0 && plan.reachedBy && (
        <p>
          {plan.afterQuietHours
            ? `Nobody is mailed at night: it begins ${timeOf(plan.begins)}`
            : plan.atOnce
              ? 'Launched now it begins at once'
              : `It begins ${timeOf(plan.begins)}`}
          {sameMinute(plan.begins, plan.reachedBy)
            ? ' and is through within a minute.'
            : ` and is through ${timeOf(plan.reachedBy)}, at today’s quota.`}
        </p>
      )}
      {plan.besides > 0 && (
        <p class="quiet-text">
          {plan.besides === 1 ? 'Another campaign was' : `${plan.besides} other campaigns were`} being sent when this
          was reckoned: until that is through, the pace is shared. That is in these times.
        </p>
      )}
      {plan.deferred > 0 && (
        <>
          <p>
            {plan.deferred === 1 ? 'One member has' : `${plan.deferred} members have`} had mail from us within the last
            days and get this one as soon as that was long enough ago:
          </p>
          <ul>
            {plan.deferredOn.map(({ day, count }) => (
              <li>
                {dateText(day, 'en')}: {count}
              </li>
            ))}
          </ul>
        </>
      )}
      {plan.rounds.length > 0 && (
        <>
          <p>Then, by itself:</p>
          <ul>
            {plan.rounds.map(({ purpose, at }) => (
              <li>
                {ROUND[purpose]}, {timeOf(at)}
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  )
}

const sameMinute = (one: Instant, other: Instant) => Date.parse(other) - Date.parse(one) < 60_000
