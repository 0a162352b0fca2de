import { Hono } from 'hono'
import * as z from 'zod'
import type { City } from '../../shared/cities/city.ts'
import { type Invitation, parseRole, roleText } from '../../shared/identity/invitation.ts'
import { Mailbox } from '../../shared/identity/person.ts'
import type { Clock } from '../../shared/units.ts'
import { Field, type Problem, Problems, Select } from '../../web/components/form.tsx'
import { Layout } from '../../web/layout.tsx'
import type { Table } from '../adapters/table.ts'
import type { Page, Site } from '../http/audience.tsx'
import { giveRole, takeRole } from './change-roles.ts'
import { people } from './people.ts'

type Needs = { site: Site; table: Table; now: Clock; hashOf: (text: string) => string; cities: () => Promise<City[]> }

/** Staff say who may sign in, and as what. */
export const peopleRoutes = (needs: Needs) => {
  const page = async (
    c: { get(key: 'actor'): Page['Variables']['actor'] },
    typed: { email?: string; role?: string } = {},
    problems: Problem[] = [],
  ) => {
    const [invitations, cities] = await Promise.all([people(needs.table).invitations(), needs.cities()])
    return (
      <Layout site={needs.site} section="staff" language="en" title="People" actor={c.get('actor')}>
        <h1>People</h1>
        <p>Staff run the network. Council members read the protected results of their own city.</p>
        <Problems language="en" problems={problems} />
        <InvitationTable
          invitations={invitations.filter((invitation) => invitation.roles.length > 0)}
          cities={cities}
        />
        <h2>Invite somebody</h2>
        <form method="post" action="/staff/people" novalidate>
          <Field
            name="email"
            label="E-mail address"
            help="The address that they sign in with."
            type="email"
            value={typed.email}
            problems={problems}
          />
          <Select
            name="role"
            label="May sign in as"
            value={typed.role}
            problems={problems}
            options={[
              ...cities.map((city) => ({ value: `council:${city.slug}`, label: `Council of ${city.name}` })),
              { value: 'staff', label: 'Staff of the backbone' },
            ]}
          />
          <button type="submit">Invite</button>
        </form>
      </Layout>
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
      return result.outcome === 'changed'
        ? c.redirect('/staff/people', 303)
        : c.html(await page(c, typed, [{ field: 'email', message: WHY[result.reason] }]), 409)
    })

    .post('/staff/people/removal', async (c) => {
      const typed = Typed.parse(await c.req.parseBody())
      const email = Mailbox.safeParse(typed.email)
      const role = parseRole(typed.role)
      if (!email.success || !role) return c.notFound()
      const result = await takeRole(needs, c.get('actor'), email.data, role)
      return result.outcome === 'changed'
        ? c.redirect('/staff/people', 303)
        : c.html(await page(c, {}, [{ field: 'people', message: WHY[result.reason] }]), 409)
    })
}

const Typed = z.object({ email: z.string().catch(''), role: z.string().catch('') })

const WHY = {
  'not-invited': 'This address is not invited.',
  'own-staff-role': 'You cannot take your own staff role away: another staff member must.',
  'changed-meanwhile':
    'Somebody else changed this person at the same time. Look again and repeat what is still missing.',
} as const

const InvitationTable = ({ invitations, cities }: { invitations: Invitation[]; cities: City[] }) => {
  const nameOf = (text: string) =>
    text === 'staff' ? 'Staff' : `Council of ${cities.find((city) => `council:${city.slug}` === text)?.name ?? text}`
  if (invitations.length === 0) return <p class="empty">Nobody has been invited yet.</p>
  return (
    <div class="scroll" id="people">
      <table>
        <thead>
          <tr>
            <th scope="col">Address</th>
            <th scope="col">May sign in as</th>
            <th scope="col">Has signed in</th>
          </tr>
        </thead>
        <tbody>
          {invitations.map((invitation) => (
            <tr>
              <td>{invitation.email}</td>
              <td>
                {invitation.roles.map((role) => (
                  <form method="post" action="/staff/people/removal">
                    <input type="hidden" name="email" value={invitation.email} />
                    <input type="hidden" name="role" value={roleText(role)} />
                    <span class="badge">{nameOf(roleText(role))}</span>{' '}
                    <button
                      class="second small"
                      type="submit"
                      aria-label={`Take ${nameOf(roleText(role))} away from ${invitation.email}`}
                    >
                      Take away
                    </button>
                  </form>
                ))}
              </td>
              <td>{invitation.userId ? 'yes' : 'not yet'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
