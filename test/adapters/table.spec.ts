import { DynamoDBClient, TransactionConflictException } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb'
import { mockClient } from 'aws-sdk-client-mock'
import { beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { openTable, type Table } from '../../functions/adapters/table.ts'
import { freshTable } from '../table.ts'

const Note = z.object({ text: z.string() })

describe('the table', () => {
  let table: Table
  beforeAll(async () => {
    table = (await freshTable()).table
  })

  it('refuses a second item where none may be, and says which write it was', async () => {
    const create = { put: { pk: 'NOTE#1', sk: 'NOTE', text: 'first' }, if: { exists: false } }
    expect(await table.write(create)).toEqual({ outcome: 'written' })
    const other = { put: { pk: 'NOTE#2', sk: 'NOTE', text: 'second' } }
    expect(await table.write(other, create)).toEqual({ outcome: 'refused', refused: [1] })
    expect(await table.get(Note, { pk: 'NOTE#2', sk: 'NOTE' })).toBeUndefined()
  })

  it('changes what the conditions allow, whatever the names of the attributes', async () => {
    await table.write({ put: { pk: 'COUNT', sk: 'X', state: 'open', size: 1, old: true } })
    const change = (state: string) =>
      table.write({
        update: { pk: 'COUNT', sk: 'X' },
        set: { state: 'closed' },
        add: { size: 2 },
        remove: ['old'],
        if: { equals: { state }, atMost: { size: 5 }, exists: true },
      })
    expect(await change('open')).toEqual({ outcome: 'written' })
    expect(await change('open')).toEqual({ outcome: 'refused', refused: [0] })
    const stored = await table.get(z.looseObject({}), { pk: 'COUNT', sk: 'X' })
    expect(stored).toMatchObject({ state: 'closed', size: 3 })
    expect(stored).not.toHaveProperty('old')
  })

  it('reads many items by their keys, more than one request may carry, each where it was asked for', async () => {
    const key = (n: number) => ({ pk: `MANY#${n}`, sk: 'NOTE' })
    for (let n = 0; n < 120; n++) await table.write({ put: { ...key(n), text: String(n) } })
    const asked = [119, 500, 3, 3, ...Array.from({ length: 120 }, (_, n) => n)]
    const found = await table.getMany(Note, asked.map(key))
    expect(found.map((note) => note?.text)).toEqual(asked.map((n) => (n === 500 ? undefined : String(n))))
  })

  it('counts what several queries meet, however many pages of the table that takes', async () => {
    const text = 'x'.repeat(100_000)
    for (let n = 0; n < 15; n++) await table.write({ put: { pk: 'COUNTED', sk: `LONG#${n}`, text } })
    for (let n = 0; n < 3; n++) await table.write({ put: { pk: 'COUNTED', sk: `SHORT#${n}`, text: '' } })
    expect(await table.count({ pk: 'COUNTED', begins: 'LONG#' }, { pk: 'COUNTED', begins: 'SHORT#' })).toBe(18)
    expect(await table.count({ pk: 'COUNTED', begins: 'NONE#' })).toBe(0)
    expect(await table.count()).toBe(0)
  })

  it('reads a partition in pages that go on where the last one ended', async () => {
    for (const n of [1, 2, 3, 4, 5]) await table.write({ put: { pk: 'LIST', sk: `N#${n}`, text: String(n) } })
    const first = await table.query(Note, { pk: 'LIST', begins: 'N#', limit: 3 })
    const rest = await table.query(Note, { pk: 'LIST', begins: 'N#', limit: 3, after: first.next })
    expect([first, rest].map((page) => page.items.map((note) => note.text))).toEqual([
      ['1', '2', '3'],
      ['4', '5'],
    ])
    expect(rest.next).toBeUndefined()
  })

  it('reads the part of a partition that lies between two keys, both included, from either end', async () => {
    for (const n of [1, 2, 3, 4, 5]) await table.write({ put: { pk: 'SHELF', sk: `N#${n}`, text: String(n) } })
    const read = async (part: object) =>
      (await table.query(Note, { pk: 'SHELF', ...part })).items.map(({ text }) => text).join('')
    expect(await read({ from: 'N#3' })).toBe('345')
    expect(await read({ from: 'N#2', upTo: 'N#4' })).toBe('234')
    expect(await read({ from: 'N#2', upTo: 'N#4', newestFirst: true, limit: 2 })).toBe('43')
  })

  it('finds what is due up to an instant', async () => {
    const due = (n: number, dueAt: string) => ({ put: { pk: `DUE${n}`, sk: 'X', text: dueAt, due: 'DUE#T', dueAt } })
    await table.write(due(1, '2026-01-01'), due(2, '2026-01-02'), due(3, '2026-01-03'))
    const found = await table.query(Note, { index: 'due', pk: 'DUE#T', upTo: '2026-01-02' })
    expect(found.items.map((note) => note.text)).toEqual(['2026-01-01', '2026-01-02'])
  })

  it('takes an item that its schema does not know for a fault that names the field and no value', async () => {
    await table.write({ put: { pk: 'MEMBER#secret', sk: 'BAD', text: 7 } })
    await expect(table.get(Note, { pk: 'MEMBER#secret', sk: 'BAD' })).rejects.toThrow(
      'an item under MEMBER does not fit its schema at text',
    )
  })
})

describe('a write alone that meets a transaction on its item', () => {
  it('is tried again until the transaction is over', async () => {
    const documents = mockClient(DynamoDBDocumentClient)
    documents
      .on(PutCommand)
      .rejectsOnce(new TransactionConflictException({ $metadata: {}, message: 'a transaction is under way' }))
      .resolves({})
    const table = openTable('any', new DynamoDBClient({ region: 'us-east-1' }))
    expect(await table.write({ put: { pk: 'NOTE#1', sk: 'NOTE' } })).toEqual({ outcome: 'written' })
    expect(documents.commandCalls(PutCommand)).toHaveLength(2)
    documents.restore()
  })
})
