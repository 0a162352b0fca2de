import type { MembershipFact } from '../../events/membership/facts.ts'
import type { StartWorkflow } from '../adapters/workflows.ts'

/** What the signup workflow is asked to begin with. */
export type SignupInput = {
  memberId: string
  begin: 'activation' | 'fresh-link' | 'welcome' | 'thanks'
  /** What the mail is sent for, a fact or a payment: one mail for each. */
  occasion: string
}

/** Each fact is answered by one execution under a name made of it: told again, it starts nothing. */
export const beginSignup = async (
  { start }: { start: StartWorkflow },
  told: MembershipFact,
): Promise<{ outcome: 'started' | 'already-started' }> => {
  const { name, begin, occasion } = answerTo(told)
  return start(name, { memberId: told.memberId, begin, occasion } satisfies SignupInput)
}

const answerTo = (told: MembershipFact): Omit<SignupInput, 'memberId'> & { name: string } => {
  switch (told.fact) {
    case 'membership.dues-paid':
      return told.first
        ? { name: `signup-${told.memberId}`, begin: 'activation', occasion: told.factId }
        : { name: `thanks-${told.factId}`, begin: 'thanks', occasion: told.paymentId }
    case 'membership.activated':
      return { name: `welcome-${told.memberId}`, begin: 'welcome', occasion: told.memberId }
    case 'membership.activation-link-asked':
      return { name: `fresh-link-${told.factId}`, begin: 'fresh-link', occasion: told.factId }
  }
}
