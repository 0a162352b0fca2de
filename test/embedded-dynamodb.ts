import { type ChildProcess, spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'

export type EmbeddedDynamoDB = { client: DynamoDBClient; endpoint: string; process: ChildProcess }

/** An empty table of the network's shape. Without its stream, which slows many writes, it is for measuring reads. */
export const createNetworkTable = async (
  client: DynamoDBClient,
  tableName: string,
  { streamed = true } = {},
): Promise<void> => {
  await client.send(
    new CreateTableCommand({
      TableName: tableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['pk', 'sk', 'audience', 'due', 'dueAt'].map((name) => ({
        AttributeName: name,
        AttributeType: 'S',
      })),
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [index('audience', 'audience', 'pk'), index('due', 'due', 'dueAt')],
      ...(streamed && { StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' } }),
    }),
  )
}

const index = (name: string, partition: string, sort: string) => ({
  IndexName: name,
  KeySchema: [
    { AttributeName: partition, KeyType: 'HASH' as const },
    { AttributeName: sort, KeyType: 'RANGE' as const },
  ],
  Projection: { ProjectionType: 'ALL' as const },
})

/** A process of its own, which whoever started it ends. */
export const startDynamoDB = async (): Promise<EmbeddedDynamoDB> => {
  const port = await freePort()
  const process = spawn(binary(), ['serve', '-p', String(port)], { stdio: 'ignore' })
  const endpoint = `http://127.0.0.1:${port}`
  const client = new DynamoDBClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'embedded', secretAccessKey: 'embedded' },
  })
  for (let attempt = 0; attempt < 100; attempt++) {
    const answered = await fetch(endpoint, { method: 'POST' }).then(
      () => true,
      () => false,
    )
    if (answered) return { client, endpoint, process }
    await pause(50)
  }
  throw new Error('the embedded DynamoDB did not start')
}

const binary = () => createRequire(import.meta.url).resolve('@dynoxide/linux-x64/dynoxide')

const freePort = () =>
  new Promise<number>((resolve, reject) => {
    const probe = createServer().once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => (address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port'))))
    })
  })
