import * as z from 'zod'
import { UserId } from '../ids.ts'
import { Instant } from '../units.ts'
import { Role } from './actor.ts'
import { Mailbox } from './person.ts'

/** Who may sign in as what. `userId` is the user who last signed in for the first time with this address. */
export const Invitation = z.object({
  email: Mailbox,
  roles: z.array(Role),
  invitedAt: Instant,
  userId: UserId.optional(),
})
export type Invitation = z.output<typeof Invitation>

/** The partition of all invitations. */
export const PEOPLE = 'PEOPLE'
export const invitationKey = (email: Mailbox) => ({ pk: PEOPLE, sk: email })

export const sameRole = (a: Role, b: Role): boolean =>
  a.role === b.role && (a.role !== 'council' || b.role !== 'council' || a.city === b.city)

export const withRole = (roles: readonly Role[], role: Role): Role[] =>
  roles.some((held) => sameRole(held, role)) ? [...roles] : [...roles, role]

export const withoutRole = (roles: readonly Role[], role: Role): Role[] => roles.filter((held) => !sameRole(held, role))

/** `staff`, or `council:<city>`: how a role stands in a form. */
export const roleText = (role: Role): string => (role.role === 'staff' ? 'staff' : `council:${role.city}`)

export const parseRole = (text: string): Role | undefined => {
  const [role, city] = text.split(':')
  const parsed = Role.safeParse(role === 'council' ? { role, city } : { role })
  return parsed.success ? parsed.data : undefined
}
