import { createHash } from 'node:crypto'
import { dayIn } from '../../../shared/calendar.ts'
import { type ImportId, MemberId } from '../../../shared/ids.ts'
import { HistoryEntry } from '../../../shared/membership/history.ts'
import { Member } from '../../../shared/membership/member.ts'
import { inGoodStanding, type LivingMembership } from '../../../shared/membership/membership.ts'
import { rollKeys, rollLine, rollRowsKey, wordKeys, wordRow } from '../../../shared/membership/roll.ts'
import type { ImportIn } from '../../../shared/membership/transfer/import.ts'
import { importedMember, importedMembership, missingFrom } from '../../../shared/membership/transfer/imported-member.ts'
import type { Reading, ReadMember } from '../../../shared/membership/transfer/read-row.ts'
import type { Instant, PlainDate } from '../../../shared/units.ts'
import type { Links } from '../../adapters/links.ts'
import { suppressionsAmong } from '../../adapters/suppressions.ts'
import type { Table, Write } from '../../adapters/table.ts'
import { counted, happened, keys, MemberRow, newMemberRows } from '../items.ts'
import { suppress } from '../suppressions.ts'
import { batchRows, Doubles, items, Made, worked } from './import-items.ts'
import { meetRows, membersIn, readingOf } from './reading.ts'

type Needs = { table: Table; links: Pick<Links, 'activeKey' | 'pseudonym' | 'pseudonyms'> }

/** A row that becomes, or in an earlier try became, a member of this import. */
type Newcomer = { row: number; memberId: MemberId; read: ReadMember; member: Member; writes: Write[]; counts: boolean }

/**
 * Takes in the rows of a batch. A member's id comes from the import and the row, so a batch that is worked on again finds
 * what it made; the city's count and the figures of the import are moved once, with the note that the batch is done.
 */
export const importBatch = async (needs: Needs, found: ImportIn<'importing'>, batch: number): Promise<void> => {
  const { table } = needs
  const { importId, run } = found
  const key = items.made(importId, run, batch)
  if (await table.get(Made, key)) return
  const rows = await batchRows(table, importId, batch)
  const doubles = (await table.get(Doubles, items.doubles(importId, batch)))?.of ?? {}
  const reading = await readingOf(table, found, found.checkedAt)
  const met = await meetRows(needs, rows, doubles, reading)
  await keepSuppressions(needs, membersIn(met))

  const newcomers: Newcomer[] = []
  const known: { row: number; memberId: MemberId; read: ReadMember }[] = []
  for (const { row, read, double, memberId } of met) {
    if (read.outcome === 'refused' || double) continue
    const own = memberIdOf(importId, row)
    if (memberId && memberId !== own) known.push({ row, memberId, read: read.member })
    else newcomers.push(newcomer(found, row, own, read.member, todayIn(reading, read.member, found.checkedAt)))
  }
  const created = await create(table, newcomers)
  const late = newcomers.filter(({ row }) => !created.has(row))
  const filled = found.defaults.fillIn ? await fillIn(table, found, known) : { done: 0, failed: [] }
  const failed = filled.failed.map((row) => ({ row, who: whoIn(found, rows, row) }))

  const made = newcomers.filter(({ row }) => created.has(row))
  await table.write(
    ...worked(
      found,
      key,
      { batch, created: made.map(({ row }) => row), failed },
      {
        rows: rows.length,
        new: made.length,
        filled: filled.done,
        known: known.length + late.length - filled.done - failed.length,
        duplicate: met.filter(({ read, double }) => double && read.outcome === 'member').length,
        refused: met.filter(({ read }) => read.outcome === 'refused').length,
        failed: failed.length,
      },
    ),
    ...countedTogether(made.filter(({ counts }) => counts).map(({ member }) => counted(member, 1))),
  )
}

/** The time of birth is that of the import, the rest follows from the row: 80 bits. */
export const memberIdOf = (importId: ImportId, row: number): MemberId => {
  const digest = createHash('sha256').update(`${importId}|${row}`).digest()
  const chance = [...digest.subarray(0, 16)].map((byte) => CROCKFORD[byte & 31]).join('')
  return MemberId.parse(`mbr_${importId.slice(4, 14)}${chance}`)
}

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

const newcomer = (
  { importId, confirmedBy, confirmedAt }: ImportIn<'importing'>,
  row: number,
  memberId: MemberId,
  read: ReadMember,
  today: PlainDate,
): Newcomer => {
  const member = importedMember(memberId, read)
  const membership = importedMembership(memberId, read, { today })
  const line = { memberId, what: 'imported', at: confirmedAt, by: confirmedBy, detail: { importId, row } } as const
  const begun = [...newMemberRows(member, membership), happened(line)]
  const roll = enrolled(member, membership)
  // A name of very many words has more lines than a transaction has room for: the roll follows by itself then.
  const writes = begun.length + roll.length > MOST_WRITES ? begun : [...begun, ...roll]
  return { row, memberId, read, member, writes, counts: inGoodStanding(membership) }
}

