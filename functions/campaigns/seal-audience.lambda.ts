import { TableEnvironment } from '../../shared/environment.ts'
import { now } from '../adapters/clock.ts'
import { openTable } from '../adapters/table.ts'
import { CampaignRun } from './plan-campaign.ts'
import { sealAudience } from './seal-audience.ts'

/** Task of workflows/campaigns/campaign.asl.json. */
export const handler = (input: unknown) => sealAudience(needs, CampaignRun.parse(input))

const needs = { table: openTable(TableEnvironment.parse(process.env).TABLE_NAME), now }
