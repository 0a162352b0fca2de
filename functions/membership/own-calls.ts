import {
  Call,
  CallListed,
  callKey,
  callList,
  hasReplied,
  type Reply,
  Rsvp,
  rsvpAddress,
  rsvpKey,
  rsvpLink,
} from '../../shared/calls/call.ts'
import { seatOf } from '../../shared/calls/seats.ts'
import { Campaign, campaignKey, invitedOf } from '../../shared/campaigns/campaign.ts'
import type { CitySlug, MemberId } from '../../shared/ids.ts'
import type { Member } from '../../shared/membership/member.ts'
import { inGoodStanding, type Membership } from '../../shared/membership/membership.ts'
import type { Clock, Instant } from '../../shared/units.ts'
import type { Links } from '../adapters/links.ts'
import type { Table } from '../adapters/table.ts'
import { absorbedBy } from './merging/absorbed-members.ts'

export type OwnReply = { call: Call; rsvp: Rsvp }

/** What these members (one, under all ids they had) replied to the newest calls of these cities. */
export const ownReplies = async (
  table: Pick<Table, 'query' | 'getMany'>,
  ids: readonly MemberId[],
  cities: readonly CitySlug[],
  limit?: number,
): Promise<OwnReply[]> => {
  const lists = await Promise.all(
    cities.map((city) =>
      table.query(CallListed, { pk: callList(city), newestFirst: true, ...(limit !== undefined && { limit }) }),
    ),
  )
  const keys = lists.flatMap(({ items }) => items.flatMap(({ callId }) => ids.map((id) => rsvpKey(callId, id))))
  const rsvps = (await table.getMany(Rsvp, keys)).filter((rsvp) => rsvp !== undefined)
  const calls = await table.getMany(
    Call,
    rsvps.map(({ callId }) => callKey(callId)),
  )
  return rsvps.flatMap((rsvp, nth) => {
    const call = calls[nth]
    return call ? [{ call, rsvp }] : []
  })
}

export type NextCall = { title: string; startsAt: Instant; reply: Reply | 'waiting' | undefined; link: string }

type Calls = { table: Pick<Table, 'get' | 'query'>; now: Clock }
type Known = { member: Member; membership: Membership }

/** The next calls for the member, with what was replied and the link to reply by. */
export const nextCalls = async (
  { table, now, links, site }: Calls & { links: Pick<Links, 'sign'>; site: { publicUrl: string } },
  known: Known,
): Promise<NextCall[]> => {
  const calls = await callsAhead({ table, now }, known)
  if (calls.length === 0) return []
  const { member } = known
  const ids = [member.memberId, ...(await absorbedBy(table, member.memberId))]
  return Promise.all(
    calls.map(async (call) => {
      const { payload, expires } = rsvpLink(call, member)
      const [token, rsvps] = await Promise.all([
        links.sign('rsvp', payload, expires),
        Promise.all(ids.map((id) => table.get(Rsvp, rsvpKey(call.callId, id)))),
      ])
      const rsvp = rsvps.filter(hasReplied).sort((a, b) => (a.at < b.at ? 1 : -1))[0]
      const reply = seatOf(rsvp) === 'waiting' ? 'waiting' : rsvp?.reply
      return { title: call.title, startsAt: call.startsAt, reply, link: rsvpAddress(site.publicUrl, token) }
    }),
  )
}

/** The next calls that people of the member's city were invited to: also for whoever joined after the invitation. */
export const callsAhead = async ({ table, now }: Calls, { member, membership }: Known): Promise<Call[]> => {
  if (!inGoodStanding(membership)) return []
  const { items } = await table.query(CallListed, { pk: callList(member.city), from: now(), limit: MOST_SHOWN })
  const calls = await Promise.all(
    items.map(async ({ callId }) => {
      const call = await table.get(Call, callKey(callId))
      const campaign = call?.campaignId && (await table.get(Campaign, campaignKey(call.campaignId)))
      return call?.state === 'planned' && campaign && invitedOf(campaign) ? call : undefined
    }),
  )
  return calls.filter((call) => call !== undefined)
}

const MOST_SHOWN = 5
