import type { CampaignIn } from '../../../shared/campaigns/campaign.ts'
import { claimed, failed, type RecipientIn } from '../../../shared/campaigns/ledger.ts'
import type { Attention } from '../../../shared/campaigns/sending/attention.ts'
import type { RecheckFacts } from '../../../shared/campaigns/sending/recheck.ts'
import type { Clock } from '../../../shared/units.ts'
import type { Links } from '../../adapters/links.ts'
import type { Table } from '../../adapters/table.ts'
import { type Move, moveEach } from './ledger.ts'
import { recentMails, type SendingFacts, sendingFacts, type Unreadable } from './sending-facts.ts'

export type ClaimRowsNeeds = {
  table: Pick<Table, 'getMany' | 'writeEach'>
  links: Pick<Links, 'pseudonyms'>
  now: Clock
}

/** A row that this worker alone may mail, and what is known since the claim about whom it is for. */
export type Claimed = {
  claim: RecipientIn<'CLAIMED'>
  facts: SendingFacts & Pick<RecheckFacts, 'attention'>
}

/** Claims these rows, at most 25, with one request; leaves out what another worker has taken, and what cannot be read. */
export const claimRows = async (
  needs: ClaimRowsNeeds,
  campaign: CampaignIn<'sending'>,
  rows: readonly RecipientIn<'PENDING'>[],
): Promise<Claimed[]> => {
  const at = needs.now()
  const moves = rows.map((from) => ({ from, to: claimed(from, at) }))
  const [made, recent] = await Promise.all([moveEach(needs.table, moves), recentMails(needs, campaign, rows)])
  const claims = moves.flatMap(({ to }, index) => (made[index] ? [to] : []))
  if (claims.length === 0) return []
  // Only what is read after the claim counts: whoever left before it gets nothing.
  const facts = await sendingFacts(needs, campaign, claims)
  const unreadable: Move[] = []
  const held = claims.flatMap((claim, index): Claimed[] => {
    const known = factsOf(facts[index] ?? UNKNOWN, recent.get(claim.memberId))
    if (!('unreadable' in known)) return [{ claim, facts: known }]
    unreadable.push({ from: claim, to: failed(claim, `unreadable-${known.unreadable}`, needs.now()) })
    return []
  })
  if (unreadable.length > 0) await moveEach(needs.table, unreadable)
  return held
}

const factsOf = (
  known: SendingFacts | Unreadable,
  attention: Attention | 'unreadable' | undefined,
): Claimed['facts'] | Unreadable => {
  if ('unreadable' in known) return known
  return attention === 'unreadable' ? { unreadable: 'attention' } : { ...known, attention }
}

const UNKNOWN = { member: undefined, suppressed: false, rsvp: undefined, answered: false }
