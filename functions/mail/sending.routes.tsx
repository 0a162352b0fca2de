import { type Context, Hono } from 'hono'
import * as z from 'zod'
import type { Clock } from '../../shared/units.ts'
import type { Problem } from '../../web/components/form.tsx'
import { type HeldBack, SendingPage } from '../../web/mail/sending-page.tsx'
import type { SendingPermits } from '../adapters/sending-permit.ts'
import type { Table } from '../adapters/table.ts'
import type { Page, Site } from '../http/audience.tsx'
import { type Allowed, allowSending } from './allow-sending.ts'
import { countWaitingMails, discardOldMails } from './waiting-mails.ts'

type Needs = {
  site: Site
  table: Table
  now: Clock
  permits: Pick<SendingPermits, 'shown' | 'allow'>
  heldCampaigns: () => Promise<HeldBack[]>
}

/** Staff see whether this environment sends, and tell it to. Stands behind the guard of staff. */
export const sendingRoutes = (needs: Needs) => {
  const page = async (c: Context<Page>, typed: Partial<Typed> = {}, problems: Problem[] = []) => {
    const [sending, mails, campaigns] = await Promise.all([
      needs.permits.shown(),
      countWaitingMails(needs),
      needs.heldCampaigns(),
    ])
    const discarded = Number(c.req.query('discarded') ?? Number.NaN)
    const notice = c.req.query('done') === 'allowed' ? ALLOWED : Number.isInteger(discarded) && gone(discarded)
    const actor = c.get('actor')
    const shown = { site: needs.site, actor, sending, mails, campaigns, typed, problems, notice: notice || undefined }
    return <SendingPage {...shown} />
  }

  return new Hono<Page>()
    .get('/staff/sending', async (c) => c.html(await page(c)))

    .post('/staff/sending', async (c) => {
      const typed = Typed.parse(await c.req.parseBody())
      const result = await allowSending(needs, c.get('actor'), typed)
      if (result.outcome === 'allowed') return c.redirect('/staff/sending?done=allowed', 303)
      return c.html(
        await page(c, typed, problemsOf(result.reason, typed)),
        result.reason === 'changed-meanwhile' ? 409 : 422,
      )
    })

    .post('/staff/sending/discarded', async (c) => {
      const { discarded } = await discardOldMails(needs, c.get('actor'))
      return c.redirect(`/staff/sending?discarded=${discarded}`, 303)
    })
}

const text = z.string().trim().max(500).catch('')
const Typed = z.object({ network: text, reason: text })
type Typed = z.output<typeof Typed>

/** Whoever typed neither is told of both at once. */
const problemsOf = (reason: keyof typeof WHY, typed: Typed): Problem[] => [
  WHY[reason],
  ...(reason === 'wrong-name' && typed.reason === '' ? [WHY['no-reason']] : []),
]

const ALLOWED = 'This environment sends now. Within half a minute all its parts know it.'
const gone = (count: number) => (count === 1 ? '1 mail will not be sent.' : `${count} mails will not be sent.`)

const WHY: Record<Extract<Allowed, { outcome: 'refused' }>['reason'], Problem> = {
  'wrong-name': { field: 'network', message: 'Type the name of the network as it stands in the bar on top.' },
  'no-reason': { field: 'reason', message: 'Say why: it stands in the audit log.' },
  'changed-meanwhile': {
    field: 'network',
    message: 'Somebody else turned sending on at the same time, here or elsewhere. Look again.',
  },
}
