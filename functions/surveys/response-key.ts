import type { CampaignId, MemberId } from '../../shared/ids.ts'
import { shardOf } from '../../shared/membership/member.ts'
import { RESPONSE_PARTITIONS, ResponseId, responsesKey } from '../../shared/surveys/response.ts'
import type { Links } from '../adapters/links.ts'

/** Where this member's response to this campaign stands. Without the key that the table does not hold nobody can tell. */
export const responseKey = async (
  links: Pick<Links, 'pseudonym'>,
  campaign: { campaignId: CampaignId; responseKey: string },
  memberId: MemberId,
) => {
  const { campaignId } = campaign
  const responseId = ResponseId.parse(await links.pseudonym('response', campaign.responseKey, campaignId, memberId))
  const partition = shardOf(responseId, RESPONSE_PARTITIONS)
  return { responseId, partition, key: { pk: responsesKey(campaignId, partition), sk: responseId } }
}
