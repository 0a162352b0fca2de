import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { wayBackFrom } from '../../shared/membership/way-back.ts'
import { ana } from './cast.ts'
import { linkOf, type MemberDesk, openMemberDesk, tokenOf } from './member-desk.ts'

let desk: MemberDesk

beforeEach(async () => {
  desk = await openMemberDesk(41451)
  await desk.joins()
})
afterEach(() => desk.stop())

describe('a member who opens a page of their own before signing in', () => {
  it('comes back to it, though the mail is opened on another device', async () => {
    const desktop = desk.browser()
    const { status, location } = await desktop.opens('/me/data')
    expect([status, location]).toEqual([303, '/me/sign-in?to=%2Fme%2Fdata'])
    expect((await desktop.opens(location ?? '')).html).toContain('<input type="hidden" name="to" value="/me/data"/>')
    await desktop.sends('/me/sign-in', { email: ana.email, to: '/me/data' })

    const [mail] = await desk.post()
    const { pathname, search } = linkOf(mail)
    const phone = desk.browser()
    const { html } = await phone.opens(pathname + search)
    expect(html).toContain('<input type="hidden" name="to" value="/me/data"/>')
    const pressed = await phone.sends('/me/sign-in', { t: tokenOf(mail), to: '/me/data' })
    expect([pressed.status, pressed.location]).toEqual([303, '/me/data'])
    expect((await phone.opens('/me/data')).status).toBe(200)
  })

  it('keeps it through a slip in the address, a link that is too old, and the other language', async () => {
    const browser = desk.browser()
    const wanted = '<input type="hidden" name="to" value="/me/data"/>'
    expect((await browser.sends('/me/sign-in', { email: 'ana@', to: '/me/data' })).html).toContain(wanted)
    const old = await browser.opens('/me/sign-in?t=unknown&to=/me/data')
    expect(old.html).toContain(wanted)
    expect(old.html).toContain('to=%2Fme%2Fdata')
  })

  it('is led nowhere else, whatever a link or a form says', async () => {
    const asked = await desk.browser().sends('/me/sign-in', { email: ana.email, to: 'https://evil.example/me' })
    expect(asked.status).toBe(303)
    const [mail] = await desk.post()
    expect(linkOf(mail).searchParams.has('to')).toBe(false)
    const pressed = await desk.browser().sends('/me/sign-in', { t: tokenOf(mail), to: '//evil.example/me' })
    expect([pressed.status, pressed.location]).toEqual([303, '/me'])
  })
})

describe('the way back after signing in', () => {
  it('is a page of the member', () => {
    for (const path of ['/me/data', '/me/renew', '/answers/cmp_01M85SQHBA1DX8EEAZF2BPDDS5/findings'])
      expect(wayBackFrom(path)).toBe(path)
  })

  it('is never another host, another door, or a page that signs in or out', () => {
    const others = [
      '//evil.example',
      '/\\evil.example',
      '/me//evil.example',
      '/me/../staff',
      '/me/%2e%2e/staff',
      '/me?next=//evil.example',
      '/me#x',
      '/me/data\n',
      '\t/me/data',
      'https://evil.example/me',
      'javascript:alert(1)',
      '/staff',
      '/meadow',
      '/me/sign-in',
      '/me/sign-out',
      '/me',
      `/me/${'a'.repeat(200)}`,
      '',
      undefined,
      ['/me/data'],
    ]
    for (const path of others) expect(wayBackFrom(path), String(path)).toBeUndefined()
  })
})
