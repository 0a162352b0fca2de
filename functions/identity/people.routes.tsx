import { type Context, Hono } from 'hono'
import * as z from 'zod'
import type { City } from '../../shared/cities/city.ts'
import { parseRole, roleText } from '../../shared/identity/invitation.ts'
import { Mailbox } from '../../shared/identity/person.ts'
import type { Clock } from '../../shared/units.ts'
import type { Problem } from '../../web/components/form.tsx'
import { PeoplePage, roleName } from '../../web/identity/people-page.tsx'
import type { Table } from '../adapters/table.ts'
import type { Page, Site } from '../http/audience.tsx'
import { giveRole, takeRole } from './change-roles.ts'
import { people } from './people.ts'

type Needs = { site: Site; table: Table; now: Clock; hashOf: (text: string) => string; cities: () => Promise<City[]> }

/** Staff say who may sign in, and as what. */
export const peopleRoutes = (needs: Needs) => {
  const page = async (c: Context<Page>, typed: Partial<Typed> = {}, problems: Problem[] = []) => {
    const [invitations, cities] = await Promise.all([people(needs.table).invitations(), needs.cities()])
    return (
      <PeoplePage
        site={needs.site}
        actor={c.get('actor')}
        invitations={invitations.filter(({ roles }) => roles.length > 0)}
        cities={cities}
        done={problems.length === 0 ? doneIn(c) : undefined}
        typed={typed}
        problems={problems}
      />
    )
  }

  return new Hono<Page>()
    .get('/staff/people', async (c) => c.html(await page(c)))

    .post('/staff/people', async (c) => {
      const typed = Typed.parse(await c.req.parseBody())
      const email = Mailbox.safeParse(typed.email)
      const role = parseRole(typed.role)
      const problems: Problem[] = []
      if (!email.success)
        problems.push({ field: 'email', message: 'The e-mail address must look like ana@example.org.' })
      if (!role) problems.push({ field: 'role', message: 'Choose what this person may sign in as.' })
      if (!email.success || !role) return c.html(await page(c, typed, problems), 422)
      const result = await giveRole(needs, c.get('actor'), email.data, role)
      if (result.outcome === 'changed') return c.redirect(`/staff/people?invited=${roleText(role)}`, 303)
      const message =
        result.reason === 'given-already'
          ? `This address may sign in as ${roleName(roleText(role), await needs.cities())} already.`
          : WHY[result.reason]
      return c.html(await page(c, typed, [{ field: 'email', message }]), 409)
    })

    .post('/staff/people/removal', async (c) => {
      const typed = Typed.parse(await c.req.parseBody())
      const email = Mailbox.safeParse(typed.email)
      const role = parseRole(typed.role)
      if (!email.success || !role) return c.notFound()
      const result = await takeRole(needs, c.get('actor'), email.data, role)
      return result.outcome === 'changed'
        ? c.redirect(`/staff/people?taken=${roleText(role)}`, 303)
        : c.html(await page(c, {}, [{ field: 'people', message: WHY[result.reason] }]), 409)
    })
}

const Typed = z.object({ email: z.string().catch(''), role: z.string().catch('') })
type Typed = z.output<typeof Typed>

/** The role only: an address would stand in histories and logs. */
const doneIn = (c: Context<Page>) => {
  for (const act of ['invited', 'taken'] as const) {
    const role = parseRole(c.req.query(act) ?? '')
    if (role) return { act, role: roleText(role) }
  }
  return undefined
}

const WHY = {
  'not-invited': 'This address is not invited.',
  'own-staff-role': 'You cannot take your own staff role away: another staff member must.',
  'changed-meanwhile':
    'Somebody else changed this person at the same time. Look again and repeat what is still missing.',
} as const
