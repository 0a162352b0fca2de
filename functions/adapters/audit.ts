import { monotonicFactory } from 'ulid'
import type { Actor } from '../../shared/identity/actor.ts'
import type { Instant } from '../../shared/units.ts'
import type { Write } from './table.ts'

/** One line of the append-only audit log, to be written in the transaction of the act itself. Ids only, no addresses. */
export const auditEntry = (entry: {
  at: Instant
  /** `member`: somebody about themselves; `network`: by a rule, with nobody asking. */
  actor: Actor | 'first-staff' | 'member' | 'network'
  act: string
  subject: string
  detail?: Record<string, string | number | boolean>
}): Write => ({
  put: {
    pk: `AUDIT#${entry.at.slice(0, 7)}`,
    sk: ulid(Date.parse(entry.at)),
    at: entry.at,
    actor: typeof entry.actor === 'string' ? entry.actor : entry.actor.userId,
    act: entry.act,
    subject: entry.subject,
    ...(entry.detail && { detail: entry.detail }),
  },
  if: { exists: false },
})

/** Acts of one millisecond stay in their order. */
const ulid = monotonicFactory()
