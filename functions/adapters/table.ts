import { setTimeout as pause } from 'node:timers/promises'
import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  TransactionCanceledException,
  TransactionConflictException,
} from '@aws-sdk/client-dynamodb'
import {
  BatchExecuteStatementCommand,
  BatchGetCommand,
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
  type TransactWriteCommandInput,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb'
import type * as z from 'zod'
import { compileCondition, compileUpdate } from './expressions.ts'
import { statementOf } from './statements.ts'
import { MOST_RETRIES, PASSING, writeEach } from './write-each.ts'
import type { Key, Write, WriteOutcome } from './writes.ts'

export type { Key, Write, WriteOutcome }

export type Query = {
  pk: string
  /** Only sort keys that begin with this; it stands alone. */
  begins?: string
  /** Only sort keys from this on, itself included. */
  from?: string
  /** Only sort keys up to and including this. */
  upTo?: string
  index?: 'audience' | 'due'
  /** At most this many items in the answer. */
  limit?: number
  /** `next` of the page before. */
  after?: string
  newestFirst?: boolean
  consistent?: boolean
  /** Only these attributes come back: less to carry, at the same price. */
  attributes?: readonly string[]
}

export type Page<T> = { items: T[]; next?: string }

export type Table = {
  get<S extends z.ZodType>(
    schema: S,
    key: Key,
    /** Only these attributes come back: less to carry, at the same price. */
    options?: { attributes: readonly string[] },
  ): Promise<z.output<S> | undefined>
  /** In the order of the keys, a hundred with each request. */
  getMany<S extends z.ZodType>(
    schema: S,
    keys: readonly Key[],
    /** False for half the price, where what was true a moment ago will do. */
    options?: { consistent?: boolean },
  ): Promise<(z.output<S> | undefined)[]>
  /** Every page, or one page when `limit` is given. Items are parsed; each also keeps its key as `key`. */
  query<S extends z.ZodType>(schema: S, query: Query): Promise<Page<z.output<S>>>
  /** How many items all of these meet together; what was true a moment ago, for half the price of reading them. */
  count(...queries: Pick<Query, 'pk' | 'begins'>[]): Promise<number>
  write(...writes: Write[]): Promise<WriteOutcome>
  /**
   * At most 25 writes to as many items that have nothing to do with each other, with one request as far as they are
   * changes of attributes or new items. Each has an outcome of its own; after a fault any of them may be written.
   */
  writeEach(...writes: Write[]): Promise<WriteOutcome['outcome'][]>
}

/** Reads are strongly consistent (indexes cannot be). An item that is not what its schema says is a fault. */
export const openTable = (tableName: string, client = new DynamoDBClient({})): Table => {
  const documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } })

  const table: Table = {
    async get(schema, key, { attributes } = { attributes: [] }) {
      const answer = await documents.send(
        new GetCommand({
          TableName: tableName,
          Key: key,
          ConsistentRead: true,
          ...(attributes.length > 0 && projection(attributes)),
        }),
      )
      return answer.Item && parseItem(schema, answer.Item)
    },

    async getMany(schema, keys, { consistent = true } = {}) {
      const wanted = [...new Map(keys.map((key) => [nameOf(key), { pk: key.pk, sk: key.sk }])).values()]
      const met = new Map<string, z.output<typeof schema>>()
      for (let first = 0; first < wanted.length; first += MOST_KEYS)
        for (const item of await readBatch(documents, tableName, wanted.slice(first, first + MOST_KEYS), consistent))
          met.set(nameOf(item), parseItem(schema, item))
      return keys.map((key) => met.get(nameOf(key)))
    },

    async query(schema, query) {
      const items: z.output<typeof schema>[] = []
      let start = query.after ? decodePosition(query.after) : undefined
      do {
        const answer = await documents.send(
          new QueryCommand({
            TableName: tableName,
            ...queryInput(query),
            ExclusiveStartKey: start,
            Limit: query.limit === undefined ? undefined : query.limit - items.length,
          }),
        )
        items.push(...(answer.Items ?? []).map((item) => parseItem(schema, item)))
        start = answer.LastEvaluatedKey
      } while (start && (query.limit === undefined || items.length < query.limit))
      return start ? { items, next: encodePosition(start) } : { items }
    },

    async count(...queries) {
      const counts = await Promise.all(queries.map((query) => countAll(documents, tableName, query)))
      return counts.reduce((sum, count) => sum + count, 0)
    },

    async write(...writes) {
      for (let attempt = 0; ; attempt++) {
        try {
          await send(documents, tableName, writes)
          return { outcome: 'written' }
        } catch (error) {
          if (error instanceof ConditionalCheckFailedException) return { outcome: 'refused', refused: [0] }
          const reasons = cancellationReasons(error)
          if (reasons.includes('ConditionalCheckFailed'))
            return {
              outcome: 'refused',
              refused: reasons.flatMap((reason, index) => (reason === 'ConditionalCheckFailed' ? [index] : [])),
            }
          if (isRefusedData(error, reasons))
            throw new CorruptItem(`${placesOf(writes)} cannot take what is written to it`)
          if (attempt >= MOST_RETRIES || !reasons.some((reason) => PASSING.has(reason))) throw error
          await pause(Math.random() * 25 * 2 ** attempt)
        }
      }
    },

    writeEach: (...writes) =>
      writeEach(writes, {
        statementOf: (write) => statementOf(tableName, write),
        execute: async (statements) =>
          (await documents.send(new BatchExecuteStatementCommand({ Statements: [...statements] }))).Responses ?? [],
        alone: async (write) => (await table.write(write)).outcome,
      }),
  }
  return table
}

