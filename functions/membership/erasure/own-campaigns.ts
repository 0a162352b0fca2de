import { Campaign, CampaignListed, campaignKey, campaignList } from '../../../shared/campaigns/campaign.ts'
import { CITIES, City } from '../../../shared/cities/city.ts'
import type { MemberId } from '../../../shared/ids.ts'
import { shardOf } from '../../../shared/membership/member.ts'
import { RESPONSE_PARTITIONS, Response, ResponseId, responsesKey } from '../../../shared/surveys/response.ts'
import type { Links } from '../../adapters/links.ts'
import type { Key, Table } from '../../adapters/table.ts'

type Needs = { table: Pick<Table, 'query' | 'getMany'>; links: Pick<Links, 'pseudonym' | 'keyIds'> }

/** Campaigns that were launched, of all cities: a member may have moved. */
export const launchedCampaigns = async ({ table }: Pick<Needs, 'table'>): Promise<LaunchedCampaign[]> => {
  const { items: cities } = await table.query(City.pick({ slug: true }), { pk: CITIES })
  const listed = []
  for (let from = 0; from < cities.length; from += AT_ONCE)
    listed.push(
      ...(await Promise.all(
        cities.slice(from, from + AT_ONCE).map(({ slug }) => table.query(CampaignListed, { pk: campaignList(slug) })),
      )),
    )
  const keys = listed.flatMap(({ items }) => items.map(({ campaignId }) => campaignKey(campaignId)))
  const campaigns = await table.getMany(Campaign, keys)
  return campaigns.filter((campaign) => campaign !== undefined && isLaunched(campaign)) as LaunchedCampaign[]
}

const AT_ONCE = 20

/** One that was cancelled may have been answered before. */
export type LaunchedCampaign = Extract<Campaign, { responseKey: string } | { state: 'cancelled' }>

const isLaunched = (campaign: Campaign): campaign is LaunchedCampaign =>
  'responseKey' in campaign || campaign.state === 'cancelled'

export type LaunchedSurvey = Extract<LaunchedCampaign, { kind: 'survey' }>

/** `memberId`: the one that it was answered under. */
export type OwnResponse = { campaign: LaunchedSurvey; memberId: MemberId; key: Key; response: Response }

/**
 * The responses of this member, as far as there is a key to find them by: with the table alone nobody can. Somebody who
 * was merged has answered under each of the old ids.
 */
export const ownResponses = async (
  { table, links }: Needs,
  campaigns: readonly LaunchedCampaign[],
  memberIds: readonly MemberId[],
): Promise<OwnResponse[]> => {
  const keyIds = await links.keyIds()
  const places = await Promise.all(
    campaigns.filter(isSurvey).flatMap((campaign) =>
      // A campaign that was cancelled does not say any more which key it had.
      ('responseKey' in campaign ? [campaign.responseKey] : keyIds).flatMap((keyId) =>
        memberIds.map(async (memberId) => ({
          campaign,
          memberId,
          key: await placeOf(links, campaign, keyId, memberId),
        })),
      ),
    ),
  )
  const found = await table.getMany(
    Response,
    places.map(({ key }) => key),
  )
  return places.flatMap((place, nth) => {
    const response = found[nth]
    return response ? [{ ...place, response }] : []
  })
}

const isSurvey = (campaign: LaunchedCampaign): campaign is LaunchedSurvey => campaign.kind === 'survey'

/** The place that `functions/surveys/response-key.ts` stores it at; capabilities meet in the table. */
const placeOf = async (
  links: Pick<Links, 'pseudonym'>,
  { campaignId }: LaunchedCampaign,
  keyId: string,
  memberId: MemberId,
): Promise<Key> => {
  const responseId = ResponseId.parse(await links.pseudonym('response', keyId, campaignId, memberId))
  return { pk: responsesKey(campaignId, shardOf(responseId, RESPONSE_PARTITIONS)), sk: responseId }
}
