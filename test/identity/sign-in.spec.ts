import { beforeEach, describe, expect, it } from 'vitest'
import type { Claims } from '../../functions/adapters/issuer.ts'
import { hashOf } from '../../functions/adapters/links.ts'
import type { Table } from '../../functions/adapters/table.ts'
import { giveRole, takeRole } from '../../functions/identity/change-roles.ts'
import { sessions } from '../../functions/identity/sessions.ts'
import { signIn } from '../../functions/identity/sign-in.ts'
import type { Actor } from '../../shared/identity/actor.ts'
import { Mailbox } from '../../shared/identity/person.ts'
import { CitySlug, type NewId, UserId } from '../../shared/ids.ts'
import { Instant, plusSeconds } from '../../shared/units.ts'
import { freshTable } from '../table.ts'

const NOON = Instant.parse('2026-11-23T12:00:00.000Z')
const DENVER = CitySlug.parse('denver')
const claimsOf = (email: string, over: Partial<Claims> = {}): Claims => ({
  iss: 'https://sign-in.example.org',
  sub: `subject of ${email}`,
  email,
  email_verified: true,
  name: 'Ruth Castillo',
  ...over,
})

describe('signing in', () => {
  let table: Table
  let now = NOON
  let born = 0
  const newId: NewId = (schema, prefix) => schema.parse(`${prefix}_${String(++born).padStart(26, '0')}`)
  const needs = () => ({ table, now: () => now, newId, hashOf, firstStaffEmail: 'Sam@Example.org' })
  const staff: Actor = { userId: UserId.parse(`usr_${'0'.repeat(26)}`), name: 'Sam', roles: [{ role: 'staff' }] }

  beforeEach(async () => {
    table = (await freshTable()).table
    now = NOON
  })

  it('makes the named first address staff, and nobody else by that name later', async () => {
    expect(await signIn(needs(), claimsOf('sam@example.org'))).toMatchObject({
      outcome: 'signed-in',
      user: { roles: [{ role: 'staff' }] },
    })
    const impostor = claimsOf('sam@example.org', { iss: 'https://other.example', sub: 'another subject' })
    await takeAllRoles('sam@example.org')
    expect(await signIn(needs(), impostor)).toEqual({ outcome: 'refused', reason: 'not-invited' })
  })

  it('refuses who was not invited, and an invited address that the issuer has not verified', async () => {
    expect(await signIn(needs(), claimsOf('ruth@example.org'))).toEqual({ outcome: 'refused', reason: 'not-invited' })
    await giveRole(needs(), staff, Mailbox.parse('ruth@example.org'), { role: 'council', city: DENVER })
    const unverified = claimsOf('ruth@example.org', { email_verified: false })
    expect(await signIn(needs(), unverified)).toEqual({ outcome: 'refused', reason: 'address-not-verified' })
  })

  it('knows a person by issuer and subject after the first time, whatever the address says', async () => {
    await giveRole(needs(), staff, Mailbox.parse('ruth@example.org'), { role: 'council', city: DENVER })
    const first = await signIn(needs(), claimsOf('ruth@example.org'))
    const later = await signIn(needs(), claimsOf('ruth@example.org', { email: 'moved@example.org' }))
    expect(later).toEqual(first)
  })

  it('takes a role away from the next request on', async () => {
    const ruth = Mailbox.parse('ruth@example.org')
    await giveRole(needs(), staff, ruth, { role: 'council', city: DENVER })
    const signedIn = await signIn(needs(), claimsOf('ruth@example.org'))
    if (signedIn.outcome !== 'signed-in') throw new Error('expected to be signed in')
    const open = sessions({ table, now: () => now, hashOf })
    await open.start('cookie', signedIn.user.userId)
    expect((await open.actorOf('cookie'))?.roles).toEqual([{ role: 'council', city: DENVER }])
    await takeRole(needs(), staff, ruth, { role: 'council', city: DENVER })
    expect((await open.actorOf('cookie'))?.roles).toEqual([])
  })

  it('ends a session after 30 idle minutes and after 12 hours of use', async () => {
    await signIn(needs(), claimsOf('sam@example.org'))
    const open = sessions({ table, now: () => now, hashOf })
    const user = await signIn(needs(), claimsOf('sam@example.org'))
    if (user.outcome !== 'signed-in') throw new Error('expected to be signed in')
    await open.start('cookie', user.user.userId)
    now = plusSeconds(NOON, 29 * 60)
    expect(await open.actorOf('cookie')).toBeDefined()
    now = plusSeconds(now, 31 * 60)
    expect(await open.actorOf('cookie')).toBeUndefined()

    now = NOON
    await open.start('worked', user.user.userId)
    for (let minutes = 20; minutes < 12 * 60; minutes += 20) {
      now = plusSeconds(NOON, minutes * 60)
      expect(await open.actorOf('worked')).toBeDefined()
    }
    now = plusSeconds(NOON, 12 * 3600)
    expect(await open.actorOf('worked')).toBeUndefined()
  })

  it('does not let staff take away their own staff role', async () => {
    const first = await signIn(needs(), claimsOf('sam@example.org'))
    if (first.outcome !== 'signed-in') throw new Error('expected to be signed in')
    expect(await takeRole(needs(), first.user, Mailbox.parse('sam@example.org'), { role: 'staff' })).toEqual({
      outcome: 'refused',
      reason: 'own-staff-role',
    })
  })

  const takeAllRoles = (email: string) => takeRole(needs(), staff, Mailbox.parse(email), { role: 'staff' })
})
