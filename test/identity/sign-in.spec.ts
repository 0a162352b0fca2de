import { beforeEach, describe, expect, it } from 'vitest'
import * as z from 'zod'
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
      actor: { roles: [{ role: 'staff' }] },
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
    await open.start('cookie', signedIn.actor.userId)
    expect((await open.actorOf('cookie'))?.roles).toEqual([{ role: 'council', city: DENVER }])
    await takeRole(needs(), staff, ruth, { role: 'council', city: DENVER })
    expect((await open.actorOf('cookie'))?.roles).toEqual([])
  })

  it('takes a role away from every account of the address', async () => {
    const ruth = Mailbox.parse('ruth@example.org')
    await giveRole(needs(), staff, ruth, { role: 'staff' })
    const open = sessions(needs())
    await open.start('older', (await signedInAs(claimsOf(ruth, { sub: 'an older account' }))).userId)
    await open.start('newer', (await signedInAs(claimsOf(ruth, { sub: 'a newer account' }))).userId)
    await takeRole(needs(), staff, ruth, { role: 'staff' })
    expect((await open.actorOf('older'))?.roles).toEqual([])
    expect((await open.actorOf('newer'))?.roles).toEqual([])
    for (const sub of ['an older account', 'a newer account'])
      expect(await signIn(needs(), claimsOf(ruth, { sub }))).toEqual({ outcome: 'refused', reason: 'not-invited' })
  })

  it('does not bring back a role that was taken away during the first sign-in', async () => {
    const ruth = Mailbox.parse('ruth@example.org')
    await giveRole(needs(), staff, ruth, { role: 'staff' })
    const slow = whileWriting(() => takeRole(needs(), staff, ruth, { role: 'staff' }))
    const refused = { outcome: 'refused', reason: 'not-invited' }
    expect(await signIn({ ...needs(), table: slow }, claimsOf(ruth))).toEqual(refused)
    expect(await signIn(needs(), claimsOf(ruth))).toEqual(refused)
  })

  it('makes one user of two first sign-ins at once', async () => {
    const ruth = Mailbox.parse('ruth@example.org')
    await giveRole(needs(), staff, ruth, { role: 'staff' })
    const other = { userId: '' }
    const slow = whileWriting(async () => Object.assign(other, await signedInAs(claimsOf(ruth))))
    const signedIn = await signIn({ ...needs(), table: slow }, claimsOf(ruth))
    expect(signedIn).toMatchObject({ outcome: 'signed-in', actor: { userId: other.userId } })
  })

  it('ends with the sign-out, even for a page that loads meanwhile', async () => {
    const open = sessions(needs())
    await open.start('cookie', (await signedInAs(claimsOf('sam@example.org'))).userId)
    now = plusSeconds(NOON, 120)
    const loading = sessions({ ...needs(), table: whileWriting(() => open.end('cookie')) })
    expect(await loading.actorOf('cookie')).toBeUndefined()
    expect(await open.actorOf('cookie')).toBeUndefined()
  })

  it('leaves a log that tells who was invited and who came, without an address', async () => {
    const ruth = Mailbox.parse('ruth@example.org')
    await giveRole(needs(), staff, ruth, { role: 'staff' })
    const { userId } = await signedInAs(claimsOf(ruth))
    await takeRole(needs(), staff, ruth, { role: 'staff' })
    const { items } = await table.query(Logged, { pk: 'AUDIT#2026-11' })
    const subject = `invitation:${hashOf(`invitation|${ruth}`)}`
    expect(items).toEqual([
      { act: 'role.given', actor: staff.userId, subject },
      { act: 'invitation.accepted', actor: userId, subject },
      { act: 'role.taken', actor: staff.userId, subject },
    ])
    expect(JSON.stringify(items)).not.toContain('@')
  })

  it('ends a session after 30 idle minutes and after 12 hours of use', async () => {
    await signIn(needs(), claimsOf('sam@example.org'))
    const open = sessions({ table, now: () => now, hashOf })
    const user = await signIn(needs(), claimsOf('sam@example.org'))
    if (user.outcome !== 'signed-in') throw new Error('expected to be signed in')
    await open.start('cookie', user.actor.userId)
    now = plusSeconds(NOON, 29 * 60)
    expect(await open.actorOf('cookie')).toBeDefined()
    now = plusSeconds(now, 31 * 60)
    expect(await open.actorOf('cookie')).toBeUndefined()

    now = NOON
    await open.start('worked', user.actor.userId)
    for (let minutes = 20; minutes < 12 * 60; minutes += 20) {
      now = plusSeconds(NOON, minutes * 60)
      expect(await open.actorOf('worked')).toBeDefined()
    }
    now = plusSeconds(NOON, 12 * 3600)
    expect(await open.actorOf('worked')).toBeUndefined()
  })

  it('does not let staff take away their own staff role', async () => {
    const sam = await signedInAs(claimsOf('sam@example.org', { sub: 'an older account' }))
    await signedInAs(claimsOf('sam@example.org', { sub: 'a newer account' }))
    expect(await takeRole(needs(), sam, Mailbox.parse('sam@example.org'), { role: 'staff' })).toEqual({
      outcome: 'refused',
      reason: 'own-staff-role',
    })
  })

  const signedInAs = async (claims: Claims): Promise<Actor> => {
    const signedIn = await signIn(needs(), claims)
    if (signedIn.outcome !== 'signed-in') throw new Error('expected to be signed in')
    return signedIn.actor
  }

  /** A table on which somebody else is quicker, once. */
  const whileWriting = (quicker: () => Promise<unknown>): Table => {
    let quick = true
    return {
      ...table,
      write: async (...writes) => {
        if (quick) {
          quick = false
          await quicker()
        }
        return table.write(...writes)
      },
    }
  }

  const takeAllRoles = (email: string) => takeRole(needs(), staff, Mailbox.parse(email), { role: 'staff' })
})

const Logged = z.object({ act: z.string(), actor: z.string(), subject: z.string() })
