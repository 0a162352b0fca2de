import { type Context, Hono } from 'hono'
import * as z from 'zod'
import { Mailbox } from '../../../shared/identity/person.ts'
import type { MemberId, NewId } from '../../../shared/ids.ts'
import { Member } from '../../../shared/membership/member.ts'
import type { Clock } from '../../../shared/units.ts'
import { ActivationPage } from '../../../web/membership/joining/activation-page.tsx'
import { joinWords } from '../../../web/words/join.ts'
import { log } from '../../adapters/log.ts'
import type { RateLimits } from '../../adapters/rate-limit.ts'
import type { Table } from '../../adapters/table.ts'
import type { Page, Site } from '../../http/audience.tsx'
import { clientOf } from '../../http/client.ts'
import { keys } from '../items.ts'
import { activateMember, readActivationLink } from './activate-member.ts'
import { askForLink } from './ask-for-link.ts'

type Needs = {
  site: Site
  table: Table
  now: Clock
  newId: NewId
  hashOf: (token: string) => string
  limits: RateLimits
}

/** Activation: opening the link shows a button and changes nothing; pressing it activates. */
export const activationRoutes = (needs: Needs) =>
  new Hono<Page>()
    .get('/activation', async (c) => {
      const page = { site: needs.site, language: c.get('reader') }
      const shows = Shown.safeParse(c.req.query('shows'))
      if (shows.success) return c.html(<ActivationPage {...page} shows={shows.data} />)
      const token = c.req.query('t') ?? ''
      const { standing } = await readActivationLink(needs, token)
      switch (standing) {
        case 'usable':
          return c.html(<ActivationPage {...page} shows="button" token={token} />)
        case 'expired':
          return c.html(<ActivationPage {...page} shows="expired" token={token} />, 410)
        case 'used':
          return c.html(<ActivationPage {...page} shows="used" />)
        case 'unknown':
          return c.html(<ActivationPage {...page} shows="unknown" />, 404)
      }
    })

    .post('/activation', async (c) => {
      const page = { site: needs.site, language: c.get('reader') }
      const form = Typed.parse(await c.req.parseBody())
      if (form.act === 'resend') {
        const who = await whoAsks(needs, form)
        if (!who) {
          const { problems } = joinWords[page.language]
          const message = form.email === '' ? problems['email.empty'] : problems['not-an-address']
          const wrong = [{ field: 'email', message }]
          return c.html(<ActivationPage {...page} shows="unknown" email={form.email} problems={wrong} />, 422)
        }
        const asked = (await mayAsk(needs, c, who)) ? await askForLink(needs, who) : { outcome: 'too-often' }
        log.info('activation link asked for', asked)
        return c.redirect('/activation?shows=sent', 303)
      }
      const activated = await activateMember(needs, form.t)
      if (activated.outcome === 'activated') {
        log.info('member activated', { memberId: activated.memberId })
        return c.redirect('/activation?shows=done', 303)
      }
      switch (activated.reason) {
        case 'expired':
          return c.html(<ActivationPage {...page} shows="expired" token={form.t} />, 410)
        case 'used':
          return c.html(<ActivationPage {...page} shows="used" />)
        case 'lapsed':
          return c.html(<ActivationPage {...page} shows="lapsed" />, 410)
        case 'unknown':
          return c.html(<ActivationPage {...page} shows="unknown" />, 404)
      }
    })

/** What a post that succeeded leads to. */
const Shown = z.enum(['done', 'sent'])

/** Counted across all forms that make the network write to a mailbox, and the same for every mailbox there is or is not. */
const mayAsk = async ({ table, limits }: Needs, c: Context<Page>, who: { memberId: MemberId } | { email: Mailbox }) => {
  const client = await limits.take('asking-client', clientOf(c))
  if (client.outcome === 'too-many') return false
  const mailbox = 'email' in who ? who.email : (await table.get(Member, keys.profile(who.memberId)))?.email
  return mailbox !== undefined && (await limits.take('mail-to-mailbox', mailbox)).outcome === 'taken'
}

const text = z.string().catch('')
const Typed = z.object({ t: text, act: text, email: text })

/** An old link says whose it was; without one, an address does. */
const whoAsks = async (needs: Needs, form: z.output<typeof Typed>) => {
  const { memberId } = form.t ? await readActivationLink(needs, form.t) : {}
  if (memberId) return { memberId }
  const email = Mailbox.safeParse(form.email)
  return email.success ? { email: email.data } : undefined
}
