import * as z from 'zod'
import type { Actor, Role, User } from '../../shared/identity/actor.ts'
import { withRole } from '../../shared/identity/invitation.ts'
import { Mailbox, PersonName } from '../../shared/identity/person.ts'
import { type NewId, UserId } from '../../shared/ids.ts'
import type { Clock } from '../../shared/units.ts'
import { auditEntry } from '../adapters/audit.ts'
import type { Claims } from '../adapters/issuer.ts'
import type { Table, Write } from '../adapters/table.ts'
import { FIRST_STAFF, invitationSubject, people, putInvitation, putSubject, putUser } from './people.ts'

type Needs = {
  table: Table
  now: Clock
  newId: NewId
  hashOf: (text: string) => string
  firstStaffEmail: string
  /** What else stands from the founding of the network on. */
  founding?: () => Promise<Write[]>
}

export type SignInOutcome =
  | { outcome: 'signed-in'; actor: Actor }
  | { outcome: 'refused'; reason: 'address-not-verified' | 'not-invited' }

/**
 * Takes an issuer's word for who somebody is. A person is known by issuer and subject from the first sign-in on; the
 * address only finds the invitation, and only when the issuer says that it was verified.
 */
export const signIn = async (needs: Needs, claims: Claims): Promise<SignInOutcome> => {
  const known = people(needs.table)
  const subject = needs.hashOf(`${claims.iss}|${claims.sub}`)
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const userId = await known.userIdOf(subject)
    const actor = userId && (await known.actor(userId))
    if (actor) return actor.roles.length > 0 ? { outcome: 'signed-in', actor } : refused('not-invited')
    const admitted = await signInFirst(needs, subject, claims)
    if (admitted.outcome !== 'overtaken') return admitted
  }
  throw new Error('each attempt at a first sign-in was overtaken by another change of the same invitation')
}

const signInFirst = async (
  needs: Needs,
  subject: string,
  claims: Claims,
): Promise<SignInOutcome | { outcome: 'overtaken' }> => {
  const email = Mailbox.safeParse(claims.email)
  if (!email.success || claims.email_verified !== true) return refused('address-not-verified')
  const invitation = await people(needs.table).invitation(email.data)
  const first = await isFirstStaff(needs, email.data)
  const roles = first ? withRole(invitation?.roles ?? [], STAFF) : (invitation?.roles ?? [])
  if (roles.length === 0) return refused('not-invited')

  const at = needs.now()
  const newcomer: User = {
    userId: needs.newId(UserId, 'usr'),
    name: PersonName.catch(email.data).parse(claims.name),
    email: email.data,
    firstSignedInAt: at,
  }
  const { userId, name } = newcomer
  const actor: Actor = { userId, name, roles }
  const written = await needs.table.write(
    putUser(newcomer),
    putSubject(subject, userId),
    putInvitation({ ...(invitation ?? { email: email.data, invitedAt: at }), roles, userId }, invitation),
    auditEntry({ at, actor, act: 'invitation.accepted', subject: invitationSubject(needs.hashOf, email.data) }),
    ...(first ? [...firstStaffWrites(newcomer), ...((await needs.founding?.()) ?? [])] : []),
  )
  return written.outcome === 'written' ? { outcome: 'signed-in', actor } : { outcome: 'overtaken' }
}

const MOST_ATTEMPTS = 5

const STAFF: Role = { role: 'staff' }

const refused = (reason: 'address-not-verified' | 'not-invited') => ({ outcome: 'refused', reason }) as const

const isFirstStaff = async (needs: Needs, email: Mailbox): Promise<boolean> =>
  email === needs.firstStaffEmail.toLowerCase() && !(await needs.table.get(z.looseObject({}), FIRST_STAFF))

const firstStaffWrites = (user: User): Write[] => [
  { put: { ...FIRST_STAFF, userId: user.userId }, if: { exists: false } },
  auditEntry({ at: user.firstSignedInAt, actor: 'first-staff', act: 'staff.founded', subject: user.userId }),
]
