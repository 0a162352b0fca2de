import { describe, expect, it } from 'vitest'
import { type Statement, statementOf } from '../../functions/adapters/statements.ts'
import type { Write } from '../../functions/adapters/table.ts'
import { writeEach } from '../../functions/adapters/write-each.ts'

const change = (sk: string, more: object = {}): Write => ({
  update: { pk: 'P', sk },
  set: { state: 'CLAIMED' },
  if: { equals: { step: 1 } },
  ...more,
})

/** DynamoDB, which answers one batch after the other with these codes. */
const answering = (...batches: (string | undefined)[][]) => {
  const asked: string[][] = []
  const needs = {
    statementOf: (write: Write) => statementOf('T', write),
    execute: async (statements: readonly Statement[]) => {
      asked.push(statements.map(({ Parameters }) => String(Parameters[2])))
      return (batches.shift() ?? []).map((Code) => (Code ? { Error: { Code } } : {}))
    },
    alone: async () => 'written' as const,
  }
  return { asked, needs }
}

describe('several writes of which each stands for itself', () => {
  it('are told apart: which were written and which refused', async () => {
    const { asked, needs } = answering([undefined, 'ConditionalCheckFailed', 'DuplicateItem'])
    const fresh: Write = { put: { pk: 'P', sk: '3', n: 1 }, if: { exists: false } }
    expect(await writeEach([change('1'), change('2'), fresh], needs)).toEqual(['written', 'refused', 'refused'])
    expect(asked).toEqual([['1', '2', '1']])
  })

  it('are asked again for where DynamoDB asks for patience, and only those', async () => {
    const { asked, needs } = answering(
      [undefined, 'ThrottlingError', 'TransactionConflict'],
      ['ConditionalCheckFailed', undefined],
    )
    expect(await writeEach([change('1'), change('2'), change('3')], needs)).toEqual(['written', 'refused', 'written'])
    expect(asked).toEqual([
      ['1', '2', '3'],
      ['2', '3'],
    ])
  })

  it('end in a fault at anything else that goes wrong, and at an answer that leaves one out', async () => {
    const forbidden = answering([undefined, 'AccessDenied']).needs
    await expect(writeEach([change('1'), change('2')], forbidden)).rejects.toThrow('AccessDenied')
    await expect(writeEach([change('1'), change('2')], answering([undefined]).needs)).rejects.toThrow()
  })

  it('go alone where they are one, or replace an item, add, or ask for more than what is equal', async () => {
    const { asked, needs } = answering()
    expect(await writeEach([change('1')], needs)).toEqual(['written'])
    const others: Write[] = [
      { put: { pk: 'P', sk: '1' }, if: { equals: { step: 1 } } },
      { put: { pk: 'P', sk: '2' } },
      change('3', { add: { n: 1 } }),
      change('4', { remove: ['a', 'b'] }),
      change('5', { if: undefined }),
      change('6', { if: { equals: { step: 1 }, missing: ['n'] } }),
      change('7', { set: { 'a"b': 1 } }),
      { delete: { pk: 'P', sk: '8' } },
    ]
    expect(await writeEach(others, needs)).toEqual(others.map(() => 'written'))
    expect(asked).toEqual([])
  })
})

describe('a change of attributes in PartiQL', () => {
  it('names what is set, what goes and what must hold, and carries every value apart', () => {
    expect(statementOf('T', change('1', { set: { state: "it's", gone: undefined }, remove: ['notBefore'] }))).toEqual({
      Statement: 'UPDATE "T" SET "state"=? REMOVE "notBefore" WHERE "pk"=? AND "sk"=? AND "step"=?',
      Parameters: ["it's", 'P', '1', 1],
    })
  })
})
