import type * as z from 'zod'
import { Call, callKey } from '../../../shared/calls/call.ts'
import { type Campaign, purposeFor } from '../../../shared/campaigns/campaign.ts'
import { ledgerKey, mayHaveArrived, Recipient } from '../../../shared/campaigns/ledger.ts'
import type { City } from '../../../shared/cities/city.ts'
import type { Language } from '../../../shared/identity/person.ts'
import type { MemberId } from '../../../shared/ids.ts'
import { HISTORY_BEGINS, HistoryEntry } from '../../../shared/membership/history.ts'
import { Member, profileKey, shardOf } from '../../../shared/membership/member.ts'
import { type LookedAt, lookedAt } from '../../../web/campaigns/recipient-phrases.ts'
import type { RenderedMail } from '../../../web/mail/layout.tsx'
import type { Table } from '../../adapters/table.ts'
import { shardsOf } from '../launch/take-snapshot.ts'
import { exampleInvitation, type MailSite } from './write-invitation.ts'

type Needs = { table: Pick<Table, 'get' | 'query'>; site: MailSite }
type Asked = { campaign: Campaign; city: City; memberId: MemberId; round: number }

export type RecipientShown = LookedAt & {
  language: Language
  /** Absent when this row brought no mail, or when it cannot be written any more. */
  mail: RenderedMail | undefined
  /** What it is written from has changed since: the name or the language of its reader, or the call. */
  changed: 'profile' | 'call' | undefined
  doubtful: boolean
  isSent: boolean
}

/**
 * The mail of one recipient, written again from what was frozen at the launch, by the very code that wrote it then. Its
 * links are dead. Undefined when this member has no row in the mailing.
 */
export const mailAsSent = async (needs: Needs, asked: Asked): Promise<RecipientShown | undefined> => {
  const { table } = needs
  const { campaign, memberId, round } = asked
  const { campaignId } = campaign
  const key = ledgerKey(campaignId, shardOf(memberId, shardsOf(campaign) ?? 1), memberId, round)
  const row = await table.get(Recipient, key)
  if (!row) return undefined
  const [reader, history, call] = await Promise.all([
    table.get(Reader, profileKey(memberId)),
    table.query(HistoryEntry, { pk: profileKey(memberId).pk, begins: HISTORY_BEGINS, newestFirst: true, limit: 100 }),
    campaign.kind === 'call' ? table.get(Call, callKey(campaign.callId)) : undefined,
  ])
  const isSent = mayHaveArrived(row) || row.state === 'BOUNCED'
  const writes = reader && (isSent || row.state === 'PENDING' || row.state === 'CLAIMED')
  const since = row.sendingAt
  const changedProfile = history.items.some(
    ({ what, at }) => CHANGES.includes(what) && since !== undefined && at > since,
  )
  return {
    ...lookedAt(row, reader?.name),
    language: reader?.language ?? 'en',
    mail: writes ? await written(needs, asked, row, reader, call) : undefined,
    changed: !isSent ? undefined : changedProfile ? 'profile' : isOlder(row, call) ? 'call' : undefined,
    doubtful: row.state === 'UNCERTAIN',
    isSent,
  }
}

const Reader = Member.pick({ name: true, language: true })

const CHANGES: readonly string[] = ['profile-changed', 'merged', 'merge-undone'] satisfies HistoryEntry['what'][]

const written = async (
  { site }: Needs,
  { campaign, city, round }: Asked,
  row: Recipient,
  reader: z.output<typeof Reader>,
  call: Call | undefined,
): Promise<RenderedMail | undefined> => {
  const then = asOf(campaign, round)
  try {
    const mail = await exampleInvitation({
      site,
      campaign: then,
      city,
      call,
      name: reader.name,
      language: reader.language,
      purpose: purposeFor(then, row),
    })
    return { ...mail, html: withDeadLinks(mail.html) }
  } catch {
    return undefined
  }
}

/** The campaign as it was in this mailing: a reminder says which one it is. */
const asOf = (campaign: Campaign, round: number): Campaign => {
  const past = 'past' in campaign ? (campaign.past ?? []) : []
  const mailing = past[round]
  if (!mailing || !('past' in campaign)) return campaign
  const { round: _, ...rest } = campaign
  return {
    ...rest,
    past: past.slice(0, round),
    ...(round > 0 && { round: { number: round, purpose: mailing.purpose, begunAt: mailing.begunAt } }),
  } as Campaign
}

/** A later mailing about the call has told its change; what went out before said something else. */
const isOlder = (row: Recipient, call: Call | undefined) =>
  call !== undefined && call.sequence > 0 && (row.round ?? 0) === 0

/** Where they led can still be read by pointing at them. */
const withDeadLinks = (html: string) => html.replace(/<a([^>]*?) href="([^"]*)"/g, '<a$1 title="$2"')
