import { type Context, Hono } from 'hono'
import * as z from 'zod'
import type { Call } from '../../shared/calls/call.ts'
import { readCall as readCallForm, TypedCall, typedOf } from '../../shared/calls/call-form.ts'
import { differing, obstacleTo } from '../../shared/calls/change-call.ts'
import { Seats, seatsKey } from '../../shared/calls/seats.ts'
import { type Campaign, invitedOf, isUnderWay } from '../../shared/campaigns/campaign.ts'
import { stoppedNext, waitsForReader } from '../../shared/campaigns/deciding/announcements.ts'
import type { City } from '../../shared/cities/city.ts'
import { CallId, MemberId, type NewId } from '../../shared/ids.ts'
import type { Clock } from '../../shared/units.ts'
import { CallCancelPage, CallChangePage } from '../../web/calls/call-change-page.tsx'
import { CallFormPage } from '../../web/calls/call-form-page.tsx'
import { CallListPage, type ListedCall } from '../../web/calls/call-list-page.tsx'
import { CallPage } from '../../web/calls/call-page.tsx'
import { asksOverlap, callProblem, REFUSED } from '../../web/calls/staff-phrases.ts'
import type { Problem } from '../../web/components/form.tsx'
import type { Table } from '../adapters/table.ts'
import type { Page, Site } from '../http/audience.tsx'
import { callsAhead, callsOver, invitationOf, readCall } from './calls.ts'
import { createCall } from './create-call.ts'
import { markAttendance } from './mark-attendance.ts'
import { markCame } from './mark-came.ts'
import { callOff, moveCall, toldOf, waitFor } from './move-call.ts'
import { allReplies, countReplies, RepliesAsked, repliesPage } from './read-replies.ts'

type Needs = {
  site: Site
  table: Table
  now: Clock
  newId: NewId
  cities: () => Promise<City[]>
  /** Members by words of a name or by mailbox, of all cities. */
  findMembers: (
    typed: string,
  ) => Promise<{ lines: { memberId: MemberId; name: string; city: string }[]; more: boolean }>
}

