import { type Context, Hono } from 'hono'
import * as z from 'zod'
import { dayIn } from '../../shared/calendar.ts'
import type { City } from '../../shared/cities/city.ts'
import { MailId, MemberId, MergeId, type NewId } from '../../shared/ids.ts'
import { Merge, mergeKey } from '../../shared/membership/alias.ts'
import { dollars } from '../../shared/membership/dues.ts'
import { duesActs } from '../../shared/membership/dues-acts.ts'
import { topicsOf } from '../../shared/membership/member.ts'
import { decideMerge, MergeChoice } from '../../shared/membership/merge.ts'
import type { Payment } from '../../shared/membership/payments.ts'
import { profileTyped, readAddress, readProfile, TypedProfile } from '../../shared/membership/profile-form.ts'
import { namesakes, RollLine, rollPartition } from '../../shared/membership/roll.ts'
import { Cents, type Clock } from '../../shared/units.ts'
import type { Problem } from '../../web/components/form.tsx'
import {
  AddressFields,
  GiftFields,
  ProfileFields,
  profileProblem,
  ReasonField,
  RefundFields,
  type TypedGift,
} from '../../web/membership/member-act-fields.tsx'
import { MemberActPage } from '../../web/membership/member-act-page.tsx'
import { MemberPage } from '../../web/membership/member-page.tsx'
import { day } from '../../web/membership/member-phrases.ts'
import { FindOtherPage, MergePage } from '../../web/membership/merge-page.tsx'
import { auditEntry } from '../adapters/audit.ts'
import type { Links } from '../adapters/links.ts'
import type { Payments } from '../adapters/stripe.ts'
import type { Table } from '../adapters/table.ts'
import type { Page, Site } from '../http/audience.tsx'
import { addNote, LONGEST_NOTE } from './add-note.ts'
import { askForLink } from './ask-for-link.ts'
import { askRefund, refundable, refundsAsked, standingOfRefund } from './ask-refund.ts'
import { actOnDues } from './change-dues.ts'
import { correctAddress, correctProfile, voidLinks } from './correct-member.ts'
import { grantMonths, withdrawGrant } from './grant-months.ts'
import { liftSuppression, suppressionOf } from './lift-suppression.ts'
import { type KnownMember, knownMember } from './member-sessions.ts'
import { absorptions, memberTimeline } from './member-timeline.ts'
import { mergeMembers } from './merge-members.ts'
import { presentMemberId } from './present-member.ts'
import { searchMembers } from './search-members.ts'
import { tasksOf } from './staff-tasks.ts'
import { shown } from './task.routes.tsx'
import { readMerge, undoMerge } from './undo-merge.ts'

type Needs = {
  site: Site
  table: Table
  now: Clock
  newId: NewId
  links: Links
  payments: Payments
  cities: () => Promise<City[]>
}

type Act = {
  title: string
  says: readonly string[]
  button: string
  danger?: boolean
  impossible?: string | undefined
}

