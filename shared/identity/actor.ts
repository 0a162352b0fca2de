import * as z from 'zod'
import { CitySlug, UserId } from '../ids.ts'
import { Instant } from '../units.ts'
import { Mailbox, PersonName } from './person.ts'

export const Role = z.discriminatedUnion('role', [
  z.object({ role: z.literal('staff') }),
  z.object({ role: z.literal('council'), city: CitySlug }),
])
export type Role = z.output<typeof Role>

/**
 * Someone who has signed in. Roles stand only with the invitation of the address and are read there on every request:
 * taking one away acts at once, on every account and every session of that address.
 */
export const User = z.object({
  userId: UserId,
  name: PersonName,
  email: Mailbox,
  firstSignedInAt: Instant,
})
export type User = z.output<typeof User>

export const userKey = (userId: UserId) => ({ pk: `USER#${userId}`, sk: 'USER' })

export type Actor = Pick<User, 'userId' | 'name'> & { roles: Role[] }

export type Action =
  | 'city.edit'
  | 'survey.edit'
  | 'campaign.edit'
  | 'campaign.launch'
  | 'people.invite'
  | 'report.read'
  /** To see a report before its council, and to let it go. */
  | 'report.publish'
  /** To read what people wrote, and to choose what is quoted. */
  | 'results.quote'
  /** To take a copy of what a report was computed from. */
  | 'results.seal'
  /** To say what the totals of a city are weighted to, and how much more its people are protected. */
  | 'results.settings'

/** Staff may do everything; a council member may read what concerns the own city. */
export const may = (actor: Actor, action: Action, city?: CitySlug): boolean =>
  actor.roles.some(
    (role) => role.role === 'staff' || (action === 'report.read' && city !== undefined && role.city === city),
  )

export const isStaff = (actor: Actor): boolean => actor.roles.some((role) => role.role === 'staff')
