import * as z from 'zod'
import type { MailEvent } from '../../events/mail/mail-event.ts'
import { observed } from '../../shared/campaigns/ledger.ts'
import { Mailbox } from '../../shared/identity/person.ts'
import { CampaignId, MemberId } from '../../shared/ids.ts'
import type { Links } from '../adapters/links.ts'
import type { Table } from '../adapters/table.ts'
import { settleRecipient } from './ledger.ts'
import { suppressing } from './suppressed.ts'

type Needs = { table: Table; links: Pick<Links, 'activeKey' | 'pseudonym' | 'keyIds'> }

export type Recorded = { outcome: 'recorded' | 'service-mail' | 'unknown-mail' }

/** Raises what is known about a mail, in any order and any number of times. Bad addresses are never mailed again. */
export const recordMailEvent = async (needs: Needs, event: MailEvent): Promise<Recorded> => {
  const reason =
    event.kind === 'complained' ? 'complained' : event.kind === 'bounced' && event.bounce === 'hard' ? 'bounced' : null
  if (reason)
    for (const address of event.addresses) {
      const mailbox = Mailbox.safeParse(address)
      if (mailbox.success) await needs.table.write(await suppressing(needs, mailbox.data, { reason, at: event.at }))
    }
  const tags = CampaignTags.safeParse(event.tags)
  if (!tags.success) return { outcome: 'service-mail' }
  const { sendId, campaignId, memberId, shard } = tags.data
  const row = await settleRecipient(needs.table, { campaignId, memberId, shard }, (read) =>
    read.sendId === sendId ? observed(read, event) : read,
  )
  return { outcome: row?.sendId === sendId ? 'recorded' : 'unknown-mail' }
}

/** Leads from a mail back to its row in the ledger. */
export const CampaignTags = z.object({
  sendId: z.string(),
  campaignId: CampaignId,
  memberId: MemberId,
  shard: z.coerce.number().int().nonnegative(),
})
