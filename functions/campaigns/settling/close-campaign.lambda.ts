import * as z from 'zod'
import { TableEnvironment } from '../../../shared/environment.ts'
import { CampaignId } from '../../../shared/ids.ts'
import { now } from '../../adapters/clock.ts'
import { openTable } from '../../adapters/table.ts'
import { closeCampaign } from './close-campaign.ts'

// AWS calls this as a task of the report workflow.
export const handler = (input: unknown) => closeCampaign(needs, Input.parse(input).campaignId)

// A cold start builds this.
const Input = z.object({ campaignId: CampaignId })
const needs = { table: openTable(TableEnvironment.parse(process.env).TABLE_NAME), now }
