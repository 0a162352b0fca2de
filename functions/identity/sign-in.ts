import * as z from 'zod'
import type { Role, User } from '../../shared/identity/actor.ts'
import { invitationKey, withRole } from '../../shared/identity/invitation.ts'
import { Mailbox, PersonName } from '../../shared/identity/person.ts'
import { type NewId, UserId } from '../../shared/ids.ts'
import type { Clock } from '../../shared/units.ts'
import { auditEntry } from '../adapters/audit.ts'
import type { Claims } from '../adapters/issuer.ts'
import type { Table, Write } from '../adapters/table.ts'
import { FIRST_STAFF, people, putSubject, putUser } from './people.ts'

type Needs = { table: Table; now: Clock; newId: NewId; hashOf: (text: string) => string; firstStaffEmail: string }

export type SignInOutcome =
  | { outcome: 'signed-in'; user: User }
  | { outcome: 'refused'; reason: 'address-not-verified' | 'not-invited' }

/**
 * Takes an issuer's word for who somebody is. A person is known by issuer and subject from the first sign-in on; the
 * address only finds the invitation, and only when the issuer says that it was verified.
 */
export const signIn = async (needs: Needs, claims: Claims): Promise<SignInOutcome> => {
  const known = people(needs.table)
  const subject = needs.hashOf(`${claims.iss}|${claims.sub}`)
  const userId = await known.userIdOf(subject)
  const user = userId && (await known.user(userId))
  if (user) return user.roles.length > 0 ? { outcome: 'signed-in', user } : refused('not-invited')

  const email = Mailbox.safeParse(claims.email)
  if (!email.success || claims.email_verified !== true) return refused('address-not-verified')
  const invitation = await known.invitation(email.data)
  const first = await isFirstStaff(needs, email.data)
  const roles = first ? withRole(invitation?.roles ?? [], STAFF) : (invitation?.roles ?? [])
  if (roles.length === 0) return refused('not-invited')

  const newcomer: User = {
    userId: needs.newId(UserId, 'usr'),
    name: PersonName.catch(email.data).parse(claims.name),
    email: email.data,
    roles,
    firstSignedInAt: needs.now(),
  }
  await needs.table.write(
    putUser(newcomer),
    putSubject(subject, newcomer.userId),
    bindInvitation(newcomer),
    ...(first ? firstStaffWrites(newcomer) : []),
  )
  return { outcome: 'signed-in', user: newcomer }
}

const STAFF: Role = { role: 'staff' }

const refused = (reason: 'address-not-verified' | 'not-invited') => ({ outcome: 'refused', reason }) as const

const isFirstStaff = async (needs: Needs, email: Mailbox): Promise<boolean> =>
  email === needs.firstStaffEmail.toLowerCase() && !(await needs.table.get(z.looseObject({}), FIRST_STAFF))

const bindInvitation = (user: User): Write => ({
  update: invitationKey(user.email),
  set: { email: user.email, roles: user.roles, userId: user.userId, invitedAt: user.firstSignedInAt },
})

const firstStaffWrites = (user: User): Write[] => [
  { put: { ...FIRST_STAFF, userId: user.userId }, if: { exists: false } },
  auditEntry({ at: user.firstSignedInAt, actor: 'first-staff', act: 'staff.founded', subject: user.userId }),
]
