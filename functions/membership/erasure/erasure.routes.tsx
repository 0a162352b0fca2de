import { type Context, Hono } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import * as z from 'zod'
import type { NewId } from '../../../shared/ids.ts'
import type { Clock } from '../../../shared/units.ts'
import { ErasePage, ErasureBegunPage } from '../../../web/membership/account/erase-page.tsx'
import { accountDataWords } from '../../../web/words/account-data.ts'
import { log } from '../../adapters/log.ts'
import type { Table } from '../../adapters/table.ts'
import type { Site } from '../../http/audience.tsx'
import { MEMBER_COOKIE, type MemberOf, type MemberPage, requireMember } from '../../http/member-guard.tsx'
import { askToBeForgotten } from './ask-to-be-forgotten.ts'

type Needs = {
  site: Site
  table: Table
  now: Clock
  newId: NewId
  memberOf: MemberOf
  /** Whether the session of this cookie has ended because its member is being forgotten, or was. */
  isForgotten: (cookie: string) => Promise<boolean>
}

/** Being forgotten: first a page with all that follows, then a typed word. */
export const erasureRoutes = (needs: Needs) => {
  const { site } = needs
  const member = requireMember(site, needs.memberOf)
  const begun = (c: Context<MemberPage>) => c.html(<ErasureBegunPage site={site} language={c.get('reader')} />)
  return (
    new Hono<MemberPage>()
      .get('/me/erase', member, (c) => c.html(<ErasePage site={site} language={c.get('reader')} {...c.get('known')} />))

      // A second click comes with a session that the first one has ended.
      .post('/me/erase', async (c, next) => {
        const cookie = getCookie(c, MEMBER_COOKIE)
        const isForgotten = async () => cookie !== undefined && (await needs.isForgotten(cookie))
        if (await isForgotten()) return begun(c)
        await next()
        // Of two clicks at once the other one was first.
        if (c.res.status === 401 && (await isForgotten())) {
          c.res = undefined
          c.res = await begun(c)
        }
        return undefined
      })

      .post('/me/erase', member, async (c) => {
        const language = c.get('reader')
        const known = c.get('known')
        const { word, wordWrong } = accountDataWords[language].erase
        const typed = Typed.parse(await c.req.parseBody())
        if (typed.word.trim().toLocaleUpperCase() !== word) {
          const problems = [{ field: 'word', message: wordWrong(word) }]
          return c.html(<ErasePage site={site} language={language} {...known} problems={problems} />, 422)
        }
        const { outcome } = await askToBeForgotten(needs, known.member)
        log.info('erasure asked for', { memberId: known.member.memberId, outcome })
        // Whatever changed in the same moment: signing in again shows how it stands.
        if (outcome === 'changed-meanwhile') {
          deleteCookie(c, MEMBER_COOKIE, { path: '/', secure: true })
          return c.redirect('/me/sign-in', 303)
        }
        setCookie(c, MEMBER_COOKIE, getCookie(c, MEMBER_COOKIE) ?? '', LAST_COOKIE)
        return begun(c)
      })
  )
}

/** It opens nothing any more, but by it whoever clicks once more is told that the erasure runs. */
const LAST_COOKIE = { path: '/', secure: true, httpOnly: true, sameSite: 'Lax', maxAge: 600 } as const

const Typed = z.object({ word: z.string().catch('') })
