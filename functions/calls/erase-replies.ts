import * as z from 'zod'
import { Call, CallListed, callKey, callList, Rsvp, rsvpKey } from '../../shared/calls/call.ts'
import { CITIES, City } from '../../shared/cities/city.ts'
import { MemberId, type NewId } from '../../shared/ids.ts'
import type { Clock } from '../../shared/units.ts'
import type { Table } from '../adapters/table.ts'
import { absorbedIds } from './own-ids.ts'
import { withdrawReply } from './store-reply.ts'

export const RepliesTask = z.object({ memberId: MemberId })
export type RepliesTask = z.output<typeof RepliesTask>

/** Whoever is forgotten leaves every call that they replied to, and their seat to the next one. Again, it finds nothing. */
export const eraseReplies = async (
  needs: { table: Table; now: Clock; newId: NewId },
  { memberId }: RepliesTask,
): Promise<{ outcome: 'done'; replies: number }> => {
  const { table } = needs
  const ids = [memberId, ...(await absorbedIds(table, memberId))]
  // Of all cities: a member may have moved.
  const { items: cities } = await table.query(City.pick({ slug: true }), { pk: CITIES })
  let replies = 0
  for (const { slug } of cities) {
    const { items: listed } = await table.query(CallListed, { pk: callList(slug) })
    const keys = listed.flatMap(({ callId }) => ids.map((id) => rsvpKey(callId, id)))
    for (const rsvp of await table.getMany(Rsvp, keys)) {
      const call = rsvp && (await table.get(Call, callKey(rsvp.callId)))
      if (call && (await withdrawReply(needs, call, rsvp.memberId))) replies++
    }
  }
  return { outcome: 'done', replies }
}
