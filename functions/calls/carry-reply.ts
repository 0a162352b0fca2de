import { type Call, Rsvp, rsvpKey } from '../../shared/calls/call.ts'
import { lineKey } from '../../shared/calls/seats.ts'
import type { MemberId, NewId } from '../../shared/ids.ts'
import type { Clock } from '../../shared/units.ts'
import type { Table } from '../adapters/table.ts'
import { storeReply, withdrawReply } from './store-reply.ts'

type Needs = { table: Table; now: Clock; newId: NewId }

/** Of two members who were made one, the newer reply counts, and one seat is one person's. */
export const carryReply = async (needs: Needs, call: Call, from: MemberId, to: MemberId): Promise<void> => {
  const { table } = needs
  const { callId } = call
  const [theirs, own] = await table.getMany(Rsvp, [rsvpKey(callId, from), rsvpKey(callId, to)])
  if (!theirs) return
  if (own) {
    if (theirs.reply !== 'none' && (own.reply === 'none' || own.at < theirs.at))
      await storeReply(needs, call, to, theirs.reply, theirs.at)
    if (theirs.attended && !own.attended)
      await table.write({ update: rsvpKey(callId, to), set: { attended: theirs.attended }, if: { exists: true } })
    await withdrawReply(needs, call, from)
    return
  }
  const since = theirs.waitingSince
  await table.write(
    { delete: rsvpKey(callId, from), if: { equals: { revision: theirs.revision } } },
    { put: { ...rsvpKey(callId, to), ...theirs, memberId: to }, if: { exists: false } },
    ...(since
      ? [
          { delete: lineKey(callId, since, from), if: { exists: true } },
          { put: { ...lineKey(callId, since, to), memberId: to, since }, if: { exists: false } },
        ]
      : []),
  )
}
