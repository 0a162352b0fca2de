import type { City } from '../../shared/cities/city.ts'
import type { AskedGroups } from '../../shared/results/settings/margin-table.ts'
import { POLICIES } from '../../shared/results/settings/policy.ts'
import { THRESHOLDS, type TypedPolicy, typedPolicy as usual } from '../../shared/results/settings/policy-form.ts'
import type { ResultSettings } from '../../shared/results/settings/result-settings.ts'
import { Choices, Field, type Problem } from '../components/form.tsx'
import { THRESHOLD_NAMES } from './margin-words.ts'

type Props = {
  city: City
  asked: AskedGroups
  settings: ResultSettings | undefined
  typedPolicy?: TypedPolicy | undefined
  problems: readonly Problem[]
}

/** Stricter thresholds for one city. */
export const ProtectionForm = ({ city, asked, settings, typedPolicy, problems }: Props) => {
  const typed = typedPolicy ?? usual(settings?.policy)
  return (
    <section aria-labelledby="protection">
      <h2 id="protection">Stricter thresholds</h2>
      <p>
        {settings?.policy
          ? `${city.name} asks for more protection than its surveys give.`
          : `${city.name} has the usual thresholds.`}{' '}
        A threshold of a survey’s own level is kept where it is stricter; surveys whose results are open are held to
        these, too, once there are any.
      </p>
      <details open={typedPolicy !== undefined}>
        <summary>Change the thresholds</summary>
        <form method="post" action={`/staff/cities/${city.slug}/margins/protection`} novalidate>
          <input type="hidden" name="seen" value={settings?.version ?? 0} />
          {THRESHOLDS.map((name) => (
            <Field
              name={name}
              label={THRESHOLD_NAMES[name]}
              help={`Usually ${POLICIES.standard[name]}, and never less.`}
              value={typed[name]}
              problems={problems}
              inputmode="numeric"
              maxlength={6}
            />
          ))}
          <Choices
            name="bands"
            legend="Where whole percentages could give somebody away"
            options={[
              { value: 'yes', label: 'quarters may be shown, as usual' },
              { value: 'no', label: 'nothing is shown' },
            ]}
            chosen={[typed.bands ? 'yes' : 'no']}
            problems={problems}
          />
          <Choices
            name="neverCrossed"
            legend="Questions are never shown by"
            multiple
            options={asked.map(({ dimension, name }) => ({ value: dimension, label: name }))}
            chosen={typed.neverCrossed}
            problems={problems}
          />
          <button type="submit">Save the thresholds</button>
        </form>
      </details>
    </section>
  )
}
