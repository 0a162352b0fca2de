import type { Blueprint } from './template.ts'
import { Trouble } from './trouble.ts'

export type AttributeValue = { S?: string; N?: string; [type: string]: unknown }
export type Item = Record<string, AttributeValue>
/** One call of the DynamoDB or DynamoDB Streams API, past the counting proxy. */
export type DynamoDB = <T>(operation: string, body: object) => Promise<T>

export function createDynamoDB(endpoint: string): DynamoDB {
  return async <T>(operation: string, body: object) => {
    const answer = await fetch(endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': operation.includes('.') ? operation : `DynamoDB_20120810.${operation}`,
        'x-amz-date': '20200101T000000Z',
        // Nobody checks the signature, but a request without one is refused.
        authorization:
          'AWS4-HMAC-SHA256 Credential=local/20200101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
      },
      body: JSON.stringify(body),
    })
    const result = (await answer.json()) as T & { __type?: string; message?: string; Message?: string }
    if (answer.ok) return result
    throw Object.assign(new Error(`${operation}: ${result.message ?? result.Message}`), {
      name: String(result.__type).split('#').at(-1),
    })
  }
}

type Table = Blueprint['tables'][number]
type Described = {
  KeySchema: unknown
  GlobalSecondaryIndexes?: { IndexName: string }[]
  StreamSpecification?: { StreamEnabled: boolean }
}

/** Creates the template's tables, or adds to those of an earlier start what is new. Returns the names of new tables. */
export async function prepareTables(dynamodb: DynamoDB, tables: Table[], data: string): Promise<Set<string>> {
  const created = new Set<string>()
  for (const table of tables) {
    const { name, KeySchema, AttributeDefinitions, GlobalSecondaryIndexes = [], LocalSecondaryIndexes } = table
    const known = await dynamodb<{ Table: Described }>('DescribeTable', { TableName: name }).catch((error: Error) => {
      if (error.name !== 'ResourceNotFoundException') throw error
    })
    if (known) {
      await addIndexes(dynamodb, table, known.Table, data)
      continue
    }
    await dynamodb('CreateTable', {
      TableName: name,
      KeySchema,
      AttributeDefinitions,
      BillingMode: 'PAY_PER_REQUEST',
      ...(GlobalSecondaryIndexes.length && { GlobalSecondaryIndexes }),
      ...(LocalSecondaryIndexes && { LocalSecondaryIndexes }),
      ...(table.StreamSpecification && { StreamSpecification: { StreamEnabled: true, ...table.StreamSpecification } }),
    })
    if (table.TimeToLiveSpecification)
      await dynamodb('UpdateTimeToLive', {
        TableName: name,
        TimeToLiveSpecification: table.TimeToLiveSpecification,
      })
    created.add(name)
  }
  return created
}

async function addIndexes(dynamodb: DynamoDB, table: Table, known: Described, data: string) {
  const outdated = new Trouble(
    `${data} holds a table ${table.name} of another shape than the template's: move that folder away to start anew`,
  )
  if (JSON.stringify(known.KeySchema) !== JSON.stringify(table.KeySchema)) throw outdated
  const wantsStream = table.StreamSpecification !== undefined
  if ((known.StreamSpecification?.StreamEnabled ?? false) !== wantsStream) throw outdated
  for (const index of table.GlobalSecondaryIndexes ?? []) {
    if (known.GlobalSecondaryIndexes?.some(({ IndexName }) => IndexName === index.IndexName)) continue
    const update = {
      TableName: table.name,
      AttributeDefinitions: table.AttributeDefinitions,
      GlobalSecondaryIndexUpdates: [{ Create: index }],
    }
    await dynamodb('UpdateTable', update).catch(() => {
      throw outdated
    })
  }
}
