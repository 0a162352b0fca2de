import * as z from 'zod'
import { type Actor, User, userKey } from '../../shared/identity/actor.ts'
import { Invitation, invitationKey, PEOPLE } from '../../shared/identity/invitation.ts'
import type { Mailbox } from '../../shared/identity/person.ts'
import { UserId } from '../../shared/ids.ts'
import type { Table, Write } from '../adapters/table.ts'

/** Invitations and the users they became. */
export const people = (table: Table) => ({
  invitations: async () => (await table.query(Invitation, { pk: PEOPLE })).items,
  invitation: (email: Mailbox) => table.get(Invitation, invitationKey(email)),
  user: (userId: UserId) => table.get(User, userKey(userId)),
  actor: async (userId: UserId): Promise<Actor | undefined> => {
    const user = await table.get(User, userKey(userId))
    if (!user) return undefined
    const invitation = await table.get(Invitation, invitationKey(user.email))
    return { userId, name: user.name, roles: invitation?.roles ?? [] }
  },
  /** The user whom an issuer knows by this subject; `subject` is a hash of issuer and subject, never an address. */
  userIdOf: async (subject: string) => (await table.get(z.object({ userId: UserId }), subjectKey(subject)))?.userId,
})

/** Only while it is still what was read: a role taken away meanwhile stays away. */
export const putInvitation = (invitation: Invitation, before: Invitation | undefined): Write => ({
  put: { ...invitationKey(invitation.email), ...invitation },
  if: before
    ? {
        equals: { roles: before.roles, ...(before.userId && { userId: before.userId }) },
        missing: before.userId ? [] : ['userId'],
      }
    : { exists: false },
})

export const putUser = (user: User): Write => ({ put: { ...userKey(user.userId), ...user } })

export const putSubject = (subject: string, userId: UserId): Write => ({
  put: { ...subjectKey(subject), userId },
  if: { exists: false },
})

/** Written once, when the first staff member has signed in: from then on only an invitation makes staff. */
export const FIRST_STAFF = { pk: 'NETWORK', sk: 'FIRST-STAFF' } as const

/**
 * What the audit log calls an invitation: always the same and never the address. Who knows an address finds its lines by
 * the base64url of the SHA-256 of `invitation|<address>`.
 */
export const invitationSubject = (hashOf: (text: string) => string, email: Mailbox): string =>
  `invitation:${hashOf(`invitation|${email}`)}`

const subjectKey = (subject: string) => ({ pk: `SUBJECT#${subject}`, sk: 'SUBJECT' })