/** DynamoDB may leave some out and asks for patience then. */
const readBatch = async (
  documents: DynamoDBDocumentClient,
  tableName: string,
  keys: readonly Key[],
  consistent: boolean,
) => {
  const items: Record<string, unknown>[] = []
  let left: Record<string, unknown>[] = [...keys]
  for (let attempt = 0; left.length > 0; attempt++) {
    if (attempt > MOST_RETRIES) throw new Error('the table does not answer all of a batch')
    if (attempt > 0) await pause(Math.random() * 25 * 2 ** attempt)
    const answer = await documents.send(
      new BatchGetCommand({ RequestItems: { [tableName]: { Keys: left, ConsistentRead: consistent } } }),
    )
    items.push(...(answer.Responses?.[tableName] ?? []))
    left = answer.UnprocessedKeys?.[tableName]?.Keys ?? []
  }
  return items
}

/** Page by page, each of as many items as make a megabyte. */
const countAll = async (documents: DynamoDBDocumentClient, tableName: string, query: Query): Promise<number> => {
  let counted = 0
  let start: Record<string, unknown> | undefined
  do {
    const input = { TableName: tableName, ...queryInput({ ...query, consistent: false }), ExclusiveStartKey: start }
    const answer = await documents.send(new QueryCommand({ ...input, Select: 'COUNT' }))
    counted += answer.Count ?? 0
    start = answer.LastEvaluatedKey
  } while (start)
  return counted
}

const MOST_KEYS = 100
const nameOf = ({ pk, sk }: { pk?: unknown; sk?: unknown }) => JSON.stringify([pk, sk])

/** One write alone goes without a transaction, which would cost twice the write units. */
const send = (documents: DynamoDBDocumentClient, tableName: string, writes: readonly Write[]): Promise<unknown> => {
  const items = writes.map((write) => transactItem(tableName, write))
  const [only] = items
  if (items.length === 1 && only?.Put) return documents.send(new PutCommand(only.Put))
  if (items.length === 1 && only?.Update) return documents.send(new UpdateCommand(only.Update))
  if (items.length === 1 && only?.Delete) return documents.send(new DeleteCommand(only.Delete))
  return documents.send(new TransactWriteCommand({ TransactItems: items }))
}

