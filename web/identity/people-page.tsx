import type { Actor } from '../../shared/identity/actor.ts'
import { type Invitation, parseRole, roleText } from '../../shared/identity/invitation.ts'
import { Field, type Problem, Problems, Select } from '../components/form.tsx'
import { Layout } from '../layout.tsx'

type ListedCity = { slug: string; name: string; state: string }

type PeoplePageProps = {
  site: { networkName: string; publicUrl: string }
  actor: Actor
  invitations: readonly Invitation[]
  cities: readonly ListedCity[]
  /** What has just been done, with the role as it stands in a form. */
  done?: { act: 'invited' | 'taken'; role: string } | undefined
  typed?: { email?: string; role?: string }
  problems?: readonly Problem[]
}

export const PeoplePage = ({ site, actor, invitations, cities, done, typed, problems = [] }: PeoplePageProps) => (
  <Layout site={site} section="staff" language="en" title="People" actor={actor} refused={problems.length > 0}>
    <h1>People</h1>
    <p>Staff run the network. Council members read the protected results of their own city.</p>
    <Problems language="en" problems={problems} />
    {done && <Done act={done.act} role={roleName(done.role, cities)} />}
    <InvitationTable invitations={invitations} cities={cities} />
    <h2>Invite somebody</h2>
    <p>
      No mail is sent: tell the person to open <code>{site.publicUrl}/sign-in</code> and to sign in with the address
      that you write here.
    </p>
    <form method="post" action="/staff/people" novalidate>
      <Field
        name="email"
        label="E-mail address"
        help="The address that they sign in with."
        type="email"
        value={typed?.email}
        problems={problems}
      />
      <Select
        name="role"
        label="May sign in as"
        value={typed?.role}
        problems={problems}
        options={[
          ...cities.map((city) => ({ value: `council:${city.slug}`, label: `Council of ${city.name}, ${city.state}` })),
          { value: 'staff', label: 'Staff of the backbone' },
        ]}
      />
      <button type="submit">Invite</button>
    </form>
  </Layout>
)

export const roleName = (text: string, cities: readonly ListedCity[]): string => {
  const role = parseRole(text)
  if (role?.role !== 'council') return 'Staff'
  return `Council of ${cities.find(({ slug }) => slug === role.city)?.name ?? role.city}`
}

const Done = ({ act, role }: { act: 'invited' | 'taken'; role: string }) => (
  <p class="notice" role="status">
    {act === 'invited'
      ? `Invited as ${role}. Now tell the person: no mail goes out.`
      : `Taken away: ${role}. It is gone from the person’s next click on.`}
  </p>
)

type InvitationTableProps = Pick<PeoplePageProps, 'invitations' | 'cities'>

const InvitationTable = ({ invitations, cities }: InvitationTableProps) => {
  if (invitations.length === 0) return <p class="empty">Nobody has been invited yet.</p>
  return (
    <div class="scroll" id="people">
      <table class="stack">
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
              <th scope="row">{invitation.email}</th>
              <td>
                {invitation.roles.map((role) => (
                  <HeldRole email={invitation.email} role={roleText(role)} name={roleName(roleText(role), cities)} />
                ))}
              </td>
              <td data-label="Has signed in:">{invitation.userId ? 'yes' : 'not yet'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

const HeldRole = ({ email, role, name }: { email: string; role: string; name: string }) => (
  <form method="post" action="/staff/people/removal">
    <input type="hidden" name="email" value={email} />
    <input type="hidden" name="role" value={role} />
    <span class="badge">{name}</span>{' '}
    <button class="second small" type="submit" aria-label={`Take ${name} away from ${email}`}>
      Take away
    </button>
  </form>
)
