import type { Reply, Rsvp } from '../../shared/calls/call.ts'
import type { ReplyRefusal } from '../../shared/calls/replying.ts'
import type { NewId } from '../../shared/ids.ts'
import type { Table } from '../adapters/table.ts'
import { admitReply, type ReplyingNeeds } from './admit-reply.ts'
import { carryReply } from './carry-reply.ts'
import { storeReply } from './store-reply.ts'

type Needs = ReplyingNeeds & { table: Table; newId: NewId }

/** Stores what somebody replied by their link. */
export const recordReply = async (
  needs: Needs,
  token: string,
  reply: Reply,
): Promise<{ outcome: 'stored'; rsvp: Rsvp } | { outcome: 'refused'; reason: ReplyRefusal }> => {
  const admitted = await admitReply(needs, token)
  if (admitted.outcome === 'refused') return admitted
  const { call, member, rsvp } = admitted
  // What was replied before the members were made one stands under the old id until then.
  if (rsvp && rsvp.memberId !== member.memberId) await carryReply(needs, call, rsvp.memberId, member.memberId)
  return { outcome: 'stored', rsvp: await storeReply(needs, call, member.memberId, reply) }
}
