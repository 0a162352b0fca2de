import type { Context, MiddlewareHandler } from 'hono'
import { getCookie } from 'hono/cookie'
import { wayBackFrom } from '../../shared/membership/way-back.ts'
import type { KnownMember } from '../membership/known-member.ts'
import type { Page, Site } from './audience.tsx'
import { keepWhatWasTyped } from './guard.tsx'

export const MEMBER_COOKIE = '__Host-member'

/** What the pages of a member may ask of their request. */
export type MemberPage = { Variables: Page['Variables'] & { known: KnownMember } }

export type MemberOf = (cookie: string) => Promise<KnownMember | undefined>

/** The member whose session this request has, if any; the page is then in the language that they chose. */
export const memberOfRequest = async (c: Context<MemberPage>, memberOf: MemberOf): Promise<KnownMember | undefined> => {
  const cookie = getCookie(c, MEMBER_COOKIE)
  const known = cookie ? await memberOf(cookie) : undefined
  if (!known) return undefined
  readAs(c, known)
  c.set('known', known)
  return known
}

/** A choice of language that was made on this site counts more than the one in the profile. */
export const readAs = (c: Context<MemberPage>, { member }: Pick<KnownMember, 'member'>) => {
  if (!c.req.query('lang') && !getCookie(c, 'language')) c.set('reader', member.language)
}

/** Lets members pass who have signed in; others are brought back to where they wanted to go. */
export const requireMember =
  (site: Site, memberOf: MemberOf): MiddlewareHandler<MemberPage> =>
  async (c, next) => {
    if (await memberOfRequest(c, memberOf)) return next()
    return c.req.method === 'GET'
      ? c.redirect(memberSignIn(c), 303)
      : keepWhatWasTyped(site, c as unknown as Context<Page>, '/me/sign-in')
  }

/** The page that asks for a link, and what it brings back to: a page that only takes posts is none. */
export const memberSignIn = (c: Pick<Context, 'req'>): string => {
  const to = c.req.method === 'GET' ? wayBackFrom(c.req.path) : undefined
  return to ? `/me/sign-in?to=${encodeURIComponent(to)}` : '/me/sign-in'
}
