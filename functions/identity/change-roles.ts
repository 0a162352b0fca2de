import { type Actor, type Role, userKey } from '../../shared/identity/actor.ts'
import { type Invitation, roleText, withoutRole, withRole } from '../../shared/identity/invitation.ts'
import type { Mailbox } from '../../shared/identity/person.ts'
import type { Clock } from '../../shared/units.ts'
import { auditEntry } from '../adapters/audit.ts'
import type { Table, Write } from '../adapters/table.ts'
import { people, putInvitation } from './people.ts'

type Needs = { table: Table; now: Clock }

export type RoleOutcome =
  | { outcome: 'changed'; invitation: Invitation }
  | { outcome: 'refused'; reason: 'not-invited' | 'own-staff-role' | 'changed-meanwhile' }

/** Lets an address sign in with a role; who has signed in before has it from the next click on. */
export const giveRole = async (needs: Needs, actor: Actor, email: Mailbox, role: Role): Promise<RoleOutcome> => {
  const before = await people(needs.table).invitation(email)
  const invitation = {
    ...(before ?? { email, invitedAt: needs.now() }),
    roles: withRole(before?.roles ?? [], role),
  }
  return save(needs, actor, before, invitation, 'role.given', role)
}

/** Acts on the next click of whoever loses it. Staff cannot lock themselves out. */
export const takeRole = async (needs: Needs, actor: Actor, email: Mailbox, role: Role): Promise<RoleOutcome> => {
  const before = await people(needs.table).invitation(email)
  if (!before) return { outcome: 'refused', reason: 'not-invited' }
  if (before.userId === actor.userId && role.role === 'staff') return { outcome: 'refused', reason: 'own-staff-role' }
  return save(needs, actor, before, { ...before, roles: withoutRole(before.roles, role) }, 'role.taken', role)
}

const save = async (
  needs: Needs,
  actor: Actor,
  before: Invitation | undefined,
  invitation: Invitation,
  act: string,
  role: Role,
): Promise<RoleOutcome> => {
  const subject = invitation.userId ?? 'invited'
  const written = await needs.table.write(
    putInvitation(invitation, before),
    ...rolesOfUser(invitation),
    auditEntry({ at: needs.now(), actor, act, subject, detail: { role: roleText(role) } }),
  )
  return written.outcome === 'written'
    ? { outcome: 'changed', invitation }
    : { outcome: 'refused', reason: 'changed-meanwhile' }
}

const rolesOfUser = (invitation: Invitation): Write[] =>
  invitation.userId
    ? [
        {
          update: userKey(invitation.userId),
          set: { roles: invitation.roles },
          if: { exists: true },
        },
      ]
    : []
