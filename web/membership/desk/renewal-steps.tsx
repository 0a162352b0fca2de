import type { Suppression } from '../../../shared/mail/suppression.ts'
import { renewsByItself } from '../../../shared/membership/mandate.ts'
import type { Lapsed, LivingMembership } from '../../../shared/membership/membership.ts'
import { mayBeAskedBack, stepsLeft } from '../../../shared/membership/renewal.ts'
import type { RenewalStep, TakenStep } from '../../../shared/membership/renewal-step.ts'
import type { PlainDate } from '../../../shared/units.ts'
import { day, shortDay } from '../roll/member-phrases.ts'

type RenewalStepsProps = { membership: LivingMembership; suppression?: Suppression | undefined; today: PlainDate }

/** What is going to happen with the membership and what has, with its day: the answer to "why did she get no reminder?". */
export const RenewalSteps = ({ membership, suppression, today }: RenewalStepsProps) => {
  const left = stepsLeft(membership)
  return (
    <>
      <ul>
        {reasons(membership, suppression).map((reason) => (
          <li>{reason}</li>
        ))}
      </ul>
      {left.length > 0 && (
        <table class="steps">
          <caption>Planned</caption>
          <tbody>
            {left.map(({ step, on }) => (
              <tr>
                <td>{shortDay(on)}</td>
                <td>
                  {STEP[step]}
                  {on < today && ' (due: the next daily run does it)'}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {membership.steps.length > 0 && (
        <details>
          <summary>Done so far ({membership.steps.length})</summary>
          <table class="steps">
            <tbody>
              {membership.steps.toReversed().map((taken) => (
                <tr>
                  <td>{shortDay(taken.takenOn)}</td>
                  <td>
                    {STEP[taken.step]}: {outcome(taken)}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </details>
      )}
    </>
  )
}

const reasons = (membership: LivingMembership, suppression: Suppression | undefined): string[] => {
  const { mandate, state, plannedFrom } = membership
  const said: string[] = []
  if (suppression)
    said.push(
      `No mail reaches this member: the address ${suppression.reason === 'complained' ? 'has complained about a mail' : 'has sent mail back'} and is not mailed any more.`,
    )
  if (state === 'awaiting-activation')
    said.push('No reminders to renew: the membership is not activated. The signup sends its own on day 1, 3 and 7.')
  else if (state === 'cancelled')
    said.push('No reminders: the member has cancelled. The membership stands until the paid end.')
  else if (state === 'lapsed')
    said.push(`Lapsed on ${day(membership.lapsedOn)}: no reminders any more. ${askedBack(membership)}`)
  else if (mandate?.failing)
    said.push(
      `The card was refused first on ${day(mandate.failing.since)}: mails about that take the place of reminders.`,
    )
  else if (renewsByItself(mandate))
    said.push(
      mandate.interval === 'month'
        ? 'No reminders: the card is charged each month by itself.'
        : `No reminders: the card is charged by itself${mandate.chargesOn ? ` on ${day(mandate.chargesOn)}` : ''}. A notice goes out before.`,
    )
  else if (mandate) said.push('The card is not charged any more: this member is reminded like those who pay by hand.')
  else said.push('Pays by hand: reminders go out 30 days and 7 days before the paid end and on that day.')
  said.push(`This plan began on ${day(plannedFrom)}. What would have been due before that is not made up for.`)
  return said
}

/** What became of the one mail that asks whether the member would like to come back. */
const askedBack = (membership: Lapsed): string => {
  const { cancelledAt, activatedAt, lapsedOn, steps } = membership
  const taken = steps.findLast(({ step, on }) => step === 'win-back' && on > lapsedOn)
  if (taken?.outcome === 'mailed') return `Asked back by a mail on ${day(taken.takenOn)}.`
  if (taken?.outcome === 'unsubscribed') return `Not asked back on ${day(taken.takenOn)}: updates had been left.`
  if (taken) return `Not asked back on ${day(taken.takenOn)}: a later step was due on the same day.`
  const planned = stepsLeft(membership).find(({ step }) => step === 'win-back')
  if (planned) return `Will be asked back once, on ${day(planned.on)}.`
  if (cancelledAt) return 'Not asked back: the member had cancelled.'
  if (!activatedAt) return 'Not asked back: the membership was never activated.'
  return mayBeAskedBack(membership)
    ? 'Not asked back: the day for it was over when this plan began.'
    : 'Not asked back: nothing is left of what was paid.'
}

const outcome = ({ outcome, on, takenOn }: TakenStep): string => {
  const late = takenOn > on ? `, planned for ${shortDay(on)}` : ''
  switch (outcome) {
    case 'mailed':
      return `mailed${late}`
    case 'done':
      return `done${late}`
    case 'overtaken':
      return 'left out: a later step was due on the same day'
    case 'unsubscribed':
      return 'not mailed: the member had left the topic'
  }
}

export const STEP: Record<RenewalStep, string> = {
  'reminder-30': 'Reminder, 30 days before the paid end',
  'reminder-7': 'Reminder, 7 days before the paid end',
  'reminder-0': 'Reminder on the paid end',
  'charge-notice': 'Notice that the card will be charged',
  'payment-failed-0': 'First mail about the refused card',
  'payment-failed-5': 'Second mail about the refused card',
  'payment-failed-10': 'Third mail about the refused card',
  lapse: 'The membership lapses, if nothing is paid',
  'win-back': 'Asked to come back',
  'anonymize-notice': 'Told that their data will be deleted',
  anonymize: 'The person is forgotten',
}
