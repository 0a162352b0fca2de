import { LEDGER_SHARDS } from '../deciding/start.ts'
import { CAMPAIGN_SHARE } from '../policy.ts'

/** Mails that one worker sends in a second when it sends them one after the other, with two steps for each. */
const MAILS_PER_WORKER = 10

/** So many workers use the share of the provider's rate that campaigns may use; each has at least one shard of its own. */
export const workersFor = (perSecond: number): number =>
  Math.min(LEDGER_SHARDS, Math.max(1, Math.ceil((CAMPAIGN_SHARE * perSecond) / MAILS_PER_WORKER)))
