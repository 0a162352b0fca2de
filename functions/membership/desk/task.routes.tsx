import { type Context, Hono } from 'hono'
import * as z from 'zod'
import type { City } from '../../../shared/cities/city.ts'
import { User, userKey } from '../../../shared/identity/actor.ts'
import { MemberId, type NewId } from '../../../shared/ids.ts'
import { Member } from '../../../shared/membership/member.ts'
import type { StaffTask } from '../../../shared/membership/task.ts'
import { type Clock, Instant } from '../../../shared/units.ts'
import type { Problem } from '../../../web/components/form.tsx'
import type { TaskShown } from '../../../web/membership/desk/task-line.tsx'
import { PayerPage, TasksPage } from '../../../web/membership/desk/tasks-page.tsx'
import { cityName } from '../../../web/membership/roll/member-phrases.ts'
import type { Payments } from '../../adapters/stripe.ts'
import type { Table } from '../../adapters/table.ts'
import type { Page, Site } from '../../http/audience.tsx'
import { keys } from '../items.ts'
import { assignPayment, returnPayment } from '../payments/assign-payment.ts'
import { searchMembers } from '../roll/search-members.ts'
import { doneTasks, finishTask, type OpenTask, openTasks, reopenTask } from './staff-tasks.ts'

type Needs = {
  site: Site
  table: Table
  now: Clock
  newId: NewId
  payments: Payments
  cities: () => Promise<City[]>
}

/** What only people can do, and that it was done. Stands behind the guard of staff. */
export const taskRoutes = (needs: Needs) => {
  const { site, table } = needs

  const tasksPage = async (c: Context<Page>, notice?: string) => {
    const typed = Filter.parse(c.req.query())
    const [open, done, cities] = await Promise.all([openTasks(table), doneTasks(table), needs.cities()])
    const wanted = <T extends StaffTask>(tasks: readonly T[]) =>
      tasks.filter(
        ({ task, city }) => (typed.kind === '' || task === typed.kind) && (typed.city === '' || city === typed.city),
      )
    const [openShown, doneShown] = await Promise.all([
      shown(table, wanted(open).slice(0, MOST_SHOWN), cities),
      shown(table, wanted(done), cities),
    ])
    const kinds = [...new Set(open.map(({ task }) => task))].sort()
    const page = { site, actor: c.get('actor'), kinds, cities, typed, notice }
    return <TasksPage {...page} open={openShown} done={await withDoers(table, doneShown)} />
  }

  const taskNamed = async (subject: string): Promise<OpenTask | undefined> =>
    (await openTasks(table)).find((task) => task.subject === subject && task.paymentId)

  const payerPage = async (c: Context<Page>, task: OpenTask, search = '', problems: Problem[] = []) => {
    const [cities, found] = await Promise.all([
      needs.cities(),
      search === '' ? { lines: [] } : searchMembers(needs, search),
    ])
    const page = { site, actor: c.get('actor'), task, cities, search, found: found.lines, problems }
    return <PayerPage {...page} />
  }

  return (
    new Hono<Page>()
      .get('/staff/tasks', async (c) => c.html(await tasksPage(c, NOTICE[c.req.query('done') ?? ''])))

      .post('/staff/tasks/done', async (c) => {
        const { subject } = Typed.parse(await c.req.parseBody())
        const done = await finishTask(needs, c.get('actor'), subject)
        return c.redirect(`/staff/tasks?done=${done.outcome === 'changed' ? 'done' : 'gone'}`, 303)
      })

      .post('/staff/tasks/reopened', async (c) => {
        const { subject, doneAt } = Typed.parse(await c.req.parseBody())
        if (!doneAt) return c.notFound()
        const opened = await reopenTask(needs, c.get('actor'), { subject, doneAt })
        return c.redirect(`/staff/tasks?done=${opened.outcome === 'changed' ? 'reopened' : 'gone'}`, 303)
      })

      .get('/staff/tasks/payer', async (c) => {
        const task = await taskNamed(c.req.query('subject') ?? '')
        return task ? c.html(await payerPage(c, task)) : c.notFound()
      })

      // Posted, so that no address stands in the history of a browser.
      .post('/staff/tasks/payer/search', async (c) => {
        const { subject, q } = Typed.parse(await c.req.parseBody())
        const task = await taskNamed(subject)
        return task ? c.html(await payerPage(c, task, q.trim())) : c.notFound()
      })

      .post('/staff/tasks/payer', async (c) => {
        const { subject, memberId } = Typed.parse(await c.req.parseBody())
        const task = await taskNamed(subject)
        if (!task) return c.notFound()
        if (!memberId)
          return c.html(await payerPage(c, task, '', [{ field: 'memberId', message: 'Choose a member.' }]), 422)
        const assigned = await assignPayment(needs, c.get('actor'), { task, memberId })
        if (assigned.outcome === 'assigned') return c.redirect(`/staff/members/${memberId}?done=assigned`, 303)
        return c.html(await payerPage(c, task, '', [{ field: 'memberId', message: WHY[assigned.reason] }]), 409)
      })

      .post('/staff/tasks/payer/refund', async (c) => {
        const { subject } = Typed.parse(await c.req.parseBody())
        const task = await taskNamed(subject)
        if (!task) return c.notFound()
        const returned = await returnPayment(needs, c.get('actor'), task)
        if (returned.outcome === 'returned') return c.redirect('/staff/tasks?done=returned', 303)
        return c.html(await payerPage(c, task, '', [{ field: 'q', message: WHY[returned.reason] }]), 409)
      })
  )
}

