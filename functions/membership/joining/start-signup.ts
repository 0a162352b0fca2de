import { alike } from '../../../shared/alike.ts'
import type { ApplicationId } from '../../../shared/ids.ts'
import {
  Application,
  type Applied,
  CHECKOUT,
  CONSENT_WORDING,
  type Joining,
} from '../../../shared/membership/application.ts'
import { chargeOf } from '../../../shared/membership/dues.ts'
import { type Clock, epochSecondsOf, type Instant, plusDays, plusSeconds } from '../../../shared/units.ts'
import type { Taken } from '../../adapters/rate-limit.ts'
import type { Payments } from '../../adapters/stripe.ts'
import type { Table } from '../../adapters/table.ts'
import { applicationAsRead, keys, savedApplication } from '../items.ts'

type Needs = {
  table: Table
  now: Clock
  payments: Pick<Payments, 'createCheckout' | 'checkoutStanding' | 'endCheckout'>
  publicUrl: string
  /** Asked before each checkout that is opened; without it everybody may open as many as they like. */
  mayOpenCheckout?: () => Promise<Taken>
}

export type StartedSignup =
  | { outcome: 'started'; checkoutUrl: string }
  /** This wish has been paid already: paying again would charge twice for it. */
  | { outcome: 'paid-already' }
  /** Another wish was paid with this form, perhaps by somebody else: this one needs an application of its own. */
  | { outcome: 'form-used' }
  /** The same form was sent with another wish in this moment: that one has the checkout. */
  | { outcome: 'overtaken' }
  /** So many checkouts were opened by this client or for this mailbox that this one has to wait. */
  | { outcome: 'too-many'; againInSeconds: number }

/**
 * Stores what was asked for and opens a checkout for it. A double click, or a retry after a crash between the two, asks
 * for the same checkout again; coming back from the checkout and changing something ends it and asks for another. An
 * application never has two that can be paid: the address of a checkout is given out when its id stands in the
 * application, and nothing takes the place of a checkout that stands there before it has ended.
 */
export const startSignup = async (
  needs: Needs,
  input: { applicationId: ApplicationId; joining: Joining },
): Promise<StartedSignup> => {
  const { table, payments } = needs
  const settled = await settleApplication(needs, input)
  if ('outcome' in settled) return settled
  const { checkoutId, url } = await payments.createCheckout(orderOf(settled, needs.publicUrl))
  const noted = await table.write({
    update: keys.application(settled.applicationId),
    set: { checkoutId },
    if: { equals: { state: 'applied', revision: settled.revision } },
  })
  return noted.outcome === 'written' ? { outcome: 'started', checkoutUrl: url } : { outcome: 'overtaken' }
}

/** Answers the application that a checkout is to be opened for, or what came of one that is open or paid. */
const settleApplication = async (
  { table, now, payments, mayOpenCheckout }: Needs,
  { applicationId, joining }: { applicationId: ApplicationId; joining: Joining },
): Promise<Applied | StartedSignup> => {
  let mayOpen = !mayOpenCheckout
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const known = await table.get(Application, keys.application(applicationId))
    if (known && known.state !== 'applied') return { outcome: 'form-used' }
    const at = now()
    const same = known !== undefined && sameWish(known.joining, joining)
    const again = same && plusSeconds(known.appliedAt, CHECKOUT.reusedSeconds) > at
    if (again && !known.checkoutId) return known
    // Before the checkout that is open ends: whoever has to wait can still pay that one.
    if (!again && mayOpenCheckout && !mayOpen) {
      const taken = await mayOpenCheckout()
      if (taken.outcome === 'too-many') return taken
      mayOpen = true
    }
    if (known?.checkoutId) {
      const checkout = await payments[again ? 'checkoutStanding' : 'endCheckout'](known.checkoutId)
      if (checkout.standing === 'open') return { outcome: 'started', checkoutUrl: checkout.url }
      if (checkout.standing === 'done') return { outcome: same ? 'paid-already' : 'form-used' }
    }
    const applied = applicationOf(applicationId, joining, at, known ? known.revision + 1 : 1)
    const { outcome } = await table.write({ put: savedApplication(applied), if: applicationAsRead(known) })
    if (outcome === 'written') return applied
  }
  throw new Error('an application changed under every attempt to store it')
}

const MOST_ATTEMPTS = 4

const applicationOf = (applicationId: ApplicationId, joining: Joining, at: Instant, revision: number): Applied => ({
  state: 'applied',
  applicationId,
  joining,
  consent: { wording: CONSENT_WORDING, at },
  checkoutKey: revision === 1 ? `join:${applicationId}` : `join:${applicationId}:${revision}`,
  revision,
  appliedAt: at,
  expiresAt: epochSecondsOf(plusDays(at, CHECKOUT.keptDays)),
})

/** Only made of what is stored: asked again, the order is the same to the letter. */
const orderOf = ({ applicationId, checkoutKey, joining, appliedAt }: Applied, publicUrl: string) => ({
  checkoutKey,
  applicationId,
  email: joining.email,
  language: joining.language,
  cents: chargeOf({ cents: joining.amount, coversFee: joining.coversFee }),
  interval: joining.interval,
  successUrl: `${publicUrl}/joined?lang=${joining.language}`,
  cancelUrl: `${publicUrl}/cities/${joining.city}/join?application=${applicationId}&lang=${joining.language}`,
  expires: plusSeconds(appliedAt, CHECKOUT.openSeconds),
})

const sameWish = (a: Joining, b: Joining) => alike(wish(a), wish(b))
const wish = ({ topics, ...joining }: Joining) => ({ ...joining, topics: [...topics].sort() })
