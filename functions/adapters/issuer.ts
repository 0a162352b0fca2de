import * as oidc from 'openid-client'
import * as z from 'zod'

/** What must come back unchanged from the issuer; kept in the browser's own cookie until then. */
export const SignInAttempt = z.object({ state: z.string(), nonce: z.string(), verifier: z.string(), to: z.string() })
export type SignInAttempt = z.output<typeof SignInAttempt>

export const Claims = z.object({
  iss: z.string(),
  sub: z.string(),
  email: z.string().optional(),
  // OpenID Connect wants a boolean; the userinfo endpoint of Cognito and others gives a text.
  email_verified: z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')]).optional(),
  name: z.string().optional(),
})
export type Claims = z.output<typeof Claims>

/** Any OpenID Connect issuer: authorization code with PKCE, state and nonce. */
export type Issuer = {
  begin(to: string): Promise<{ url: URL; attempt: SignInAttempt }>
  /** Throws when the issuer's answer does not belong to this attempt. */
  finish(answer: URL, attempt: SignInAttempt): Promise<Claims>
}

export const openIssuer = (settings: {
  issuer: string
  clientId: string
  clientSecret: () => Promise<string>
  redirectUri: string
}): Issuer => {
  let discovered: Promise<oidc.Configuration> | undefined
  const configuration = () => {
    discovered ??= discover(settings).catch((error) => {
      discovered = undefined
      throw error
    })
    return discovered
  }

  return {
    async begin(to) {
      const attempt = {
        state: oidc.randomState(),
        nonce: oidc.randomNonce(),
        verifier: oidc.randomPKCECodeVerifier(),
        to,
      }
      const url = oidc.buildAuthorizationUrl(await configuration(), {
        redirect_uri: settings.redirectUri,
        scope: 'openid email profile',
        state: attempt.state,
        nonce: attempt.nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(attempt.verifier),
        code_challenge_method: 'S256',
      })
      return { url, attempt }
    },

    async finish(answer, attempt) {
      const tokens = await oidc.authorizationCodeGrant(await configuration(), answer, {
        expectedState: attempt.state,
        expectedNonce: attempt.nonce,
        pkceCodeVerifier: attempt.verifier,
      })
      const claims = Claims.parse(tokens.claims())
      // Some issuers keep the address out of the ID token and give it at the userinfo endpoint only.
      if (claims.email !== undefined) return claims
      const info = await oidc.fetchUserInfo(await configuration(), tokens.access_token, claims.sub)
      return Claims.parse({
        ...info,
        ...claims,
        email: info.email,
        email_verified: info.email_verified,
        name: info.name,
      })
    },
  }
}

const discover = async (settings: { issuer: string; clientId: string; clientSecret: () => Promise<string> }) => {
  const issuer = new URL(settings.issuer)
  // Plain http is for an issuer on the same machine only; openid-client refuses it otherwise.
  const onLoopback = issuer.protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(issuer.hostname)
  return oidc.discovery(issuer, settings.clientId, await settings.clientSecret(), undefined, {
    timeout: 5,
    ...(onLoopback && { execute: [oidc.allowInsecureRequests] }),
  })
}
