import { TableEnvironment } from '../../shared/environment.ts'
import { now } from '../adapters/clock.ts'
import { openTable } from '../adapters/table.ts'
import { CampaignRun, planCampaign } from './plan-campaign.ts'

/** Task of workflows/campaigns/campaign.asl.json. */
export const handler = (input: unknown) => planCampaign(needs, CampaignRun.parse(input))

const needs = { table: openTable(TableEnvironment.parse(process.env).TABLE_NAME), now }
