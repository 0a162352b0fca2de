import { Hono } from 'hono'
import { CallId, type NewId } from '../../../shared/ids.ts'
import type { Clock } from '../../../shared/units.ts'
import type { Table } from '../../adapters/table.ts'
import type { StartWorkflow } from '../../adapters/workflows.ts'
import type { Page } from '../../http/audience.tsx'
import { readCampaign } from '../campaigns.ts'
import { askForPlan } from '../launch/plan-flight.ts'
import { inviteToCall } from '../sending/invite-to-call.ts'

/** From the page of a call to the draft of its invitation. */
export const callCampaignRoutes = (needs: { table: Table; now: Clock; newId: NewId; startPlan: StartWorkflow }) =>
  new Hono<Page>().post('/staff/campaigns/of-call', async (c) => {
    const callId = CallId.safeParse((await c.req.parseBody()).callId)
    if (!callId.success) return c.notFound()
    const invited = await inviteToCall(needs, { callId: callId.data, actor: c.get('actor') })
    if (invited.outcome === 'refused')
      return invited.reason === 'call-unknown' ? c.notFound() : c.redirect(`/staff/calls/${callId.data}`, 303)
    const { campaignId } = invited
    const drafted = invited.outcome === 'drafted' && (await readCampaign(needs.table, campaignId))
    if (drafted) await askForPlan(needs, drafted)
    return c.redirect(`/staff/campaigns/${campaignId}${invited.outcome === 'drafted' ? '/edit' : ''}`, 303)
  })
