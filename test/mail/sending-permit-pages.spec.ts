import { beforeEach, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { serviceMailItem } from '../../events/mail/service-mail.ts'
import { openSendingPermit } from '../../functions/adapters/sending-permit.ts'
import type { Table } from '../../functions/adapters/table.ts'
import { heldBackCampaigns } from '../../functions/campaigns/desk/held-back-campaigns.ts'
import { audienceApp } from '../../functions/http/audience.tsx'
import { requireStaff } from '../../functions/http/guard.tsx'
import { sendingRoutes } from '../../functions/mail/sending.routes.tsx'
import { City } from '../../shared/cities/city.ts'
import type { Actor } from '../../shared/identity/actor.ts'
import { MailId, MemberId, UserId } from '../../shared/ids.ts'
import { ServiceMail, serviceMailKey } from '../../shared/mail/service-mail.ts'
import { campaignNow, denver, launch, people } from '../campaigns/network.ts'
import { countedIds, site, stoppedClock } from '../membership/cast.ts'
import { freshTable } from '../table.ts'

const SAM: Actor = { userId: UserId.parse(`usr_${'5'.repeat(26)}`), name: 'Sam Okafor', roles: [{ role: 'staff' }] }
const memberId = MemberId.parse(`mbr_${'1'.repeat(26)}`)

let table: Table
let clock: ReturnType<typeof stoppedClock>
const newId = countedIds()

const environment = (environmentId: string) => openSendingPermit({ table, now: clock.now, environmentId })

/** The pages of staff in a copy of the network, or in the network itself. */
const desk = (permits = environment('stack/2|network')) => {
  const app = audienceApp(site, { section: 'staff' })
  app.use(
    '/staff/*',
    requireStaff({ site, actorOf: async () => SAM, openTasks: async () => 0, sending: permits.shown }),
  )
  const cities = async () => (await table.query(City, { pk: 'CITIES' })).items
  const heldCampaigns = async () => heldBackCampaigns(table, await cities())
  app.route('/', sendingRoutes({ site, table, now: clock.now, permits, heldCampaigns }))
  const headers = { cookie: '__Host-session=s', origin: site.publicUrl }
  return {
    page: async (path = '/staff/sending') => (await app.request(path, { headers })).text(),
    post: (path: string, fields: Record<string, string> = {}) =>
      app.request(path, { method: 'POST', headers, body: new URLSearchParams(fields) }),
  }
}

const ask = async () => {
  const mailId = newId(MailId, 'mal')
  await table.write({ put: serviceMailItem({ mailId, memberId, template: 'granted', at: clock.now() }) })
  return mailId
}
const rowOf = (mailId: MailId) => table.get(ServiceMail, serviceMailKey(memberId, mailId))
const audited = async () =>
  (await table.query(z.looseObject({ act: z.string(), actor: z.string() }), { pk: 'AUDIT#2026-11' })).items

beforeEach(async () => {
  table = (await freshTable()).table
  clock = stoppedClock()
  await environment('stack/1|network').maySend()
})

describe('staff of an environment that does not send', () => {
  it('are told on every page, and since when', async () => {
    await environment('stack/2|network').maySend()
    const html = await desk().page('/staff/nowhere')
    expect(html).toContain('This environment does not send mail:')
    expect(html).toContain('seen since Monday, November 23, 2026 at 8:00 PM Coordinated Universal Time')
    expect(html).toContain('href="/staff/sending"')
    expect(await desk(environment('stack/1|network')).page('/staff/nowhere')).not.toContain('does not send')
  })

  it('see what waits', async () => {
    await ask()
    clock.passDays(2)
    await ask()
    const html = await desk().page()
    expect(html.split('This environment does not send mail:')).toHaveLength(2)
    expect(html).toContain('2 mails that people wait for.')
    expect(html).toContain('1 mail has waited for more than a day.')
    expect(html).toContain('No campaign.')
  })

  it('see the campaigns that stand still because of it, and no others', async () => {
    const network = await denver(people(1))
    await launch(network)
    table = network.table
    expect(await desk().page()).toContain('No campaign.')
    const { campaignId, title } = await campaignNow(network)
    const hold = (reason: string) =>
      table.write({ update: { pk: `CAMPAIGN#${campaignId}`, sk: 'CAMPAIGN' }, set: { state: 'held', reason } })
    await hold('late')
    expect(await desk().page()).toContain('No campaign.')
    await hold('other-environment')
    const html = await desk().page()
    expect(html).toContain('1 campaign.')
    expect(html).toContain(`<a href="/staff/campaigns/${campaignId}">${title}</a>`)
  })

  it('turn it on by typing the network’s name and a reason, which stands in the audit log', async () => {
    const staff = desk()
    const answer = await staff.post('/staff/sending', { network: ' common agenda  network', reason: 'We have moved.' })
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/staff/sending?done=allowed'])
    const html = await staff.page('/staff/sending?done=allowed')
    expect(html).toContain('This environment sends now.')
    expect(html).toContain('This environment sends mail. It has been allowed to since')
    expect(html).not.toContain('does not send')
    expect(await environment('stack/1|network').maySend()).toBe(false)
    expect(await audited()).toMatchObject([
      { act: 'sending.allowed', actor: SAM.userId, detail: { reason: 'We have moved.' } },
    ])
  })

  it.each([
    [{ network: 'Another Network', reason: 'R' }, 'Type the name of the network', 422],
    [{ network: 'Another Network', reason: '' }, 'Say why: it stands in the audit log.', 422],
    [{ network: site.networkName, reason: '  ' }, 'Say why: it stands in the audit log.', 422],
  ])('are refused with %j, and nothing changes', async (typed, message, status) => {
    const answer = await desk().post('/staff/sending', typed)
    expect(answer.status).toBe(status)
    const html = await answer.text()
    expect(html).toContain(message)
    expect(html).toContain(`value="${typed.network}"`)
    expect(html).toContain('This environment does not send mail:')
    expect(await environment('stack/2|network').maySend()).toBe(false)
    expect(await audited()).toEqual([])
  })

  it('change nothing by looking', async () => {
    await desk().page()
    await desk().page('/staff/sending?done=allowed&discarded=7')
    expect(await environment('stack/2|network').maySend()).toBe(false)
    expect(await audited()).toEqual([])
  })

  it('let go what has waited for more than a day, each batch with a line in the audit log', async () => {
    const old = await Promise.all(Array.from({ length: 450 }, ask))
    clock.passDays(1.1)
    const fresh = await ask()
    const answer = await desk().post('/staff/sending/discarded')
    expect(answer.headers.get('location')).toBe('/staff/sending?discarded=450')
    for (const mailId of old) expect(await rowOf(mailId)).toMatchObject({ state: 'SKIPPED', reason: 'over' })
    expect(await rowOf(fresh)).toMatchObject({ state: 'PENDING' })
    // More than one transaction holds, for each of four shards.
    const lines = (await audited()) as unknown as { act: string; detail: { mails: number } }[]
    expect(lines.length).toBeGreaterThan(4)
    expect(new Set(lines.map(({ act }) => act))).toEqual(new Set(['mails.discarded']))
    expect(lines.reduce((sum, { detail }) => sum + detail.mails, 0)).toBe(450)
    expect(await desk().page('/staff/sending?discarded=450')).toContain('450 mails will not be sent.')
  })
})
