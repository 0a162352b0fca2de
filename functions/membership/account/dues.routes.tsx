import { type Context, Hono } from 'hono'
import * as z from 'zod'
import { dayIn } from '../../../shared/calendar.ts'
import type { Language } from '../../../shared/identity/person.ts'
import { MemberId, type NewId } from '../../../shared/ids.ts'
import { Alias, aliasKey, epochThrough, presentMember } from '../../../shared/membership/alias.ts'
import { dollars, limitsOf, parseDues } from '../../../shared/membership/dues.ts'
import { DuesAct, duesActs, isCharged } from '../../../shared/membership/dues-acts.ts'
import {
  type JoinField,
  type JoinRefusal,
  OTHER_AMOUNT,
  readDues,
  type TypedDues,
} from '../../../shared/membership/join-form.ts'
import type { LivingMembership } from '../../../shared/membership/membership.ts'
import { DUES } from '../../../shared/membership/policy.ts'
import { isReceipted } from '../../../shared/membership/receipts.ts'
import type { Clock } from '../../../shared/units.ts'
import { DuesActPage, DuesPage } from '../../../web/membership/account/dues-page.tsx'
import { ReceiptsPage } from '../../../web/membership/account/receipts-page.tsx'
import {
  CardPage,
  CardReturnedPage,
  LinkOverPage,
  RenewedPage,
  RenewPage,
} from '../../../web/membership/account/renew-page.tsx'
import { joinProblem } from '../../../web/membership/joining/join-problem.ts'
import { accountDuesWords } from '../../../web/words/account-dues.ts'
import { joinWords } from '../../../web/words/join.ts'
import type { LinkPurpose, Links } from '../../adapters/links.ts'
import { log } from '../../adapters/log.ts'
import type { Payments } from '../../adapters/stripe.ts'
import type { Table } from '../../adapters/table.ts'
import type { Site } from '../../http/audience.tsx'
import {
  type MemberOf,
  type MemberPage,
  memberOfRequest,
  memberSignIn,
  readAs,
  requireMember,
} from '../../http/member-guard.tsx'
import { statusOf } from '../../http/refusals.ts'
import { type KnownMember, knownMember } from '../known-member.ts'
import { actOnDues, changeDues } from './change-dues.ts'
import { renewByHand } from './renew-by-hand.ts'

type Needs = {
  site: Site
  table: Table
  now: Clock
  newId: NewId
  unguessableId: NewId
  links: Pick<Links, 'read'>
  payments: Payments
  memberOf: MemberOf
}

