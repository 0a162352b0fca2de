import type { DynamoDB, Item } from './dynamodb.ts'
import type { Blueprint } from './template.ts'

/** Time to live by the virtual clock: DynamoDB's own sweep knows only real time. */
export type Expiry = {
  sweep(): Promise<void>
  /** Whether an item went because its time to live was over; the stream tells consumers so. */
  expired(tableName: string, keys: Item): boolean
}

// DynamoDB leaves alone what expired more than five years ago: a wrong unit, most likely.
const fiveYears = 5 * 365 * 24 * 60 * 60
const remembered = 10_000

export function createExpiry(
  tables: Blueprint['tables'],
  { dynamodb, now, wrote }: { dynamodb: DynamoDB; now: () => number; wrote: () => void },
): Expiry {
  const gone = new Set<string>()

  async function sweepTable({ name, KeySchema, TimeToLiveSpecification }: Blueprint['tables'][number]) {
    if (!TimeToLiveSpecification?.Enabled) return
    const seconds = Math.floor(now() / 1000)
    const keys = KeySchema.map(({ AttributeName }) => AttributeName)
    const names = Object.fromEntries(keys.map((key, i) => [`#k${i}`, key]))
    const ttl = { '#ttl': TimeToLiveSpecification.AttributeName }
    const values = { ':now': { N: String(seconds) } }
    let from: Item | undefined
    do {
      const page: { Items: Item[]; LastEvaluatedKey?: Item } = await dynamodb('Scan', {
        TableName: name,
        FilterExpression: '#ttl <= :now AND #ttl > :long',
        ProjectionExpression: Object.keys(names).join(', '),
        ExpressionAttributeNames: { ...names, ...ttl },
        ExpressionAttributeValues: { ...values, ':long': { N: String(seconds - fiveYears) } },
        ...(from && { ExclusiveStartKey: from }),
      })
      for (const item of page.Items) {
        if (gone.size >= remembered) gone.clear()
        gone.add(label(name, item))
        await dynamodb('DeleteItem', {
          TableName: name,
          Key: item,
          // It may have been prolonged since the scan.
          ConditionExpression: '#ttl <= :now',
          ExpressionAttributeNames: ttl,
          ExpressionAttributeValues: values,
        }).catch((error: Error) => {
          if (error.name !== 'ConditionalCheckFailedException') throw error
        })
      }
      if (page.Items.length) wrote()
      from = page.LastEvaluatedKey
    } while (from)
  }

  return {
    async sweep() {
      for (const table of tables) await sweepTable(table)
    },
    expired: (tableName, keys) => gone.has(label(tableName, keys)),
  }
}

const label = (tableName: string, keys: Item) => JSON.stringify([tableName, Object.entries(keys).sort()])
