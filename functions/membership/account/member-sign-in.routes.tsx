import { type Context, Hono } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import * as z from 'zod'
import type { NewId } from '../../../shared/ids.ts'
import { readAddress } from '../../../shared/membership/profile-form.ts'
import { wayBackFrom } from '../../../shared/membership/way-back.ts'
import type { Clock } from '../../../shared/units.ts'
import { SignInPage } from '../../../web/membership/account/sign-in-page.tsx'
import { joinProblem } from '../../../web/membership/joining/join-problem.ts'
import { accountWords } from '../../../web/words/account.ts'
import { newToken } from '../../adapters/links.ts'
import { log } from '../../adapters/log.ts'
import type { RateLimits } from '../../adapters/rate-limit.ts'
import type { Table } from '../../adapters/table.ts'
import type { Page, Site } from '../../http/audience.tsx'
import { clientOf } from '../../http/client.ts'
import { MEMBER_COOKIE } from '../../http/member-guard.tsx'
import { statusOf } from '../../http/refusals.ts'
import { readMemberLink } from './member-links.ts'
import { type MemberSessions, signOutEverywhere } from './member-sessions.ts'
import { askToSignIn, signInByLink } from './sign-in-member.ts'

type Needs = {
  site: Site
  table: Table
  now: Clock
  newId: NewId
  hashOf: (token: string) => string
  limits: RateLimits
  sessions: MemberSessions
}

/** Signing in by a mailed link: opening it shows a button and changes nothing; pressing the button begins a session. */
export const memberSignInRoutes = (needs: Needs) => {
  const page = (c: Context<Page>, to: unknown) => ({
    site: needs.site,
    language: c.get('reader'),
    to: wayBackFrom(to),
  })

  return new Hono<Page>()
    .get('/me/sign-in', async (c) => {
      const token = c.req.query('t')
      const own = page(c, c.req.query('to'))
      const shows = Shown.safeParse(c.req.query('shows'))
      if (token === undefined) return c.html(<SignInPage {...own} shows={shows.success ? shows.data : 'form'} />)
      const { standing } = await readMemberLink(needs, 'sign-in', token)
      return standing === 'usable'
        ? c.html(<SignInPage {...own} shows="button" token={token} />)
        : c.html(<SignInPage {...own} shows={standing} />, statusOf(standing))
    })

    .post('/me/sign-in', async (c) => {
      const form = Typed.parse(await c.req.parseBody())
      const own = page(c, form.to)
      if (form.t !== undefined) {
        const cookie = newToken()
        const signed = await signInByLink(needs, { token: form.t, cookie })
        if (signed.outcome === 'refused')
          return c.html(<SignInPage {...own} shows={signed.reason} />, statusOf(signed.reason))
        setCookie(c, MEMBER_COOKIE, cookie, COOKIE)
        log.info('member signed in', { memberId: signed.memberId })
        return c.redirect(own.to ?? '/me', 303)
      }
      const read = readAddress(form.email)
      if (read.outcome === 'refused') {
        const problems = [joinProblem(own, { field: 'email', reason: read.reason })]
        return c.html(<SignInPage {...own} shows="form" typed={form.email} problems={problems} />, 422)
      }
      const asking = await needs.limits.take('asking-client', clientOf(c))
      if (asking.outcome === 'too-many') {
        c.header('retry-after', String(asking.againInSeconds))
        const message = accountWords[c.get('reader')].signIn.tooMany(Math.ceil(asking.againInSeconds / 60))
        const problems = [{ field: 'email', message }]
        return c.html(<SignInPage {...own} shows="form" typed={form.email} problems={problems} />, 429)
      }
      log.info('sign-in link asked for', await askToSignIn(needs, read.mailbox, own.to))
      return c.redirect('/me/sign-in?shows=sent', 303)
    })

    .post('/me/sign-out', async (c) => {
      const cookie = getCookie(c, MEMBER_COOKIE)
      const { where } = Out.parse(await c.req.parseBody())
      const known = cookie && where === 'everywhere' ? await needs.sessions.memberOf(cookie) : undefined
      if (known) await signOutEverywhere(needs, known.member)
      if (cookie) await needs.sessions.end(cookie)
      deleteCookie(c, MEMBER_COOKIE, COOKIE)
      return c.redirect('/me/sign-in?shows=out', 303)
    })
}

const COOKIE = { path: '/', secure: true, httpOnly: true, sameSite: 'Lax' } as const

/** What a post that succeeded leads to. */
const Shown = z.enum(['sent', 'out'])
const Typed = z.object({ t: z.string().optional().catch(''), email: z.string().catch(''), to: z.unknown().optional() })
const Out = z.object({ where: z.string().optional().catch(undefined) })
