import { RECIPIENT_STATES, type RecipientState } from './ledger.ts'

export type Accounting = Record<RecipientState, number> & { audience: number }

/** The counts of parts of a ledger together. Every row is in exactly one state: the states always add up to the audience. */
export const accounting = (parts: readonly Partial<Record<RecipientState, number>>[]): Accounting => {
  const together = (state: RecipientState) => parts.reduce((all, part) => all + (part[state] ?? 0), 0)
  const counts = Object.fromEntries(RECIPIENT_STATES.map((state) => [state, together(state)])) as Accounting
  return { ...counts, audience: RECIPIENT_STATES.reduce((all, state) => all + counts[state], 0) }
}

/** Mails that the provider took, whatever became of them afterwards. */
export const mailed = (counts: Accounting) => counts.SENT + counts.DELIVERED + counts.BOUNCED + counts.COMPLAINED
