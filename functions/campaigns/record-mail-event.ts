import * as z from 'zod'
import type { MailEvent } from '../../events/mail/mail-event.ts'
import { serviceMailRow } from '../../events/mail/service-mail.ts'
import { observed } from '../../shared/campaigns/ledger.ts'
import { Mailbox } from '../../shared/identity/person.ts'
import { CampaignId, MailId, MemberId } from '../../shared/ids.ts'
import { ServiceMail, serviceMailKey } from '../../shared/mail/service-mail.ts'
import { observedMail } from '../../shared/mail/service-mail-moves.ts'
import type { Links } from '../adapters/links.ts'
import type { Table } from '../adapters/table.ts'
import { settleRecipient } from './ledger.ts'
import { suppressing } from './suppressed.ts'

type Needs = { table: Table; links: Pick<Links, 'activeKey' | 'pseudonym' | 'pseudonyms'> }

export type Recorded = { outcome: 'recorded' | 'unknown-mail' | 'untagged-mail' }

/** Raises what is known about a mail, in any order and any number of times. Bad addresses are never mailed again. */
export const recordMailEvent = async (needs: Needs, event: MailEvent): Promise<Recorded> => {
  const reason =
    event.kind === 'complained' ? 'complained' : event.kind === 'bounced' && event.bounce === 'hard' ? 'bounced' : null
  if (reason)
    for (const address of event.addresses) {
      const mailbox = Mailbox.safeParse(address)
      if (mailbox.success) await needs.table.write(await suppressing(needs, mailbox.data, { reason, at: event.at }))
    }
  const service = ServiceTags.safeParse(event.tags)
  if (service.success) return recordServiceMail(needs, service.data, event)
  const tags = CampaignTags.safeParse(event.tags)
  if (!tags.success) return { outcome: 'untagged-mail' }
  const { sendId, campaignId, memberId, shard } = tags.data
  const row = await settleRecipient(needs.table, { campaignId, memberId, shard }, (read) =>
    read.sendId === sendId ? observed(read, event) : read,
  )
  return { outcome: row?.sendId === sendId ? 'recorded' : 'unknown-mail' }
}

/** Mails that one person gets for a reason of their own have a row under their member. */
const recordServiceMail = async (
  { table }: Needs,
  { memberId, mailId }: z.output<typeof ServiceTags>,
  event: MailEvent,
): Promise<Recorded> => {
  for (;;) {
    const mail = await table.get(ServiceMail, serviceMailKey(memberId, mailId))
    if (!mail) return { outcome: 'unknown-mail' }
    const after = observedMail(mail, event)
    if (after === mail) return { outcome: 'recorded' }
    const written = await table.write({ put: serviceMailRow(after), if: { equals: { step: mail.step } } })
    if (written.outcome === 'written') return { outcome: 'recorded' }
  }
}

const ServiceTags = z.object({ memberId: MemberId, mailId: MailId })

/** Leads from a mail back to its row in the ledger. */
export const CampaignTags = z.object({
  sendId: z.string(),
  campaignId: CampaignId,
  memberId: MemberId,
  shard: z.coerce.number().int().nonnegative(),
})