const MOST_SHOWN = 200

const text = z.string().max(400).catch('')
const Filter = z.object({ kind: text, city: text })
const Typed = z.object({
  subject: text,
  q: text,
  memberId: MemberId.optional().catch(undefined),
  doneAt: Instant.optional().catch(undefined),
})

const NOTICE: Record<string, string> = {
  done: 'Done. It stands below for 90 days.',
  gone: 'This task has been done already, or has changed: look again.',
  reopened: 'It is open again.',
  returned: 'The money goes back. The task is done.',
}

const WHY = {
  unknown: 'This member does not exist any more.',
  'nothing-left': 'All of this payment has gone back already: mark the task as done.',
  'recorded-already': 'This payment has been recorded for a member meanwhile: mark the task as done.',
  'not-refundable': 'Stripe cannot give this payment back. Look it up there.',
  'already-refunded': 'All of this payment has gone back already.',
  'too-much': 'Stripe does not give that much back.',
  'changed-meanwhile': 'The money goes back, but the task has changed meanwhile: look again.',
} as const

/** Tasks with the names of whom they are about. */
export const shown = async <T extends StaffTask>(
  table: Pick<Table, 'getMany'>,
  tasks: readonly T[],
  cities: readonly City[],
): Promise<(T & { name?: string; cityName?: string })[]> => {
  const about = tasks.flatMap(({ memberId }) => memberId ?? [])
  const members = await table.getMany(Named, about.map(keys.profile))
  const names = new Map(about.map((memberId, index) => [memberId, members[index]?.name]))
  return tasks.map((task) => {
    const name = task.memberId && names.get(task.memberId)
    return { ...task, ...(name && { name }), ...(task.city && { cityName: cityName(cities, task.city) }) }
  })
}

const Named = Member.pick({ name: true })

const withDoers = async (
  table: Pick<Table, 'getMany'>,
  tasks: readonly (TaskShown & { done: { at: Instant; by: User['userId'] } })[],
): Promise<TaskShown[]> => {
  const doers = await table.getMany(
    User,
    tasks.map(({ done }) => userKey(done.by)),
  )
  return tasks.map((task, index) => ({ ...task, done: { at: task.done.at, by: doers[index]?.name ?? 'staff' } }))
}
