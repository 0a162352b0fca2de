import { hasReplied } from '../../../shared/calls/call.ts'
import { seatOf } from '../../../shared/calls/seats.ts'
import { Campaign, CampaignListed, campaignKey, campaignList, roundsOf } from '../../../shared/campaigns/campaign.ts'
import { ledgerKey, Recipient } from '../../../shared/campaigns/ledger.ts'
import { User, userKey } from '../../../shared/identity/actor.ts'
import { CitySlug, type MemberId, UserId } from '../../../shared/ids.ts'
import { SERVICE_MAIL_BEGINS, ServiceMail } from '../../../shared/mail/service-mail.ts'
import { HISTORY_BEGINS, HistoryEntry } from '../../../shared/membership/history.ts'
import { shardOf } from '../../../shared/membership/member.ts'
import { Instant } from '../../../shared/units.ts'
import type { TimelineLine } from '../../../web/membership/desk/timeline.tsx'
import type { Table } from '../../adapters/table.ts'
import { keys } from '../items.ts'
import type { KnownMember } from '../known-member.ts'
import { absorbedBy } from '../merging/absorbed-members.ts'
import { ownReplies } from '../own-calls.ts'

type Needs = { table: Pick<Table, 'get' | 'getMany' | 'query'> }

export type TimelinePage = { lines: TimelineLine[]; next?: string }

/**
 * What happened between the network and a member, newest first: history, payments, mails. Never what somebody answered:
 * that is not asked for here, and the rights of this function do not reach it. `upTo` is the `next` of the page before.
 */
export const memberTimeline = async (
  { table }: Needs,
  { member, membership }: Pick<KnownMember, 'member' | 'membership'>,
  upTo?: string,
): Promise<TimelinePage> => {
  const own = [member.memberId, ...(await absorbedBy(table, member.memberId))]
  const all = (await Promise.all(own.map((memberId) => historyOf(table, memberId)))).flat()
  // Both of two who were merged have the line.
  const history = all.filter(({ what, memberId }) => what !== 'merged' || memberId === member.memberId)
  const [mails, campaigns, calls] = await Promise.all([
    Promise.all(own.map((memberId) => mailsOf(table, memberId))),
    campaignsOf(table, own, citiesOf(member.city, history)),
    callsOf(table, own, citiesOf(member.city, history)),
  ])
  const lines: TimelineLine[] = [
    ...history.map((entry) => ({ at: entry.at, about: 'history' as const, entry })),
    ...membership.payments.map((payment) => ({
      at: Instant.parse(`${payment.paidOn}T12:00:00.000Z`),
      about: 'payment' as const,
      payment,
    })),
    ...mails.flat().map((mail) => ({ at: mail.askedAt, about: 'mail' as const, mail })),
    ...campaigns,
    ...calls,
  ]
  const sorted = lines
    .map((line, index) => ({ line, position: `${line.at}#${String(index).padStart(5, '0')}` }))
    .sort((a, b) => (a.position < b.position ? 1 : -1))
  const from = upTo === undefined ? 0 : sorted.findIndex(({ position }) => position <= upTo)
  const page = from < 0 ? [] : sorted.slice(from, from + ON_A_PAGE)
  const next = from < 0 ? undefined : sorted[from + ON_A_PAGE]?.position
  return {
    lines: await withNames(
      table,
      page.map(({ line }) => line),
    ),
    ...(next && { next }),
  }
}

const ON_A_PAGE = 30

const historyOf = async (table: Needs['table'], memberId: MemberId) =>
  (
    await table.query(HistoryEntry, {
      ...keys.profile(memberId),
      begins: HISTORY_BEGINS,
      newestFirst: true,
      limit: MOST_LINES,
    })
  ).items

const mailsOf = async (table: Needs['table'], memberId: MemberId) =>
  (
    await table.query(ServiceMail, {
      ...keys.profile(memberId),
      begins: SERVICE_MAIL_BEGINS,
      newestFirst: true,
      limit: MOST_LINES,
    })
  ).items

/** A member of twenty years has about half of it. */
const MOST_LINES = 500

/** Where the member lives, and where they lived before as the history tells. */
const citiesOf = (city: CitySlug, history: readonly HistoryEntry[]): CitySlug[] => [
  ...new Set([city, ...history.flatMap(({ detail }) => CitySlug.safeParse(detail?.from).data ?? [])]),
]

/** Of the newest campaigns those that had this member in their audience: only their rows are read, not what was answered. */
const campaignsOf = async (
  table: Needs['table'],
  members: readonly MemberId[],
  cities: readonly CitySlug[],
): Promise<TimelineLine[]> => {
  const listed = await Promise.all(
    cities.map((city) =>
      table.query(CampaignListed, { pk: campaignList(city), newestFirst: true, limit: MOST_CAMPAIGNS }),
    ),
  )
  const ids = listed.flatMap(({ items }) => items.map(({ campaignId }) => campaignId))
  const campaigns = (await table.getMany(Campaign, ids.map(campaignKey))).filter((campaign) => campaign !== undefined)
  const asked = campaigns.flatMap((campaign) => {
    const shards = 'ledgerShards' in campaign ? campaign.ledgerShards : undefined
    return shards === undefined
      ? []
      : members.flatMap((memberId) =>
          roundsOf(campaign).map((round) => ({
            campaign,
            key: ledgerKey(campaign.campaignId, shardOf(memberId, shards), memberId, round),
          })),
        )
  })
  const rows = await table.getMany(
    Recipient,
    asked.map(({ key }) => key),
  )
  return asked.flatMap(({ campaign: { campaignId, title, createdAt } }, index) => {
    const row = rows[index]
    if (!row) return []
    const known =
      'at' in row ? row.at : 'sendingAt' in row ? row.sendingAt : 'claimedAt' in row ? row.claimedAt : undefined
    const at = known ?? createdAt
    return [{ at, about: 'campaign' as const, campaignId, title, recipient: row }]
  })
}

const MOST_CAMPAIGNS = 100

/** What they replied, and that they came. */
const callsOf = async (
  table: Needs['table'],
  members: readonly MemberId[],
  cities: readonly CitySlug[],
): Promise<TimelineLine[]> =>
  (await ownReplies(table, members, cities, MOST_CAMPAIGNS)).flatMap(({ call: { callId, title }, rsvp }) => {
    const line = { about: 'call' as const, callId, title }
    const came = rsvp.attended ? [{ ...line, at: rsvp.attended.at, what: 'came' as const }] : []
    if (!hasReplied(rsvp)) return came
    const what = seatOf(rsvp) === 'waiting' ? ('waiting' as const) : rsvp.reply
    return [{ ...line, at: rsvp.at, what }, ...came]
  })

const withNames = async (table: Needs['table'], lines: readonly TimelineLine[]): Promise<TimelineLine[]> => {
  const ids = new Set(
    lines.flatMap((line) => (line.about === 'history' ? (UserId.safeParse(line.entry.by).data ?? []) : [])),
  )
  const users = await Promise.all([...ids].map((userId) => table.get(User, userKey(userId))))
  const names = new Map(users.flatMap((user) => (user ? [[user.userId as string, user.name] as const] : [])))
  return lines.map((line) => {
    const byName = line.about === 'history' ? names.get(line.entry.by) : undefined
    return byName === undefined ? line : { ...line, byName }
  })
}
