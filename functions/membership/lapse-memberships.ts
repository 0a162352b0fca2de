import * as z from 'zod'
import { daysAfter } from '../../shared/calendar.ts'
import { MemberId } from '../../shared/ids.ts'
import { Member } from '../../shared/membership/member.ts'
import { DUE_SHARDS, dueKey, Membership, withPayments } from '../../shared/membership/membership.ts'
import { type Clock, PlainDate, utcDay } from '../../shared/units.ts'
import type { Table } from '../adapters/table.ts'
import { changedMembership, keys } from './items.ts'

export type LapseRun = { lapsed: number; changed: number; failed: number }

/**
 * Lapses what is due. It asks what is due and not done since the day it last finished with, so a day on which it did
 * not run needs no repair. One membership that fails does not hold up the others; it is met again on the next run.
 */
export const lapseMemberships = async ({ table, now }: { table: Table; now: Clock }): Promise<LapseRun> => {
  const today = utcDay(now())
  const done = await table.get(Finished, FINISHED)
  const run: LapseRun = { lapsed: 0, changed: 0, failed: 0 }
  for (let day = done?.through ?? daysAfter(today, -FIRST_LOOK_BACK_DAYS); day <= today; day = daysAfter(day, 1))
    for (let shard = 0; shard < DUE_SHARDS; shard++) await lapseDue(table, now, dueKey(day, shard), run)
  if (run.failed === 0) await table.write({ put: { ...FINISHED, through: today } })
  return run
}

const FINISHED = { pk: 'RUNS', sk: 'LAPSE' }
/** The run's last day is looked at again, for what was written during that day. */
const Finished = z.object({ through: PlainDate })
const FIRST_LOOK_BACK_DAYS = 60
const PAGE = 100

const lapseDue = async (table: Table, now: Clock, due: string, run: LapseRun) => {
  for (let after: string | undefined, first = true; first || after; first = false) {
    const page = await table.query(Due, { pk: due, index: 'due', limit: PAGE, ...(after && { after }) })
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
  if (!member || !membership || membership.state === 'lapsed') return 'changed'
  const at = now()
  const after = withPayments(membership, membership.payments, { today: utcDay(at), at })
  if (after.state !== 'lapsed') return 'changed'
  const { outcome } = await table.write(...changedMembership(member, membership, after))
  if (outcome === 'refused') throw new Error('the membership changed while it was lapsing')
  return 'lapsed'
}
