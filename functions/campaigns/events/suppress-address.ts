import type { Mailbox } from '../../../shared/identity/person.ts'
import {
  givenUpAt,
  Lifted,
  liftedKey,
  outweighs,
  SoftBounces,
  type Suppression,
  softBouncesEnd,
  softBouncesKey,
  suppressionKey,
  weightiest,
  withSoftBounce,
} from '../../../shared/mail/suppression.ts'
import type { Instant } from '../../../shared/units.ts'
import type { Links } from '../../adapters/links.ts'
import { rowsOf, suppressionName, suppressionRows } from '../../adapters/suppressions.ts'
import type { Table, Write } from '../../adapters/table.ts'

type Needs = { table: Table; links: Pick<Links, 'activeKey' | 'pseudonym' | 'pseudonyms'> }

/**
 * From here on no mail of any kind goes to this address. In any order and any number of times the strongest reason stands,
 * since it was first told; what staff have lifted since is left alone. `alongside` is written only when it is news.
 */
export const suppressAddress = async (
  needs: Needs,
  mailbox: Mailbox,
  told: Suppression,
  ...alongside: Write[]
): Promise<void> => {
  const key = suppressionKey(await suppressionName(needs, mailbox))
  for (;;) {
    if (await wasLiftedSince(needs, mailbox, told.at)) return
    const rows = await suppressionRows(needs, mailbox)
    if (!outweighs(told, weightiest(rows.map(({ row }) => row)))) return
    const over = rows.find((row) => row.key.pk === key.pk)?.row
    const { outcome } = await needs.table.write(
      { put: { ...key, ...told }, if: over ? { equals: { reason: over.reason, at: over.at } } : { exists: false } },
      ...alongside,
    )
    if (outcome === 'written') return
  }
}

/** Counts a mail that came back for now, once, and says since when the address has come back too often, if it has. */
export const countSoftBounce = async (
  needs: Needs,
  mailbox: Mailbox,
  bounce: { messageId: string; at: Instant },
): Promise<Instant | undefined> => {
  const key = softBouncesKey(await suppressionName(needs, mailbox))
  for (;;) {
    if (await wasLiftedSince(needs, mailbox, bounce.at)) return undefined
    const rows = await rowsOf(needs, mailbox, SoftBounces, softBouncesKey)
    const own = rows.find((row) => row.key.pk === key.pk)?.row
    const known = rows.reduce(
      (all, { row }) =>
        Object.entries(row.bounces).reduce((so, [messageId, at]) => withSoftBounce(so, { messageId, at }), all),
      {} as SoftBounces['bounces'],
    )
    const bounces = withSoftBounce(known, bounce)
    if (bounces === known) return givenUpAt(known)
    const { outcome } = await needs.table.write({
      put: { ...key, bounces, step: (own?.step ?? 0) + 1, expiresAt: softBouncesEnd(bounces) },
      if: own ? { equals: { step: own.step } } : { exists: false },
    })
    if (outcome === 'written') return givenUpAt(bounces)
  }
}

const wasLiftedSince = async (needs: Needs, mailbox: Mailbox, at: Instant): Promise<boolean> =>
  (await rowsOf(needs, mailbox, Lifted, liftedKey)).some(({ row }) => row.at >= at)
