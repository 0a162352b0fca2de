import type { Table } from '../../functions/adapters/table.ts'
import { type Actor, type Role, userKey } from '../../shared/identity/actor.ts'
import { invitationKey } from '../../shared/identity/invitation.ts'
import { Mailbox } from '../../shared/identity/person.ts'
import { CitySlug, UserId } from '../../shared/ids.ts'
import { ulidOf } from '../ids.ts'
import { NOON } from '../results/cast.ts'

export const council = (city: string): Role => ({ role: 'council', city: CitySlug.parse(city) })

export const somebody = (name: string, ...roles: Role[]): Actor => ({
  userId: UserId.parse(`usr_${ulidOf(name)}`),
  name,
  roles,
})

export const RUTH = somebody('Ruth', council('denver'))
export const FAY = somebody('Fay', council('fresno'))
export const SAM = somebody('Sam', { role: 'staff' })

/** Somebody who is invited to these roles, instead of all others, and has signed in. */
export const invite = async (table: Pick<Table, 'write'>, { userId, name }: Actor, roles: Role[], at = NOON) => {
  const email = Mailbox.parse(`${name.split(' ')[0]?.toLowerCase()}@example.org`)
  await table.write(
    { put: { ...userKey(userId), userId, name, email, firstSignedInAt: at } },
    { put: { ...invitationKey(email), email, roles, invitedAt: at, userId } },
  )
}
