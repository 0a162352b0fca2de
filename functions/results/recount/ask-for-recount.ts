import type { Actor } from '../../../shared/identity/actor.ts'
import type { CampaignId } from '../../../shared/ids.ts'
import { RecountResult, recountsOf } from '../../../shared/results/counting/recount.ts'
import { RESPONSE_PARTITIONS } from '../../../shared/surveys/response.ts'
import { type Clock, type Instant, minuteOf } from '../../../shared/units.ts'
import { auditEntry } from '../../adapters/audit.ts'
import type { Table } from '../../adapters/table.ts'
import type { StartWorkflow } from '../../adapters/workflows.ts'

export type RecountAct = 'recount' | 'repair'

/**
 * A second click asks for nothing more while the first is at work; once its result is there, it is asked for anew. Without a
 * result, after a fault, the next minute may ask again. A repair changes counts, never an answer.
 */
export const askForRecount = async (
  needs: { table: Pick<Table, 'query' | 'write'>; now: Clock; startRecount: StartWorkflow },
  { campaignId, act, actor }: { campaignId: CampaignId; act: RecountAct; actor: Actor },
): Promise<Instant> => {
  const at = needs.now()
  await needs.table.write(auditEntry({ at, actor, act: ACTS[act], subject: campaignId }))
  const partitions = Array.from({ length: RESPONSE_PARTITIONS }, (_, partition) => ({ campaignId, partition }))
  const { items } = await needs.table.query(RecountResult, { pk: recountsOf(campaignId), newestFirst: true, limit: 1 })
  const after = items[0]?.recountId.slice(-ENOUGH) ?? 'none'
  await needs.startRecount(`${act}-${campaignId}-${minuteOf(at)}-${after}`, { campaignId, act, partitions })
  return at
}

const ACTS = { recount: 'results.recount-asked', repair: 'results.repair-asked' } as const

/** Of an id: a name has at most 80 characters. */
const ENOUGH = 8
