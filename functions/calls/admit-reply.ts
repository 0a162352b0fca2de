import { type Call, hasReplied, type Replied, Rsvp, RsvpLink, rsvpKey } from '../../shared/calls/call.ts'
import { mayReply, type ReplyRefusal } from '../../shared/calls/replying.ts'
import { Seats, seatsKey } from '../../shared/calls/seats.ts'
import { City, cityKey } from '../../shared/cities/city.ts'
import type { MemberId } from '../../shared/ids.ts'
import { Alias, aliasKey, epochThrough, presentMember } from '../../shared/membership/alias.ts'
import { Member, profileKey } from '../../shared/membership/member.ts'
import type { Clock } from '../../shared/units.ts'
import type { Links } from '../adapters/links.ts'
import type { Table } from '../adapters/table.ts'
import { readCall } from './calls.ts'
import { absorbedIds } from './own-ids.ts'

export type ReplyingNeeds = { table: Pick<Table, 'get' | 'query' | 'getMany'>; links: Pick<Links, 'read'>; now: Clock }

const Replier = Member.pick({ memberId: true, language: true, tokenEpoch: true })

export type Admitted = {
  outcome: 'admitted'
  call: Extract<Call, { state: 'planned' }>
  city: City
  member: Pick<Member, 'memberId' | 'language'>
  seats: Seats
  /** The newest reply, under whichever id it was given. */
  rsvp: Replied | undefined
}

/** Whose link this is, and whether it may be replied by now. Changes nothing: mail scanners open links too. */
export const admitReply = async (
  { table, links, now }: ReplyingNeeds,
  token: string,
): Promise<Admitted | { outcome: 'refused'; reason: ReplyRefusal }> => {
  const read = await links.read('rsvp', RsvpLink, token, now())
  if (read.outcome === 'refused') return read
  const link = read.payload
  const [stored, member] = await Promise.all([readCall(table, link.c), replierOf(table, link.m)])
  const decided = mayReply(stored, member, link, now())
  if (decided.outcome === 'refused') return decided
  if (!member) return { outcome: 'refused', reason: 'voided' }
  const { call } = decided
  const [city, seats, rsvp] = await Promise.all([
    table.get(City, cityKey(call.city)),
    table.get(Seats, seatsKey(call.callId)),
    replyOf(table, call, member.memberId),
  ])
  if (!city || !seats) throw new Error('a call has lost its city or its seats')
  return { outcome: 'admitted', call, city, member, seats, rsvp }
}

/** The present member with the epoch that this link must have: whoever was merged into another replies as that one. */
const replierOf = async (table: Pick<Table, 'get'>, memberId: MemberId) => {
  const { memberId: presentId, via } = await presentMember((of) => table.get(Alias, aliasKey(of)), memberId)
  const present = await table.get(Replier, profileKey(presentId))
  const tokenEpoch = present && epochThrough(via, present.tokenEpoch)
  return present && tokenEpoch !== undefined ? { ...present, tokenEpoch } : undefined
}

const replyOf = async (
  table: ReplyingNeeds['table'],
  { callId }: Call,
  memberId: MemberId,
): Promise<Replied | undefined> => {
  const ids = [memberId, ...(await absorbedIds(table, memberId))]
  const found = await table.getMany(
    Rsvp,
    ids.map((id) => rsvpKey(callId, id)),
  )
  return found.filter(hasReplied).sort((a, b) => (a.at < b.at ? 1 : -1))[0]
}
