import { Hono } from 'hono'
import * as z from 'zod'
import type { Clock } from '../../shared/units.ts'
import { UnsubscribePage, UnsubscribeRefused } from '../../web/mail/unsubscribe-page.tsx'
import type { Links } from '../adapters/links.ts'
import type { Table } from '../adapters/table.ts'
import type { Page, Site } from '../http/audience.tsx'
import { statusOf } from '../http/refusals.ts'
import { setSubscription, standingOf } from './unsubscribe.ts'

type Needs = { site: Site; table: Table; links: Links; now: Clock }

/**
 * Opening the link shows a button: mail scanners open every link. The mail program's own button posts without a browser,
 * session or origin (RFC 8058), so the app that joins these routes lets posts to /unsubscribe come from anywhere.
 */
export const unsubscribeRoutes = (needs: Needs) =>
  new Hono<Page>()
    .get('/unsubscribe', async (c) => {
      const token = c.req.query('t') ?? ''
      const asked = await standingOf(needs, token)
      const language = c.get('reader')
      return asked.outcome === 'refused'
        ? c.html(<UnsubscribeRefused site={needs.site} language={language} />, statusOf(asked.reason))
        : c.html(<UnsubscribePage site={needs.site} language={language} token={token} {...asked} />)
    })

    .post('/unsubscribe', async (c) => {
      // A wrong content type is not worth refusing a wish to be left alone for.
      const form = Form.parse(await c.req.parseBody().catch(() => ({})))
      const token = c.req.query('t') ?? form.t
      const byMailProgram = form.act === undefined
      const asked = await setSubscription(needs, token, form.act ?? 'stop')
      if (asked.outcome === 'refused')
        return byMailProgram
          ? c.body(null, statusOf(asked.reason))
          : c.html(<UnsubscribeRefused site={needs.site} language={c.get('reader')} />, statusOf(asked.reason))
      return byMailProgram ? c.body(null, 200) : c.redirect(`/unsubscribe?t=${token}`, 303)
    })

const Form = z.object({ t: z.string().catch(''), act: z.enum(['stop', 'again']).optional().catch(undefined) })
