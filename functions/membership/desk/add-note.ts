import type { Actor } from '../../../shared/identity/actor.ts'
import type { Member } from '../../../shared/membership/member.ts'
import type { Clock } from '../../../shared/units.ts'
import { auditEntry } from '../../adapters/audit.ts'
import type { Table } from '../../adapters/table.ts'
import { happened, keys } from '../items.ts'

export const LONGEST_NOTE = 2000

export type AddedNote = { outcome: 'added' } | { outcome: 'refused'; reason: 'empty' | 'too-long' | 'unknown' }

/** A note stays as it was written: whoever has something to correct writes another. */
export const addNote = async (
  { table, now }: { table: Table; now: Clock },
  actor: Actor,
  { memberId }: Pick<Member, 'memberId'>,
  typed: string,
): Promise<AddedNote> => {
  const text = typed.replaceAll('\r\n', '\n').trim()
  if (text === '') return { outcome: 'refused', reason: 'empty' }
  if (text.length > LONGEST_NOTE) return { outcome: 'refused', reason: 'too-long' }
  const at = now()
  const { outcome } = await table.write(
    { check: keys.profile(memberId), if: { exists: true } },
    happened({ memberId, what: 'note', at, by: actor.userId, text }),
    auditEntry({ at, actor, act: 'member.note', subject: memberId }),
  )
  return outcome === 'written' ? { outcome: 'added' } : { outcome: 'refused', reason: 'unknown' }
}
