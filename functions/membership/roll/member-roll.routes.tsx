import { type Context, Hono } from 'hono'
import * as z from 'zod'
import type { City } from '../../../shared/cities/city.ts'
import { RollFilter } from '../../../shared/membership/roll.ts'
import type { Problem } from '../../../web/components/form.tsx'
import { MemberListPage, type TypedFilter } from '../../../web/membership/roll/member-list-page.tsx'
import type { Table } from '../../adapters/table.ts'
import type { Page, Site } from '../../http/audience.tsx'
import { readRoll } from './read-roll.ts'
import { searchMembers } from './search-members.ts'

type Needs = { site: Site; table: Table; cities: () => Promise<City[]> }

/** Staff look through all members of a city or of the network, and search for one. Stands behind the guard of staff. */
export const memberRollRoutes = (needs: Needs) => {
  const { site, table } = needs

  const found = async (c: Context<Page>, search: string) => {
    const [cities, { lines, more }] = await Promise.all([needs.cities(), searchMembers(needs, search)])
    const page = { site, actor: c.get('actor'), cities, lines, more, search, typed: NOTHING_TYPED }
    return c.html(<MemberListPage {...page} />)
  }

  return (
    new Hono<Page>()
      .get('/staff/members', async (c) => {
        const search = c.req.query('q')?.trim()
        if (search) return found(c, search)
        const typed = Typed.parse(c.req.query())
        const cities = await needs.cities()
        const { filter, problems } = readFilter(typed)
        const page = { site, actor: c.get('actor'), cities, typed }
        if (problems.length > 0) return c.html(<MemberListPage {...page} lines={[]} problems={problems} />, 422)
        const wanted = cities.filter(({ slug }) => typed.city === '' || slug === typed.city).map(({ slug }) => slug)
        const { from, before } = Position.parse(c.req.query())
        const roll = await readRoll(table, { cities: wanted, filter, from, before })
        return c.html(
          <MemberListPage
            {...page}
            lines={roll.lines}
            unfinished={roll.unfinished}
            next={roll.next && addressOf(typed, { from: roll.next })}
            previous={roll.before && addressOf(typed, { before: roll.before })}
          />,
        )
      })

      // Posted, so that no address stands in the history of a browser.
      .post('/staff/members/search', async (c) => {
        const { q } = TypedSearch.parse(await c.req.parseBody())
        if (q === '') return c.redirect('/staff/members', 303)
        if (!q.includes('@')) return c.redirect(`/staff/members?${new URLSearchParams({ q })}`, 303)
        const { lines } = await searchMembers(needs, q)
        return lines[0] ? c.redirect(`/staff/members/${lines[0].memberId}`, 303) : found(c, q)
      })
  )
}

const text = z.string().trim().max(300).catch('')
const TypedSearch = z.object({ q: text })
const Typed = z.object({
  city: text,
  state: text,
  kind: text,
  renews: text,
  source: text,
  joinedSince: text,
  paidUntil: text,
})
const NOTHING_TYPED = Typed.parse({})

const Position = z.object({
  from: z.string().max(600).optional().catch(undefined),
  before: z.string().max(600).optional().catch(undefined),
})

const addressOf = (typed: TypedFilter, position: Record<string, string>): string => {
  const chosen = Object.entries(typed).filter(([, value]) => value !== '')
  return `/staff/members?${new URLSearchParams([...chosen, ...Object.entries(position)])}`
}

/** A filter that cannot be read is never left out in silence: the list would be longer than was asked for. */
const readFilter = ({ city: _, ...typed }: TypedFilter): { filter: RollFilter; problems: Problem[] } => {
  const asked = Object.fromEntries(Object.entries(typed).filter(([, value]) => value !== ''))
  const read = RollFilter.safeParse(asked)
  if (read.success) return { filter: read.data, problems: [] }
  const fields = new Set(read.error.issues.map(({ path }) => String(path[0])))
  return { filter: {}, problems: [...fields].map((field) => ({ field, message: WRONG[field] ?? WRONG.other })) }
}

const WRONG: Record<string, string> & { other: string } = {
  source: 'A source has at most 40 letters, digits, hyphens and underscores.',
  joinedSince: 'The day of joining must be a date such as 2026-11-23.',
  paidUntil: 'The paid day must be a date such as 2026-11-23.',
  other: 'Choose one of those offered.',
}
