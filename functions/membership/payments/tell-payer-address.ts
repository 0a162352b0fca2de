import type { FactId, MemberId } from '../../../shared/ids.ts'
import type { Payments } from '../../adapters/stripe.ts'
import type { Table } from '../../adapters/table.ts'
import { keys } from '../items.ts'
import { readMember } from '../known-member.ts'

type Needs = { table: Table; payments: Pick<Payments, 'changeAddress'> }

/**
 * Gives the provider the address that the member has now: its receipts and its pages for cards go there. The change
 * itself does not wait for it; what fails here is told again until the provider has it.
 */
export const tellPayerAddress = async (
  { table, payments }: Needs,
  { memberId, factId }: { memberId: MemberId; factId: FactId },
): Promise<{ outcome: 'told' | 'nobody-to-tell' }> => {
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const { member, membership } = await readMember(table, memberId)
    const customerId = membership?.customerId
    if (!member || !customerId) return { outcome: 'nobody-to-tell' }
    const { email } = member
    // A key without the address would let a change that came meanwhile be taken for a repetition.
    await payments.changeAddress(customerId, { email, key: `${factId}:${keys.email(email).pk}` })
    // Of two changes at once the older must not be the last that the provider hears.
    const now = await readMember(table, memberId)
    if (!now.member || now.member.email === email) return { outcome: 'told' }
  }
  throw new Error('a member changed the address under every attempt to tell the provider of it')
}

const MOST_ATTEMPTS = 3