/** What members do about money: by themselves, and never with a card number on our side. */
export const duesRoutes = (needs: Needs) => {
  const { site, payments } = needs
  const member = requireMember(site, needs.memberOf)
  const page = (c: Context<MemberPage>) => ({ site, language: c.get('reader'), ...c.get('known') })
  /** Somebody with a session, or with the link of a mail that was made for this page. */
  const payer = async (c: Context<MemberPage>, purpose: LinkPurpose, token: string | undefined) => {
    if (!token) return (await memberOfRequest(c, needs.memberOf)) ?? c.redirect(memberSignIn(c), 303)
    const read = await readPayer(needs, purpose, token)
    if (read.outcome === 'refused')
      return c.html(<LinkOverPage site={site} language={c.get('reader')} reason={read.reason} />, statusOf(read.reason))
    readAs(c, read.known)
    return read.known
  }

  return (
    new Hono<MemberPage>()
      .get('/me/dues', member, (c) =>
        c.html(<DuesPage {...page(c)} done={Changed.safeParse(c.req.query('done')).data} />),
      )

      .post('/me/dues', member, async (c) => {
        const { member, membership } = c.get('known')
        const form = Amount.parse(await c.req.parseBody())
        const language = c.get('reader')
        const { mandate } = membership
        if (!isCharged(mandate)) return c.html(notPossible(c, membership), 409)
        const dues = parseDues(form.amount, mandate.interval)
        const coversFee = form.coversFee === 'yes'
        if (dues.outcome === 'refused') {
          const problems = [{ field: 'amount', message: amountProblem(language, mandate.interval, dues.reason) }]
          const typed = { amount: form.amount, coversFee }
          return c.html(<DuesPage {...page(c)} typed={typed} problems={problems} />, 422)
        }
        const changed = await changeDues(needs, member.memberId, { cents: dues.cents, coversFee })
        if (changed.outcome === 'refused') return c.html(notPossible(c, membership), 409)
        log.info('dues changed', { memberId: member.memberId, outcome: changed.outcome })
        return c.redirect(`/me/dues?done=${changed.outcome === 'changed' ? 'amount' : changed.outcome}`, 303)
      })

      .get('/me/dues/:act', member, (c) => {
        const act = DuesAct.safeParse(c.req.param('act'))
        if (!act.success) return c.notFound()
        const { membership, city } = c.get('known')
        if (!duesActs(membership).includes(act.data)) return c.html(notPossible(c, membership), 409)
        return c.html(<DuesActPage {...page(c)} act={act.data} today={dayIn(needs.now(), city.timeZone)} />)
      })

      .post('/me/dues/:act', member, async (c) => {
        const act = DuesAct.safeParse(c.req.param('act'))
        if (!act.success) return c.notFound()
        const { member, membership } = c.get('known')
        const changed = await actOnDues(needs, member.memberId, act.data)
        if (changed.outcome === 'refused') return c.html(notPossible(c, membership), 409)
        log.info('member changed the membership', { memberId: member.memberId, act: act.data })
        return c.redirect(`/me?done=${act.data}`, 303)
      })

      .get('/me/receipts', member, (c) => c.html(<ReceiptsPage {...page(c)} />))

      // Asked for by a post, so that the address of the receipt stands in no page and no history.
      .post('/me/receipts', member, async (c) => {
        const { payment } = Receipt.parse(await c.req.parseBody())
        const own = c.get('known').membership.payments.find(({ paymentId }) => paymentId === payment)
        if (!own || !isReceipted(own)) return c.notFound()
        const [receipt] = await payments.receipts([own.paymentId])
        if (receipt?.url) return c.redirect(receipt.url, 303)
        const warning = accountDuesWords[c.get('reader')].receipts.noReceipt
        return c.html(<ReceiptsPage {...page(c)} warning={warning} />, 404)
      })

      .get('/me/renew', async (c) => {
        if (c.req.query('shows') === 'paid') {
          await memberOfRequest(c, needs.memberOf)
          return c.html(<RenewedPage site={site} language={c.get('reader')} member={c.get('known')?.member} />)
        }
        const token = c.req.query('t')
        const known = await payer(c, 'renew', token)
        if (known instanceof Response) return known
        const unpaid = c.req.query('shows') === 'unpaid'
        return c.html(<RenewPage {...framed(c, known, token)} typed={beginning(known.membership)} unpaid={unpaid} />)
      })

      .post('/me/renew', async (c) => {
        const form = Renewal.parse(await c.req.parseBody())
        const known = await payer(c, 'renew', form.t)
        if (known instanceof Response) return known
        const problems: { field: JoinField; reason: JoinRefusal }[] = []
        const dues = readDues(form, (field, reason) => void problems.push({ field, reason }))
        if (!dues) {
          const said = problems.map((problem) => joinProblem({ site, language: c.get('reader') }, problem))
          return c.html(<RenewPage {...framed(c, known, form.t)} typed={form} problems={said} />, 422)
        }
        const renewal = await renewByHand({ ...needs, publicUrl: site.publicUrl }, known, dues)
        const to = renewal.outcome === 'started' ? renewal.checkoutUrl : '/me/renew?shows=paid'
        return c.redirect(to, 303)
      })

      .get('/me/card', async (c) => {
        // Whoever came by the link of a mail has no session, and would be asked to sign in on every other page.
        if (c.req.query('shows') === 'returned')
          return c.html(<CardReturnedPage site={site} language={c.get('reader')} />)
        const token = c.req.query('t')
        const known = await payer(c, 'card', token)
        if (known instanceof Response) return known
        return c.html(<CardPage {...framed(c, known, token)} keptCard={hasCard(known.membership)} />)
      })

      // The provider's page lets in whoever has its address: it is made for this click and given to nobody else.
      .post('/me/card', async (c) => {
        const { t } = Card.parse(await c.req.parseBody())
        const known = await payer(c, 'card', t)
        if (known instanceof Response) return known
        const { customerId } = known.membership
        if (!customerId || !hasCard(known.membership))
          return c.html(<CardPage {...framed(c, known, t)} keptCard={false} />, 409)
        const { language } = known.member
        const { url } = await payments.openPortal({
          customerId,
          returnUrl: t ? `${site.publicUrl}/me/card?shows=returned&lang=${language}` : `${site.publicUrl}/me`,
          language,
          only: 'card',
        })
        return c.redirect(url, 303)
      })
  )

  function notPossible(c: Context<MemberPage>, membership: LivingMembership) {
    const warning = accountDuesWords[c.get('reader')].dues.notPossible
    return <DuesPage {...page(c)} membership={membership} warning={warning} />
  }

  /** By the link of a mail one pays, and sees nothing else of the member. */
  function framed(c: Context<MemberPage>, { member, membership }: KnownMember, token: string | undefined) {
    return { site, language: c.get('reader'), membership, ...(token ? { token } : { member }) }
  }
}

