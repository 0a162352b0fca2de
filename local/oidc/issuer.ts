import { generateKeyPair, randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { DatabaseSync } from 'node:sqlite'
import { promisify } from 'node:util'
import Provider, { errors, interactionPolicy } from 'oidc-provider'
import type { Clock } from '../clock.ts'
import { demoUsers } from './demo-users.ts'
import { memoryAdapter } from './memory-adapter.ts'
import { faultPage, signedOutPage, signInPage, signOutPage } from './pages.ts'

type IssuerOptions = { port: number; publicUrl: string; journal: DatabaseSync; clock: Pick<Clock, 'now'> }

const clientId = 'common-agenda'

/** An OpenID Connect issuer with the demo users. Token lifetimes follow the global Date. */
export async function startIssuer({ port, publicUrl, journal, clock }: IssuerOptions) {
  const issuer = `http://localhost:${port}`
  const { clientSecret, cookieKey, signingKey } = await keptSecrets(journal)
  const provider = new Provider(issuer, {
    adapter: memoryAdapter(clock.now),
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        // What openid-client and Cognito's clients use by default.
        token_endpoint_auth_method: 'client_secret_post',
        redirect_uris: [`${publicUrl}/sign-in/callback`],
        post_logout_redirect_uris: [`${publicUrl}/`],
        grant_types: ['authorization_code'],
        response_types: ['code'],
      },
    ],
    jwks: { keys: [signingKey] },
    cookies: { keys: [cookieKey] },
    scopes: ['openid', 'email', 'profile'],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    // Like Cognito: email and name are in the ID token, not only at the userinfo endpoint.
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    ttl: { AccessToken: 3600, AuthorizationCode: 60, Grant: 86_400, IdToken: 3600, Interaction: 3600, Session: 86_400 },
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (ctx, form) => html(ctx, signOutPage(form)),
        postLogoutSuccessSource: (ctx) => html(ctx, signedOutPage()),
      },
    },
    interactions: { policy: alwaysAsk(), url: (_ctx, { uid }) => `/interaction/${uid}` },
    findAccount: (_ctx, sub) => {
      const user = demoUsers.find((known) => known.sub === sub)
      return (
        user && {
          accountId: sub,
          claims: async () => ({ sub, email: user.email, email_verified: true, name: user.name }),
        }
      )
    },
    // The program and its own sign-in are one party here: nobody is asked for consent.
    loadExistingGrant: async (ctx) => {
      const { client, account } = ctx.oidc
      if (!client || !account) return undefined
      const grant = new ctx.oidc.provider.Grant({ clientId: client.clientId, accountId: account.accountId })
      grant.addOIDCScope('openid email profile')
      await grant.save()
      return grant
    },
    renderError: (ctx, _out, error) =>
      html(
        ctx,
        faultPage(
          error instanceof errors.OIDCProviderError
            ? (error.error_description ?? error.message)
            : 'Something went wrong here.',
        ),
      ),
  })
  const answerProtocol = provider.callback()

  async function answer(req: IncomingMessage, res: ServerResponse) {
    const { pathname } = new URL(req.url ?? '/', issuer)
    if (!pathname.startsWith('/interaction/')) return answerProtocol(req, res)
    try {
      await interact(provider, req, res)
    } catch (error) {
      if (!(error instanceof errors.OIDCProviderError)) throw error
      sendHtml(res, 400, faultPage('This sign-in has expired, or was finished in another window.'))
    }
  }

  const server = createServer((req, res) => {
    answer(req, res).catch((error) => {
      console.error('sign-in:', error)
      if (!res.headersSent) sendHtml(res, 500, faultPage('Something went wrong here.'))
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve)
  })
  return {
    issuer,
    users: demoUsers,
    clientId,
    clientSecret,
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function interact(provider: Provider, req: IncomingMessage, res: ServerResponse) {
  const interaction = await provider.interactionDetails(req, res)
  const { uid } = interaction
  if (req.method !== 'POST') return sendHtml(res, 200, signInPage(uid, demoUsers))
  const form = await readForm(req)
  if (form.get('cancel'))
    return provider.interactionFinished(req, res, { error: 'access_denied', error_description: 'You did not sign in.' })
  const user = demoUsers.find(({ sub }) => sub === form.get('account'))
  if (!user) return sendHtml(res, 400, signInPage(uid, demoUsers))
  await forgetSession(provider, interaction)
  return provider.interactionFinished(req, res, { login: { accountId: user.sub } }, { mergeWithLastSubmission: false })
}

/** Becoming another demo user would otherwise take a page that submits itself by a script. */
async function forgetSession(provider: Provider, interaction: Awaited<ReturnType<Provider['interactionDetails']>>) {
  if (!interaction.session) return
  const session = await provider.Session.findByUid(interaction.session.uid)
  await session?.destroy()
  delete interaction.session
  await interaction.save(interaction.exp - Math.floor(Date.now() / 1000))
}

/** Each sign-in shows the page, so that the demo users can be changed without signing out here. */
function alwaysAsk() {
  const policy = interactionPolicy.base()
  const { Check } = interactionPolicy
  policy
    .get('login')
    ?.checks.add(
      new Check('always_ask', 'Each sign-in asks who you are', (ctx) =>
        ctx.oidc.result?.login ? Check.NO_NEED_TO_PROMPT : Check.REQUEST_PROMPT,
      ),
    )
  policy.remove('consent')
  return policy
}

async function keptSecrets(journal: DatabaseSync) {
  journal.exec('create table if not exists oidc_secret (name text primary key, value text not null)')
  const read = journal.prepare('select value from oidc_secret where name = ?')
  const write = journal.prepare('insert into oidc_secret (name, value) values (?, ?)')
  const kept = async (name: string, make: () => Promise<string> | string) => {
    const known = read.get(name) as { value: string } | undefined
    if (known) return known.value
    const value = await make()
    write.run(name, value)
    return value
  }
  const random = () => randomBytes(32).toString('base64url')
  return {
    clientSecret: await kept('client secret', random),
    cookieKey: await kept('cookie key', random),
    signingKey: JSON.parse(await kept('signing key', newSigningKey)) as { kty: 'RSA' },
  }
}

async function newSigningKey() {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 })
  const jwk = privateKey.export({ format: 'jwk' })
  return JSON.stringify({ ...jwk, kid: randomBytes(8).toString('base64url'), use: 'sig', alg: 'RS256' })
}

async function readForm(req: IncomingMessage) {
  const chunks: Buffer[] = []
  for await (const chunk of req) chunks.push(chunk)
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'))
}

function html(ctx: { type: string; body: unknown }, content: string) {
  ctx.type = 'html'
  ctx.body = content
}

function sendHtml(res: ServerResponse, status: number, content: string) {
  res.writeHead(status, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' }).end(content)
}
