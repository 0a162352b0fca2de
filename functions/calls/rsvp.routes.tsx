import { type Context, Hono } from 'hono'
import * as z from 'zod'
import { Reply } from '../../shared/calls/call.ts'
import type { ReplyRefusal } from '../../shared/calls/replying.ts'
import type { Language } from '../../shared/identity/person.ts'
import type { NewId } from '../../shared/ids.ts'
import { RsvpPage, RsvpRefused } from '../../web/calls/rsvp-page.tsx'
import { calendarOf } from '../../web/mail/calendar-file.ts'
import { callWords } from '../../web/words/calls.ts'
import type { Table } from '../adapters/table.ts'
import type { Page, Site } from '../http/audience.tsx'
import { chosenLanguage } from '../http/chosen-language.ts'
import { statusOf } from '../http/refusals.ts'
import { type Admitted, admitReply, type ReplyingNeeds } from './admit-reply.ts'
import { recordReply } from './record-reply.ts'

type Needs = ReplyingNeeds & {
  site: Site
  table: Table
  newId: NewId
  /** From which calls are mailed: the same in every file of one call, or programs take it for another. */
  contact: string
}

/** Replying by the personal link in a mail about a call, without signing in. Opening it changes nothing. */
export const rsvpRoutes = (needs: Needs) => {
  const { site } = needs

  return new Hono<Page>()
    .get('/calls/rsvp', async (c) => {
      const token = c.req.query('t') ?? ''
      const admitted = await admitReply(needs, token)
      if (admitted.outcome === 'refused') return refuse(site, c, admitted.reason)
      const chosen = Reply.safeParse(c.req.query('reply')).data
      return c.html(rsvpPage(c, token, admitted, { chosen, saved: c.req.query('saved') === 'yes' }))
    })

    .post('/calls/rsvp', async (c) => {
      const form = Form.parse(await c.req.parseBody())
      if (!form.reply) {
        const admitted = await admitReply(needs, form.t)
        if (admitted.outcome === 'refused') return refuse(site, c, admitted.reason)
        const { text } = callWords[languageOf(c, admitted)].refused['not-a-reply']
        const shown = { chosen: undefined, saved: false, problems: [{ field: 'reply', message: text }] }
        return c.html(rsvpPage(c, form.t, admitted, shown), statusOf('not-a-reply'))
      }
      const recorded = await recordReply(needs, form.t, form.reply)
      if (recorded.outcome === 'refused') return refuse(site, c, recorded.reason)
      return c.redirect(`/calls/rsvp?${new URLSearchParams({ t: form.t, saved: 'yes' })}`, 303)
    })

    .get('/calls/calendar.ics', async (c) => {
      const admitted = await admitReply(needs, c.req.query('t') ?? '')
      if (admitted.outcome === 'refused') return refuse(site, c, admitted.reason)
      const organizer = { name: site.networkName, address: needs.contact }
      const { content } = calendarOf(admitted.call, {
        purpose: 'invitation',
        organizer,
        // What is published names nobody who is invited.
        attendee: organizer,
        publicUrl: site.publicUrl,
        language: languageOf(c, admitted),
        at: needs.now(),
      })
      return c.body(content, 200, {
        'content-type': 'text/calendar; charset=utf-8; method=PUBLISH',
        'content-disposition': 'attachment; filename="call.ics"',
      })
    })

  function rsvpPage(
    c: Context<Page>,
    token: string,
    admitted: Admitted,
    shown: { chosen: Reply | undefined; saved: boolean; problems?: { field: string; message: string }[] },
  ) {
    const { call, city, seats, rsvp } = admitted
    const page = { site, language: languageOf(c, admitted), token, call, city, seats, rsvp }
    return <RsvpPage {...page} {...shown} />
  }
}

const Form = z.object({ t: z.string().catch(''), reply: Reply.optional().catch(undefined) })

const languageOf = (c: Context<Page>, { member }: Admitted): Language => chosenLanguage(c) ?? member.language

const refuse = (site: Site, c: Context<Page>, reason: ReplyRefusal) =>
  c.html(<RsvpRefused site={site} language={c.get('reader')} reason={reason} />, statusOf(reason))
