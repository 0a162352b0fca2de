import * as z from 'zod'
import { type Call, callKey, type Reply, RSVP_BEGINS, Rsvp } from '../../shared/calls/call.ts'
import { seatOf } from '../../shared/calls/seats.ts'
import { Member, profileKey } from '../../shared/membership/member.ts'
import type { Table } from '../adapters/table.ts'

/** `none`: somebody who came unasked. */
export type ReplyOf = Reply | 'waiting' | 'none'

export const allReplies = async (table: Pick<Table, 'query'>, call: Pick<Call, 'callId'>): Promise<Rsvp[]> =>
  (await table.query(Rsvp, { pk: callKey(call.callId).pk, begins: RSVP_BEGINS })).items

export const replyOf = (rsvp: Rsvp): ReplyOf => (seatOf(rsvp) === 'waiting' ? 'waiting' : rsvp.reply)

export const countReplies = (rsvps: readonly Rsvp[]): Record<ReplyOf | 'came', number> => {
  const counts = { yes: 0, waiting: 0, maybe: 0, no: 0, none: 0, came: 0 }
  for (const rsvp of rsvps) {
    counts[replyOf(rsvp)]++
    if (rsvp.attended) counts.came++
  }
  return counts
}

export const RepliesAsked = z.object({
  q: z.string().trim().max(100).catch(''),
  reply: z.enum(['yes', 'waiting', 'maybe', 'no', 'none', 'came', '']).catch(''),
  page: z.coerce.number().int().min(1).max(10_000).catch(1),
})
export type RepliesAsked = z.output<typeof RepliesAsked>

/** One page of those that fit, the line in its order and the rest by the time of their reply. */
export const repliesPage = async (table: Pick<Table, 'getMany'>, rsvps: readonly Rsvp[], asked: RepliesAsked) => {
  const { q, reply } = asked
  const wanted = rsvps
    .filter((rsvp) => reply === '' || (reply === 'came' ? rsvp.attended !== undefined : replyOf(rsvp) === reply))
    .sort((a, b) => (a.at < b.at ? -1 : 1))
  // Names are read for a page, or for all when one is searched.
  const fitting = q === '' ? wanted : (await named(table, wanted)).filter(({ name }) => fits(name, q))
  const pages = Math.max(1, Math.ceil(fitting.length / ON_A_PAGE))
  const page = Math.min(asked.page, pages)
  const shown = await named(table, fitting.slice((page - 1) * ON_A_PAGE, page * ON_A_PAGE))
  return {
    fitting: fitting.length,
    pages,
    filter: { q, reply, page },
    replies: shown.map((rsvp) => ({
      memberId: rsvp.memberId,
      name: rsvp.name,
      reply: replyOf(rsvp),
      at: rsvp.waitingSince ?? rsvp.at,
      came: rsvp.attended !== undefined,
    })),
  }
}

const ON_A_PAGE = 50

const named = async <T extends Rsvp>(table: Pick<Table, 'getMany'>, rsvps: readonly T[]) => {
  const members = await table.getMany(
    Member.pick({ name: true }),
    rsvps.map(({ memberId }) => profileKey(memberId)),
  )
  return rsvps.map((rsvp, nth) => ({ ...rsvp, name: members[nth]?.name ?? NO_LONGER_HERE }))
}
const NO_LONGER_HERE = 'Somebody who is no longer a member'

const fits = (name: string, q: string) => simple(name).includes(simple(q))
const simple = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
