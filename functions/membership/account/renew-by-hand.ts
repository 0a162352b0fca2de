import * as z from 'zod'
import { alike } from '../../../shared/alike.ts'
import { ApplicationId, type MemberId, type NewId } from '../../../shared/ids.ts'
import { Application, CHECKOUT, type Renewing } from '../../../shared/membership/application.ts'
import { chargeOf, type Dues } from '../../../shared/membership/dues.ts'
import { type Clock, epochSecondsOf, type Instant, plusDays, plusSeconds } from '../../../shared/units.ts'
import type { Payments } from '../../adapters/stripe.ts'
import type { Table, Write } from '../../adapters/table.ts'
import { applicationAsRead, keys, savedApplication } from '../items.ts'
import type { KnownMember } from '../known-member.ts'

type Needs = {
  table: Table
  now: Clock
  payments: Pick<Payments, 'createCheckout' | 'checkoutStanding' | 'endCheckout'>
  publicUrl: string
  unguessableId: NewId
}

export type Renewal =
  | { outcome: 'started'; checkoutUrl: string }
  /** The same was paid a moment ago and is about to be recorded. */
  | { outcome: 'paid-already' }

/** The one payment that a member has open: a second click, another tab and another day find it here. */
export const OpenRenewal = z.object({ applicationId: ApplicationId })
export const OPEN_RENEWAL = 'RENEWING'
export const openRenewalKey = (memberId: MemberId) => ({ ...keys.profile(memberId), sk: OPEN_RENEWAL })

/**
 * Opens a checkout for another year or month of an existing membership. What is wanted is stored before anybody asks for
 * a checkout, so a double click, or a retry after a crash, comes to the same one; whoever wants something else ends it
 * first. A member never has two that can be paid.
 */
export const renewByHand = async (needs: Needs, known: KnownMember, dues: Dues): Promise<Renewal> => {
  const { table, payments } = needs
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const settled = await settle(needs, known, dues)
    if (!settled) continue
    if ('outcome' in settled) return settled
    const { checkoutId, url } = await payments.createCheckout(orderOf(settled, known, needs.publicUrl))
    const noted = await table.write({
      update: keys.application(settled.applicationId),
      set: { checkoutId },
      if: { equals: { state: 'renewing', revision: settled.revision } },
    })
    if (noted.outcome === 'written') return { outcome: 'started', checkoutUrl: url }
  }
  throw new Error('a renewal changed under every attempt to open a checkout for it')
}

const MOST_ATTEMPTS = 4

/** Answers the application that a checkout is to be opened for, or what came of one; nothing when another was faster. */
const settle = async (needs: Needs, { member }: KnownMember, dues: Dues): Promise<Renewing | Renewal | undefined> => {
  const { table, now, payments } = needs
  const { memberId, city } = member
  const pointer = await table.get(OpenRenewal, openRenewalKey(memberId))
  const pointed = pointer && (await table.get(Application, keys.application(pointer.applicationId)))
  const known = pointed?.state === 'renewing' && pointed.memberId === memberId ? pointed : undefined
  const at = now()
  const same = known !== undefined && alike(known.dues, dues)
  const again = same && plusSeconds(known.appliedAt, CHECKOUT.reusedSeconds) > at
  if (again && !known.checkoutId) return known
  let paid = false
  if (known?.checkoutId) {
    const checkout = await payments[again ? 'checkoutStanding' : 'endCheckout'](known.checkoutId)
    if (checkout.standing === 'open') return { outcome: 'started', checkoutUrl: checkout.url }
    if (checkout.standing === 'done' && again) return { outcome: 'paid-already' }
    paid = checkout.standing === 'done'
  }
  // What was paid waits for its payment to be recorded: the next wish is an application of its own.
  const replaced = known && !paid ? known : undefined
  const wanted: Renewing = {
    state: 'renewing',
    applicationId: replaced?.applicationId ?? needs.unguessableId(ApplicationId, 'app'),
    memberId,
    city,
    dues,
    checkoutKey: '',
    revision: (replaced?.revision ?? 0) + 1,
    appliedAt: at,
    expiresAt: epochSecondsOf(plusDays(at, CHECKOUT.keptDays)),
  }
  wanted.checkoutKey = `renew:${wanted.applicationId}:${wanted.revision}`
  const written = await table.write(...writesOf(wanted, { replaced, pointer }))
  return written.outcome === 'written' ? wanted : undefined
}

const writesOf = (
  wanted: Renewing,
  { replaced, pointer }: { replaced: Renewing | undefined; pointer: z.output<typeof OpenRenewal> | undefined },
): Write[] => {
  const { applicationId, memberId } = wanted
  const stored = { put: savedApplication(wanted), if: applicationAsRead(replaced) }
  if (replaced) return [stored]
  return [
    stored,
    {
      put: { ...openRenewalKey(memberId), applicationId },
      if: pointer ? { equals: { applicationId: pointer.applicationId } } : { exists: false },
    },
    // Nobody begins a payment who is being forgotten.
    { check: keys.profile(memberId), if: { exists: true } },
  ]
}

/** Asked again within the hour, the order is the same to the letter unless the member has changed the profile meanwhile. */
const orderOf = (
  { applicationId, checkoutKey, dues, appliedAt }: Renewing,
  { member, membership }: KnownMember,
  publicUrl: string,
) => ({
  checkoutKey,
  applicationId,
  ...(membership.customerId ? { customerId: membership.customerId } : { email: member.email }),
  language: member.language,
  cents: chargeOf(dues),
  interval: dues.interval,
  successUrl: `${publicUrl}/me/renew?shows=paid&lang=${member.language}`,
  cancelUrl: `${publicUrl}/me/renew?shows=unpaid&lang=${member.language}`,
  expires: plusSeconds(appliedAt, CHECKOUT.openSeconds) satisfies Instant,
})
