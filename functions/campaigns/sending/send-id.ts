import { createHash } from 'node:crypto'
import type { CampaignId, MemberId } from '../../../shared/ids.ts'

/** The same campaign, member and mailing give the same id, so a row can be made twice without a second mail. */
export const sendIdOf = (campaignId: CampaignId, memberId: MemberId, round: number) =>
  createHash('sha256').update(`${campaignId}|${memberId}|${round}`).digest('hex').slice(0, 32)
