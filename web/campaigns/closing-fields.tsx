import { MOST_REMINDERS, REMINDER_DAYS } from '../../shared/campaigns/policy.ts'
import type { Instant } from '../../shared/units.ts'
import { Choices, Field, type Problem, Select } from '../components/form.tsx'
import { twiceChoices } from './time-phrases.ts'
import type { TypedCampaign } from './typed-campaign.ts'

export type Two = { first: Instant; second: Instant }

/** What comes twice as clocks are set back, and is therefore asked. */
export type Twice = { timeZone: string; closes?: Two | undefined }

type Part = { typed: TypedCampaign; twice: Twice; problems: readonly Problem[] }

export const Closes = ({ typed, twice, problems }: Part) => (
  <>
    <Field
      name="closesAt"
      label={typed.kind === 'update' ? 'Not sent any more after' : 'Closes'}
      help={
        typed.kind === 'update'
          ? 'Date and time in the city’s own zone. Whoever could not be mailed until then, because of too many mails lately, does not get it.'
          : 'Date and time in the city’s own zone. Until then people may change their answers.'
      }
      type="datetime-local"
      value={typed.closesAt}
      problems={problems}
    />
    {twice.closes && (
      <Choices
        name="closesOverlap"
        legend="Which of the two? Clocks are set back that night."
        options={twiceChoices(twice.closes, twice.timeZone)}
        chosen={[typed.closesOverlap]}
        problems={problems}
        required
      />
    )}
  </>
)

export const Reminders = ({ typed, problems }: Omit<Part, 'twice'>) => (
  <>
    <Select
      name="reminders"
      label="Reminders"
      help="Only to those who have not answered by then, and not after the survey has closed."
      value={typed.reminders}
      problems={problems}
      options={Array.from({ length: MOST_REMINDERS + 1 }, (_, most) => ({
        value: String(most),
        label: most === 0 ? 'None' : most === 1 ? 'One' : `At most ${most}`,
      }))}
    />
    <Field
      name="reminderDays"
      label="Days before each reminder"
      help={`Counted from the mail before it, at least ${REMINDER_DAYS.least}.`}
      inputmode="numeric"
      value={typed.reminderDays}
      problems={problems}
      maxlength={3}
    />
  </>
)