type ReadPayer = { outcome: 'payer'; known: KnownMember } | { outcome: 'refused'; reason: 'forged' | 'expired' }

const readPayer = async ({ table, links, now }: Needs, purpose: LinkPurpose, token: string): Promise<ReadPayer> => {
  const read = await links.read(purpose, PayLink, token, now())
  if (read.outcome === 'refused') return read
  // Whoever was merged into another member pays as that one.
  const { memberId, via } = await presentMember((of) => table.get(Alias, aliasKey(of)), read.payload.m)
  const known = await knownMember(table, memberId)
  return known && epochThrough(via, known.member.tokenEpoch) === read.payload.e
    ? { outcome: 'payer', known }
    : { outcome: 'refused', reason: 'forged' }
}

/** What the links of renewal mails carry, signed: the member and their token epoch. */
const PayLink = z.object({ m: MemberId, e: z.int().nonnegative() })

const hasCard = ({ mandate, customerId }: LivingMembership) =>
  customerId !== undefined && mandate !== undefined && mandate.standing !== 'over'

const amountProblem = (language: Language, interval: 'year' | 'month', reason: JoinRefusal): string => {
  const { dues } = accountDuesWords[language]
  const { least, most } = limitsOf(interval)
  if (reason === 'too-small') return dues.tooSmall(dollars(least))
  if (reason === 'too-large') return dues.tooLarge(dollars(most))
  return joinWords[language].problems['not-an-amount']
}

/** The form begins with what was paid last, paid once. */
const beginning = ({ payments, mandate }: LivingMembership): TypedDues => {
  const last = payments.filter(({ granted, through }) => !granted && !through).at(-1)
  const cents = mandate?.interval === 'year' ? mandate.cents : last?.months === 12 ? last.cents : undefined
  const typed = cents === undefined ? '' : dollars(cents).replace('$', '')
  const suggested = DUES.suggestions.some((suggestion) => suggestion === cents)
  return {
    amount: suggested ? typed : typed === '' ? '' : OTHER_AMOUNT,
    other: suggested ? '' : typed,
    interval: 'once',
    coversFee: '',
  }
}

const text = z.string().catch('')
const token = z.string().min(1).optional().catch(undefined)
const Changed = z.enum(['amount', 'nothing-new'])
const Amount = z.object({ amount: text, coversFee: text })
const Receipt = z.object({ payment: text })
const Renewal = z.object({ t: token, amount: text, other: text, interval: text, coversFee: text })
const Card = z.object({ t: token })
