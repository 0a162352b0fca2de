import { Hono } from 'hono'
import * as z from 'zod'
import type { HistoryEntry } from '../../shared/membership/history.ts'
import type { Clock } from '../../shared/units.ts'
import { EXAMPLE_TOKEN, Topic } from '../../shared/words.ts'
import { UnsubscribePage, UnsubscribeRefused } from '../../web/mail/unsubscribe-page.tsx'
import type { Links } from '../adapters/links.ts'
import type { Table, Write } from '../adapters/table.ts'
import type { Page, Site } from '../http/audience.tsx'
import { chosenLanguage } from '../http/chosen-language.ts'
import { statusOf } from '../http/refusals.ts'
import { setSubscription, standingOf, type Wish } from './unsubscribe.ts'

type Needs = { site: Site; table: Table; links: Links; now: Clock; happened: (entry: HistoryEntry) => Write }

/**
 * Opening the link shows buttons: mail scanners open every link. The mail program's own button posts without a browser,
 * session or origin (RFC 8058), so the app that joins these routes lets posts to /unsubscribe come from anywhere.
 */
export const unsubscribeRoutes = (needs: Needs) =>
  new Hono<Page>()
    .get('/unsubscribe', async (c) => {
      const token = c.req.query('t') ?? ''
      if (token === EXAMPLE_TOKEN)
        return c.html(<UnsubscribeRefused site={needs.site} language={c.get('reader')} why="example" />)
      const asked = await standingOf(needs, token)
      return asked.outcome === 'refused'
        ? c.html(<UnsubscribeRefused site={needs.site} language={c.get('reader')} />, statusOf(asked.reason))
        : c.html(
            <UnsubscribePage
              site={needs.site}
              token={token}
              saved={c.req.query('done') === 'saved'}
              {...asked}
              language={chosenLanguage(c) ?? asked.language ?? c.get('reader')}
            />,
          )
    })

    .post('/unsubscribe', async (c) => {
      // A wrong content type is not worth refusing a wish to be left alone for.
      const form = Form.parse(await c.req.parseBody({ all: true }).catch(() => ({})))
      const token = c.req.query('t') ?? form.t
      const byMailProgram = form.act === undefined
      const asked = await setSubscription(needs, token, wishIn(form))
      if (asked.outcome === 'refused')
        return byMailProgram
          ? c.body(null, statusOf(asked.reason))
          : c.html(<UnsubscribeRefused site={needs.site} language={c.get('reader')} />, statusOf(asked.reason))
      if (byMailProgram) return c.body(null, 200)
      const saved = form.act === 'choose' || form.act === 'none'
      return c.redirect(`/unsubscribe?${new URLSearchParams({ t: token, ...(saved && { done: 'saved' }) })}`, 303)
    })

const Form = z.object({
  t: z.string().catch(''),
  act: z.enum(['stop', 'again', 'choose', 'none']).optional().catch(undefined),
  topics: z
    .union([z.array(z.string()), z.string().transform((one) => [one])])
    .catch([])
    .transform((topics) => Topic.options.filter((topic) => topics.includes(topic))),
})

const wishIn = ({ act, topics }: z.output<typeof Form>): Wish => {
  if (act === 'choose') return { act, topics }
  if (act === 'none') return { act: 'choose', topics: [] }
  return { act: act ?? 'stop' }
}
