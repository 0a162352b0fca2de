import { beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import type { Condition } from '../../functions/adapters/expressions.ts'
import type { Query, Table, Write } from '../../functions/adapters/table.ts'
import { freshTable } from '../table.ts'
import { MemoryStore, tableOn } from './memory-table.ts'

const tables: Record<string, Table> = {}
beforeAll(async () => {
  tables['the embedded DynamoDB'] = (await freshTable()).table
  tables['the table in memory'] = tableOn(new MemoryStore())
})

const Anything = z.looseObject({ pk: z.string(), sk: z.string() })
const due = (n: number, more: object = {}) => ({
  pk: `P#${n % 3}`,
  sk: `S#${n}`,
  due: 'D',
  dueAt: `2027-0${n}`,
  ...more,
})

/** Both are asked the same; what the benchmark rests on is that they answer the same. */
describe.each(['the embedded DynamoDB', 'the table in memory'])('%s', (name) => {
  const table = (): Table => tables[name] as Table
  const write = (...writes: Write[]) => table().write(...writes)
  const read = (pk: string, sk: string) => table().get(Anything, { pk, sk })
  const ask = async (query: Query) => (await table().query(Anything, query)).items.map(({ sk }) => sk)

  it('keeps what was put, without what is undefined, until it is deleted', async () => {
    await write({ put: { pk: 'A', sk: '1', n: 1, gone: undefined, list: [1, { deep: true }] } })
    expect(await read('A', '1')).toEqual({ pk: 'A', sk: '1', n: 1, list: [1, { deep: true }] })
    await write({ update: { pk: 'A', sk: '1' }, set: { m: 2 }, add: { n: 3, fresh: 1 }, remove: ['list'] })
    expect(await read('A', '1')).toEqual({ pk: 'A', sk: '1', n: 4, m: 2, fresh: 1 })
    await write({ update: { pk: 'A', sk: '2' }, add: { n: -1 } })
    expect(await read('A', '2')).toEqual({ pk: 'A', sk: '2', n: -1 })
    await write({ delete: { pk: 'A', sk: '1' } })
    expect(await read('A', '1')).toBeUndefined()
  })

  const CONDITIONS: Condition[] = [
    { exists: true },
    { exists: false },
    { equals: { n: 1 } },
    { equals: { n: 2 } },
    { equals: { none: 1 } },
    { equals: { deep: { a: [1] } } },
    { equals: { deep: { a: [2] } } },
    { differs: { n: 2 } },
    { differs: { n: 1 } },
    { differs: { none: 1 } },
    { oneOf: { n: [3, 1] } },
    { oneOf: { n: [3] } },
    { oneOf: { none: [3] } },
    { atMost: { n: 1 } },
    { atMost: { n: 0 } },
    { atMost: { none: 1 } },
    { atMost: { text: 'b' } },
    { atLeast: { n: 1 } },
    { atLeast: { n: 2 } },
    { atLeast: { text: 1 } },
    { missing: ['none'] },
    { missing: ['n'] },
    { exists: true, equals: { n: 1 }, missing: ['none'] },
    { exists: true, equals: { n: 1 }, missing: ['n'] },
  ]
  const HOLD = [0, 2, 5, 7, 9, 10, 13, 16, 17, 20, 22]

  it.each(CONDITIONS.map((condition, n) => [JSON.stringify(condition), condition, n] as const))(
    'holds or refuses %s',
    async (_, condition, n) => {
      await write({ put: { pk: 'C', sk: '1', n: 1, text: 'a', deep: { a: [1] } } })
      const answer = await write({ check: { pk: 'C', sk: '1' }, if: condition }, { put: { pk: 'C', sk: `w${n}` } })
      expect(answer).toEqual(HOLD.includes(n) ? { outcome: 'written' } : { outcome: 'refused', refused: [0] })
      expect((await read('C', `w${n}`)) !== undefined).toBe(HOLD.includes(n))
    },
  )

  it('writes all of a transaction or nothing, and says which conditions did not hold', async () => {
    await write({ put: { pk: 'T', sk: '1', n: 1 } })
    const answer = await write(
      { put: { pk: 'T', sk: '2' }, if: { exists: false } },
      { put: { pk: 'T', sk: '1', n: 9 }, if: { equals: { n: 7 } } },
      { delete: { pk: 'T', sk: '3' }, if: { exists: true } },
    )
    expect(answer).toEqual({ outcome: 'refused', refused: [1, 2] })
    expect(await ask({ pk: 'T' })).toEqual(['1'])
    await expect(write({ put: { pk: 'T', sk: '4' } }, { delete: { pk: 'T', sk: '4' } })).rejects.toThrow()
  })

  it('makes each of several changes on its own', async () => {
    const row = (sk: string, more: object = {}) => ({ pk: 'E', sk, step: 1, ...more })
    await write({ put: row('1', { before: 'x', list: [1] }) })
    for (const sk of ['2', '7']) await write({ put: row(sk) })
    const moved = (sk: string, step: number): Write => ({
      update: { pk: 'E', sk },
      set: { step: step + 1, list: [{ deep: true }], none: undefined },
      remove: ['before'],
      if: { equals: { step } },
    })
    const fresh = (sk: string): Write => ({ put: row(sk, { list: ['a'], none: undefined }), if: { exists: false } })
    const both: Write = { update: { pk: 'E', sk: '6' }, set: { a: 1 }, remove: ['b', 'c'] }
    const outcomes = await table().writeEach(
      moved('1', 1),
      moved('2', 7),
      moved('3', 1),
      fresh('4'),
      fresh('7'),
      both,
      { put: row('5') },
    )
    expect(outcomes).toEqual(['written', 'refused', 'refused', 'written', 'refused', 'written', 'written'])
    expect(await read('E', '1')).toEqual(row('1', { step: 2, list: [{ deep: true }] }))
    expect(await read('E', '2')).toEqual(row('2'))
    expect(await read('E', '3')).toBeUndefined()
    expect(await read('E', '4')).toEqual(row('4', { list: ['a'] }))
    expect(await read('E', '6')).toEqual({ pk: 'E', sk: '6', a: 1 })
    expect(await table().writeEach()).toEqual([])
    await expect(table().writeEach(moved('2', 1), moved('2', 2))).rejects.toThrow()
  })

  it('answers in the order of the sort keys, within their bounds and page by page', async () => {
    for (const n of [3, 1, 2, 5, 4]) await write({ put: { pk: 'Q', sk: `a${n}` } })
    await write({ put: { pk: 'Q', sk: 'b1' } })
    expect(await ask({ pk: 'Q', begins: 'a' })).toEqual(['a1', 'a2', 'a3', 'a4', 'a5'])
    expect(await ask({ pk: 'Q', upTo: 'a2' })).toEqual(['a1', 'a2'])
    expect(await ask({ pk: 'Q', from: 'a4' })).toEqual(['a4', 'a5', 'b1'])
    expect(await ask({ pk: 'Q', from: 'a2', upTo: 'a3' })).toEqual(['a2', 'a3'])
    expect(await ask({ pk: 'Q', newestFirst: true, limit: 2 })).toEqual(['b1', 'a5'])
    expect(await ask({ pk: 'nothing' })).toEqual([])
    for (const newestFirst of [false, true]) {
      const met: string[] = []
      let after: string | undefined
      do {
        const page = await table().query(Anything, { pk: 'Q', limit: 2, newestFirst, ...(after && { after }) })
        met.push(...page.items.map(({ sk }) => sk))
        after = page.next
      } while (after)
      const all = ['a1', 'a2', 'a3', 'a4', 'a5', 'b1']
      expect(met).toEqual(newestFirst ? all.toReversed() : all)
    }
  })

  it('has in an index what carries both of its keys, and goes on behind what has left it meanwhile', async () => {
    for (const n of [4, 2, 6, 1, 5, 3]) await write({ put: due(n) })
    await write({ put: { pk: 'P#9', sk: 'S#9', due: 'D' } })
    const upTo = { pk: 'D', index: 'due', upTo: '2027-05' } as const
    expect(await ask(upTo)).toEqual(['S#1', 'S#2', 'S#3', 'S#4', 'S#5'])
    const first = await table().query(Anything, { ...upTo, limit: 2 })
    expect(first.items.map(({ sk }) => sk)).toEqual(['S#1', 'S#2'])
    for (const n of [1, 2]) await write({ put: due(n, { dueAt: '2028-01' }) })
    await write({ update: { pk: 'P#0', sk: 'S#3' }, remove: ['due', 'dueAt'] })
    const second = await table().query(Anything, { ...upTo, limit: 10, ...(first.next && { after: first.next }) })
    expect(second.items.map(({ sk }) => sk)).toEqual(['S#4', 'S#5'])
  })
})
