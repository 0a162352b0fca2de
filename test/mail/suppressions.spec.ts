import type { Hono } from 'hono'
import { beforeEach, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { createLinks } from '../../functions/adapters/links.ts'
import {
  isSuppressed,
  suppressedAmong,
  suppressing,
  suppressionName,
  suppressionOf,
  suppressionsAmong,
} from '../../functions/adapters/suppressions.ts'
import type { Table } from '../../functions/adapters/table.ts'
import { suppressAddress } from '../../functions/campaigns/events/suppress-address.ts'
import { audienceApp, type Page } from '../../functions/http/audience.tsx'
import { requireStaff } from '../../functions/http/guard.tsx'
import { suppressionRoutes } from '../../functions/mail/suppressions.routes.tsx'
import type { Actor } from '../../shared/identity/actor.ts'
import { Mailbox, PersonName } from '../../shared/identity/person.ts'
import { CitySlug, UserId } from '../../shared/ids.ts'
import { type SuppressionReason, suppressionKey } from '../../shared/mail/suppression.ts'
import { Instant, plusDays } from '../../shared/units.ts'
import { freshTable } from '../table.ts'

const NOON = Instant.parse('2026-12-01T19:00:00.000Z')
const SITE = { publicUrl: 'https://network.example.org', networkName: 'Front Range Network' }
const SAM: Actor = {
  userId: UserId.parse(`usr_${'0'.repeat(26)}`),
  name: PersonName.parse('Sam Okafor'),
  roles: [{ role: 'staff' }],
}
const RUTH: Actor = { ...SAM, roles: [{ role: 'council', city: CitySlug.parse('denver') }] }
const ana = Mailbox.parse('ana@example.org')
const ben = Mailbox.parse('ben@example.org')

let active = 'k1'
const links = createLinks(async () =>
  JSON.stringify({
    active,
    keys: { k1: 'an older secret of thirty-two letters', k2: 'a newer secret of thirty-two letters' },
  }),
)
let table: Table
const suppress = async (mailbox: Mailbox, reason: SuppressionReason, at = NOON) =>
  table.write(await suppressing({ links }, mailbox, { reason, at }))

beforeEach(async () => {
  table = (await freshTable()).table
  active = 'k1'
})

describe('whether an address is mailed', () => {
  it('is asked of one and of many in the same way, under every key', async () => {
    await suppress(ana, 'bounced')
    active = 'k2'
    expect(await isSuppressed({ table, links }, ana)).toBe(true)
    expect(await isSuppressed({ table, links }, ben)).toBe(false)
    expect(await suppressedAmong({ table, links }, [ana, ben, ana])).toEqual(new Map([[ana, 'suppressed']]))
    expect(await suppressionsAmong({ table, links }, [ben, ana])).toEqual(
      new Map([[ana, { reason: 'bounced', at: NOON }]]),
    )
  })

  it('is answered by the strongest reason when it stands under two keys', async () => {
    await suppress(ana, 'bounced')
    active = 'k2'
    const needs = { table, links }
    await suppressAddress(needs, ana, { reason: 'soft-bounced', at: NOON })
    await suppressAddress(needs, ana, { reason: 'complained', at: plusDays(NOON, 1) })
    const both = await Promise.all((await links.keyIds()).map((key) => links.pseudonym('suppression', key, ana)))
    const rows = await Promise.all(
      both.map((name) => table.get(z.object({ reason: z.string() }), suppressionKey(name))),
    )
    expect(rows.map((row) => row?.reason)).toEqual(['bounced', 'complained'])
    expect(await suppressionOf(needs, ana)).toEqual({ reason: 'complained', at: plusDays(NOON, 1) })
    expect((await suppressionsAmong(needs, [ana])).get(ana)?.reason).toBe('complained')
  })
})

describe('the page of addresses that are not mailed', () => {
  let app: Hono<Page>
  const post = (path: string, fields: Record<string, string>, as = 'sam') =>
    app.request(path, {
      method: 'POST',
      body: new URLSearchParams(fields),
      headers: { origin: SITE.publicUrl, cookie: `__Host-session=${as}` },
    })
  const lift = (reason: string, email: string = ana) => post('/staff/suppressions/lift', { email, reason })
  const audit = async () =>
    (
      await table.query(z.object({ act: z.string(), subject: z.string(), detail: z.unknown() }), {
        pk: 'AUDIT#2026-12',
      })
    ).items

  beforeEach(() => {
    app = audienceApp(SITE, { section: 'staff' })
    const actorOf = async (cookie: string) => (cookie === 'sam' ? SAM : cookie === 'ruth' ? RUTH : undefined)
    app.use('/staff/*', requireStaff({ site: SITE, actorOf }))
    app.route('/', suppressionRoutes({ site: SITE, table, now: () => plusDays(NOON, 2), links }))
  })

  it.each([
    ['soft-bounced', 'full or could not be reached'],
    ['bounced', 'has sent mail back for good'],
    ['complained', 'It is wrong to lift this because'],
  ] as const)('says why and since when an address is not mailed: %s', async (reason, said) => {
    await suppress(ana, reason)
    const answer = await post('/staff/suppressions', { email: ' Ana@Example.org ' })
    const html = await answer.text()
    expect(answer.status).toBe(200)
    expect(html).toContain('December 1, 2026')
    expect(html).toContain(said)
    expect(await (await post('/staff/suppressions', { email: ben })).text()).toContain('This address is mailed.')
  })

  it('asks for a whole address and keeps what was typed', async () => {
    const answer = await post('/staff/suppressions', { email: 'ana@' })
    expect(answer.status).toBe(422)
    const html = await answer.text()
    expect(html).toContain('Type a whole address')
    expect(html).toContain('value="ana@"')
  })

  it('lifts with a reason, and the log knows neither the address nor lets it be named', async () => {
    await suppress(ana, 'complained')
    expect((await lift('')).status).toBe(422)
    const named = await lift('Asked for it from ana@example.org')
    expect(named.status).toBe(422)
    expect(await named.text()).toContain('Asked for it from ana@example.org')
    expect(await isSuppressed({ table, links }, ana)).toBe(true)
    const lifted = await lift('Asked for it on the telephone.')
    expect(await lifted.text()).toContain('The address is mailed again.')
    expect(await isSuppressed({ table, links }, ana)).toBe(false)
    const lines = await audit()
    expect(lines).toEqual([
      {
        act: 'mail.suppression-lifted',
        subject: await suppressionName({ links }, ana),
        detail: { reason: 'complained', why: 'Asked for it on the telephone.' },
      },
    ])
    expect(JSON.stringify(lines)).not.toContain('ana@')
    const again = await lift('Once more.')
    expect(again.status).toBe(422)
    expect(await again.text()).toContain('This address is mailed already.')
  })

  it('lifts what stands under an older key, too', async () => {
    await suppress(ana, 'bounced')
    active = 'k2'
    await suppress(ana, 'soft-bounced')
    await lift('The mailbox was mended.')
    expect(await isSuppressed({ table, links }, ana)).toBe(false)
  })

  it('leaves standing what came in while staff were deciding', async () => {
    await suppress(ana, 'bounced')
    const read = table.get.bind(table)
    const slow: Table = {
      ...table,
      write: async (...writes) => {
        await suppressAddress({ table: { ...table, get: read }, links }, ana, { reason: 'complained', at: NOON })
        return table.write(...writes)
      },
    }
    const late = audienceApp(SITE, { section: 'staff' })
    late.use('/staff/*', requireStaff({ site: SITE, actorOf: async () => SAM }))
    late.route('/', suppressionRoutes({ site: SITE, table: slow, now: () => plusDays(NOON, 2), links }))
    app = late
    expect((await lift('The mailbox was mended.')).status).toBe(409)
    expect(await suppressionOf({ table, links }, ana)).toMatchObject({ reason: 'complained' })
    expect(await audit()).toEqual([])
  })

  it('is for staff alone, changes nothing by GET, and takes no post from elsewhere', async () => {
    await suppress(ana, 'bounced')
    expect((await post('/staff/suppressions', { email: ana }, 'ruth')).status).toBe(403)
    expect((await post('/staff/suppressions/lift', { email: ana, reason: 'x' }, 'ruth')).status).toBe(403)
    const get = await app.request(`/staff/suppressions/lift?email=${ana}&reason=x`, {
      headers: { cookie: '__Host-session=sam' },
    })
    expect(get.status).toBe(404)
    const foreign = await app.request('/staff/suppressions/lift', {
      method: 'POST',
      body: new URLSearchParams({ email: ana, reason: 'x' }),
      headers: { origin: 'https://evil.example', cookie: '__Host-session=sam' },
    })
    expect(foreign.status).toBe(403)
    expect(await isSuppressed({ table, links }, ana)).toBe(true)
  })
})
