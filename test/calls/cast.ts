import * as z from 'zod'
import { newId } from '../../functions/adapters/clock.ts'
import { createLinks } from '../../functions/adapters/links.ts'
import type { Table } from '../../functions/adapters/table.ts'
import { firstWrites } from '../../functions/calls/calls.ts'
import { Call, callKey, RSVP_BEGINS, type Rsvp, rsvpLink, Rsvp as StoredRsvp } from '../../shared/calls/call.ts'
import { LINE_BEGINS, Seats, seatsKey } from '../../shared/calls/seats.ts'
import {
  type Campaign,
  campaignItem,
  campaignKey,
  Campaign as StoredCampaign,
} from '../../shared/campaigns/campaign.ts'
import type { City } from '../../shared/cities/city.ts'
import type { Actor } from '../../shared/identity/actor.ts'
import { Mailbox, PersonName } from '../../shared/identity/person.ts'
import { CampaignId, CitySlug, MemberId, UserId } from '../../shared/ids.ts'
import { SERVICE_MAIL_BEGINS, ServiceMail } from '../../shared/mail/service-mail.ts'
import type { Member } from '../../shared/membership/member.ts'
import { Instant, plusSeconds } from '../../shared/units.ts'
import { freshTable } from '../table.ts'

export const NOON = Instant.parse('2026-12-01T19:00:00.000Z')

/** Tuesday, December 15, 2026 at 11:00 in Denver. */
export const CALL = Call.parse({
  state: 'planned',
  callId: 'cal_01HZZZZZZZZZZZZZZZZZZZZZZZ',
  city: 'denver',
  title: 'What the winter survey says',
  agenda: 'We read the findings together.\n\n- what surprised us\n- who does what',
  startsAt: '2026-12-15T18:00:00.000Z',
  wallClock: '2026-12-15T11:00',
  minutes: 60,
  dialIn: '+1 303 555 0100',
  link: 'https://meet.example.org/denver',
  sequence: 0,
  createdAt: NOON,
  revision: 1,
})

export const SITE = { publicUrl: 'https://network.example.org', networkName: 'Network City Program' }
const DENVER = CitySlug.parse('denver')
export const CITY: City = {
  slug: DENVER,
  name: 'Denver',
  state: 'CO',
  timeZone: 'America/Denver',
  neighbourhoods: [],
  foundedAt: NOON,
}
export const SAM: Actor = {
  userId: UserId.parse('usr_01HZZZZZZZZZZZZZZZZZZZZZZZ'),
  name: PersonName.parse('Sam Okafor'),
  roles: [{ role: 'staff' }],
}
export const CAMPAIGN_ID = CampaignId.parse('cmp_01HZZZZZZZZZZZZZZZZZZZZZZZ')

export const memberId = (n: number) => MemberId.parse(`mbr_01HZZZZZZZZZZZZZZZZZZZ${String(n).padStart(4, '0')}`)

const NAMES = ['Ana Ruiz', 'Ben Cole', 'Chen Wei', 'Dora Lang', 'Eli Stone']

export const person = (n: number, change: Partial<Member> = {}): Member => ({
  memberId: memberId(n),
  name: PersonName.parse(NAMES[n] ?? `Member ${n}`),
  email: Mailbox.parse(`member${n}@example.org`),
  city: DENVER,
  language: 'en',
  demographics: {},
  consents: {},
  unsubscribes: {},
  tokenEpoch: 0,
  joinedAt: NOON,
  ...change,
})

/** The campaign that has invited 812 people to the call. */
export const INVITED = {
  kind: 'call',
  callId: CALL.callId,
  state: 'open',
  campaignId: CAMPAIGN_ID,
  city: DENVER,
  title: CALL.title,
  message: 'Please come.',
  closesAt: CALL.startsAt,
  createdAt: NOON,
  revision: 2,
  launchAt: NOON,
  responseKey: 'k1',
  recipients: 812,
  ledgerShards: 8,
  mailed: 810,
} as const satisfies Campaign

export type Network = Awaited<ReturnType<typeof denver>>

/** Denver with these members and one call; a clock that only moves by hand. */
export const denver = async (
  members: readonly Member[],
  { call = CALL, campaign }: { call?: Call; campaign?: Campaign } = {},
) => {
  const { table } = await freshTable()
  const clock = { at: NOON }
  await table.write({ put: { pk: 'CITIES', sk: CITY.slug, ...CITY } })
  for (const member of members) await saveMember(table, member)
  await table.write(...firstWrites(campaign ? { ...call, campaignId: campaign.campaignId } : call))
  if (campaign) await table.write({ put: campaignItem(campaign) })
  const links = createLinks(async () => 'a secret of at least thirty-two letters')
  return { table, clock, links, newId, now: () => clock.at, site: SITE }
}

export const saveMember = (table: Table, member: Member) =>
  table.write({ put: { pk: `MEMBER#${member.memberId}`, sk: 'PROFILE', ...member } })

export const later = (network: Network, seconds: number) => {
  network.clock.at = plusSeconds(network.clock.at, seconds)
}

export const linkOf = async ({ links }: Pick<Network, 'links'>, member: Member, call: Call = CALL) => {
  const { payload, expires } = rsvpLink(call, member)
  return links.sign('rsvp', payload, expires)
}

export const callNow = async ({ table }: Network): Promise<Call> => {
  const call = await table.get(Call, callKey(CALL.callId))
  if (!call) throw new Error('the call is gone')
  return call
}

export const campaignNow = async ({ table }: Network): Promise<Campaign> => {
  const campaign = await table.get(StoredCampaign, campaignKey(CAMPAIGN_ID))
  if (!campaign) throw new Error('the campaign is gone')
  return campaign
}

export const seatsNow = async ({ table }: Network): Promise<Seats> => {
  const seats = await table.get(Seats, seatsKey(CALL.callId))
  if (!seats) throw new Error('the seats are gone')
  return seats
}

export const rsvps = async ({ table }: Network): Promise<Rsvp[]> =>
  (await table.query(StoredRsvp, { pk: callKey(CALL.callId).pk, begins: RSVP_BEGINS })).items

export const inLine = async ({ table }: Network): Promise<MemberId[]> =>
  (await table.query(z.object({ memberId: MemberId }), { pk: callKey(CALL.callId).pk, begins: LINE_BEGINS })).items.map(
    (one) => one.memberId,
  )

/** Of the waiting list. */
export const toldOfSeat = async ({ table }: Network, member: Member) =>
  (await table.query(ServiceMail, { pk: `MEMBER#${member.memberId}`, begins: SERVICE_MAIL_BEGINS })).items.filter(
    ({ template }) => template === 'call-seat',
  ).length

/** What every reply must leave behind: seats, line and replies tell the same. */
export const agree = async (network: Network) => {
  const [seats, all, line] = await Promise.all([seatsNow(network), rsvps(network), inLine(network)])
  const yes = all.filter(({ reply }) => reply === 'yes')
  const waiting = yes.filter(({ waitingSince }) => waitingSince)
  return (
    seats.taken === yes.length - waiting.length &&
    seats.waiting === waiting.length &&
    JSON.stringify(line.toSorted()) === JSON.stringify(waiting.map(({ memberId }) => memberId).toSorted())
  )
}
