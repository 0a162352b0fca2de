import { Call, CallListed, callKey, callList } from '../../shared/calls/call.ts'
import { Campaign, campaignKey, invitedOf } from '../../shared/campaigns/campaign.ts'
import type { CitySlug } from '../../shared/ids.ts'
import type { Instant } from '../../shared/units.ts'
import type { Table } from '../adapters/table.ts'

/** The first call to come that members have been invited to; what is only planned is staff's. */
export const nextCallOf = async (
  table: Pick<Table, 'get' | 'query'>,
  city: CitySlug,
  now: Instant,
): Promise<Pick<Call, 'title' | 'startsAt'> | undefined> => {
  const { items } = await table.query(CallListed, { pk: callList(city), from: now, limit: MOST_LOOKED_AT })
  for (const { callId } of items) {
    const call = await table.get(Call, callKey(callId))
    const campaign = call?.campaignId && (await table.get(Campaign, campaignKey(call.campaignId)))
    if (call?.state === 'planned' && campaign && invitedOf(campaign)) return call
  }
  return undefined
}

const MOST_LOOKED_AT = 5
