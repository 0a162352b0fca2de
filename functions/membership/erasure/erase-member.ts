import * as z from 'zod'
import { serviceMailItem } from '../../../events/mail/service-mail.ts'
import type { Mailbox } from '../../../shared/identity/person.ts'
import { MailId, MemberId, type NewId } from '../../../shared/ids.ts'
import { ServiceMail, serviceMailKey } from '../../../shared/mail/service-mail.ts'
import { forgottenKey } from '../../../shared/mail/suppression.ts'
import { ABSORBED_BEGINS, Absorbed, aliasKey, mergeKey } from '../../../shared/membership/alias.ts'
import { CERTIFICATE_DAYS, Erasure, ErasureBy, erasureAsked, erasureKey } from '../../../shared/membership/erasure.ts'
import { Member } from '../../../shared/membership/member.ts'
import { memberLinkKey, NewestMemberLink } from '../../../shared/membership/member-link.ts'
import { type LivingMembership, Membership } from '../../../shared/membership/membership.ts'
import { rollRowsKey } from '../../../shared/membership/roll.ts'
import { taskItem, taskKey } from '../../../shared/membership/task.ts'
import { type Clock, epochSecondsOf, type Instant, plusDays, utcDay } from '../../../shared/units.ts'
import { auditEntry } from '../../adapters/audit.ts'
import type { Links } from '../../adapters/links.ts'
import type { Key, Table, Write } from '../../adapters/table.ts'
import { changedBooks, keys, leftAudiences, MemberRow, profileGone } from '../items.ts'
import { absorbedBy } from '../merging/absorbed-members.ts'

/** What the erasure workflow gives each of its tasks. */
export const ErasureTask = z.object({
  memberId: MemberId,
  by: ErasureBy,
  step: z.enum(['close-doors', 'forget-person', 'certify', 'tidy-up']),
})
export type ErasureTask = z.output<typeof ErasureTask>

export type ErasureNeeds = {
  table: Table
  now: Clock
  newId: NewId
  links: Pick<Links, 'activeKey' | 'pseudonym'>
}

/** `over`: there is nobody to forget. `waiting`: the certificate has not left yet. */
export type ErasureOutcome = { outcome: 'done' | 'over' | 'waiting' }

/** Takes one step of an erasure. Taken again, it finds nothing to do: what it did stands in the row of the erasure. */
export const eraseMember = (needs: ErasureNeeds, { memberId, by, step }: ErasureTask): Promise<ErasureOutcome> => {
  switch (step) {
    case 'close-doors':
      return closeDoors(needs, memberId, by)
    case 'forget-person':
      return forgetPerson(needs, memberId)
    case 'certify':
      return certify(needs, memberId)
    case 'tidy-up':
      return tidyUp(needs, memberId)
  }
}

/**
 * Voids links and sessions and takes the member out of all audiences. Whoever read the member before that may still be at
 * work: the workflow waits for them before it goes on.
 */
const closeDoors = async ({ table, now }: ErasureNeeds, memberId: MemberId, by: ErasureBy): Promise<ErasureOutcome> => {
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const [erasure, member] = await Promise.all([
      table.get(Erasure, erasureKey(memberId)),
      table.get(Member, keys.profile(memberId)),
    ])
    if (erasure?.doorsClosedAt) return DONE
    if (!member) return { outcome: 'over' }
    const membership = by === 'network' ? await table.get(Membership, keys.membership(memberId)) : undefined
    // Whoever has paid again since the time ended, stays.
    if (membership && membership.state !== 'lapsed') return { outcome: 'over' }
    const at = now()
    const { email: mailbox, language, tokenEpoch } = member
    const asked = erasure ?? erasureAsked({ memberId, by, mailbox, language }, at)
    const { outcome } = await table.write(
      {
        put: { ...erasureKey(memberId), ...asked, mailbox, doorsClosedAt: at },
        if: erasure ? { exists: true, missing: ['doorsClosedAt'] } : { exists: false },
      },
      ...leftAudiences(member, { tokenEpoch: tokenEpoch + 1 }),
      ...(membership
        ? [{ check: keys.membership(memberId), if: { equals: { version: membership.version } } } satisfies Write]
        : []),
    )
    if (outcome === 'written') return DONE
  }
  throw new Error('a member changed under every attempt to close the doors behind them')
}

/** Everything that says who it was, in one transaction; then all items that hung on it. */
const forgetPerson = async (needs: ErasureNeeds, memberId: MemberId): Promise<ErasureOutcome> => {
  for (let attempt = 0; ; attempt++) {
    if (attempt === MOST_ATTEMPTS) throw new Error('a member changed under every attempt to forget them')
    if (await personForgotten(needs, memberId)) break
  }
  // Those who were merged go first: what leads to them is needed should this have to begin again.
  for (const id of [memberId, ...(await absorbedBy(needs.table, memberId))].reverse()) await clearAway(needs, id)
  return DONE
}