/** The rows that are members of this import now. Many go in one transaction; where one of them is refused, each goes alone. */
const create = async (table: Table, newcomers: readonly Newcomer[]): Promise<Set<number>> => {
  const created = new Set<number>()
  for (const group of together(newcomers)) {
    const { outcome } = await table.write(...group.flatMap(({ writes }) => writes))
    for (const one of group) if (outcome === 'written' || (await createAlone(table, one))) created.add(one.row)
  }
  return created
}

/**
 * The lines of the roll, beside the member. The roll would follow by itself; many thousands at once would make it follow
 * late, and staff would look for members and export them before they are on it.
 */
const enrolled = (member: Member, membership: LivingMembership): Write[] => {
  const line = rollLine(member, membership)
  const [places, words] = [rollKeys(line), wordKeys(line)]
  return [
    { put: { ...rollRowsKey(member.memberId), turn: 1, line, rows: [...places, ...words] }, if: { exists: false } },
    ...places.map((key) => ({ put: { ...key, ...line } })),
    ...words.map((key) => ({ put: { ...key, ...wordRow(line) } })),
  ]
}

/** As many at a time as one transaction has room for, a few writes left free. */
export const together = <T extends { writes: readonly Write[] }>(all: readonly T[]): T[][] => {
  const groups: T[][] = []
  let room = 0
  for (const one of all) {
    if (one.writes.length > room) {
      groups.push([])
      room = MOST_WRITES
    }
    groups.at(-1)?.push(one)
    room -= one.writes.length
  }
  return groups
}

/** DynamoDB takes a hundred; the counts of cities come on top when members are taken away. */
const MOST_WRITES = 84

const createAlone = async (table: Table, { writes, member, memberId }: Newcomer): Promise<boolean> => {
  if ((await table.write(...writes)).outcome === 'written') return true
  return (await table.get(MemberRow, keys.email(member.email)))?.memberId === memberId
}

/** An address that may not be mailed elsewhere may not be mailed here, whoever it belongs to, and before anybody is there to be mailed. */
const keepSuppressions = async (needs: Needs, members: readonly ReadMember[]) => {
  const told = members.filter(({ suppressed }) => suppressed)
  const standing = await suppressionsAmong(
    needs,
    told.map(({ email }) => email),
  )
  for (const { email, suppressed } of told)
    if (suppressed && !standing.has(email)) await suppress(needs, email, suppressed)
}

const fillIn = async (
  table: Table,
  { importId, confirmedBy, confirmedAt }: ImportIn<'importing'>,
  known: readonly { row: number; memberId: MemberId; read: ReadMember }[],
) => {
  const lineOf = ({ row, memberId }: { row: number; memberId: MemberId }) =>
    ({ memberId, what: 'profile-changed', at: confirmedAt, by: confirmedBy, detail: { importId, row } }) as const
  const [there, lines] = await Promise.all([
    table.getMany(
      Member,
      known.map(({ memberId }) => keys.profile(memberId)),
    ),
    // Of a try that died: what it filled in is not missing any more.
    table.getMany(
      HistoryEntry,
      known.map((one) => keys.history(lineOf(one))),
    ),
  ])
  let done = lines.filter((line) => line !== undefined).length
  const failed: number[] = []
  for (const [index, { row, memberId, read }] of known.entries()) {
    const member = there[index]
    const missing = member && !lines[index] ? missingFrom(member, read) : {}
    if (!member || Object.keys(missing).length === 0) continue
    const absent = (['source', 'organization'] as const).filter((field) => field in missing)
    const { outcome } = await table.write(
      {
        update: keys.profile(memberId),
        set: missing,
        if: { equals: { demographics: member.demographics }, missing: absent },
      },
      happened(lineOf({ row, memberId })),
    )
    if (outcome === 'written') done++
    else failed.push(row)
  }
  return { done, failed }
}

const todayIn = (reading: Reading, { city }: ReadMember, at: Instant): PlainDate =>
  dayIn(at, reading.cities.find(({ slug }) => slug === city)?.timeZone ?? 'UTC')

const whoIn = ({ columns }: ImportIn<'importing'>, rows: readonly { row: number; cells: string[] }[], row: number) =>
  (rows.find((one) => one.row === row)?.cells[Math.max(columns.indexOf('email'), 0)] ?? '').slice(0, 80)

/** One write for each item of the counts: a transaction takes none twice. */
export const countedTogether = (writes: readonly Write[]): Write[] => {
  const sums = new Map<string, Extract<Write, { update: unknown }>>()
  for (const write of writes) {
    if (!('update' in write)) continue
    const name = `${write.update.pk}|${write.update.sk}`
    const members = (sums.get(name)?.add?.members ?? 0) + (write.add?.members ?? 0)
    sums.set(name, { ...write, add: { members } })
  }
  return [...sums.values()]
}
