import { type Context, Hono } from 'hono'
import * as z from 'zod'
import { dayIn } from '../../../shared/calendar.ts'
import { Merge, mergeKey } from '../../../shared/membership/alias.ts'
import { refundable } from '../../../shared/membership/payments.ts'
import { namesakes, RollLine, rollPartition } from '../../../shared/membership/roll.ts'
import type { Problem } from '../../../web/components/form.tsx'
import { DONE } from '../../../web/membership/desk/member-acts.ts'
import { MemberPage } from '../../../web/membership/desk/member-page.tsx'
import { suppressionOf } from '../../adapters/suppressions.ts'
import type { Page } from '../../http/audience.tsx'
import type { KnownMember } from '../known-member.ts'
import { absorptions } from '../merging/absorbed-members.ts'
import { mergeRoutes } from '../merging/merge.routes.tsx'
import { addNote, LONGEST_NOTE } from './add-note.ts'
import { refundsAsked, standingOfRefund } from './ask-refund.ts'
import { memberTimeline } from './member-timeline.ts'
import { type DeskNeeds, nameOf, staffDesk } from './staff-desk.tsx'
import { staffDuesRoutes } from './staff-dues.routes.tsx'
import { staffProfileRoutes } from './staff-profile.routes.tsx'
import { tasksOf } from './staff-tasks.ts'
import { shown } from './task.routes.tsx'

/** What staff see of one member and do for them. Stands behind the guard of staff. */
export const staffMemberRoutes = (needs: DeskNeeds) => {
  const { site, table, now } = needs
  const { memberNamed, elsewhere, done } = staffDesk(needs)

  const memberPage = async (c: Context<Page>, known: KnownMember, note?: { typed: string; problems: Problem[] }) => {
    const { member, membership, city } = known
    const { memberId } = member
    const upTo = c.req.query('before')
    const absorbed = await absorptions(table, memberId)
    const own = [memberId, ...absorbed.map((one) => one.memberId)]
    const [suppression, timeline, refunds, tasks, others, merges, cities] = await Promise.all([
      suppressionOf(needs, member.email),
      memberTimeline(needs, known, upTo),
      Promise.all(own.map((id) => refundsAsked(table, id))),
      tasksOf(table, own),
      table.query(RollLine, { pk: rollPartition(city.slug), begins: namesakes(nameOf(known)), limit: 6 }),
      Promise.all(absorbed.map(({ mergeId }) => table.get(Merge, mergeKey(mergeId)))),
      needs.cities(),
    ])
    const paymentOf = (paymentId: string) => membership.payments.find((one) => one.paymentId === paymentId)
    return (
      <MemberPage
        site={site}
        actor={c.get('actor')}
        member={member}
        membership={membership}
        city={city}
        today={dayIn(now(), city.timeZone)}
        suppression={suppression}
        lines={timeline.lines}
        older={timeline.next && `/staff/members/${memberId}?${new URLSearchParams({ before: timeline.next })}#timeline`}
        olderPage={upTo !== undefined}
        refundable={new Set(membership.payments.filter((one) => refundable(one) > 0).map(({ paymentId }) => paymentId))}
        refunds={refunds.flat().flatMap((asked) => {
          const standing = standingOfRefund(asked, paymentOf(asked.paymentId))
          const { request, paymentId, cents, answer } = asked
          return standing === 'done' ? [] : [{ request, paymentId, cents, standing, answer }]
        })}
        tasks={await shown(table, tasks, cities)}
        namesakes={others.items
          .filter((line) => line.memberId !== memberId)
          .map((line) => ({ memberId: line.memberId, name: line.name, state: line.state }))}
        merges={merges.flatMap((merge) =>
          merge && merge.made.member.memberId === memberId && !merge.undoneAt && merge.undoUntil >= now()
            ? [{ mergeId: merge.mergeId, name: merge.absorbed.member.name, undoUntil: merge.undoUntil }]
            : [],
        )}
        done={DONE[c.req.query('done') ?? '']}
        note={note}
      />
    )
  }

  return new Hono<Page>()
    .route('/', staffDuesRoutes(needs))
    .route('/', staffProfileRoutes(needs))
    .route('/', mergeRoutes(needs))

    .get('/staff/members/:id', async (c) => {
      const known = await memberNamed(c)
      return known ? c.html(await memberPage(c, known)) : elsewhere(c)
    })

    .post('/staff/members/:id/notes', async (c) => {
      const known = await memberNamed(c)
      if (!known) return elsewhere(c)
      const { text } = TypedNote.parse(await c.req.parseBody())
      const added = await addNote(needs, c.get('actor'), known.member, text)
      if (added.outcome === 'added') return done(c, known, 'note')
      const problems = [{ field: 'text', message: WHY_NO_NOTE[added.reason] }]
      return c.html(await memberPage(c, known, { typed: text, problems }), 422)
    })
}

const TypedNote = z.object({
  text: z
    .string()
    .max(10 * LONGEST_NOTE)
    .catch(''),
})
const WHY_NO_NOTE = {
  empty: 'The note must not be empty.',
  'too-long': `The note can have at most ${LONGEST_NOTE.toLocaleString('en-US')} characters.`,
  unknown: 'This member does not exist any more.',
} as const
