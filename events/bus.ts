import * as z from 'zod'
import { FactId, MailId, MemberId } from '../shared/ids.ts'

/** What changes of the table are told as on the bus, by `detail-type`: ids, and facts, which hold no more. */
export const TOLD = {
  fact: z.looseObject({ fact: z.string(), factId: FactId }),
  'service-mail-asked': z.object({ memberId: MemberId, mailId: MailId }),
  /** Profiles or memberships came, changed or went; what they are now is read from the table. */
  'members-changed': z.object({ memberIds: z.array(MemberId).min(1) }),
}
export type Kind = keyof typeof TOLD

/** What somebody who listens is called with: at least once, in any order, two for the same member at once. */
export const FactHeard = z.object({ 'detail-type': z.literal('fact'), detail: TOLD.fact })
export const ServiceMailAsked = z.object({
  'detail-type': z.literal('service-mail-asked'),
  detail: TOLD['service-mail-asked'],
})
export const MembersChanged = z.object({
  'detail-type': z.literal('members-changed'),
  detail: TOLD['members-changed'],
})
