import { type Context, Hono } from 'hono'
import * as z from 'zod'
import { Mailbox } from '../../shared/identity/person.ts'
import type { Clock } from '../../shared/units.ts'
import type { Problem } from '../../web/components/form.tsx'
import { SuppressionsPage } from '../../web/mail/suppressions-page.tsx'
import type { Links } from '../adapters/links.ts'
import { suppressionOf } from '../adapters/suppressions.ts'
import type { Table } from '../adapters/table.ts'
import type { Page, Site } from '../http/audience.tsx'
import { statusOf } from '../http/refusals.ts'
import { type LiftedAddress, liftAddress } from './lift-suppression.ts'

type Needs = { site: Site; table: Table; now: Clock; links: Links }
type Shown = { email?: string; reason?: string; lifted?: boolean; problems?: Problem[] }

/** Stands behind the guard of staff. Even a question comes by POST: addresses do not belong into logs of requests. */
export const suppressionRoutes = (needs: Needs) => {
  const page = async (c: Context<Page>, { email = '', reason = '', lifted, problems = [] }: Shown = {}) => {
    const mailbox = Mailbox.safeParse(email).data
    return (
      <SuppressionsPage
        site={needs.site}
        actor={c.get('actor')}
        typed={{ email, reason }}
        found={mailbox && { suppression: await suppressionOf(needs, mailbox) }}
        lifted={lifted}
        problems={email === '' || mailbox ? problems : [NO_ADDRESS]}
      />
    )
  }

  return new Hono<Page>()
    .get('/staff/suppressions', async (c) => c.html(await page(c)))

    .post('/staff/suppressions', async (c) => {
      const { email } = Typed.parse(await c.req.parseBody())
      const known = Mailbox.safeParse(email).success
      return c.html(await page(c, { email, problems: known ? [] : [NO_ADDRESS] }), known ? 200 : 422)
    })

    .post('/staff/suppressions/lift', async (c) => {
      const { email, reason } = Typed.parse(await c.req.parseBody())
      const mailbox = Mailbox.safeParse(email)
      if (!mailbox.success) return c.html(await page(c, { email, reason, problems: [NO_ADDRESS] }), 422)
      const lifted = await liftAddress(needs, c.get('actor'), mailbox.data, reason)
      if (lifted.outcome === 'lifted') return c.html(await page(c, { email, lifted: true }))
      return c.html(await page(c, { email, reason, problems: [WHY_NOT[lifted.reason]] }), statusOf(lifted.reason))
    })
}

const Typed = z.object({ email: z.string().trim().max(320).catch(''), reason: z.string().trim().max(500).catch('') })

type Refusal = Extract<LiftedAddress, { outcome: 'refused' }>['reason']

const NO_ADDRESS: Problem = { field: 'email', message: 'Type a whole address such as name@example.org.' }
const WHY_NOT: Record<Refusal, Problem> = {
  'no-reason': { field: 'reason', message: 'Say why: it stands in the audit log.' },
  'names-an-address': { field: 'reason', message: 'Give the reason without an address: the log keeps none.' },
  'not-suppressed': { field: 'email', message: 'This address is mailed already.' },
  'changed-meanwhile': { field: 'reason', message: 'Something new came in about this address. Look again.' },
}
