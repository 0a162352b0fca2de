import * as z from 'zod'
import type { MailEvent } from '../../../events/mail/mail-event.ts'
import { serviceMailRow } from '../../../events/mail/service-mail.ts'
import { toldMore } from '../../../shared/campaigns/figures.ts'
import { ledgerKey, observed } from '../../../shared/campaigns/ledger.ts'
import { Mailbox } from '../../../shared/identity/person.ts'
import { CampaignId, MailId, MemberId } from '../../../shared/ids.ts'
import { ServiceMail, serviceMailKey } from '../../../shared/mail/service-mail.ts'
import { observedMail } from '../../../shared/mail/service-mail-moves.ts'
import { Member, profileKey } from '../../../shared/membership/member.ts'
import { taskItem } from '../../../shared/membership/task.ts'
import type { Clock } from '../../../shared/units.ts'
import type { Links } from '../../adapters/links.ts'
import type { Table, Write } from '../../adapters/table.ts'
import { readCampaign } from '../campaigns.ts'
import { readRecipient, rowMoved } from '../sending/ledger.ts'
import { breaks, figuresMore } from './break-circuit.ts'
import { countSoftBounce, suppressAddress } from './suppress-address.ts'

type Needs = { table: Table; now: Clock; links: Pick<Links, 'activeKey' | 'pseudonym' | 'pseudonyms'> }

export type Recorded = { outcome: 'recorded' | 'unknown-mail' | 'untagged-mail' }

/** Raises what is known about a mail, in any order and any number of times. Bad addresses are never mailed again. */
export const recordMailEvent = async (needs: Needs, event: MailEvent): Promise<Recorded> => {
  for (const address of event.addresses) {
    const mailbox = Mailbox.safeParse(address)
    if (mailbox.success) await heedAddress(needs, mailbox.data, event)
  }
  const service = ServiceTags.safeParse(event.tags)
  if (service.success) return recordServiceMail(needs, service.data, event)
  const tags = CampaignTags.safeParse(event.tags)
  return tags.success ? recordCampaignMail(needs, tags.data, event) : { outcome: 'untagged-mail' }
}

const heedAddress = async (needs: Needs, mailbox: Mailbox, event: MailEvent): Promise<void> => {
  const { at, messageId } = event
  if (event.kind === 'complained') return suppressAddress(needs, mailbox, { reason: 'complained', at })
  if (event.kind !== 'bounced') return
  if (event.bounce === 'hard') return suppressAddress(needs, mailbox, { reason: 'bounced', at })
  if (event.bounce !== 'soft' || event.ofMessage) return
  const givenUp = await countSoftBounce(needs, mailbox, { messageId, at })
  if (!givenUp) return
  const ask = await askForAddress(needs, mailbox, event)
  await suppressAddress(needs, mailbox, { reason: 'soft-bounced', at: givenUp }, ...ask)
}

/** Nobody hears from us at this address: for somebody who still has it, people have to find another way. */
const askForAddress = async ({ table, now }: Needs, mailbox: Mailbox, { tags }: MailEvent): Promise<Write[]> => {
  const { data } = Tagged.safeParse(tags)
  const member = data && (await table.get(Reached, profileKey(data.memberId)))
  if (member?.email !== mailbox) return []
  const { memberId, city } = member
  return [{ put: taskItem({ task: 'find-address', memberId, city, at: now() }, memberId) }]
}

const Tagged = z.object({ memberId: MemberId })
const Reached = Member.pick({ memberId: true, city: true }).extend({ email: z.string() })

/** The figures move with the row: told twice, a bounce counts once. */
const recordCampaignMail = async (
  needs: Needs,
  tags: z.output<typeof CampaignTags>,
  event: MailEvent,
): Promise<Recorded> => {
  const { table } = needs
  if (event.kind === 'delivered' && (await wrote(table, deliveredUnread(tags, event)))) return { outcome: 'recorded' }
  for (;;) {
    const row = await readRecipient(table, tags)
    if (row?.sendId !== tags.sendId) return { outcome: 'unknown-mail' }
    const after = observed(row, event)
    const more = toldMore(row, after)
    const written =
      after === row || (await wrote(table, rowMoved(row, after), ...(more ? [figuresMore(row.campaignId, more)] : [])))
    if (!written) continue
    // Also for what was recorded before: whoever recorded it may have died before the look at the figures.
    if (after.state === 'BOUNCED' || after.state === 'COMPLAINED') await heedFigures(needs, row.campaignId)
    return { outcome: 'recorded' }
  }
}

/** What `observed` makes of a row that is SENT, which nearly every row is by then: written without reading it first. */
const deliveredUnread = (tags: z.output<typeof CampaignTags>, { messageId, at }: MailEvent): Write => ({
  update: ledgerKey(tags.campaignId, tags.shard, tags.memberId, tags.round),
  set: { state: 'DELIVERED', messageId, at },
  add: { step: 1 },
  if: { equals: { state: 'SENT', sendId: tags.sendId } },
})

const heedFigures = async (needs: Needs, campaignId: CampaignId): Promise<void> => {
  const campaign = await readCampaign(needs.table, campaignId)
  if (campaign) await breaks(needs, campaign)
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
    if (after === mail || (await wrote(table, { put: serviceMailRow(after), if: { equals: { step: mail.step } } })))
      return { outcome: 'recorded' }
  }
}

const wrote = async (table: Table, ...writes: Write[]): Promise<boolean> =>
  (await table.write(...writes)).outcome === 'written'

const ServiceTags = z.object({ memberId: MemberId, mailId: MailId })

/** Leads from a mail back to its row in the ledger. */
export const CampaignTags = z.object({
  sendId: z.string(),
  campaignId: CampaignId,
  memberId: MemberId,
  shard: z.coerce.number().int().nonnegative(),
  /** Absent in the first mailing of a campaign. */
  round: z.coerce.number().int().nonnegative().optional(),
})
