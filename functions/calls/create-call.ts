import type { Call } from '../../shared/calls/call.ts'
import type { CallFields } from '../../shared/calls/change-call.ts'
import type { Actor } from '../../shared/identity/actor.ts'
import { CallId, type CitySlug, type NewId } from '../../shared/ids.ts'
import type { Clock } from '../../shared/units.ts'
import { auditEntry } from '../adapters/audit.ts'
import type { Table } from '../adapters/table.ts'
import { firstWrites } from './calls.ts'

/** Nobody hears of it before they are invited. */
export const createCall = async (
  { table, now, newId }: { table: Table; now: Clock; newId: NewId },
  { city, fields, actor }: { city: CitySlug; fields: CallFields; actor: Actor },
): Promise<Call> => {
  const at = now()
  const callId = newId(CallId, 'cal')
  const call: Call = { ...fields, callId, city, state: 'planned', sequence: 0, createdAt: at, revision: 1 }
  await table.write(...firstWrites(call), auditEntry({ at, actor, act: 'call.created', subject: callId }))
  return call
}
