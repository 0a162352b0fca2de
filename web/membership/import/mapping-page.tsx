import type { Actor } from '../../../shared/identity/actor.ts'
import { columnName, EXPORTED, Field } from '../../../shared/membership/transfer/columns.ts'
import type { ImportIn } from '../../../shared/membership/transfer/import.ts'
import type { MappingProblem, TypedMapping } from '../../../shared/membership/transfer/mapping-form.ts'
import { Choices, Field as Input, type Problem, Problems, Select } from '../../components/form.tsx'
import { Layout } from '../../layout.tsx'
import { numeral } from '../../numeral.ts'
import { FIELD, mappingProblem } from './phrases.ts'
import { Discard } from './steering.tsx'

type MappingPageProps = {
  site: { networkName: string }
  actor: Actor
  import: ImportIn<'to-map'>
  /** Of the first rows. */
  examples: readonly (readonly string[])[]
  cities: readonly { slug: string; name: string; state: string }[]
  typed: TypedMapping
  problems?: readonly MappingProblem[]
}

export const MappingPage = ({
  site,
  actor,
  import: found,
  examples,
  cities,
  typed,
  problems = [],
}: MappingPageProps) => {
  const shown: Problem[] = problems.map((problem) => ({
    field: problem.field,
    message: mappingProblem(problem, typed.columns as (Field | '')[]),
  }))
  return (
    <Layout
      site={site}
      section="staff"
      language="en"
      title="What the columns are"
      actor={actor}
      refused={problems.length > 0}
    >
      <h1>What the columns are</h1>
      <p>
        <bdi>{found.fileName}</bdi>: {numeral(found.rows)} rows, read as {ENCODING[found.encoding]}, cells parted by{' '}
        {SEPARATOR[found.separator]}. Look at the examples: letters with accents must be right.
      </p>
      <Problems language="en" problems={shown} />
      <form method="post" action={`/staff/imports/${found.importId}/check`}>
        <input type="hidden" name="revision" value={String(found.revision)} />
        <div class="scroll" id="columns">
          <table class="stack">
            <thead>
              <tr>
                <th scope="col">Column of the file</th>
                <th scope="col">is</th>
                <th scope="col">Examples</th>
              </tr>
            </thead>
            <tbody>
              {found.headers.map((_, index) => (
                <ColumnRow
                  name={columnName(found.headers, index)}
                  index={index}
                  chosen={typed.columns[index] ?? ''}
                  examples={examples.map((cells) => cells[index] ?? '')}
                  problem={shown.find(({ field }) => field === `column-${index}`)?.message}
                />
              ))}
            </tbody>
          </table>
        </div>
        <h2>For rows that do not say it</h2>
        <Select
          name="city"
          label="City"
          value={typed.city}
          problems={shown}
          options={[
            { value: '', label: 'none: such a row is refused' },
            ...cities.map(({ slug, name, state }) => ({ value: slug, label: `${name}, ${state}` })),
          ]}
        />
        <Select
          name="language"
          label="Language"
          value={typed.language}
          problems={shown}
          options={[
            { value: 'en', label: 'English' },
            { value: 'es', label: 'Spanish' },
          ]}
        />
        <Input
          name="paidThrough"
          label="Paid through"
          type="date"
          help="Only when no column says it, or a cell is empty."
          value={typed.paidThrough}
          problems={shown}
        />
        <Choices
          name="topics"
          legend="Topics that they agreed to be mailed about"
          help="Only when no column speaks of topics. Whoever has not agreed to a topic is not mailed about it."
          multiple
          chosen={typed.topics}
          problems={shown}
          options={[
            { value: 'surveys', label: 'Surveys' },
            { value: 'calls', label: 'Calls' },
            { value: 'updates', label: 'Updates' },
          ]}
        />
        <Input
          name="wording"
          label="Words that they agreed to, in short"
          help="Such as “paper form 2024”. It stands with every consent."
          value={typed.wording}
          maxlength={60}
          problems={shown}
        />
        <Input name="agreedOn" label="When they agreed" type="date" value={typed.agreedOn} problems={shown} />
        <h2>How the file is taken in</h2>
        <Choices
          name="dates"
          legend="Dates such as 3/4/2026 are"
          chosen={[typed.dates]}
          problems={shown}
          options={[
            { value: 'month-first', label: 'March 4: month first' },
            { value: 'day-first', label: 'April 3: day first' },
          ]}
        />
        <Choices
          name="options"
          legend="And"
          multiple
          chosen={[typed.lapsed ? 'lapsed' : '', typed.fillIn ? 'fillIn' : '']}
          options={[
            {
              value: 'lapsed',
              label: 'Take in people whose paid time is over, as lapsed members',
              hint: 'Otherwise such a row is refused.',
            },
            {
              value: 'fillIn',
              label: 'Fill in what is missing of people who are members already',
              hint: 'Demographics, source and organization; nothing that they have said is changed.',
            },
          ]}
        />
        <div class="actions">
          <button type="submit">Check every row</button>
        </div>
      </form>
      <Discard importId={found.importId} revision={found.revision} />
    </Layout>
  )
}

type ColumnRowProps = {
  name: string
  index: number
  chosen: string
  examples: readonly string[]
  problem: string | undefined
}

const ColumnRow = ({ name, index, chosen, examples, problem }: ColumnRowProps) => (
  <tr>
    <th scope="row">
      <label for={`column-${index}`}>{name}</label>
    </th>
    <td>
      <select
        id={`column-${index}`}
        name={`column-${index}`}
        aria-invalid={problem ? 'true' : undefined}
        aria-describedby={problem ? `column-${index}-problem` : undefined}
      >
        <option value="">not taken in</option>
        {FIELDS.map((field) => (
          <option value={field} selected={field === chosen}>
            {FIELD[field]}
          </option>
        ))}
      </select>
      {problem && (
        <p class="problem" id={`column-${index}-problem`}>
          {problem}
        </p>
      )}
    </td>
    <td class="quiet-text">
      {examples.map((example) => (
        <div>{example ? <bdi>{example.length > 60 ? `${example.slice(0, 60)}…` : example}</bdi> : <i>empty</i>}</div>
      ))}
    </td>
  </tr>
)

/** What most files have comes first. */
const FIELDS: readonly Field[] = [
  ...(['name', 'email', 'city', 'language', 'paid_through', 'joined_at', 'topics', 'unsubscribed'] as const),
  ...Field.options.filter((field) => !EXPORTED.includes(field) && field !== 'topics' && field !== 'unsubscribed'),
  ...EXPORTED.filter((field) => !['name', 'email', 'city', 'language', 'paid_through', 'joined_at'].includes(field)),
]

const ENCODING = {
  'utf-8': 'UTF-8',
  'utf-16le': 'UTF-16',
  'utf-16be': 'UTF-16',
  'windows-1252': 'Windows-1252 (Western European)',
} as const
const SEPARATOR = { ',': 'commas', ';': 'semicolons', '\t': 'tabs' } as const