/** Staff plan calls, change and cancel them, see who comes and mark who came. Stands behind the guard of the staff app. */
export const callRoutes = (needs: Needs) => {
  const { site, table, now } = needs

  const callNamed = async (id: string) => {
    const named = CallId.safeParse(id)
    const call = named.success ? await readCall(table, named.data) : undefined
    const city = call && (await needs.cities()).find(({ slug }) => slug === call.city)
    return call && city ? { call, city } : undefined
  }
  const frame = (c: Context<Page>) => ({ site, actor: c.get('actor') })

  const listed = async (calls: readonly Call[], cities: readonly City[]): Promise<ListedCall[]> =>
    Promise.all(
      calls.flatMap((call) => {
        const city = cities.find(({ slug }) => slug === call.city)
        return city ? [aboutListed(call, city)] : []
      }),
    )
  const aboutListed = async (call: Call, city: City): Promise<ListedCall> => {
    const [seats, campaign] = await Promise.all([table.get(Seats, seatsKey(call.callId)), invitationOf(table, call)])
    return { call, city, seats, invited: campaign ? (invitedOf(campaign) ?? 0) : 0 }
  }

  const callPage = async (
    c: Context<Page>,
    { call, city }: { call: Call; city: City },
    said: { notice?: string | undefined; problems?: Problem[]; search?: Search } = {},
  ) => {
    const [seats, campaign, rsvps] = await Promise.all([
      table.get(Seats, seatsKey(call.callId)),
      invitationOf(table, call),
      allReplies(table, call),
    ])
    const asked = RepliesAsked.parse(c.req.query())
    return (
      <CallPage
        {...frame(c)}
        call={call}
        city={city}
        seats={seats ?? { taken: 0, waiting: 0 }}
        invitation={
          campaign && {
            campaignId: campaign.campaignId,
            state: campaign.state,
            invited: invitedOf(campaign) ?? 0,
            told: toldOf(campaign),
            waits: waitsUntil(campaign),
          }
        }
        begun={call.startsAt <= now()}
        counts={countReplies(rsvps)}
        {...(await repliesPage(table, rsvps, asked))}
        {...said}
      />
    )
  }

  const toBeTold = async (call: Call) => {
    const campaign = await invitationOf(table, call)
    const waits = waitFor(campaign, 'call-cancelled', { call, after: call, now: now() }) > 0
    return { invited: toldOf(campaign), waits }
  }

  /** Until when word of the call waits for a second reader, unless it was stopped. */
  const waitsUntil = (campaign: Campaign | undefined) => {
    const next = campaign && isUnderWay(campaign) ? campaign.next : undefined
    if (campaign && stoppedNext(campaign)) return 'stopped'
    return next && waitsForReader(next, now()) ? next.at : undefined
  }

  const formPage = async (
    c: Context<Page>,
    typed: TypedCall,
    shown: {
      city?: string
      problems?: Problem[]
      asksOverlap?: boolean
      editing?: { callId: string; revision: number }
      stored?: TypedCall
    } = {},
  ) => <CallFormPage {...frame(c)} cities={await needs.cities()} typed={typed} city={shown.city ?? ''} {...shown} />

  return (
    new Hono<Page>()
      .get('/staff/calls', async (c) => {
        const cities = await needs.cities()
        const chosen = cities.find(({ slug }) => slug === c.req.query('city'))
        const slugs = (chosen ? [chosen] : cities).map(({ slug }) => slug)
        const [ahead, over] = await Promise.all([callsAhead(table, slugs, now()), callsOver(table, slugs, now())])
        return c.html(
          <CallListPage
            {...frame(c)}
            cities={cities}
            chosen={chosen?.slug ?? ''}
            ahead={await listed(ahead, cities)}
            over={await listed(over, cities)}
          />,
        )
      })

      .get('/staff/calls/new', async (c) =>
        c.html(await formPage(c, { ...EMPTY }, { city: c.req.query('city') ?? '' })),
      )

      .post('/staff/calls', async (c) => {
        const body = await c.req.parseBody()
        const typed = TypedCall.parse(body)
        const city = (await needs.cities()).find(({ slug }) => slug === body.city)
        const read = readCallForm(typed, { timeZone: city?.timeZone ?? 'UTC', now: now() })
        if (read.outcome === 'refused' || !city) {
          const wrong = read.outcome === 'refused' ? read.problems : []
          const problems = [
            ...(city ? [] : [{ field: 'city', message: 'Choose the city whose call it is.' }]),
            ...wrong.map((problem) => callProblem(problem, city?.timeZone ?? 'UTC')),
          ]
          const shown = { city: city?.slug ?? '', problems, asksOverlap: asksOverlap(typed, wrong) }
          return c.html(await formPage(c, typed, shown), 422)
        }
        const call = await createCall(needs, { city: city.slug, fields: read.fields, actor: c.get('actor') })
        return c.redirect(`/staff/calls/${call.callId}`, 303)
      })

      .get('/staff/calls/:id', async (c) => {
        const known = await callNamed(c.req.param('id'))
        if (!known) return c.notFound()
        return c.html(await callPage(c, known, { notice: noticeIn(c.req.query('said')) }))
      })

      .get('/staff/calls/:id/edit', async (c) => {
        const known = await callNamed(c.req.param('id'))
        if (!known) return c.notFound()
        const { call } = known
        if (obstacleTo(call, now())) return c.redirect(`/staff/calls/${call.callId}`, 303)
        const typed = typedOf(call)
        return c.html(await formPage(c, typed, { editing: call, city: call.city, asksOverlap: typed.overlap !== '' }))
      })

      .post('/staff/calls/:id/edit', async (c) => {
        const known = await callNamed(c.req.param('id'))
        if (!known) return c.notFound()
        const { call, city } = known
        const body = await c.req.parseBody()
        const typed = TypedCall.parse(body)
        const { revision, confirm, tell, note } = Change.parse(body)
        const again = (problems: Problem[], more: { asksOverlap?: boolean; stored?: TypedCall } = {}) =>
          formPage(c, typed, { city: call.city, problems, editing: { callId: call.callId, revision }, ...more })
        const obstacle = obstacleTo(call, now())
        if (obstacle)
          return c.html(await callPage(c, known, { problems: [{ field: 'content', message: REFUSED[obstacle] }] }), 409)
        const read = readCallForm(typed, { timeZone: city.timeZone, now: now(), unmoved: call })
        if (read.outcome === 'refused') {
          const problems = read.problems.map((problem) => callProblem(problem, city.timeZone))
          return c.html(await again(problems, { asksOverlap: asksOverlap(typed, read.problems) }), 422)
        }
        if (revision !== call.revision)
          return c.html(
            await formPage(c, typed, {
              city: call.city,
              editing: call,
              stored: typedOf(call),
              asksOverlap: typed.overlap !== '',
            }),
            409,
          )
        const { told, untold } = differing(call, read.fields)
        if (told.length + untold.length === 0) return c.redirect(`/staff/calls/${call.callId}?said=nothing-new`, 303)
        const [campaign, seats] = await Promise.all([
          invitationOf(table, call),
          table.get(Seats, seatsKey(call.callId)),
        ])
        if (!confirm) {
          const change = {
            typed,
            after: read.fields,
            told,
            untold,
            invited: toldOf(campaign),
            taken: seats?.taken ?? 0,
          }
          const waits = waitFor(campaign, 'call-changed', { call, after: read.fields, now: now() }) > 0
          return c.html(<CallChangePage {...frame(c)} call={call} city={city} {...change} waits={waits} />)
        }
        const moved = await moveCall(needs, call.callId, {
          fields: read.fields,
          revision,
          tellAll: tell,
          note,
          actor: c.get('actor'),
        })
        if (moved.outcome === 'moved')
          return c.redirect(
            `/staff/calls/${call.callId}?said=${moved.waits ? 'changed-waits' : moved.told ? 'changed-told' : 'changed'}`,
            303,
          )
        return c.html(await again([{ field: 'startsAt', message: REFUSED[moved.reason] }]), 409)
      })

      .get('/staff/calls/:id/cancel', async (c) => {
        const known = await callNamed(c.req.param('id'))
        if (!known) return c.notFound()
        if (obstacleTo(known.call, now())) return c.redirect(`/staff/calls/${known.call.callId}`, 303)
        return c.html(<CallCancelPage {...frame(c)} {...known} {...(await toBeTold(known.call))} />)
      })

      .post('/staff/calls/:id/cancel', async (c) => {
        const known = await callNamed(c.req.param('id'))
        if (!known) return c.notFound()
        const { call } = known
        const { reason, revision } = Cancellation.parse(await c.req.parseBody())
        if (reason === '') {
          const problems = [{ field: 'reason', message: REFUSED['no-reason'] }]
          return c.html(
            <CallCancelPage {...frame(c)} {...known} {...(await toBeTold(call))} problems={problems} />,
            422,
          )
        }
        const off = await callOff(needs, call.callId, { reason, revision, actor: c.get('actor') })
        if (off.outcome === 'moved')
          return c.redirect(
            `/staff/calls/${call.callId}?said=${off.waits ? 'cancelled-waits' : off.told ? 'cancelled-told' : 'cancelled'}`,
            303,
          )
        const current = (await callNamed(call.callId)) ?? known
        const message = off.reason === 'changed-meanwhile' ? CHANGED_BEFORE_CANCEL : REFUSED[off.reason]
        return c.html(await callPage(c, current, { problems: [{ field: 'content', message }] }), 409)
      })

      .get('/staff/calls/:id/attendance/:act{find|add}', (c) =>
        c.redirect(`/staff/calls/${encodeURIComponent(c.req.param('id'))}`, 303),
      )

      // A mailbox must not stand in an address: it would stay in logs and histories.
      .post('/staff/calls/:id/attendance/find', async (c) => {
        const known = await callNamed(c.req.param('id'))
        if (!known) return c.notFound()
        const { member: typed } = SomebodyTyped.parse(await c.req.parseBody())
        if (typed === '') {
          const problems = [{ field: 'member', message: 'Type a name, or a mailbox as a whole.' }]
          return c.html(await callPage(c, known, { problems }), 422)
        }
        const { lines, more } = await needs.findMembers(typed)
        const found = lines.filter(({ city }) => city === known.city.slug)
        return c.html(await callPage(c, known, { search: { typed, found, more } }))
      })

      .post('/staff/calls/:id/attendance/add', async (c) => {
        const known = await callNamed(c.req.param('id'))
        const asked = SomebodyCame.safeParse(await c.req.parseBody())
        if (!known || !asked.success) return c.notFound()
        const marked = await markCame(needs, known.call, { memberId: asked.data.memberId, actor: c.get('actor') })
        if (marked.outcome === 'marked') return c.redirect(`/staff/calls/${known.call.callId}?said=marked`, 303)
        const problems = [{ field: 'content', message: REFUSED[marked.reason] }]
        return c.html(await callPage(c, known, { problems }), 409)
      })

      .get('/staff/calls/:id/attendance', (c) =>
        c.redirect(`/staff/calls/${encodeURIComponent(c.req.param('id'))}`, 303),
      )

      .post('/staff/calls/:id/attendance', async (c) => {
        const known = await callNamed(c.req.param('id'))
        if (!known) return c.notFound()
        const { shown, came } = Attendance.parse(await c.req.parseBody({ all: true }))
        const marked = await markAttendance(needs, known.call, { shown, came, actor: c.get('actor') })
        if (marked.outcome === 'refused')
          return c.html(
            await callPage(c, known, { problems: [{ field: 'content', message: REFUSED[marked.reason] }] }),
            409,
          )
        const { q, reply, page } = RepliesAsked.parse(c.req.query())
        const said = marked.came + marked.not === 0 ? 'nothing-new' : 'marked'
        const back = new URLSearchParams({ ...(q && { q }), ...(reply && { reply }), page: String(page), said })
        return c.redirect(`/staff/calls/${known.call.callId}?${back}`, 303)
      })
  )
}

