import * as z from 'zod'
import { MemberId } from '../../shared/ids.ts'
import { Member } from '../../shared/membership/member.ts'
import { Membership } from '../../shared/membership/membership.ts'
import { DUE_SHARDS, decideRenewal, dueKey } from '../../shared/membership/renewal.ts'
import { type Clock, utcDay } from '../../shared/units.ts'
import type { Table } from '../adapters/table.ts'
import { changedMembership, keys } from './items.ts'

export type LapseRun = { lapsed: number; changed: number; failed: number }

/**
 * Lapses what is due. It asks what is due and not done, so a day on which it did not run needs no repair. One membership
 * that fails does not hold up the others; it is met again on the next run.
 */
export const lapseMemberships = async ({ table, now }: { table: Table; now: Clock }): Promise<LapseRun> => {
  const run: LapseRun = { lapsed: 0, changed: 0, failed: 0 }
  for (let shard = 0; shard < DUE_SHARDS; shard++) await lapseDue(table, now, dueKey(shard), run)
  return run
}

const PAGE = 100

const lapseDue = async (table: Table, now: Clock, due: string, run: LapseRun) => {
  for (let after: string | undefined, first = true; first || after; first = false) {
    const page = await table.query(Due, { pk: due, index: 'due', upTo: now(), limit: PAGE, ...(after && { after }) })
    for (const { memberId } of page.items)
      await lapseOne(table, now, memberId).then(
        (outcome) => run[outcome]++,
        () => run.failed++,
      )
    after = page.next
  }
}

const Due = z.object({ memberId: MemberId })

/** The index may be behind: what is true is read from the membership itself. */
const lapseOne = async (table: Table, now: Clock, memberId: MemberId): Promise<'lapsed' | 'changed'> => {
  const [member, membership] = await Promise.all([
    table.get(Member, keys.profile(memberId)),
    table.get(Membership, keys.membership(memberId)),
  ])
  if (!member || !membership) return 'changed'
  const at = now()
  const decision = decideRenewal(membership, { today: utcDay(at), at })
  if (decision.outcome !== 'settled') return 'changed'
  const { outcome } = await table.write(...changedMembership(member, membership, decision.membership))
  if (outcome === 'refused') throw new Error('the membership changed while it was lapsing')
  return decision.membership.state === 'lapsed' ? 'lapsed' : 'changed'
}
