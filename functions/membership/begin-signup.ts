import type { MembershipFact } from '../../events/membership/facts.ts'
import type { StartWorkflow } from '../adapters/workflows.ts'

/** What the signup workflow is asked to begin with. */
export type SignupInput = {
  memberId: string
  begin: 'activation' | 'fresh-link' | 'welcome' | 'thanks'
  /** What the mail is sent for: one mail for each. */
  occasion: string
}

/** Each fact is answered by one execution under a name made of it: told again, it starts nothing. */
export const beginSignup = async (
  { start }: { start: StartWorkflow },
  told: MembershipFact,
): Promise<{ outcome: 'started' | 'already-started' }> => {
  const [name, begin] = answerTo(told)
  const input: SignupInput = { memberId: told.memberId, begin, occasion: told.factId }
  return start(name, input)
}

const answerTo = (told: MembershipFact): [name: string, begin: SignupInput['begin']] => {
  switch (told.fact) {
    case 'membership.dues-paid':
      return told.first ? [`signup-${told.memberId}`, 'activation'] : [`thanks-${told.factId}`, 'thanks']
    case 'membership.activated':
      return [`welcome-${told.memberId}`, 'welcome']
    case 'membership.activation-link-asked':
      return [`fresh-link-${told.factId}`, 'fresh-link']
  }
}