const EMPTY: TypedCall = {
  title: '',
  agenda: '',
  startsAt: '',
  overlap: '',
  minutes: '60',
  dialIn: '',
  link: '',
  capacity: '',
}

const Change = z.object({
  revision: z.coerce.number().int().catch(0),
  confirm: z
    .literal('yes')
    .optional()
    .catch(undefined)
    .transform((yes) => yes === 'yes'),
  tell: z
    .string()
    .optional()
    .catch(undefined)
    .transform((tell) => tell === 'yes'),
  note: z
    .string()
    .optional()
    .catch(undefined)
    .transform((note) => (note && asCounted(note)) || undefined),
})
const Cancellation = z.object({
  revision: z.coerce.number().int().catch(0),
  reason: z.string().catch('').transform(asCounted),
})

/** Of 500 characters, as the field lets them in: a browser sends the end of a line as two and counts it as one. */
function asCounted(typed: string): string {
  return typed.replaceAll('\r\n', '\n').trim().slice(0, 500)
}
const ids = z
  .union([z.array(z.string()), z.string().transform((one) => [one])])
  .catch([])
  .transform((all) => all.flatMap((one) => MemberId.safeParse(one).data ?? []).slice(0, 200))
const SomebodyTyped = z.object({ member: z.string().trim().max(200).catch('') })
const SomebodyCame = z.object({ memberId: MemberId })
type Search = { typed: string; found: { memberId: MemberId; name: string }[]; more: boolean }

const Attendance = z.object({ shown: ids, came: ids })

const CHANGED_BEFORE_CANCEL =
  'Somebody else changed this call at the same time. Look at it again, then cancel it if you still want to.'

const NOTICES: Record<string, string> = {
  changed: 'The call is changed. Nobody was mailed.',
  'changed-told': 'The call is changed. Everybody who was invited is being told.',
  'changed-waits':
    'The call is changed. Everybody who was invited is told as soon as somebody else on the staff lets the words go, or in ten minutes.',
  cancelled: 'The call is cancelled. Nobody was mailed.',
  'cancelled-told': 'The call is cancelled. Everybody who was invited is being told.',
  'cancelled-waits':
    'The call is cancelled. Everybody who was invited is told as soon as somebody else on the staff lets the words go, or in ten minutes.',
  marked: 'Who came is saved.',
  'nothing-new': 'Nothing was different, so nothing was changed.',
}
const noticeIn = (said: string | undefined) => (said && Object.hasOwn(NOTICES, said) ? NOTICES[said] : undefined)
