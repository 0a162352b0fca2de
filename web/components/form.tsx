import type { Child } from 'hono/jsx'
import type { Language } from '../../shared/identity/person.ts'
import { pageWords } from '../words/page.ts'

/** What is wrong with which field, in words; `field` is the field's name in the form. */
export type Problem = { field: string; message: string }

/** On top of a form that was refused: every problem, each a link to its field. */
export const Problems = ({ language, problems }: { language: Language; problems: readonly Problem[] }) =>
  problems.length === 0 ? null : (
    <div class="problems" role="alert" tabindex={-1} autofocus>
      <h2>{pageWords[language].problems}</h2>
      <ul>
        {problems.map((problem) => (
          <li>
            <a href={`#${problem.field}`}>{problem.message}</a>
          </li>
        ))}
      </ul>
    </div>
  )

type FieldProps = {
  name: string
  label: string
  help?: string | undefined
  value?: string | undefined
  problems?: readonly Problem[] | undefined
  required?: boolean | undefined
  type?: string | undefined
  autocomplete?: string | undefined
  inputmode?: 'text' | 'decimal' | 'numeric' | 'email' | undefined
  maxlength?: number | undefined
  /** More than one line of text when given. */
  rows?: number | undefined
}

/** A labelled input with its help and its problem beside it, tied together for screen readers. */
export const Field = (props: FieldProps) => {
  const { name, label, help, value, required, rows } = props
  const messages = messagesFor(props.problems, name)
  const described = [help && `${name}-help`, messages.length > 0 && `${name}-problem`].filter(Boolean).join(' ')
  const shared = {
    id: name,
    name,
    required,
    maxlength: props.maxlength,
    autocomplete: props.autocomplete,
    'aria-invalid': messages.length > 0 ? 'true' : undefined,
    'aria-describedby': described || undefined,
  }
  return (
    <Labelled name={name} label={label} help={help} messages={messages}>
      {rows ? (
        <textarea {...shared} rows={rows}>
          {value ?? ''}
        </textarea>
      ) : (
        <input {...shared} type={props.type ?? 'text'} inputmode={props.inputmode} value={value ?? ''} />
      )}
    </Labelled>
  )
}

type ChoicesProps = {
  name: string
  legend: Child
  help?: string | undefined
  options: readonly { value: string; label: Child; hint?: Child }[]
  /** The chosen values; one at most for radio buttons. */
  chosen?: readonly string[] | undefined
  problems?: readonly Problem[] | undefined
  required?: boolean | undefined
  multiple?: boolean | undefined
  /** In one row where there is room: for scales. */
  inline?: boolean | undefined
}

/** Radio buttons, or check boxes when `multiple`, in a fieldset. */
export const Choices = (props: ChoicesProps) => {
  const { name, legend, help, options, chosen = [], multiple = false } = props
  const messages = messagesFor(props.problems, name)
  return (
    <fieldset
      id={name}
      class={['field', messages.length > 0 && 'wrong', props.inline && 'inline'].filter(Boolean).join(' ')}
      // The summary of problems leads here: without it the keyboard would go on from the top of the page.
      tabindex={messages.length > 0 ? -1 : undefined}
      aria-describedby={messages.length > 0 ? `${name}-problem` : undefined}
    >
      <legend>{legend}</legend>
      {help && <p class="help">{help}</p>}
      <FieldProblems name={name} messages={messages} />
      <div class="choices">
        {options.map((option, index) => (
          <label for={`${name}-${index}`}>
            <input
              id={`${name}-${index}`}
              type={multiple ? 'checkbox' : 'radio'}
              name={name}
              value={option.value}
              checked={chosen.includes(option.value)}
              required={props.required && !multiple}
            />
            <span>
              {option.label}
              {option.hint && <small>{option.hint}</small>}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}

type SelectProps = Pick<FieldProps, 'name' | 'label' | 'help' | 'value' | 'problems' | 'required'> & {
  options: readonly { value: string; label: string }[]
}

export const Select = ({ name, label, help, value, problems, required, options }: SelectProps) => {
  const messages = messagesFor(problems, name)
  return (
    <Labelled name={name} label={label} help={help} messages={messages}>
      <select
        id={name}
        name={name}
        required={required}
        aria-invalid={messages.length > 0 ? 'true' : undefined}
        aria-describedby={messages.length > 0 ? `${name}-problem` : undefined}
      >
        {options.map((option) => (
          <option value={option.value} selected={option.value === value}>
            {option.label}
          </option>
        ))}
      </select>
    </Labelled>
  )
}

type LabelledProps = Pick<FieldProps, 'name' | 'label' | 'help'> & { messages: readonly string[]; children?: Child }

const Labelled = ({ name, label, help, messages, children }: LabelledProps) => (
  <div class={messages.length > 0 ? 'field wrong' : 'field'}>
    <label for={name}>{label}</label>
    {help && (
      <p class="help" id={`${name}-help`}>
        {help}
      </p>
    )}
    <FieldProblems name={name} messages={messages} />
    {children}
  </div>
)

const messagesFor = (problems: readonly Problem[] | undefined, name: string) =>
  (problems ?? []).filter((problem) => problem.field === name).map((problem) => problem.message)

const FieldProblems = ({ name, messages }: { name: string; messages: readonly string[] }) =>
  messages.length === 0 ? null : (
    <p class="problem" id={`${name}-problem`}>
      {messages.join(' ')}
    </p>
  )
