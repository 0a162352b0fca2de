import { serviceMailRow } from '../../events/mail/service-mail.ts'
import type { Actor } from '../../shared/identity/actor.ts'
import { MAIL_DUE_SHARDS, mailDueKey, ServiceMail } from '../../shared/mail/service-mail.ts'
import { skippedMail } from '../../shared/mail/service-mail-moves.ts'
import { type Clock, type Instant, plusDays } from '../../shared/units.ts'
import { auditEntry } from '../adapters/audit.ts'
import type { Table, Write } from '../adapters/table.ts'

type PendingMail = Extract<ServiceMail, { state: 'PENDING' }>

/** `more`: only so many were counted. */
export type WaitingMails = { waiting: number; old: number; more: boolean }

export const countWaitingMails = async ({ table, now }: { table: Pick<Table, 'query'>; now: Clock }) => {
  const before = oldBefore(now())
  const counted: WaitingMails = { waiting: 0, old: 0, more: false }
  for (const { pending, next } of await Promise.all(shards().map((shard) => waitingIn(table, shard)))) {
    counted.waiting += pending.length
    counted.old += pending.filter((mail) => isOld(mail, before)).length
    if (next) counted.more = true
  }
  return counted
}

/**
 * Marks what has waited for more than a day as over: in a copied environment it has left elsewhere, or nobody waits for it
 * any more. At most a page of each shard at a time; each transaction has a line in the audit log.
 */
export const discardOldMails = async (
  { table, now }: { table: Pick<Table, 'query' | 'write'>; now: Clock },
  actor: Actor,
): Promise<{ discarded: number }> => {
  const before = oldBefore(now())
  let discarded = 0
  for (const shard of shards()) {
    const { pending } = await waitingIn(table, shard)
    let old = pending.filter((mail) => isOld(mail, before))
    while (old.length > 0) {
      const batch = old.slice(0, AT_ONCE)
      const at = now()
      const line = { at, actor, act: 'mails.discarded', subject: 'network', detail: { mails: batch.length } }
      const written = await table.write(...batch.map((mail) => discarding(mail, at)), auditEntry(line))
      if (written.outcome === 'written') {
        discarded += batch.length
        old = old.slice(AT_ONCE)
      } else old = old.filter((_, index) => !written.refused.includes(index))
    }
  }
  return { discarded }
}

const discarding = (mail: PendingMail, at: Instant): Write => ({
  put: serviceMailRow(skippedMail(mail, 'over', at)),
  if: { equals: { step: mail.step, state: 'PENDING' } },
})

/** Those that are looked at later, after a refusal, wait too. */
const waitingIn = async (table: Pick<Table, 'query'>, shard: number) => {
  const { items, next } = await table.query(ServiceMail, { pk: mailDueKey(shard), index: 'due', limit: MOST_COUNTED })
  return { pending: items.filter((mail): mail is PendingMail => mail.state === 'PENDING'), next }
}

const shards = () => Array.from({ length: MAIL_DUE_SHARDS }, (_, shard) => shard)
const oldBefore = (now: Instant) => plusDays(now, -1)
const isOld = ({ askedAt }: ServiceMail, before: Instant) => askedAt < before

const MOST_COUNTED = 1000
/** A transaction holds a hundred writes, one of them the line of the audit log. */
const AT_ONCE = 99
