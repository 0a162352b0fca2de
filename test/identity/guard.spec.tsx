import { describe, expect, it } from 'vitest'
import { audienceApp } from '../../functions/http/audience.tsx'
import { requireStaff } from '../../functions/http/guard.tsx'
import type { Role } from '../../shared/identity/actor.ts'
import { CitySlug, UserId } from '../../shared/ids.ts'

const site = { publicUrl: 'https://network.example.org', networkName: 'The network' }
const ROLES: Record<string, Role[]> = {
  staff: [{ role: 'staff' }],
  council: [{ role: 'council', city: CitySlug.parse('denver') }],
  nobody: [],
}
const app = audienceApp(site, { section: 'staff' })
app.use(
  '/staff/*',
  requireStaff({
    site,
    actorOf: async (cookie) =>
      Object.hasOwn(ROLES, cookie)
        ? { userId: UserId.parse(`usr_${'1'.repeat(26)}`), name: 'Sam Okafor', roles: ROLES[cookie] ?? [] }
        : undefined,
  }),
)
app.get('/staff/surveys', (c) => c.text('surveys'))
app.post('/staff/surveys', (c) => c.text('saved'))

const post = (headers: Record<string, string>, body = 'title=Half+a+<page>&option=one&option=two') =>
  app.request('/staff/surveys', {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin: site.publicUrl, ...headers },
  })

describe('a page of the staff', () => {
  it('asks who is not signed in to sign in, and comes back', async () => {
    const answer = await app.request('/staff/surveys')
    expect(answer.status).toBe(303)
    expect(answer.headers.get('location')).toBe('/sign-in?to=%2Fstaff%2Fsurveys')
  })

  it('opens for staff and refuses whoever has no such role', async () => {
    expect(await (await app.request('/staff/surveys', { headers: { cookie: '__Host-session=staff' } })).text()).toBe(
      'surveys',
    )
    const refused = await app.request('/staff/surveys', { headers: { cookie: '__Host-session=nobody' } })
    expect(refused.status).toBe(403)
    expect(await refused.text()).not.toContain('href="/council"')
  })

  it('shows a council member the way to the reports when it refuses', async () => {
    const refused = await app.request('/staff/surveys', { headers: { cookie: '__Host-session=council' } })
    expect(refused.status).toBe(403)
    const html = await refused.text()
    expect(html).toContain('href="/council"')
    expect(html).not.toContain('href="/staff/campaigns"')
  })

  it('that does not exist still says who is signed in, and leads to a page that does', async () => {
    const missing = await app.request('/staff/nothing', { headers: { cookie: '__Host-session=staff' } })
    expect(missing.status).toBe(404)
    const html = await missing.text()
    expect(html).toContain('Sam Okafor')
    expect(html).toContain('action="/sign-out"')
    expect(html).toContain('<p><a href="/staff">Go to the front page</a></p>')
  })

  it('keeps what was typed when the session ended meanwhile', async () => {
    const answer = await post({})
    expect(answer.status).toBe(401)
    const html = await answer.text()
    expect(html).toContain('Half a &lt;page&gt;')
    expect(html.match(/name="option"/g)).toHaveLength(2)
    expect(html).toContain('action="/staff/surveys"')
  })

  it('takes no post from another site, signed in or not', async () => {
    for (const origin of ['https://evil.example', 'null'])
      expect((await post({ origin, cookie: '__Host-session=staff' })).status).toBe(403)
    const without = await app.request('/staff/surveys', {
      method: 'POST',
      body: 'title=x',
      headers: { 'content-type': 'application/x-www-form-urlencoded', cookie: '__Host-session=staff' },
    })
    expect(without.status).toBe(403)
    expect(await (await post({ cookie: '__Host-session=staff' })).text()).toBe('saved')
  })

  it('is found with a slash too many, without leaving the site', async () => {
    const headers = { cookie: '__Host-session=staff' }
    const answer = await app.request('https://api.internal/staff/surveys/?page=2', { headers })
    expect(answer.status).toBe(301)
    expect(answer.headers.get('location')).toBe('/staff/surveys?page=2')
    for (const path of ['//evil.example/', '/\\evil.example/'])
      expect((await app.request(`https://api.internal${path}`, { headers })).headers.get('location')).toBeNull()
  })

  it('answers with the headers that keep others out', async () => {
    const { headers } = await app.request('/staff/surveys', { headers: { cookie: '__Host-session=staff' } })
    expect(headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    expect(headers.get('x-robots-tag')).toBe('noindex')
  })
})
