import type { Context } from 'hono'
import * as z from 'zod'
import type { City } from '../../../shared/cities/city.ts'
import { MemberId, type NewId } from '../../../shared/ids.ts'
import type { Clock } from '../../../shared/units.ts'
import type { Problem } from '../../../web/components/form.tsx'
import { ReasonField } from '../../../web/membership/desk/member-act-fields.tsx'
import { MemberActPage } from '../../../web/membership/desk/member-act-page.tsx'
import type { Act, DONE } from '../../../web/membership/desk/member-acts.ts'
import type { Links } from '../../adapters/links.ts'
import type { Payments } from '../../adapters/stripe.ts'
import type { Table } from '../../adapters/table.ts'
import type { Page, Site } from '../../http/audience.tsx'
import { type KnownMember, knownMember } from '../known-member.ts'
import { presentMemberId } from '../merging/present-member.ts'

export type DeskNeeds = {
  site: Site
  table: Table
  now: Clock
  newId: NewId
  links: Links
  payments: Payments
  cities: () => Promise<City[]>
}

/** What all pages have in common on which staff do something for a member. */
export const staffDesk = ({ site, table }: DeskNeeds) => {
  const memberNamed = async (c: Context<Page>): Promise<KnownMember | undefined> => {
    const id = MemberId.safeParse(c.req.param('id'))
    return id.success ? knownMember(table, id.data) : undefined
  }

  /** Whoever was merged into somebody is found there; whoever does not exist is not found. */
  const elsewhere = async (c: Context<Page>) => {
    const id = MemberId.safeParse(c.req.param('id'))
    const present = id.success ? await presentMemberId(table, id.data) : undefined
    return present && present !== id.data ? c.redirect(`/staff/members/${present}`, 303) : c.notFound()
  }

  const actPage = (
    c: Context<Page>,
    { member }: KnownMember,
    act: Act,
    fields: { problems?: Problem[]; request?: string; children?: unknown } = {},
  ) => (
    <MemberActPage
      site={site}
      actor={c.get('actor')}
      member={nameOf({ member })}
      {...act}
      problems={fields.problems}
      request={fields.request}
    >
      {fields.children as never}
    </MemberActPage>
  )

  const done = (c: Context<Page>, { member }: Pick<KnownMember, 'member'>, what: keyof typeof DONE) =>
    c.redirect(`/staff/members/${member.memberId}?done=${what}`, 303)

  const reasonPage = (c: Context<Page>, known: KnownMember, act: Act, reason = '', problems: Problem[] = []) =>
    actPage(c, known, act, { problems, children: <ReasonField typed={{ reason }} problems={problems} /> })

  return { memberNamed, elsewhere, actPage, reasonPage, done }
}

export const nameOf = ({ member }: Pick<KnownMember, 'member'>) => ({
  memberId: member.memberId,
  name: member.organization?.publicName ?? member.name,
})

const text = z.string().trim().max(500).catch('')
/** All fields of all forms, as they were typed. */
export const Typed = z.object({
  request: text,
  reason: text,
  granted: text,
  months: text,
  tell: text,
  payment: text,
  amount: text,
  again: text,
  email: text,
  q: text,
})

export const NO_REASON: Problem = { field: 'reason', message: 'Say why: it stands in the history.' }
export const CHANGED = 'The member has changed meanwhile. Look again, and repeat what is still missing.'
