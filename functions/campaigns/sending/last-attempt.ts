import { afterAttempt, observed, type RecipientIn } from '../../../shared/campaigns/ledger.ts'
import type { Clock } from '../../../shared/units.ts'
import type { SendOutcome } from '../../adapters/mail.ts'
import type { Table, Write, WriteOutcome } from '../../adapters/table.ts'
import { rowChanged, settleRecipient } from './ledger.ts'

type Needs = { table: Pick<Table, 'get' | 'write' | 'writeEach'>; now: Clock }
type Attempt = { sending: RecipientIn<'SENDING'>; attempt: SendOutcome; change: Write }

export type LastAttempt = ReturnType<typeof openLastAttempt>

/** What became of the last mail, until it is written down: with whatever is written next, or alone. */
export const openLastAttempt = (needs: Needs) => {
  let last: Attempt | undefined
  return {
    keep(sending: RecipientIn<'SENDING'>, attempt: SendOutcome) {
      last = { sending, attempt, change: rowChanged(sending, afterAttempt(sending, attempt, needs.now())) }
    },

    /** The outcomes of these writes, of which each stands for itself. */
    async writeWith(...writes: Write[]): Promise<WriteOutcome['outcome'][]> {
      const before = last
      const all = before ? [before.change, ...writes] : writes
      if (all.length === 0) return []
      // After a fault it is still to be written: a second time changes nothing.
      const outcomes = await needs.table.writeEach(...all)
      last = undefined
      if (!before) return outcomes
      const [recorded, ...others] = outcomes
      if (recorded === 'refused') await addProof(needs, before)
      return others
    },
  }
}

/** An event may have told more in between; then only a proof may still be added. */
const addProof = async ({ table, now }: Needs, { sending, attempt }: Attempt) => {
  if (attempt.outcome !== 'accepted') return
  await settleRecipient(table, sending, (row) =>
    observed(row, { kind: 'sent', messageId: attempt.messageId, at: now() }),
  )
}
