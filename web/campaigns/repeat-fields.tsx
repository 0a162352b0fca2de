import { MOST_WAVES, MOST_YEARS } from '../../shared/campaigns/policy.ts'
import type { Every } from '../../shared/campaigns/series/repeat-rule.ts'
import type { Instant } from '../../shared/units.ts'
import { Choices, Field, type Problem, Select } from '../components/form.tsx'
import { twiceChoices, wallClockText } from './time-phrases.ts'
import type { TypedRepeats } from './typed-campaign.ts'

type RepeatFieldsProps = {
  typed: TypedRepeats
  twice: {
    timeZone: string
    wave?: { wave: number; wallClock: string; first: Instant; second: Instant } | undefined
  }
  problems: readonly Problem[]
}

/** A series: the same to the same city again and again. Open where something is chosen or wrong. */
export const RepeatFields = ({ typed, twice, problems }: RepeatFieldsProps) => {
  const chosen = typed.repeats !== '' && typed.repeats !== 'never'
  return (
    <details open={chosen || problems.some(({ field }) => FIELDS.has(field))}>
      <summary>Repeat it</summary>
      <Select
        name="repeats"
        label="How often"
        help="Each wave is a campaign of its own, with its own answers and its own report, and can be left out."
        value={typed.repeats}
        problems={problems}
        options={[
          { value: 'never', label: 'Only once' },
          ...Object.entries(EVERY_LABEL).map(([value, label]) => ({ value, label })),
          { value: 'own', label: 'By a rule of my own' },
        ]}
      />
      <Field
        name="firstAt"
        label="First wave"
        help="Date and time in the city’s own zone. All waves go out at this time of day, in summer and in winter. Each closes as long after its launch as the first."
        type="datetime-local"
        value={typed.firstAt}
        problems={problems}
      />
      {twice.wave && (
        <Choices
          name="wavesOverlap"
          legend={`Which of the two? Clocks are set back in the night of wave ${twice.wave.wave}, ${wallClockText(twice.wave.wallClock)}.`}
          help="The answer holds for every wave to which this happens."
          options={twiceChoices(twice.wave, twice.timeZone)}
          chosen={[typed.wavesOverlap]}
          problems={problems}
          required
        />
      )}
      <Choices
        name="ends"
        legend="It ends"
        chosen={[typed.ends]}
        problems={problems}
        options={[
          { value: 'after', label: 'After so many waves' },
          { value: 'on', label: 'On a day' },
          { value: 'never', label: `When I end it, at the latest after ${MOST_WAVES} waves or ${MOST_YEARS} years` },
        ]}
      />
      <Field
        name="endsAfter"
        label="Number of waves"
        inputmode="numeric"
        value={typed.endsAfter}
        problems={problems}
        maxlength={4}
      />
      <Field name="endsOn" label="Last day" type="date" value={typed.endsOn} problems={problems} />
      <Field
        name="rule"
        label="Rule of my own"
        help="As calendars write it (RFC 5545), with its own end: FREQ=MONTHLY;BYDAY=1TU;COUNT=6 is the first Tuesday of six months."
        value={typed.rule}
        problems={problems}
        maxlength={200}
      />
    </details>
  )
}

export const EVERY_LABEL = {
  week: 'Every week',
  'two-weeks': 'Every two weeks',
  month: 'Every month',
  quarter: 'Every quarter',
  'half-year': 'Every half year',
  year: 'Every year',
} as const satisfies Record<Every, string>

export const SERIES_FIELDS: [keyof TypedRepeats, string][] = [
  ['repeats', 'Repeats'],
  ['firstAt', 'First wave'],
  ['wavesOverlap', 'Which of two times'],
  ['ends', 'Ends'],
  ['endsAfter', 'Number of waves'],
  ['endsOn', 'Last day'],
  ['rule', 'Rule'],
]

const FIELDS = new Set<string>(SERIES_FIELDS.map(([field]) => field))
