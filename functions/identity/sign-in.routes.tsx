import { Hono } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { isStaff } from '../../shared/identity/actor.ts'
import { Layout } from '../../web/layout.tsx'
import { identityWords } from '../../web/words/identity.ts'
import { type Issuer, SignInAttempt } from '../adapters/issuer.ts'
import { newToken } from '../adapters/links.ts'
import { log } from '../adapters/log.ts'
import type { Page, Site } from '../http/audience.tsx'
import { SESSION_COOKIE } from '../http/guard.tsx'
import type { sessions } from './sessions.ts'
import type { SignInOutcome } from './sign-in.ts'

type Needs = {
  site: Site
  issuer: Issuer
  sessions: ReturnType<typeof sessions>
  signIn: (claims: Awaited<ReturnType<Issuer['finish']>>) => Promise<SignInOutcome>
}

const ATTEMPT_COOKIE = '__Host-sign-in'
const COOKIE = { path: '/', secure: true, httpOnly: true, sameSite: 'Lax' } as const

export const signInRoutes = ({ site, issuer, sessions, signIn }: Needs) => {
  const refusal = (language: Page['Variables']['reader'], reason: keyof (typeof identityWords)['en']['refused']) => {
    const words = identityWords[language]
    return (
      <Layout site={site} section="account" language={language} title={words.refused.title}>
        <h1>{words.refused.title}</h1>
        <p>{words.refused[reason]}</p>
        <p>
          <a class="button" href="/sign-in">
            {words.again}
          </a>
        </p>
      </Layout>
    )
  }

  return new Hono<Page>()
    .get('/sign-in', async (c) => {
      const { url, attempt } = await issuer.begin(ownPath(c.req.query('to')))
      setCookie(c, ATTEMPT_COOKIE, Buffer.from(JSON.stringify(attempt)).toString('base64url'), {
        ...COOKIE,
        maxAge: 600,
      })
      return c.redirect(url.href, 303)
    })

    .get('/sign-in/callback', async (c) => {
      const attempt = readAttempt(getCookie(c, ATTEMPT_COOKIE))
      deleteCookie(c, ATTEMPT_COOKIE, COOKIE)
      if (!attempt) return c.html(refusal(c.get('reader'), 'failed'), 400)
      const answer = new URL(`/sign-in/callback${new URL(c.req.url).search}`, site.publicUrl)
      const claims = await issuer.finish(answer, attempt).catch((error) => {
        log.warn('a sign-in was not finished', { cause: error instanceof Error ? error.name : 'unknown' })
        return undefined
      })
      if (!claims) return c.html(refusal(c.get('reader'), 'failed'), 400)
      const result = await signIn(claims)
      if (result.outcome === 'refused') return c.html(refusal(c.get('reader'), result.reason), 403)
      const cookie = newToken()
      await sessions.start(cookie, result.actor.userId)
      setCookie(c, SESSION_COOKIE, cookie, COOKIE)
      return c.redirect(attempt.to === '/' ? (isStaff(result.actor) ? '/staff' : '/council') : attempt.to, 303)
    })

    .post('/sign-out', async (c) => {
      const cookie = getCookie(c, SESSION_COOKIE)
      if (cookie) await sessions.end(cookie)
      deleteCookie(c, SESSION_COOKIE, COOKIE)
      return c.redirect('/', 303)
    })
}

/** Where to go after signing in: a path of this site, never another host. */
const ownPath = (to: string | undefined): string => (to && /^\/(?![/\\])[\w/.-]*$/.test(to) ? to : '/')

const readAttempt = (cookie: string | undefined): SignInAttempt | undefined => {
  if (!cookie) return undefined
  try {
    return SignInAttempt.parse(JSON.parse(Buffer.from(cookie, 'base64url').toString()))
  } catch {
    return undefined
  }
}