const personForgotten = async (needs: ErasureNeeds, memberId: MemberId): Promise<boolean> => {
  const { table, now } = needs
  const [erasure, member, membership] = await Promise.all([
    table.get(Erasure, erasureKey(memberId)),
    table.get(Member, keys.profile(memberId)),
    table.get(Membership, keys.membership(memberId)),
  ])
  if (!member || !erasure || !membership || membership.state === 'erased') return true
  const at = now()
  const { payments, paidThrough, customerId } = membership
  const owner = await table.get(MemberRow, keys.email(member.email))
  const { outcome } = await table.write(
    changedBooks(membership, {
      state: 'erased',
      memberId,
      payments,
      paidThrough,
      ...(customerId && { customerId }),
      erasedAt: at,
      version: membership.version + 1,
    }),
    ...profileGone(member),
    ...(owner?.memberId === memberId
      ? [{ delete: keys.email(member.email), if: { equals: { memberId } } } satisfies Write]
      : []),
    {
      update: erasureKey(memberId),
      set: { forgottenAt: at, payments: payments.filter(({ granted }) => !granted).length, mailbox: member.email },
      if: { exists: true },
    },
    { put: { ...(await forgotten(needs, member.email)), at } },
    ...paidMeanwhile(erasure, membership, at),
    auditEntry({
      at,
      actor: erasure.by,
      act: 'member.erased',
      subject: memberId,
      detail: { responses: erasure.responses, payments: payments.length },
    }),
  )
  return outcome === 'written'
}

/** Nobody wanted this but the network: what came in while the doors were closing is given back by staff. */
const paidMeanwhile = ({ by }: Erasure, { state, payments }: LivingMembership, at: Instant): Write[] => {
  const last = payments.at(-1)
  if (by !== 'network' || state === 'lapsed' || !last) return []
  const { paymentId, cents } = last
  return [{ put: taskItem({ task: 'paid-after-erasure', paymentId, cents, at }, paymentId) }]
}

const forgotten = async ({ links }: ErasureNeeds, mailbox: Mailbox): Promise<Key> =>
  forgottenKey(await links.pseudonym('suppression', await links.activeKey(), mailbox))

const Item = z.looseObject({ sk: z.string() })

/**
 * All items below the member but the books, the certificate and, of somebody merged, the way to the books. What they
 * point to goes first, but for a renewal that was begun: should it have been paid in this moment, its application, which
 * holds ids only and goes by itself, leads the payment to the books. The lines in the roll are kept and removed by whoever keeps the roll.
 */
const clearAway = async (needs: ErasureNeeds, memberId: MemberId): Promise<void> => {
  const { table, now } = needs
  const { pk } = keys.profile(memberId)
  const { items } = await table.query(Item, { pk })
  for (const item of items) {
    const { gone, mailboxes } = pointedTo(item)
    for (const mailbox of mailboxes) {
      await table.write({ delete: keys.email(mailbox), if: { equals: { memberId } } })
      await table.write({ put: { ...(await forgotten(needs, mailbox)), at: now() } })
    }
    for (const key of gone) await table.write({ delete: key })
  }
  const first = items.filter((item) => !isKept(item, memberId))
  for (let from = 0; from < first.length; from += AT_ONCE)
    await table.write(...first.slice(from, from + AT_ONCE).map(({ sk }): Write => ({ delete: { pk, sk } })))
  for (const task of TASKS_OF_MEMBERS) await table.write({ delete: taskKey(task, memberId) })
}

/**
 * The books; the certificate; of somebody merged, the way to the books; the lines in the roll, which whoever keeps the roll
 * removes by them.
 */
const isKept = ({ sk, template }: z.output<typeof Item>, memberId: MemberId): boolean =>
  sk === keys.membership(memberId).sk ||
  sk === aliasKey(memberId).sk ||
  sk === rollRowsKey(memberId).sk ||
  template === 'erased'

type Pointed = { gone: Key[]; mailboxes: Mailbox[] }

const pointedTo = (item: z.output<typeof Item>): Pointed => {
  const { sk } = item
  if (sk.startsWith('MEMBERLINK#'))
    return { gone: [memberLinkKey(NewestMemberLink.parse(item).tokenHash)], mailboxes: [] }
  if (!sk.startsWith(ABSORBED_BEGINS)) return { gone: [], mailboxes: [] }
  const { mergeId, emails } = Absorbed.parse(item)
  return { gone: [mergeKey(mergeId)], mailboxes: emails }
}

const AT_ONCE = 25
/** Ids only; but nobody can do anything about them any more. */
const TASKS_OF_MEMBERS = ['help-to-activate', 'find-address', 'mail-uncertain', 'charge-missing'] as const

const certify = async ({ table, now, newId }: ErasureNeeds, memberId: MemberId): Promise<ErasureOutcome> => {
  const erasure = await table.get(Erasure, erasureKey(memberId))
  if (!erasure?.forgottenAt || erasure.certificate) return DONE
  const { mailbox, language, forgottenAt, payments, responses, by } = erasure
  const at = now()
  const mailId = newId(MailId, 'mal')
  const about = {
    on: utcDay(forgottenAt),
    at: forgottenAt,
    payments: String(payments),
    responses: String(responses),
    by,
  }
  const to = { mailbox, language }
  await table.write(
    {
      put: {
        ...serviceMailItem({ mailId, memberId, template: 'erased', about, to, at }),
        expiresAt: epochSecondsOf(plusDays(at, CERTIFICATE_DAYS)),
      },
      if: { exists: false },
    },
    { update: erasureKey(memberId), set: { certificate: mailId }, if: { exists: true, missing: ['certificate'] } },
  )
  return DONE
}

/** The last that knows the address goes as soon as the certificate has left. */
const tidyUp = async ({ table }: ErasureNeeds, memberId: MemberId): Promise<ErasureOutcome> => {
  const erasure = await table.get(Erasure, erasureKey(memberId))
  if (!erasure) return DONE
  const mail = erasure.certificate && (await table.get(ServiceMail, serviceMailKey(memberId, erasure.certificate)))
  if (mail && (mail.state === 'PENDING' || mail.state === 'SENDING')) return { outcome: 'waiting' }
  await table.write({ delete: erasureKey(memberId) })
  return DONE
}

const DONE = { outcome: 'done' } as const
const MOST_ATTEMPTS = 6
