import * as z from 'zod'
import type { MemberId } from '../../../shared/ids.ts'
import { Member } from '../../../shared/membership/member.ts'
import { Membership } from '../../../shared/membership/membership.ts'
import type { ImportIn } from '../../../shared/membership/transfer/import.ts'
import type { Table } from '../../adapters/table.ts'
import { counted, keys } from '../items.ts'
import { memberIdOf } from './import-batch.ts'
import { items, Made, worked } from './import-items.ts'

/** Rows of a batch whose members have had to do with the network since: they stay. */
export const Kept = z.object({ batch: z.number(), kept: z.array(z.number()) })

/** Counts the members of a batch that nothing has happened to since they were imported; `removing` takes them away. */
export const takeBackBatch = async (
  { table }: { table: Table },
  found: ImportIn<'weighing' | 'removing'>,
  batch: number,
): Promise<void> => {
  const { importId, importRun, run } = found
  const made = await table.get(Made, items.made(importId, importRun, batch))
  const kept: number[] = []
  for (let first = 0; made && first < made.created.length; first += AT_ONCE)
    await Promise.all(
      made.created.slice(first, first + AT_ONCE).map(async (row) => {
        const gone = await takeBack(table, memberIdOf(importId, row), found.state === 'removing')
        if (!gone) kept.push(row)
      }),
    )
  const created = made?.created.length ?? 0
  const figures = { rows: created, touched: kept.length, untouched: created - kept.length }
  await table.write(
    ...worked(found, items.made(importId, run, batch), { batch, kept: kept.sort((a, b) => a - b) }, figures),
  )
}

const AT_ONCE = 8

/** What stands under a member; the import itself has written the profile, the membership and one line of history. */
const Standing = z.looseObject({ sk: z.string() })

const takeBack = async (table: Table, memberId: MemberId, remove: boolean): Promise<boolean> => {
  const { items: all } = await table.query(Standing, { pk: keys.profile(memberId).pk })
  const profile = all.find(({ sk }) => sk === 'PROFILE')
  // Taken away by an earlier try of the same batch, or by somebody else.
  if (!profile) return all.every(({ sk }) => !ACTS.test(sk))
  const member = Member.parse(profile)
  const membership = Membership.parse(all.find(({ sk }) => sk === 'MEMBERSHIP'))
  const lines = all.filter(({ sk }) => ACTS.test(sk))
  if (membership.version > 1 || member.tokenEpoch > 0 || lines.length !== 1 || lines[0]?.what !== 'imported')
    return false
  if (!remove) return true
  const { outcome } = await table.write(
    { delete: keys.membership(memberId), if: { equals: { version: 1 } } },
    { delete: keys.profile(memberId), if: { equals: { email: member.email, city: member.city, tokenEpoch: 0 } } },
    { delete: keys.email(member.email), if: { equals: { memberId } } },
    { delete: { pk: keys.profile(memberId).pk, sk: lines[0].sk } },
    ...(member.audience ? [counted(member, -1)] : []),
  )
  return outcome === 'written'
}

/** Lines of what a member did or was told: any of them but the import's own keeps the member. */
const ACTS = /^(HISTORY|MAIL|STEP|NOTE|ALIAS|SESSION|MERGE)(#|$)/
