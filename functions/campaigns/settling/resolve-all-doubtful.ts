import { type Campaign, type CampaignIn, roundOf } from '../../../shared/campaigns/campaign.ts'
import { sendAgain } from '../../../shared/campaigns/deciding/steer.ts'
import { failed, pendingAgain, type Recipient } from '../../../shared/campaigns/ledger.ts'
import type { Actor } from '../../../shared/identity/actor.ts'
import type { CampaignId } from '../../../shared/ids.ts'
import type { Clock } from '../../../shared/units.ts'
import { auditEntry } from '../../adapters/audit.ts'
import type { Table, Write } from '../../adapters/table.ts'
import type { StartWorkflow } from '../../adapters/workflows.ts'
import { changeOf, readCampaign } from '../campaigns.ts'
import { type ListPosition, listRows } from '../desk/list-recipients.ts'
import { shardsOf } from '../launch/take-snapshot.ts'
import { beat } from '../sending/beat.ts'
import { rowMoved } from '../sending/ledger.ts'
import { startCampaign } from '../series/start-campaign.ts'

type Needs = { table: Table; now: Clock; startWorkflow: StartWorkflow }
type Input = {
  campaignId: CampaignId
  round: number
  decision: 'send-again' | 'give-up'
  actor: Actor
  /** Where it goes on; at the beginning when left out. */
  from?: ListPosition | undefined
}
type Resolved =
  /** `next`: where it goes on, when there may be more. */
  | { outcome: 'resolved'; many: number; next?: ListPosition | undefined }
  | { outcome: 'refused'; reason: 'unknown' | 'not-doubtful' | 'wrong-state' }

/**
 * One decision for all doubtful sends of a mailing, in steps of at most 500. Many rows, the new revision of the campaign and
 * the line in the log are written together; a row that an event has settled meanwhile is left as it is.
 */
export const resolveAllDoubtful = async (needs: Needs, input: Input): Promise<Resolved> => {
  const campaign = await readCampaign(needs.table, input.campaignId)
  const shards = campaign && shardsOf(campaign)
  if (!campaign || !shards) return { outcome: 'refused', reason: 'unknown' }
  const { rows, next } = await listRows(needs.table, campaign, {
    round: input.round,
    states: ['UNCERTAIN'],
    shards: Array.from({ length: shards }, (_, shard) => shard),
    from: input.from,
    most: DECIDED_AT_ONCE,
    mostRead: MOST_READ,
  })
  if (rows.length === 0 && !next && !input.from) return { outcome: 'refused', reason: 'not-doubtful' }
  let many = 0
  let ended = false
  let sending: CampaignIn<'sending'> | undefined
  for (let first = 0; first < rows.length; first += TOGETHER) {
    const done = await resolveSome(needs, input, rows.slice(first, first + TOGETHER))
    if (done === 'wrong-state') {
      if (many === 0) return { outcome: 'refused', reason: 'wrong-state' }
      ended = true
      break
    }
    many += done.many
    sending = done.sending ?? sending
  }
  if (sending) await startCampaign(needs, sending)
  return { outcome: 'resolved', many, ...(!ended && { next }) }
}

const resolveSome = async (needs: Needs, input: Input, doubtful: readonly Recipient[]) => {
  const { table, now } = needs
  const { campaignId, round, decision, actor } = input
  let rows = doubtful
  while (rows.length > 0) {
    const at = now()
    const again = decision === 'send-again' ? await sentAgain(needs, input) : undefined
    if (again === 'wrong-state') return again
    const moves = rows.map((row): Write => rowMoved(row, again ? pendingAgain(row) : failed(row, 'given-up', at)))
    const written = await table.write(
      ...moves,
      auditEntry({
        at,
        actor,
        act: `recipients.${decision}`,
        subject: campaignId,
        detail: { round, many: rows.length },
      }),
      ...(again ? [again.change] : []),
    )
    if (written.outcome === 'written') return { many: rows.length, sending: again?.sending }
    // Refused for the campaign alone, it is read again; whoever moved meanwhile is not in doubt any more.
    rows = rows.filter((_, index) => !written.refused.includes(index))
  }
  return { many: 0, sending: undefined }
}

const sentAgain = async ({ table, now }: Needs, { campaignId, round }: Input) => {
  const campaign: Campaign | undefined = await readCampaign(table, campaignId)
  // What an earlier mailing told is told again by a later one or not at all.
  if (!campaign || roundOf(campaign) !== round) return 'wrong-state'
  const decided = sendAgain(campaign, now())
  if (decided.outcome === 'refused') return 'wrong-state'
  await table.write(beat(campaignId, now()))
  return { change: changeOf(campaign, decided.campaign), sending: decided.campaign }
}

export const DECIDED_AT_ONCE = 500
/** Two seconds, of the ten that a page has. */
const MOST_READ = 40_000
/** With the campaign and the line in the log below the hundred writes of a transaction. */
const TOGETHER = 90
