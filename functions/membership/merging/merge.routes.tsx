import { type Context, Hono } from 'hono'
import { dayIn } from '../../../shared/calendar.ts'
import { MemberId, MergeId } from '../../../shared/ids.ts'
import { decideMerge, MergeChoice } from '../../../shared/membership/merge.ts'
import type { Problem } from '../../../web/components/form.tsx'
import { MemberActPage } from '../../../web/membership/desk/member-act-page.tsx'
import { undoAct } from '../../../web/membership/desk/member-acts.ts'
import { FindOtherPage, MergePage } from '../../../web/membership/desk/merge-page.tsx'
import type { Page, Site } from '../../http/audience.tsx'
import { CHANGED, type DeskNeeds, NO_REASON, staffDesk, Typed } from '../desk/staff-desk.tsx'
import { type KnownMember, knownMember } from '../known-member.ts'
import { searchMembers } from '../roll/search-members.ts'
import { mergeMembers } from './merge-members.ts'
import { readMerge, undoMerge } from './undo-merge.ts'

/** Staff make one member of two, and two again. */
export const mergeRoutes = (needs: DeskNeeds) => {
  const { site, table } = needs
  const { memberNamed, elsewhere, actPage, done } = staffDesk(needs)
  const { mergePage } = mergePages(needs)

  return (
    new Hono<Page>()
      .get('/staff/members/merges/:mergeId/undo', async (c) => {
        const id = MergeId.safeParse(c.req.param('mergeId'))
        const read = id.success ? await readMerge(needs, id.data) : ({ outcome: 'refused', reason: 'unknown' } as const)
        if (read.outcome === 'refused' && read.reason === 'unknown') return c.notFound()
        if (read.outcome === 'refused')
          return c.html(<MemberActPage {...undoRefused(c, site, WHY_NOT_UNDONE[read.reason])} />, 409)
        return c.html(actPage(c, read.known, undoAct(read)))
      })

      .post('/staff/members/merges/:mergeId/undo', async (c) => {
        const id = MergeId.safeParse(c.req.param('mergeId'))
        if (!id.success) return c.notFound()
        const undone = await undoMerge(needs, c.get('actor'), id.data)
        if (undone.outcome === 'undone') return c.redirect(`/staff/members/${undone.keptId}?done=apart`, 303)
        if (undone.reason === 'unknown') return c.notFound()
        return c.html(<MemberActPage {...undoRefused(c, site, WHY_NOT_UNDONE[undone.reason])} />, 409)
      })

      .get('/staff/members/:id/merge', async (c) => {
        const known = await memberNamed(c)
        if (!known) return elsewhere(c)
        const other = MemberId.safeParse(c.req.query('with'))
        const absorbed = other.success && other.data !== known.member.memberId && (await knownMember(table, other.data))
        if (absorbed) return c.html(await mergePage(c, known, absorbed))
        const page = { site, actor: c.get('actor'), member: known.member, cities: await needs.cities() }
        return c.html(<FindOtherPage {...page} search="" found={[]} />)
      })

      // Posted, so that no address stands in the history of a browser.
      .post('/staff/members/:id/merge/search', async (c) => {
        const known = await memberNamed(c)
        if (!known) return elsewhere(c)
        const { q } = Typed.parse(await c.req.parseBody())
        const [cities, { lines }] = await Promise.all([needs.cities(), searchMembers(needs, q)])
        const found = lines.filter(({ memberId }) => memberId !== known.member.memberId)
        const page = { site, actor: c.get('actor'), member: known.member, cities, search: q, found }
        return c.html(<FindOtherPage {...page} />)
      })

      .post('/staff/members/:id/merge', async (c) => {
        const known = await memberNamed(c)
        if (!known) return elsewhere(c)
        const body = await c.req.parseBody()
        const other = MemberId.safeParse(body.with)
        const absorbed = other.success ? await knownMember(table, other.data) : undefined
        if (!absorbed) return c.notFound()
        const choice = MergeChoice.safeParse(body)
        const { reason } = Typed.parse(body)
        const problems = [
          ...(choice.success ? [] : [{ field: 'name', message: 'Choose what stays in each line.' }]),
          ...(reason === '' ? [NO_REASON] : []),
        ]
        if (!choice.success || reason === '')
          return c.html(await mergePage(c, known, absorbed, { choice: choice.data, reason, problems }), 422)
        const ids = { keptId: known.member.memberId, absorbedId: absorbed.member.memberId }
        const merged = await mergeMembers(needs, c.get('actor'), { ...ids, choice: choice.data, reason })
        if (merged.outcome === 'merged') return done(c, known, 'merge')
        const said = [{ field: 'name', message: WHY_NOT_MERGED[merged.reason] }]
        return c.html(await mergePage(c, known, absorbed, { choice: choice.data, reason, problems: said }), 409)
      })
  )
}

/** Both side by side; other pages lead to it too. */
export const mergePages = ({ site, now, cities }: DeskNeeds) => {
  const mergePage = async (
    c: Context<Page>,
    kept: KnownMember,
    absorbed: KnownMember,
    {
      choice = KEEP_ALL,
      reason = '',
      problems = [],
    }: { choice?: MergeChoice | undefined; reason?: string; problems?: Problem[] } = {},
  ) => {
    const at = now()
    const decision = decideMerge(kept, absorbed, choice, { today: dayIn(at, kept.city.timeZone), at })
    const made = decision.outcome === 'merged' ? decision.made.membership : undefined
    const page = { site, actor: c.get('actor'), kept, absorbed, made, choice, reason, cities: await cities(), problems }
    return <MergePage {...page} />
  }

  return { mergePage }
}

const KEEP_ALL: MergeChoice = {
  name: 'kept',
  email: 'kept',
  city: 'kept',
  language: 'kept',
  demographics: 'kept',
  organization: 'kept',
}

const undoRefused = (c: Context<Page>, site: Site, impossible: string) => ({
  site,
  actor: c.get('actor'),
  member: { memberId: '', name: 'Members' },
  title: 'Take the merge back',
  says: [],
  button: '',
  impossible,
})

const WHY_NOT_MERGED = {
  unknown: 'One of the two does not exist any more.',
  'same-member': 'These are one member already.',
  'two-cards': 'Both have a card that is charged by itself. Stop one of them first.',
  'changed-meanwhile': 'One of the two has changed meanwhile. Look at both again, then send it once more.',
} as const

const WHY_NOT_UNDONE = {
  unknown: 'There is no such merge.',
  expired: 'This merge was more than 30 days ago: it cannot be taken back any more.',
  'merged-on':
    'The member who was kept has been merged into another since, or erased. A later merge has to be taken back first.',
  'address-taken': 'One of the two addresses has become another member’s meanwhile.',
  'changed-meanwhile': CHANGED,
} as const
