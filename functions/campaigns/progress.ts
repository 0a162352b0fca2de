import type { Campaign } from '../../shared/campaigns/campaign.ts'
import { type Accounting, accounting, type Recipient } from '../../shared/campaigns/ledger.ts'
import { Member, profileKey } from '../../shared/membership/member.ts'
import { type LookedAt, RECIPIENT, reasonOf } from '../../web/campaigns/phrases.ts'
import type { Table } from '../adapters/table.ts'
import { countAnswers } from './count-answers.ts'
import { walkLedger } from './ledger.ts'

export type Progress = { counts: Accounting; answered: number; doubtful: LookedAt[]; notMailed: LookedAt[] }

/** `undefined` before there is a ledger. */
export const progressOf = async (table: Table, campaign: Campaign): Promise<Progress | undefined> => {
  const { campaignId } = campaign
  const shards = ledgerShardsOf(campaign)
  if (!shards) return undefined
  const rows: Recipient[] = []
  for await (const row of walkLedger(table, campaignId, shards)) rows.push(row)
  const look = (states: readonly Recipient['state'][]) =>
    Promise.all(
      rows
        .filter(({ state }) => states.includes(state))
        .slice(0, MOST_SHOWN)
        .map((row) => lookAt(table, row)),
    )
  return {
    counts: accounting(rows.map(({ state }) => state)),
    answered: await countAnswers(table, campaignId),
    doubtful: await look(['UNCERTAIN']),
    notMailed: await look(['FAILED', 'BOUNCED', 'COMPLAINED', 'SKIPPED']),
  }
}

/** Without a look at the ledger: a list of campaigns must not walk all of theirs. */
export const figuresOf = async (table: Table, campaign: Campaign) => {
  if (!('recipients' in campaign) || campaign.recipients === undefined) return undefined
  return {
    audience: campaign.recipients,
    mailed: 'mailed' in campaign ? campaign.mailed : undefined,
    answered: await countAnswers(table, campaign.campaignId),
  }
}

/** What a held freeze left behind is shown once it is taken up again. */
const ledgerShardsOf = (campaign: Campaign) =>
  'ledgerShards' in campaign && campaign.state !== 'held' && campaign.state !== 'scheduled'
    ? campaign.ledgerShards
    : undefined

const lookAt = async (table: Table, row: Recipient): Promise<LookedAt> => {
  const member = await table.get(Member.pick({ name: true }), profileKey(row.memberId)).catch(() => undefined)
  return {
    memberId: row.memberId,
    name: member?.name ?? 'somebody who is no longer here',
    state: RECIPIENT[row.state],
    reason: reasonOf(row),
  }
}

const MOST_SHOWN = 50
