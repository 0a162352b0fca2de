import { serviceMailItem } from '../../../events/mail/service-mail.ts'
import { dayIn } from '../../../shared/calendar.ts'
import type { Actor } from '../../../shared/identity/actor.ts'
import type { MailId, MemberId, NewId } from '../../../shared/ids.ts'
import { withPayments } from '../../../shared/membership/membership.ts'
import type { Payment } from '../../../shared/membership/payments.ts'
import { Cents, type Clock } from '../../../shared/units.ts'
import { auditEntry } from '../../adapters/audit.ts'
import type { Table } from '../../adapters/table.ts'
import { changedMembership, happened } from '../items.ts'
import { knownMember } from '../known-member.ts'
import { lapseTold } from '../renewal/lapse-told.ts'

type Needs = { table: Table; now: Clock }

export type Grant = {
  memberId: MemberId
  /** Made with the form: posted twice, the months are given once. It names the mail too. */
  request: MailId
  granted: NonNullable<Payment['granted']>
  months: number
  reason: string
  /** Whether the member is told by mail. */
  tell: boolean
}

export type Granted = { outcome: 'granted' | 'granted-already' } | { outcome: 'refused'; reason: 'unknown' }

/** Staff give time without money. It counts like a payment of no cents. */
export const grantMonths = async (needs: Needs, actor: Actor, grant: Grant): Promise<Granted> => {
  const { table, now } = needs
  const { memberId, months, granted, reason } = grant
  const paymentId = `gift-${grant.request}`
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const known = await knownMember(table, memberId)
    if (!known) return { outcome: 'refused', reason: 'unknown' }
    const { member, membership, city } = known
    if (membership.payments.some((payment) => payment.paymentId === paymentId)) return { outcome: 'granted-already' }
    const at = now()
    const today = dayIn(at, city.timeZone)
    const gift: Payment = { paymentId, paidOn: today, cents: NOTHING, refunded: NOTHING, months, granted }
    const after = withPayments(membership, [...membership.payments, gift], { today, at })
    const letter = serviceMailItem({
      mailId: grant.request,
      memberId,
      template: 'granted',
      about: { months: String(months), paidThrough: after.paidThrough },
      at,
    })
    const { outcome } = await table.write(
      ...changedMembership(member, membership, after),
      happened({
        memberId,
        what: 'granted',
        at,
        by: actor.userId,
        detail: { paymentId, months, granted },
        text: reason,
      }),
      auditEntry({ at, actor, act: 'membership.granted', subject: memberId, detail: { months, granted, paymentId } }),
      ...(grant.tell ? [{ put: letter, if: { exists: false } }] : []),
    )
    if (outcome === 'written') return { outcome: 'granted' }
  }
  throw new Error('a membership changed under every attempt to give it time')
}

const MOST_ATTEMPTS = 5
const NOTHING = Cents.parse(0)

export type Withdrawn = { outcome: 'withdrawn' } | { outcome: 'refused'; reason: 'unknown' | 'not-a-gift' }

/** Takes given time back; what was paid stays. The history keeps both lines. */
export const withdrawGrant = async (
  { table, now, newId }: Needs & { newId: NewId },
  actor: Actor,
  { memberId, paymentId, reason }: { memberId: MemberId; paymentId: string; reason: string },
): Promise<Withdrawn> => {
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const known = await knownMember(table, memberId)
    if (!known) return { outcome: 'refused', reason: 'unknown' }
    const { member, membership, city } = known
    const gift = membership.payments.find((payment) => payment.paymentId === paymentId)
    if (!gift?.granted) return { outcome: 'refused', reason: 'not-a-gift' }
    const at = now()
    const rest = membership.payments.filter((payment) => payment !== gift)
    const after = withPayments(membership, rest, { today: dayIn(at, city.timeZone), at })
    const detail = { paymentId, months: gift.months, granted: gift.granted }
    const { outcome } = await table.write(
      ...changedMembership(member, membership, after),
      ...lapseTold(newId, membership, after, at),
      happened({ memberId, what: 'grant-withdrawn', at, by: actor.userId, detail, text: reason }),
      auditEntry({ at, actor, act: 'membership.grant-withdrawn', subject: memberId, detail }),
    )
    if (outcome === 'written') return { outcome: 'withdrawn' }
  }
  throw new Error('a membership changed under every attempt to take time back')
}
