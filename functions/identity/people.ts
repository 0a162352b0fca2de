import * as z from 'zod'
import { User, userKey } from '../../shared/identity/actor.ts'
import { Invitation, invitationKey, PEOPLE } from '../../shared/identity/invitation.ts'
import type { Mailbox } from '../../shared/identity/person.ts'
import { UserId } from '../../shared/ids.ts'
import type { Table, Write } from '../adapters/table.ts'

/** Invitations and the users they became. */
export const people = (table: Table) => ({
  invitations: async () => (await table.query(Invitation, { pk: PEOPLE })).items,
  invitation: (email: Mailbox) => table.get(Invitation, invitationKey(email)),
  user: (userId: UserId) => table.get(User, userKey(userId)),
  /** The user whom an issuer knows by this subject; `subject` is a hash of issuer and subject, never an address. */
  userIdOf: async (subject: string) => (await table.get(z.object({ userId: UserId }), subjectKey(subject)))?.userId,
})

export const putInvitation = (invitation: Invitation, before: Invitation | undefined): Write => ({
  put: { ...invitationKey(invitation.email), ...invitation },
  if: before ? { equals: { roles: before.roles } } : { exists: false },
})

export const putUser = (user: User): Write => ({ put: { ...userKey(user.userId), ...user } })

export const putSubject = (subject: string, userId: UserId): Write => ({
  put: { ...subjectKey(subject), userId },
  if: { exists: false },
})

/** Written once, when the first staff member has signed in: from then on only an invitation makes staff. */
export const FIRST_STAFF = { pk: 'NETWORK', sk: 'FIRST-STAFF' } as const

const subjectKey = (subject: string) => ({ pk: `SUBJECT#${subject}`, sk: 'SUBJECT' })
