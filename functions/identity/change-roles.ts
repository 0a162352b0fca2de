import type { Actor, Role } from '../../shared/identity/actor.ts'
import { type Invitation, roleText, sameRole, withoutRole, withRole } from '../../shared/identity/invitation.ts'
import type { Mailbox } from '../../shared/identity/person.ts'
import type { Clock } from '../../shared/units.ts'
import { auditEntry } from '../adapters/audit.ts'
import type { Table } from '../adapters/table.ts'
import { invitationSubject, people, putInvitation } from './people.ts'

type Needs = { table: Table; now: Clock; hashOf: (text: string) => string }

export type RoleOutcome =
  | { outcome: 'changed'; invitation: Invitation }
  | { outcome: 'refused'; reason: 'not-invited' | 'own-staff-role' | 'changed-meanwhile' }
type Given = RoleOutcome | { outcome: 'refused'; reason: 'given-already' }

/** Lets an address sign in with a role; who has signed in before has it from the next click on. */
export const giveRole = async (needs: Needs, actor: Actor, email: Mailbox, role: Role): Promise<Given> => {
  const before = await people(needs.table).invitation(email)
  if (before?.roles.some((held) => sameRole(held, role))) return { outcome: 'refused', reason: 'given-already' }
  const invitation = {
    ...(before ?? { email, invitedAt: needs.now() }),
    roles: withRole(before?.roles ?? [], role),
  }
  return save(needs, actor, before, invitation, 'role.given', role)
}

/** Acts on the next click of whoever loses it. Staff cannot lock themselves out. */
export const takeRole = async (needs: Needs, actor: Actor, email: Mailbox, role: Role): Promise<RoleOutcome> => {
  const known = people(needs.table)
  const before = await known.invitation(email)
  if (!before) return { outcome: 'refused', reason: 'not-invited' }
  if (role.role === 'staff' && (await known.user(actor.userId))?.email === email)
    return { outcome: 'refused', reason: 'own-staff-role' }
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
  const subject = invitationSubject(needs.hashOf, invitation.email)
  const written = await needs.table.write(
    putInvitation(invitation, before),
    auditEntry({ at: needs.now(), actor, act, subject, detail: { role: roleText(role) } }),
  )
  return written.outcome === 'written'
    ? { outcome: 'changed', invitation }
    : { outcome: 'refused', reason: 'changed-meanwhile' }
}
