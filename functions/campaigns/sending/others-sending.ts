import * as z from 'zod'
import { DUE_CAMPAIGNS } from '../../../shared/campaigns/campaign.ts'
import { Figures, figuresKey, NO_FIGURES } from '../../../shared/campaigns/figures.ts'
import { takesPart } from '../../../shared/campaigns/sending/sharing.ts'
import { CampaignId } from '../../../shared/ids.ts'
import type { Clock } from '../../../shared/units.ts'
import type { Table } from '../../adapters/table.ts'

type Needs = { table: Pick<Table, 'query' | 'getMany'>; now: Clock }

/** `left`: at most so many of its mails are still to leave. */
export type OtherSending = { campaignId: CampaignId; left: number }

/**
 * The other campaigns that mail people at this moment: the pace is one for all of them. One request while there is none,
 * of what was true a moment ago.
 */
export const othersSending = async ({ table, now }: Needs, own: CampaignId): Promise<OtherSending[]> => {
  const at = now()
  const attributes = Object.keys(Met.shape)
  const { items } = await table.query(Met, { pk: DUE_CAMPAIGNS, index: 'due', upTo: at, attributes })
  const others = items.flatMap(({ campaignId, state, recipients, past }) =>
    state === 'sending' && campaignId && campaignId !== own ? [{ campaignId, recipients, past }] : [],
  )
  const figures = await table.getMany(
    Known,
    others.map(({ campaignId }) => figuresKey(campaignId)),
    { consistent: false },
  )
  return others.flatMap(({ campaignId, recipients, past }, nth) => {
    const known = figures[nth] ?? NO_FIGURES
    const before = past.reduce((all, { mailed }) => all + mailed, 0)
    const left = Math.max(0, recipients - Math.max(0, known.accepted - before))
    return takesPart(known, at) ? [{ campaignId, left }] : []
  })
}

/** Whatever is wrong with another campaign must not stop this one. */
const Met = z.object({
  campaignId: CampaignId.optional().catch(undefined),
  state: z.unknown().optional(),
  recipients: z.number().catch(0),
  past: z.array(z.object({ mailed: z.number().catch(0) })).catch([]),
})
const Known = Figures.pick({ accepted: true, beatAt: true, restUntil: true }).catch(NO_FIGURES)
