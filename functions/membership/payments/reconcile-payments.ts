import * as z from 'zod'
import { Instant, plusDays } from '../../../shared/units.ts'
import type { ListedPayment, PaymentEvent, Payments } from '../../adapters/stripe.ts'
import { keys, MemberRow } from '../items.ts'
import { effectOf, type PaymentNeeds } from './hear-payment-event.ts'
import { recordPayment } from './record-payment.ts'

type Needs = PaymentNeeds & { payments: Pick<Payments, 'eventsSince' | 'paidSince'> }

/** How far the search for gaps has come. `since` moves only when a whole run has succeeded. */
const Cursor = z.object({
  since: Instant,
  run: z
    .object({
      began: Instant,
      list: z.enum(['events', 'paid']),
      after: z.string().optional(),
      seen: z.number(),
      repaired: z.number(),
      failed: z.number(),
    })
    .optional(),
  version: z.number(),
})
type Cursor = z.output<typeof Cursor>
type Run = NonNullable<Cursor['run']>

export type Reconciliation =
  /** Today's run is over, or is done by another invocation at this moment. */
  | { outcome: 'nothing-due' }
  /** `goes-on`: the time of the function is over before the lists are; the next invocation begins where this ends. */
  | ({ outcome: 'done' | 'goes-on' } & Pick<Run, 'seen' | 'repaired' | 'failed'>)

/**
 * Once a day, whatever the provider tells of since the last run is put beside what was heard: webhooks that were lost, or
 * came while the table was set back to an earlier hour, have their effect now, under the id that they would have had
 * then. What fails does not hold up the rest, but the next run begins at the same day again.
 */
export const reconcilePayments = async (
  needs: Needs,
  { hasTime }: { hasTime: () => boolean },
): Promise<Reconciliation> => {
  const began = needs.now()
  let cursor = await needs.table.get(Cursor, keys.reconciliation)
  if (cursor && !cursor.run && cursor.since.slice(0, 10) >= began.slice(0, 10)) return { outcome: 'nothing-due' }
  const since = cursor?.since ?? plusDays(began, -KEPT_DAYS)
  let run: Run = cursor?.run ?? { began, list: 'events', seen: 0, repaired: 0, failed: 0 }
  for (;;) {
    const { next, ...counts } = await reconcilePage(needs, since, run)
    const { seen, repaired, failed } = {
      seen: run.seen + counts.seen,
      repaired: run.repaired + counts.repaired,
      failed: run.failed + counts.failed,
    }
    const over = !next
    const moved: Cursor = {
      since: over && failed === 0 ? run.began : since,
      ...(next && { run: { began: run.began, ...next, seen, repaired, failed } }),
      version: (cursor?.version ?? 0) + 1,
    }
    const saved = await needs.table.write({
      put: { ...keys.reconciliation, ...moved },
      if: cursor ? { equals: { version: cursor.version } } : { exists: false },
    })
    if (saved.outcome === 'refused') return { outcome: 'nothing-due' }
    if (!moved.run) return { outcome: 'done', seen, repaired, failed }
    if (!hasTime()) return { outcome: 'goes-on', seen, repaired, failed }
    cursor = moved
    run = moved.run
  }
}

/** The provider keeps events for so long; an invoice may be paid so long after it was made. */
const KEPT_DAYS = 30

type Page = Pick<Run, 'seen' | 'repaired' | 'failed'> & { next: Pick<Run, 'list' | 'after'> | undefined }

const reconcilePage = async (needs: Needs, since: Instant, { list, after }: Run): Promise<Page> => {
  if (list === 'events') {
    const page = await needs.payments.eventsSince(plusDays(since, -1), after)
    const unheard = await unheardOf(needs, page.items)
    const counts = await repair(unheard, (event) => effectOf(needs, event))
    return { seen: page.items.length, ...counts, next: page.next ? { list, after: page.next } : { list: 'paid' } }
  }
  const page = await needs.payments.paidSince(plusDays(since, -KEPT_DAYS), after)
  const unknown = await unknownOf(needs, page.items)
  const counts = await repair(unknown, (payment) => recordListed(needs, payment))
  return { seen: page.items.length, ...counts, next: page.next ? { list, after: page.next } : undefined }
}

const unheardOf = async ({ table }: Needs, events: readonly PaymentEvent[]): Promise<PaymentEvent[]> => {
  const heard = await table.getMany(
    z.object({}),
    events.map(({ eventId }) => keys.paymentEvent(eventId)),
  )
  return events.filter((_, nth) => !heard[nth])
}

const unknownOf = async ({ table }: Needs, payments: readonly ListedPayment[]): Promise<ListedPayment[]> => {
  const [recorded, reconciled] = await Promise.all([
    table.getMany(
      MemberRow,
      payments.map(({ paymentId }) => keys.payment(paymentId)),
    ),
    table.getMany(
      z.object({}),
      payments.map((payment) => keys.paymentEvent(eventIdOf(payment))),
    ),
  ])
  return payments.filter((_, nth) => !recorded[nth] && !reconciled[nth])
}

const recordListed = (needs: Needs, payment: ListedPayment) =>
  recordPayment(needs, {
    eventId: eventIdOf(payment),
    read: () =>
      payment.kind === 'invoice' ? needs.payments.readInvoice(payment.id) : needs.payments.readCheckout(payment.id),
  })

/** Found twice, it is recorded once. */
const eventIdOf = ({ paymentId }: ListedPayment) => `reconciled:${paymentId}`

/** A few at a time: the provider counts what it is asked in a second. */
const repair = async <T>(items: readonly T[], effect: (item: T) => Promise<{ outcome: string }>) => {
  const counts = { repaired: 0, failed: 0 }
  for (let first = 0; first < items.length; first += AT_ONCE)
    for (const { status, ...rest } of await Promise.allSettled(items.slice(first, first + AT_ONCE).map(effect)))
      if (status === 'rejected') counts.failed++
      else if ('value' in rest && REPAIRED.has(rest.value.outcome)) counts.repaired++
  return counts
}

const AT_ONCE = 4
const REPAIRED = new Set(['joined', 'extended', 'unclaimed', 'recorded', 'mandate-recorded', 'mandate-ended'])
