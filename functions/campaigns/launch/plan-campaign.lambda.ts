import { SendingEnvironment, TableEnvironment } from '../../../shared/environment.ts'
import { now } from '../../adapters/clock.ts'
import { sendQuota } from '../../adapters/send-quota.ts'
import { openSendingPermit } from '../../adapters/sending-permit.ts'
import { openTable } from '../../adapters/table.ts'
import { CampaignRun, planCampaign } from './plan-campaign.ts'

// AWS calls this as a task of the campaign workflow.
export const handler = (input: unknown) => planCampaign(needs, CampaignRun.parse(input))

// A cold start builds this.
const table = openTable(TableEnvironment.parse(process.env).TABLE_NAME)
const { ENVIRONMENT_ID: environmentId } = SendingEnvironment.parse(process.env)
const needs = { table, now, maySend: openSendingPermit({ table, now, environmentId }).maySend, mail: sendQuota() }
