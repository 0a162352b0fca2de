import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as client from 'openid-client'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openJournal } from '../../local/journal.ts'
import { startIssuer } from '../../local/oidc/issuer.ts'

const port = 4220
const publicUrl = 'http://localhost:4221'
const redirectUri = `${publicUrl}/sign-in/callback`

describe('the local OIDC issuer', () => {
  let directory: string
  let issuer: Awaited<ReturnType<typeof startIssuer>>

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'oidc-'))
    issuer = await start()
  })
  afterEach(async () => {
    await issuer.stop()
    rmSync(directory, { recursive: true, force: true })
  })

  const start = () => {
    const journal = openJournal(join(directory, 'cloud.db'))
    return startIssuer({ port, publicUrl, journal, clock: { now: Date.now } })
  }

  it('starts without a word on the console', async () => {
    const words = [vi.spyOn(console, 'warn'), vi.spyOn(console, 'info'), vi.spyOn(console, 'error')]
    await issuer.stop()
    issuer = await start()
    await signIn('staff')
    for (const spy of words) expect(spy).not.toHaveBeenCalled()
    vi.restoreAllMocks()
  })

  it('signs a demo user in, with name and verified mailbox, and no consent page', async () => {
    const claims = await signIn('staff')
    expect(claims).toMatchObject({
      iss: `http://localhost:${port}`,
      sub: 'staff',
      email: 'staff@example.org',
      email_verified: true,
      name: 'Sam Okafor (demo staff)',
    })
  })

  it('asks again at the next sign-in of the same browser', async () => {
    const browser = new Browser()
    await signIn('staff', browser)
    expect(await signIn('council.denver', browser)).toMatchObject({ email: 'council.denver@example.org' })
  })

  it('keeps the client secret and the keys over a restart', async () => {
    const { clientSecret } = issuer
    const keys = await (await fetch(`http://localhost:${port}/jwks`)).text()
    await issuer.stop()
    issuer = await start()
    expect(issuer.clientSecret).toBe(clientSecret)
    expect(await (await fetch(`http://localhost:${port}/jwks`)).text()).toBe(keys)
  })

  it('comes back with access_denied when the person turns back', async () => {
    const { browser, page } = await open()
    const back = await browser.post(page, { cancel: 'yes' })
    expect(new URL(back).searchParams.get('error')).toBe('access_denied')
  })

  it('refuses a sign-in without PKCE, and one for another address', async () => {
    const config = await discover()
    const plain = client.buildAuthorizationUrl(config, { redirect_uri: redirectUri, scope: 'openid' })
    expect(await new Browser().follow(plain.href)).toContain('error=invalid_request')
    const elsewhere = client.buildAuthorizationUrl(config, { redirect_uri: 'http://localhost:9/x', scope: 'openid' })
    const answer = await fetch(elsewhere)
    expect(answer.status).toBe(400)
    expect(await answer.text()).toContain('This sign-in cannot go on')
  })

  it('says that a sign-in has expired', async () => {
    const answer = await fetch(`http://localhost:${port}/interaction/unknown`)
    expect(answer.status).toBe(400)
    expect(await answer.text()).toContain('has expired')
  })

  it('signs out and comes back to the program', async () => {
    const browser = new Browser()
    await signIn('staff', browser)
    const config = await discover()
    const page = await browser.follow(
      client.buildEndSessionUrl(config, { post_logout_redirect_uri: `${publicUrl}/`, client_id: issuer.clientId }).href,
    )
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(page)?.[1] ?? ''
    const back = await browser.post(`http://localhost:${port}/session/end/confirm`, { xsrf, logout: 'yes' })
    expect(back).toBe(`${publicUrl}/`)
  })

  const discover = () =>
    client.discovery(new URL(`http://localhost:${port}`), issuer.clientId, issuer.clientSecret, undefined, {
      execute: [client.allowInsecureRequests],
    })

  async function open(browser = new Browser()) {
    const config = await discover()
    const verifier = client.randomPKCECodeVerifier()
    const state = client.randomState()
    const nonce = client.randomNonce()
    const url = client.buildAuthorizationUrl(config, {
      redirect_uri: redirectUri,
      scope: 'openid email profile',
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state,
      nonce,
    })
    const html = await browser.follow(url.href)
    const page = `http://localhost:${port}${/action="([^"]+)"/.exec(html)?.[1]}`
    return { browser, page, config, verifier, state, nonce }
  }

  async function signIn(account: string, browser = new Browser()) {
    const { page, config, verifier, state, nonce } = await open(browser)
    const back = await browser.post(page, { account })
    const tokens = await client.authorizationCodeGrant(config, new URL(back), {
      pkceCodeVerifier: verifier,
      expectedState: state,
      expectedNonce: nonce,
    })
    return tokens.claims()
  }
})

/** Follows redirects with cookies until a page, or until the program's own address. */
class Browser {
  readonly #cookies = new Map<string, string>()

  follow(url: string): Promise<string> {
    return this.#visit(url, {})
  }

  post(url: string, form: Record<string, string>): Promise<string> {
    return this.#visit(url, { method: 'POST', body: new URLSearchParams(form) })
  }

  async #visit(url: string, init: RequestInit): Promise<string> {
    if (url.startsWith(publicUrl)) return url
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await fetch(url, { ...init, redirect: 'manual', headers: { cookie } })
    for (const line of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (name && value) this.#cookies.set(name, value)
      else if (name) this.#cookies.delete(name)
    }
    const location = answer.headers.get('location')
    return location ? this.#visit(new URL(location, url).href, {}) : answer.text()
  }
}
