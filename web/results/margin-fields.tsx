import { LONGEST_NOTE, LONGEST_SOURCE, type TypedOrigin } from '../../shared/results/settings/margin-form.ts'
import { Choices, Field, type Problem } from '../components/form.tsx'
import { SCALE_FIELD } from './margin-words.ts'

type Problematic = { problems?: readonly Problem[] | undefined }

/** Whom the numbers speak of, and where they come from. */
export const OriginFields = ({ typed, problems }: Problematic & { typed: TypedOrigin | undefined }) => (
  <>
    <Choices
      name="of"
      legend="The numbers are of"
      options={[
        { value: 'members', label: 'members', hint: 'Totals then speak of the membership.' },
        { value: 'residents', label: 'residents', hint: 'Totals then speak of the city by a model, and say so.' },
      ]}
      chosen={typed?.of ? [typed.of] : []}
      problems={problems}
    />
    <Field
      name="source"
      label="Source"
      help="Reports name it, such as: American Community Survey, 5-year estimates, table B01001."
      value={typed?.source}
      problems={problems}
      maxlength={LONGEST_SOURCE}
    />
    <Field
      name="asOf"
      label="Date of the numbers"
      type="date"
      help="Reports name it, too."
      value={typed?.asOf}
      problems={problems}
    />
    <Field
      name="note"
      label="Note (optional)"
      help="For staff only."
      value={typed?.note}
      problems={problems}
      rows={2}
      maxlength={LONGEST_NOTE}
    />
  </>
)

/** Totals that differ are no mistake where people did not say everything of themselves. */
export const Scaling = ({ scaled, problems = [] }: Problematic & { scaled: boolean }) => {
  const wrong = problems.filter(({ field }) => field === SCALE_FIELD)
  return (
    <div class={wrong.length > 0 ? 'field wrong' : 'field'}>
      {wrong.map(({ message }) => (
        <p class="problem">{message}</p>
      ))}
      <div class="choices">
        <label for={SCALE_FIELD}>
          <input id={SCALE_FIELD} type="checkbox" name={SCALE_FIELD} value="yes" checked={scaled} />
          <span>
            Totals may differ between groups
            <small>All numbers then count as shares: each total is scaled to the largest.</small>
          </span>
        </label>
      </div>
    </div>
  )
}
