import type { AnsweredFact } from '../../events/membership/facts.ts'
import type { ErasureBy } from '../../shared/membership/erasure.ts'
import type { StartWorkflow } from '../adapters/workflows.ts'

/** What the signup workflow is asked to begin with. */
export type SignupInput = {
  memberId: string
  begin: 'activation' | 'fresh-link' | 'welcome' | 'thanks'
  /** What the mail is sent for, a fact or a payment: one mail for each. */
  occasion: string
}

/** The renewal of one membership, at once. `recovered`: the charge that had been refused is owed no longer. */
export type RenewalInput = { memberId: string; recovered?: string }

export type ErasureInput = { memberId: string; by: ErasureBy }

type Starters = { startSignup: StartWorkflow; startRenewal: StartWorkflow; startErasure: StartWorkflow }

/** Each fact is answered by one execution under a name made of it: told again, it starts nothing. */
export const answerFact = async (
  { startSignup, startRenewal, startErasure }: Starters,
  told: AnsweredFact,
): Promise<{ outcome: 'started' | 'already-started' }> => {
  const { memberId } = told
  const signup = (name: string, begin: SignupInput['begin'], occasion: string) =>
    startSignup(name, { memberId, begin, occasion } satisfies SignupInput)
  const renewal = (name: string, input: RenewalInput) => startRenewal(name, input)
  const erasure = (name: string, by: ErasureBy) => startErasure(name, { memberId, by } satisfies ErasureInput)
  switch (told.fact) {
    case 'membership.dues-paid':
      return told.first
        ? signup(`signup-${memberId}`, 'activation', told.factId)
        : signup(`thanks-${told.factId}`, 'thanks', told.paymentId)
    case 'membership.activated':
      return signup(`welcome-${memberId}`, 'welcome', memberId)
    case 'membership.activation-link-asked':
      return signup(`fresh-link-${told.factId}`, 'fresh-link', told.factId)
    case 'membership.payment-failed':
      return renewal(`payment-failed-${told.factId}`, { memberId })
    case 'membership.payment-recovered':
      return renewal(`payment-recovered-${told.factId}`, { memberId, recovered: told.invoiceId })
    case 'membership.retention-ended':
      // Not by the name of the member's own wish, which may come after this one found that they have paid again.
      return erasure(`retention-${told.factId}`, 'network')
    case 'membership.erasure-asked':
      return erasure(`erasure-${memberId}`, 'member')
  }
}
