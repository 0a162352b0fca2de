import * as z from 'zod'
import { CampaignId, MemberId } from '../ids.ts'
import type { Instant } from '../units.ts'

/** What the personal link of an invitation carries, signed: campaign, member and the member's token epoch. */
export const AnswerLink = z.object({ c: CampaignId, m: MemberId, e: z.number().int().nonnegative() })
export type AnswerLink = z.output<typeof AnswerLink>

export type AnsweringRefusal = 'forged' | 'closed' | 'not-open' | 'cancelled'

type CampaignToAnswer = {
  state: 'draft' | 'scheduled' | 'held' | 'freezing' | 'sending' | 'paused' | 'open' | 'closed' | 'cancelled'
  closesAt: Instant
  /** Mailings after the invitation: people hold their links already. */
  round?: object | undefined
}

/** May this member answer now? An erased member, or one whose links were voided, is as unknown as a forged link. */
export const mayAnswer = (
  campaign: CampaignToAnswer | undefined,
  member: { tokenEpoch: number } | undefined,
  link: AnswerLink,
  now: Instant,
): { outcome: 'open' } | { outcome: 'refused'; reason: AnsweringRefusal } => {
  if (!campaign || !member || member.tokenEpoch !== link.e) return { outcome: 'refused', reason: 'forged' }
  switch (campaign.state) {
    case 'draft':
    case 'scheduled':
    case 'held':
      return { outcome: 'refused', reason: 'not-open' }
    case 'cancelled':
      return { outcome: 'refused', reason: 'cancelled' }
    case 'closed':
      return { outcome: 'refused', reason: 'closed' }
    case 'freezing':
      if (!campaign.round) return { outcome: 'refused', reason: 'not-open' }
      return campaign.closesAt <= now ? { outcome: 'refused', reason: 'closed' } : { outcome: 'open' }
    case 'sending':
    case 'paused':
    case 'open':
      return campaign.closesAt <= now ? { outcome: 'refused', reason: 'closed' } : { outcome: 'open' }
  }
}
