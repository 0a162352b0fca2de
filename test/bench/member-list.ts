import { openTable, type Table, type Write } from '../../functions/adapters/table.ts'
import { readRoll } from '../../functions/membership/roll/read-roll.ts'
import { searchMembers } from '../../functions/membership/roll/search-members.ts'
import { CitySlug, MemberId } from '../../shared/ids.ts'
import {
  RollLine,
  rollKeys,
  rollPartition,
  rollPosition,
  rollRowsKey,
  wordKeys,
  wordRow,
} from '../../shared/membership/roll.ts'
import { PlainDate } from '../../shared/units.ts'
import { createNetworkTable, startDynamoDB } from '../embedded-dynamodb.ts'
import { inParallel } from './in-parallel.ts'

const CITY = CitySlug.parse('bench-city')
const MEMBERS = 100_000
const ROUNDS = 15

export type MemberListFigure = { name: string; milliseconds: number; ratio: number }

/** Looking through the roll of one city with 100,000 members, against one bare query of fifty items. */
export const measureMemberList = async (): Promise<MemberListFigure[]> => {
  const server = await startDynamoDB()
  try {
    await createNetworkTable(server.client, 'bench', { streamed: false })
    const table = openTable('bench', server.client)
    await fill(table)
    const cities = [CITY]
    const deep = rollPosition(lineOf(Math.floor(MEMBERS * 0.97)))
    const bare = await median(() => table.query(RollLine, { pk: rollPartition(CITY), limit: 50, consistent: false }))
    const asked: [string, () => Promise<unknown>][] = [
      ['first page', () => readRoll(table, { cities })],
      ['a state that few are in', () => readRoll(table, { cities, filter: { state: 'lapsed' } })],
      ['page 1,940 of 2,000', () => readRoll(table, { cities, from: deep })],
      ['a page back from there', () => readRoll(table, { cities, before: deep })],
      [
        'paid until a day, few fit (5,000 lines at most)',
        () => readRoll(table, { cities, filter: { paidUntil: PlainDate.parse('2026-01-01') } }),
      ],
      ['search by two words, one of them rare', () => searchMembers({ table }, 'maria n7777')],
      ['search by a word of 12,500 members', () => searchMembers({ table }, 'maria')],
    ]
    const figures = [{ name: 'one bare query of 50 items', milliseconds: bare, ratio: 1 }]
    for (const [name, ask] of asked) {
      const milliseconds = await median(ask)
      figures.push({ name, milliseconds, ratio: milliseconds / bare })
    }
    return figures
  } finally {
    server.client.destroy()
    server.process.kill('SIGKILL')
  }
}

const FIRST = ['Ana', 'Maria', 'Jose', 'Lan', 'Ruth', 'Omar', 'Priya', 'Zoe']

/** One in five hundred has lapsed. */
const lineOf = (n: number): RollLine =>
  RollLine.parse({
    memberId: MemberId.parse(`mbr_${String(n).padStart(26, '0')}`),
    city: CITY,
    name: `${FIRST[Math.floor((n * FIRST.length) / MEMBERS)]} N${String(n).padStart(6, '0').split('').reverse().join('')}`,
    kind: 'person',
    state: n % 500 === 0 ? 'lapsed' : 'active',
    paidThrough: '2027-05-04',
    renews: 'by-hand',
    joinedAt: '2026-05-04T18:00:00.000Z',
    language: 'en',
  })

/** Of the parts of the roll only the one that is asked for; words of one first name, which 12,500 have. */
const fill = async (table: Table): Promise<void> => {
  const writes = Array.from({ length: MEMBERS }, (_, n) => lineOf(n)).flatMap((line): Write[] => {
    const [whole, state] = rollKeys(line)
    const searched = line.name.startsWith('Maria')
    return [
      ...[whole, ...(line.state === 'lapsed' ? [state] : [])].flatMap((key) =>
        key ? [{ put: { ...key, ...line } }] : [],
      ),
      ...(searched ? wordKeys(line).map((key) => ({ put: { ...key, ...wordRow(line) } })) : []),
      ...(searched ? [{ put: { ...rollRowsKey(line.memberId), turn: 1, line, rows: [] } }] : []),
    ]
  })
  const batches = Array.from({ length: Math.ceil(writes.length / 100) }, (_, n) => writes.slice(n * 100, n * 100 + 100))
  await inParallel(
    batches.map((batch) => async () => {
      await table.write(...batch)
    }),
  )
}

const median = async (ask: () => Promise<unknown>): Promise<number> => {
  const times: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const begun = performance.now()
    await ask()
    times.push(performance.now() - begun)
  }
  return times.sort((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? Number.NaN
}