/** What staff see of one member and do for them. Stands behind the guard of staff. */
export const staffMemberRoutes = (needs: Needs) => {
  const { site, table, now, newId } = needs

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

  const memberPage = async (c: Context<Page>, known: KnownMember, note?: { typed: string; problems: Problem[] }) => {
    const { member, membership, city } = known
    const { memberId } = member
    const upTo = c.req.query('before')
    const absorbed = await absorptions(table, memberId)
    const own = [memberId, ...absorbed.map((one) => one.memberId)]
    const [suppression, timeline, refunds, tasks, others, merges, cities] = await Promise.all([
      suppressionOf(needs, member),
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

  const request = () => newId(MailId, 'mal')

  const giftPage = (c: Context<Page>, known: KnownMember, typed: TypedGift, problems: Problem[] = [], key?: string) =>
    actPage(c, known, giftAct(known), {
      problems,
      request: key ?? request(),
      children: <GiftFields typed={typed} problems={problems} />,
    })

  const refundPage = (
    c: Context<Page>,
    known: KnownMember,
    payment: Payment,
    typed: { amount: string; reason: string },
    problems: Problem[] = [],
    key?: string,
  ) =>
    actPage(c, known, refundAct(payment), {
      problems,
      request: key ?? request(),
      children: (
        <>
          <input type="hidden" name="payment" value={payment.paymentId} />
          <RefundFields typed={typed} problems={problems} />
        </>
      ),
    })

  const reasonPage = (c: Context<Page>, known: KnownMember, act: Act, reason = '', problems: Problem[] = []) =>
    actPage(c, known, act, { problems, children: <ReasonField typed={{ reason }} problems={problems} /> })

  const addressPage = async (c: Context<Page>, known: KnownMember, email = '', problems: Problem[] = []) =>
    actPage(c, known, addressAct(await suppressionOf(needs, known.member)), {
      problems,
      children: <AddressFields typed={{ email }} problems={problems} />,
    })

  const profilePage = async (c: Context<Page>, known: KnownMember, typed: TypedProfile, problems: Problem[] = []) =>
    actPage(c, known, PROFILE, {
      problems,
      children: <ProfileFields typed={typed} problems={problems} cities={await needs.cities()} />,
    })

  const mergePage = async (
    c: Context<Page>,
    kept: KnownMember,
    absorbed: KnownMember,
    choice = KEEP_ALL,
    problems: Problem[] = [],
  ) => {
    const at = now()
    const decision = decideMerge(kept, absorbed, choice, { today: dayIn(at, kept.city.timeZone), at })
    const made = decision.outcome === 'merged' ? decision.made.membership : undefined
    const page = { site, actor: c.get('actor'), kept, absorbed, made, choice, cities: await needs.cities(), problems }
    return <MergePage {...page} />
  }

  const duesRoutes = new Hono<Page>()
  for (const [path, act] of [
    ['stop', 'stop'],
    ['cancel', 'cancel'],
  ] as const)
    duesRoutes
      .get(`/staff/members/:id/${path}`, async (c) => {
        const known = await memberNamed(c)
        return known ? c.html(reasonPage(c, known, duesAct(known, act))) : elsewhere(c)
      })
      .post(`/staff/members/:id/${path}`, async (c) => {
        const known = await memberNamed(c)
        if (!known) return elsewhere(c)
        const { reason } = Typed.parse(await c.req.parseBody())
        if (reason === '') return c.html(reasonPage(c, known, duesAct(known, act), reason, [NO_REASON]), 422)
        const actor = c.get('actor')
        const { memberId } = known.member
        const audited = auditEntry({
          at: now(),
          actor,
          act: act === 'stop' ? 'membership.renewal-stopped' : 'membership.cancelled',
          subject: memberId,
        })
        const changed = await actOnDues(needs, memberId, act, { by: actor.userId, reason, also: [audited] })
        if (changed.outcome === 'changed') return done(c, known, path)
        const again = (await memberNamed(c)) ?? known
        return c.html(reasonPage(c, again, duesAct(again, act), reason), 409)
      })

  return (
    duesRoutes
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

      .get('/staff/members/:id/gift', async (c) => {
        const known = await memberNamed(c)
        const typed = { granted: 'gift', months: '12', reason: '', tell: 'yes' }
        return known ? c.html(giftPage(c, known, typed)) : elsewhere(c)
      })

      .post('/staff/members/:id/gift', async (c) => {
        const known = await memberNamed(c)
        if (!known) return elsewhere(c)
        const typed = Typed.parse(await c.req.parseBody())
        const granted = Granted.safeParse(typed.granted)
        const months = Months.safeParse(typed.months)
        const problems: Problem[] = [
          ...(granted.success ? [] : [{ field: 'granted', message: 'Choose what it is.' }]),
          ...(months.success ? [] : [{ field: 'months', message: 'The months must be a whole number from 1 to 24.' }]),
          ...(typed.reason === '' ? [NO_REASON] : []),
        ]
        const key = MailId.safeParse(typed.request)
        if (!granted.success || !months.success || !key.success || problems.length > 0)
          return c.html(giftPage(c, known, typed, problems, key.data), 422)
        const given = await grantMonths(needs, c.get('actor'), {
          memberId: known.member.memberId,
          request: key.data,
          granted: granted.data,
          months: months.data,
          reason: typed.reason,
          tell: typed.tell === 'yes',
        })
        return given.outcome === 'refused' ? c.notFound() : done(c, known, 'gift')
      })

      .get('/staff/members/:id/withdrawal', async (c) => {
        const known = await memberNamed(c)
        if (!known) return elsewhere(c)
        const gift = known.membership.payments.find((one) => one.paymentId === c.req.query('payment') && one.granted)
        return gift ? c.html(reasonPage(c, known, withdrawAct(gift))) : c.notFound()
      })

      .post('/staff/members/:id/withdrawal', async (c) => {
        const known = await memberNamed(c)
        if (!known) return elsewhere(c)
        const { reason } = Typed.parse(await c.req.parseBody())
        const gift = known.membership.payments.find((one) => one.paymentId === c.req.query('payment') && one.granted)
        if (!gift) return c.notFound()
        if (reason === '') return c.html(reasonPage(c, known, withdrawAct(gift), reason, [NO_REASON]), 422)
        const asked = { memberId: known.member.memberId, paymentId: gift.paymentId, reason }
        const withdrawn = await withdrawGrant(needs, c.get('actor'), asked)
        return withdrawn.outcome === 'withdrawn' ? done(c, known, 'withdrawal') : c.notFound()
      })

      .get('/staff/members/:id/refund', async (c) => {
        const known = await memberNamed(c)
        if (!known) return elsewhere(c)
        const payment = known.membership.payments.find((one) => one.paymentId === c.req.query('payment'))
        if (!payment) return c.notFound()
        const typed = { amount: plain(refundable(payment)), reason: '' }
        return c.html(refundPage(c, known, payment, typed))
      })

      .post('/staff/members/:id/refund', async (c) => {
        const known = await memberNamed(c)
        if (!known) return elsewhere(c)
        const { memberId } = known.member
        const typed = Typed.parse(await c.req.parseBody())
        const key = MailId.safeParse(typed.request)
        if (typed.again && key.success) {
          const own = [memberId, ...(await absorptions(table, memberId)).map((one) => one.memberId)]
          const rows = await Promise.all(own.map(async (id) => ({ id, asked: await refundsAsked(table, id) })))
          const row = rows
            .flatMap(({ id, asked }) => asked.map((one) => ({ id, ...one })))
            .find((one) => one.request === key.data)
          if (!row) return c.notFound()
          await askRefund(needs, c.get('actor'), { ...row, memberId: row.id, reason: '' })
          return done(c, known, 'refund')
        }
        const payment = known.membership.payments.find((one) => one.paymentId === typed.payment)
        if (!payment) return c.notFound()
        const cents = centsOf(typed.amount)
        const problems: Problem[] = [
          ...(cents === undefined || cents === 0
            ? [{ field: 'amount', message: 'The amount must be dollars such as 12 or 12.50.' }]
            : cents > refundable(payment)
              ? [{ field: 'amount', message: `At most ${dollars(refundable(payment))} can be given back.` }]
              : []),
          ...(typed.reason === '' ? [NO_REASON] : []),
        ]
        if (cents === undefined || !key.success || problems.length > 0)
          return c.html(refundPage(c, known, payment, typed, problems, key.data), 422)
        const asked = { memberId, paymentId: payment.paymentId, cents, request: key.data, reason: typed.reason }
        const answer = await askRefund(needs, c.get('actor'), asked)
        if (answer.outcome === 'asked') return done(c, known, 'refund')
        return c.html(
          refundPage(c, known, payment, typed, [{ field: 'amount', message: WHY_NO_REFUND[answer.reason] }]),
          409,
        )
      })

      .get('/staff/members/:id/address', async (c) => {
        const known = await memberNamed(c)
        return known ? c.html(await addressPage(c, known)) : elsewhere(c)
      })

      .post('/staff/members/:id/address', async (c) => {
        const known = await memberNamed(c)
        if (!known) return elsewhere(c)
        const { email } = Typed.parse(await c.req.parseBody())
        const wrong = (message: string) => [{ field: 'email', message }]
        const read = readAddress(email)
        if (read.outcome === 'refused')
          return c.html(
            await addressPage(c, known, email, [profileProblem({ field: 'email', reason: read.reason })]),
            422,
          )
        const changed = await correctAddress(needs, c.get('actor'), known.member, read.mailbox)
        if (changed.outcome === 'changed') return done(c, known, 'address')
        if (changed.reason === 'taken') {
          const other = await knownMember(table, changed.by)
          return other
            ? c.html(await mergePage(c, known, other, KEEP_ALL, [{ field: 'email', message: TAKEN }]), 409)
            : c.html(await addressPage(c, known, email, wrong('This address is another member’s.')), 409)
        }
        const why = changed.reason === 'same' ? 'This is the address already.' : CHANGED
        return c.html(await addressPage(c, known, email, wrong(why)), changed.reason === 'same' ? 422 : 409)
      })

      .get('/staff/members/:id/profile', async (c) => {
        const known = await memberNamed(c)
        return known ? c.html(await profilePage(c, known, profileTyped(known.member))) : elsewhere(c)
      })

      .post('/staff/members/:id/profile', async (c) => {
        const known = await memberNamed(c)
        if (!known) return elsewhere(c)
        const typed = TypedProfile.parse(await c.req.parseBody())
        const organization =
          known.member.organization ?? (typed.organization.trim() === '' ? undefined : NO_ORGANIZATION)
        const read = readProfile(typed, { organization })
        const cities = await needs.cities()
        const city = cities.find(({ slug }) => read.outcome === 'profile' && slug === read.city)
        const problems =
          read.outcome === 'refused'
            ? read.problems.map(profileProblem)
            : city
              ? []
              : [profileProblem({ field: 'city', reason: 'not-a-choice' })]
        if (read.outcome === 'refused' || !city) return c.html(await profilePage(c, known, typed, problems), 422)
        const saved = await correctProfile(needs, c.get('actor'), known, { ...read, city })
        return saved.outcome === 'refused'
          ? c.html(await profilePage(c, known, typed, [{ field: 'name', message: CHANGED }]), 409)
          : done(c, known, 'profile')
      })

      .get('/staff/members/:id/suppression', async (c) => {
        const known = await memberNamed(c)
        return known ? c.html(reasonPage(c, known, liftAct(await suppressionOf(needs, known.member)))) : elsewhere(c)
      })

      .post('/staff/members/:id/suppression', async (c) => {
        const known = await memberNamed(c)
        if (!known) return elsewhere(c)
        const { reason } = Typed.parse(await c.req.parseBody())
        const act = liftAct(await suppressionOf(needs, known.member))
        if (reason === '') return c.html(reasonPage(c, known, act, reason, [NO_REASON]), 422)
        const lifted = await liftSuppression(needs, c.get('actor'), known.member, reason)
        return lifted.outcome === 'lifted'
          ? done(c, known, 'suppression')
          : c.html(reasonPage(c, known, act, reason, [{ field: 'reason', message: CHANGED }]), 409)
      })

      .get('/staff/members/:id/activation', async (c) => {
        const known = await memberNamed(c)
        return known ? c.html(actPage(c, known, activationAct(known))) : elsewhere(c)
      })

      .post('/staff/members/:id/activation', async (c) => {
        const known = await memberNamed(c)
        if (!known) return elsewhere(c)
        const { memberId } = known.member
        const actor = c.get('actor')
        const line = auditEntry({ at: now(), actor, act: 'member.activation-link-asked', subject: memberId })
        const asked = await askForLink(needs, { memberId }, [line])
        if (asked.outcome === 'asked') return done(c, known, 'activation')
        const again = (await memberNamed(c)) ?? known
        const act = { ...activationAct(again), ...(asked.outcome === 'too-often' && { impossible: TOO_OFTEN }) }
        return c.html(actPage(c, again, act), 409)
      })

      .get('/staff/members/:id/sign-out', async (c) => {
        const known = await memberNamed(c)
        return known ? c.html(actPage(c, known, SIGN_OUT)) : elsewhere(c)
      })

      .post('/staff/members/:id/sign-out', async (c) => {
        const known = await memberNamed(c)
        if (!known) return elsewhere(c)
        const voided = await voidLinks(needs, c.get('actor'), known.member)
        return voided.outcome === 'voided'
          ? done(c, known, 'sign-out')
          : c.html(actPage(c, known, { ...SIGN_OUT, impossible: CHANGED }), 409)
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
        if (!choice.success)
          return c.html(
            await mergePage(c, known, absorbed, KEEP_ALL, [
              { field: 'name', message: 'Choose what stays in each line.' },
            ]),
            422,
          )
        const ids = { keptId: known.member.memberId, absorbedId: absorbed.member.memberId }
        const merged = await mergeMembers(needs, c.get('actor'), { ...ids, choice: choice.data })
        if (merged.outcome === 'merged') return done(c, known, 'merge')
        return c.html(
          await mergePage(c, known, absorbed, choice.data, [{ field: 'name', message: WHY_NOT_MERGED[merged.reason] }]),
          409,
        )
      })
  )
}

const nameOf = ({ member }: Pick<KnownMember, 'member'>) => ({
  memberId: member.memberId,
  name: member.organization?.publicName ?? member.name,
})

const text = z.string().trim().max(500).catch('')
const Typed = z.object({
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
const TypedNote = z.object({
  text: z
    .string()
    .max(10 * LONGEST_NOTE)
    .catch(''),
})
const Granted = z.enum(['gift', 'sponsored'])
const Months = z
  .string()
  .regex(/^\d{1,2}$/)
  .transform(Number)
  .pipe(z.int().min(1).max(24))

/** Dollars as staff type them, of any size: `12`, `$12.50`. */
const centsOf = (typed: string): Cents | undefined => {
  const [, whole, fraction = ''] = /^\$?\s*(\d{1,7})(?:\.(\d{1,2}))?$/.exec(typed) ?? []
  return whole === undefined ? undefined : Cents.parse(Number(whole) * 100 + Number(fraction.padEnd(2, '0')))
}
const plain = (cents: number) => (cents / 100).toFixed(2)

const NO_REASON: Problem = { field: 'reason', message: 'Say why: it stands in the history.' }
const NO_ORGANIZATION = { publicName: '', offers: {}, people: [] }
const CHANGED = 'The member has changed meanwhile. Look again, and repeat what is still missing.'
const TAKEN = 'This address is another member’s. If the two are one person, make them one.'
const TOO_OFTEN = 'A link has just been sent: at most one in ten minutes and three a day.'

const KEEP_ALL: MergeChoice = {
  name: 'kept',
  email: 'kept',
  city: 'kept',
  language: 'kept',
  demographics: 'kept',
  organization: 'kept',
}

const giftAct = ({ member, membership }: KnownMember): Act => ({
  title: 'Give time',
  says: [
    `The months count like paid ones: the membership is paid through ${day(membership.paidThrough)} now.`,
    ...(membership.state === 'awaiting-activation' ? ['The mailbox still has to be activated by its owner.'] : []),
    `Nothing is charged, and nothing is paid out.${topicsOf(member).length === 0 ? ' The mail comes though no topic is wanted: it is about their own membership.' : ''}`,
  ],
  button: 'Give the time',
})

const withdrawAct = ({ months }: Payment): Act => ({
  title: 'Take given time back',
  says: [`${months} months go. What was paid stays. The membership may end earlier, or today.`],
  button: 'Take it back',
  danger: true,
})

const refundAct = (payment: Payment): Act => ({
  title: 'Give money back',
  says: [
    `${dollars(payment.cents)} were paid on ${day(payment.paidOn)}${payment.refunded > 0 ? `, ${dollars(payment.refunded)} of it went back already` : ''}.`,
    'Stripe is asked to send it to the card that paid. When all of a payment has gone back, its months go too; a part leaves them.',
    'A card that is charged by itself goes on: stop it on the page of the member, if that is wanted.',
  ],
  button: 'Give it back',
  danger: true,
  impossible:
    refundable(payment) > 0
      ? undefined
      : payment.dispute
        ? 'The bank decides about this payment: answer it in Stripe.'
        : payment.through
          ? 'This was paid elsewhere: it cannot be given back from here.'
          : 'There is nothing left of this payment that could be given back.',
})

const duesAct = ({ membership }: KnownMember, act: 'stop' | 'cancel'): Act => {
  const through = day(membership.paidThrough)
  const possible = duesActs(membership).includes(act)
  const failing = membership.mandate?.standing === 'failing'
  return act === 'stop'
    ? {
        title: 'Stop renewing',
        says: [
          'The card is told to charge no more.',
          failing
            ? 'Its last charge was refused and is not tried again.'
            : `The membership stands until ${through}; before that the member is reminded like those who pay by hand.`,
        ],
        button: 'Stop renewing',
        danger: true,
        impossible: possible ? undefined : 'There is no card that would be charged.',
      }
    : {
        title: 'Cancel the membership',
        says: [
          `It stands until ${through} and then ends. There are no reminders, and the member is not asked back.`,
          ...(membership.mandate ? ['The card is told to charge no more.'] : []),
          'The member is told by mail, and can take it back until the end.',
        ],
        button: 'Cancel it',
        danger: true,
        impossible: possible ? undefined : 'Only a membership that goes on can be cancelled.',
      }
}

type Suppressed = Awaited<ReturnType<typeof suppressionOf>>

const addressAct = (suppression: Suppressed): Act => ({
  title: 'Change the address',
  says: [
    'Do this when you know the new address from its owner. The old mailbox is told, and every link and session of the member ends.',
    'What they agreed to be mailed about stays as it is.',
    ...(suppression?.reason === 'bounced'
      ? ['The old address has bounced. That stays behind: the new one is mailed.']
      : suppression
        ? [
            'They have complained about a mail. That goes along: the new address is not mailed either, until somebody lifts it.',
          ]
        : []),
  ],
  button: 'Change it',
})

const PROFILE: Act = {
  title: 'Correct the profile',
  says: [
    'Another city moves the member out of one city’s mails and counts into the other’s; the neighbourhood is forgotten.',
  ],
  button: 'Save',
}

const liftAct = (suppression: Suppressed): Act => ({
  title: 'Mail the address again',
  says: [
    suppression?.reason === 'complained'
      ? 'Its owner has marked a mail as unwanted. Lift this only when they have asked for it themselves.'
      : 'The mailbox has sent mail back for good. Lift this only when you know that it works again.',
    'A second complaint or bounce brings it back at once.',
  ],
  button: 'Mail it again',
  danger: true,
  impossible: suppression ? undefined : 'This address is mailed already.',
})

const activationAct = ({ membership }: KnownMember): Act => ({
  title: 'Send a new activation link',
  says: ['It goes to the address of the member, is good for 72 hours, and older links stay good until their own end.'],
  button: 'Send it',
  impossible: membership.state === 'awaiting-activation' ? undefined : 'This member is not waiting to be activated.',
})

const SIGN_OUT: Act = {
  title: 'Sign out everywhere',
  says: [
    'Every session of the member ends, and every link in a mail that was ever sent to them stops working, answer links of open surveys too. Unsubscribing goes on working.',
    'Do this when their links may have fallen into other hands.',
  ],
  button: 'Sign out everywhere',
  danger: true,
}

const undoAct = ({ merge, since }: Extract<Awaited<ReturnType<typeof readMerge>>, { outcome: 'found' }>): Act => {
  const theirs = since.filter(({ memberId }) => memberId === merge.absorbed.member.memberId).length
  const rest = since.length - theirs
  return {
    title: 'Take the merge back',
    says: [
      `${merge.kept.member.name} and ${merge.absorbed.member.name} become two members again, as they were on ${day(merge.at)}.`,
      'What was changed since stays with the one who was kept. Topics that were left since are left by both.',
      ...(since.length === 0
        ? ['No payment came in since.']
        : [
            `Of the payments that came in since, ${rest} ${rest === 1 ? 'stays' : 'stay'} with ${merge.kept.member.name} and ${theirs} ${theirs === 1 ? 'goes' : 'go'} to ${merge.absorbed.member.name}, by the application or card that each came from.`,
          ]),
    ],
    button: 'Take it back',
    danger: true,
  }
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

const DONE: Record<string, string> = {
  note: 'The note stands below.',
  gift: 'The time is given.',
  withdrawal: 'The given time is taken back.',
  refund: 'Stripe has been asked. When the money has gone back, it stands with the payment.',
  stop: 'The card is told to charge no more.',
  cancel: 'The membership is cancelled and stands until its paid end.',
  address: 'The address is changed. The old mailbox is told.',
  profile: 'The profile is saved.',
  suppression: 'The address is mailed again.',
  activation: 'A new activation link is on its way.',
  'sign-out': 'Every session and every link of this member has ended.',
  merge: 'The two are one member now.',
  apart: 'They are two members again, as they were.',
  assigned: 'The payment counts for this member now.',
}

const WHY_NO_NOTE = {
  empty: 'The note must not be empty.',
  'too-long': `The note can have at most ${LONGEST_NOTE.toLocaleString('en-US')} characters.`,
  unknown: 'This member does not exist any more.',
} as const

const WHY_NO_REFUND = {
  unknown: 'This payment is not this member’s any more.',
  'not-refundable': 'Stripe cannot give this payment back. Look it up there.',
  'already-refunded': 'All of it has gone back already.',
  'too-much': 'Less than this is left of the payment.',
} as const

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
