import * as z from 'zod'
import type { CampaignId } from '../ids.ts'
import { RESPONSES } from './contribution.ts'

/**
 * How many responses the tallies hold: `ANSWERED#<campaignId>` / `<partition of the response>`. Whoever only wants this
 * number reads it here: a tally of one response is what somebody answered.
 */
export const ResponsesCounted = z.object({ [RESPONSES]: z.number() })

export const responsesCounted = (campaignId: CampaignId) => `ANSWERED#${campaignId}`

export const responsesCountedKey = (campaignId: CampaignId, partition: number) => ({
  pk: responsesCounted(campaignId),
  sk: String(partition),
})

export const sumOfCounted = (items: readonly z.output<typeof ResponsesCounted>[]): number =>
  items.reduce((sum, item) => sum + item[RESPONSES], 0)
