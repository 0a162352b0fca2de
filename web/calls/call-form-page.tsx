import type { TypedCall } from '../../shared/calls/call-form.ts'
import type { City } from '../../shared/cities/city.ts'
import type { Actor } from '../../shared/identity/actor.ts'
import { Choices, Field, type Problem, Problems, Select } from '../components/form.tsx'
import { Layout } from '../layout.tsx'
import { FIELDS } from './staff-phrases.ts'

type CallFormProps = {
  site: { networkName: string }
  actor: Actor
  typed: TypedCall
  cities: readonly Pick<City, 'slug' | 'name' | 'state'>[]
  /** Chosen for a new call; fixed for one that is changed. */
  city: string
  problems?: readonly Problem[]
  /** The start comes twice: which? */
  asksOverlap?: boolean
  editing?: { callId: string; revision: number } | undefined
  /** What somebody else has saved since the form was opened. */
  stored?: TypedCall | undefined
}

export const CallFormPage = (props: CallFormProps) => {
  const { site, actor, typed, cities, city, problems = [], asksOverlap = false, editing, stored } = props
  const title = editing ? 'Change the call' : 'Plan a call'
  return (
    <Layout site={site} section="staff" language="en" title={title} actor={actor} refused={problems.length > 0}>
      <h1>{title}</h1>
      <Problems language="en" problems={problems} />
      {stored && <Stored typed={typed} stored={stored} />}
      {cities.length === 0 ? (
        <p class="empty">
          A call belongs to a city. <a href="/staff/cities">Add a city</a> first.
        </p>
      ) : (
        <form method="post" action={editing ? `/staff/calls/${editing.callId}/edit` : '/staff/calls'} novalidate>
          {editing && <input type="hidden" name="revision" value={String(editing.revision)} />}
          {!editing && (
            <Select
              name="city"
              label="City"
              help="Its members are invited, and times are those of this city."
              value={city}
              problems={problems}
              options={[
                { value: '', label: 'Choose a city' },
                ...cities.map(({ slug, name, state }) => ({ value: slug, label: `${name}, ${state}` })),
              ]}
            />
          )}
          <Field name="title" label="Title" value={typed.title} problems={problems} maxlength={200} />
          <Field
            name="agenda"
            label="Agenda"
            help="What it is about. Paragraphs, **bold**, *italics*, lists with - and links are shown as such."
            value={typed.agenda}
            problems={problems}
            rows={7}
            maxlength={4000}
          />
          <Field
            name="startsAt"
            label="Start"
            help="Date and time in the city’s own zone."
            type="datetime-local"
            value={typed.startsAt}
            problems={problems}
          />
          {asksOverlap && (
            <Choices
              name="overlap"
              legend="Which of the two?"
              help="Clocks are set back that night."
              options={[
                { value: 'first', label: 'The first, before clocks are set back' },
                { value: 'second', label: 'The second, after it' },
              ]}
              chosen={typed.overlap ? [typed.overlap] : []}
            />
          )}
          <Field
            name="minutes"
            label="Length in minutes"
            inputmode="numeric"
            value={typed.minutes}
            problems={problems}
            maxlength={4}
          />
          <Field
            name="link"
            label="Link to take part (if there is one)"
            type="url"
            value={typed.link}
            problems={problems}
            maxlength={500}
          />
          <Field
            name="dialIn"
            label="Dial in, or the place (if there is one)"
            help="A telephone number with its code, or where people meet."
            value={typed.dialIn}
            problems={problems}
            maxlength={200}
          />
          <Field
            name="capacity"
            label="Places (empty: no limit)"
            help="Whoever says yes after the last place stands on a waiting list, and moves up by itself. Fewer places than are taken send nobody away."
            inputmode="numeric"
            value={typed.capacity}
            problems={problems}
            maxlength={6}
          />
          <div class="actions">
            <button type="submit">{editing ? 'Look at the change' : 'Save the call'}</button>
            <a href={editing ? `/staff/calls/${editing.callId}` : '/staff/calls'}>Back</a>
          </div>
          <p class="quiet-text">{editing ? 'Nothing is changed before you confirm it.' : 'Nobody is invited yet.'}</p>
        </form>
      )}
    </Layout>
  )
}

const Stored = ({ typed, stored }: { typed: TypedCall; stored: TypedCall }) => {
  const differing = SHOWN.filter((field) => stored[field] !== typed[field].replaceAll('\r\n', '\n'))
  return (
    <div class="notice warn" role="alert" tabindex={-1} autofocus>
      <h2>Somebody else changed this call while you were writing</h2>
      <p>Below stands what you wrote. Save it again to replace theirs, which is:</p>
      <ul>
        {differing.map((field) => (
          <li>
            {FIELDS[field]}: {field === 'agenda' ? <pre>{stored.agenda}</pre> : `“${stored[field].replace('T', ' ')}”`}
          </li>
        ))}
      </ul>
    </div>
  )
}

const SHOWN = ['title', 'agenda', 'startsAt', 'minutes', 'link', 'dialIn', 'capacity'] as const
