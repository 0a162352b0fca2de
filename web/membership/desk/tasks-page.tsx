import type { City } from '../../../shared/cities/city.ts'
import type { Actor } from '../../../shared/identity/actor.ts'
import { dollars } from '../../../shared/membership/dues.ts'
import type { RollLine } from '../../../shared/membership/roll.ts'
import type { StaffTask, TaskKind } from '../../../shared/membership/task.ts'
import { Field, type Problem, Problems, Select } from '../../components/form.tsx'
import { Layout } from '../../layout.tsx'
import { StateBadge } from '../roll/member-list-page.tsx'
import { cityName, day, shortDay } from '../roll/member-phrases.ts'
import { TASK, TaskLine, type TaskShown } from './task-line.tsx'

type TasksPageProps = {
  site: { networkName: string }
  actor: Actor
  open: readonly TaskShown[]
  done: readonly TaskShown[]
  /** Every kind that is open. */
  kinds: readonly TaskKind[]
  cities: readonly City[]
  typed: { kind: string; city: string }
  notice?: string | undefined
}

export const TasksPage = ({ site, actor, open, done, kinds, cities, typed, notice }: TasksPageProps) => (
  <Layout site={site} section="staff" language="en" title="Tasks" actor={actor}>
    <h1>Tasks</h1>
    {notice && (
      <p class="notice" role="status">
        {notice}
      </p>
    )}
    <form method="get" action="/staff/tasks" class="search">
      <Select
        name="kind"
        label="Kind"
        value={typed.kind}
        options={[
          { value: '', label: 'Every kind' },
          ...kinds.map((kind) => ({ value: kind, label: TASK[kind].title })),
        ]}
      />
      <Select
        name="city"
        label="City"
        value={typed.city}
        options={[
          { value: '', label: 'All cities' },
          ...cities.map(({ slug }) => ({ value: slug, label: cityName(cities, slug) })),
        ]}
      />
      <button type="submit" class="second">
        Show these
      </button>
    </form>
    {open.length === 0 ? (
      <div class="empty">
        <h2>{typed.kind || typed.city ? 'Nothing of this kind' : 'Nothing to do'}</h2>
        <p>What only people can do stands here: mail that does not arrive, payments without a payer, disputes.</p>
      </div>
    ) : (
      open.map((task) => <TaskLine task={task} />)
    )}
    {done.length > 0 && (
      <details>
        <summary>Done in the last 90 days</summary>
        {done.map((task) => (
          <TaskLine task={task} />
        ))}
      </details>
    )}
  </Layout>
)

type PayerPageProps = {
  site: { networkName: string }
  actor: Actor
  task: StaffTask & { subject: string }
  cities: readonly City[]
  search: string
  found: readonly RollLine[]
  problems?: readonly Problem[]
}

/** Whose is this money? */
export const PayerPage = ({ site, actor, task, cities, search, found, problems = [] }: PayerPageProps) => (
  <Layout site={site} section="staff" language="en" title="Find the payer" actor={actor} refused={problems.length > 0}>
    <p>
      <a href="/staff/tasks">Tasks</a>
    </p>
    <h1>Find the payer</h1>
    <Problems language="en" problems={problems} />
    <p>
      {task.cents === undefined ? 'Money' : dollars(task.cents)} came in on {day(task.at)}. Stripe knows it as{' '}
      <code>{task.paymentId}</code>; the name and address of the payer stand there.
    </p>
    <search>
      <form method="post" action="/staff/tasks/payer/search" class="search">
        <input type="hidden" name="subject" value={task.subject} />
        <Field
          name="q"
          label="Search a member"
          help="Words of a name, or a whole e-mail address."
          value={search}
          maxlength={254}
          autocomplete="off"
        />
        <button type="submit">Search</button>
      </form>
    </search>
    {search !== '' && found.length === 0 && <p>Nobody found.</p>}
    {found.length > 0 && (
      <form method="post" action="/staff/tasks/payer">
        <input type="hidden" name="subject" value={task.subject} />
        <fieldset class="field" id="memberId">
          <legend>Whose payment is it?</legend>
          <div class="choices">
            {found.map((line) => (
              <label for={line.memberId}>
                <input type="radio" id={line.memberId} name="memberId" value={line.memberId} required />
                <span>
                  <bdi>{line.publicName ?? line.name}</bdi> <StateBadge state={line.state} />
                  <small>
                    {cityName(cities, line.city)}, paid through {shortDay(line.paidThrough)}
                  </small>
                </span>
              </label>
            ))}
          </div>
        </fieldset>
        <p class="quiet-text">
          The payment then counts for this member from the day on which it came in, and the member is thanked by mail.
        </p>
        <button type="submit">It is this member’s</button>
      </form>
    )}
    <h2>Or give it back</h2>
    <p>All of it goes back to whoever paid, and the task is done.</p>
    <form method="post" action="/staff/tasks/payer/refund">
      <input type="hidden" name="subject" value={task.subject} />
      <button class="danger" type="submit">
        Give the money back
      </button>
    </form>
  </Layout>
)