/** A write alone that meets a transaction on its item is told so by a name of its own. */
const cancellationReasons = (error: unknown): string[] => {
  if (error instanceof TransactionConflictException) return ['TransactionConflict']
  return error instanceof TransactionCanceledException
    ? (error.CancellationReasons ?? []).map((reason) => reason.Code ?? 'None')
    : []
}

/** No passing fault: a key that is too long, an item that grows too large, a number added to a text. */
const isRefusedData = (error: unknown, reasons: readonly string[]) =>
  reasons.includes('ValidationError') || (error instanceof Error && error.name === 'ValidationException')

/** The kinds of items, never their ids. */
const placesOf = (writes: readonly Write[]) =>
  `an item under ${[...new Set(writes.map((write) => keyOf(write).pk.split('#')[0]))].join(' or ')}`

const keyOf = (write: Write): Key => {
  if ('put' in write) return write.put
  if ('update' in write) return write.update
  return 'delete' in write ? write.delete : write.check
}

type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number]

const transactItem = (tableName: string, write: Write): TransactItem => {
  const condition = compileCondition(write.if)
  if ('put' in write) return { Put: { TableName: tableName, Item: write.put, ...condition } }
  if ('delete' in write) return { Delete: { TableName: tableName, Key: write.delete, ...condition } }
  if ('check' in write)
    return {
      ConditionCheck: {
        TableName: tableName,
        Key: write.check,
        ConditionExpression: condition.ConditionExpression ?? 'attribute_exists(pk)',
        ...condition,
      },
    }
  return { Update: { TableName: tableName, Key: write.update, ...compileUpdate(write, condition) } }
}

const queryInput = (query: Query) => {
  const [partition, sort] = KEYS[query.index ?? 'table']
  const range = rangeOf(query)
  const selected = query.attributes && projection(query.attributes)
  return {
    IndexName: query.index,
    KeyConditionExpression: ['#p = :p', range?.expression].filter(Boolean).join(' and '),
    ProjectionExpression: selected?.ProjectionExpression,
    ExpressionAttributeNames: {
      '#p': partition,
      ...(range && { '#s': sort }),
      ...selected?.ExpressionAttributeNames,
    },
    ExpressionAttributeValues: { ':p': query.pk, ...range?.values },
    ScanIndexForward: !query.newestFirst,
    ConsistentRead: query.index === undefined && (query.consistent ?? true),
  }
}

const projection = (attributes: readonly string[]) => ({
  ProjectionExpression: attributes.map((_, n) => `#a${n}`).join(', '),
  ExpressionAttributeNames: Object.fromEntries(attributes.map((attribute, n) => [`#a${n}`, attribute])),
})

const rangeOf = ({ begins, from, upTo }: Query) => {
  if (begins !== undefined) return { expression: 'begins_with(#s, :s)', values: { ':s': begins } }
  if (from !== undefined && upTo !== undefined)
    return { expression: '#s between :f and :s', values: { ':f': from, ':s': upTo } }
  if (upTo !== undefined) return { expression: '#s <= :s', values: { ':s': upTo } }
  return from === undefined ? undefined : { expression: '#s >= :f', values: { ':f': from } }
}

const KEYS = {
  table: ['pk', 'sk'],
  audience: ['audience', 'pk'],
  due: ['due', 'dueAt'],
} as const

const parseItem = <S extends z.ZodType>(schema: S, item: Record<string, unknown>): z.output<S> => {
  const parsed = schema.safeParse(item)
  if (parsed.success) return parsed.data
  const where = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ')
  // Names the kind of item and the fields, never ids of people or values.
  throw new CorruptItem(`an item under ${String(item.pk).split('#')[0]} does not fit its schema at ${where}`)
}

/** What is stored, or would be, is not what it should be: asking again does not help. */
export class CorruptItem extends Error {
  override name = 'CorruptItem'
}

const encodePosition = (key: Record<string, unknown>) => Buffer.from(JSON.stringify(key)).toString('base64url')
const decodePosition = (position: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(position, 'base64url').toString())
