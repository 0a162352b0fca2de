import { parentPort, workerData } from 'node:worker_threads'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { SESClient, SendRawEmailCommand } from '@aws-sdk/client-ses'
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb'

/**
 * Hands one mail after the other to SES and puts a row for each: what any sender must do at least. The tags lead to the
 * row, so that what SES tells of these mails is recorded as for any other.
 */
export type BareLoop = {
  campaignId: string
  memberIds: readonly string[]
  /** Of the embedded cloud's AWS endpoint. */
  port: number
  atOnce: number
  configurationSet: string
  tableName: string
  from: string
  raw: Uint8Array
}

const { campaignId, memberIds, port, atOnce, configurationSet, tableName, from, raw } = workerData as BareLoop
const place = { region: 'us-east-1', credentials: { accessKeyId: 'bare', secretAccessKey: 'bare' } }
const ses = new SESClient({ ...place, endpoint: `http://127.0.0.1:${port}/ses`, maxAttempts: 1 })
const dynamodb = new DynamoDBClient({ ...place, endpoint: `http://127.0.0.1:${port}/dynamodb` })
const table = DynamoDBDocumentClient.from(dynamodb)
let next = 0
const loop = async (_: unknown, shard: number) => {
  for (let memberId = memberIds[next++]; memberId; memberId = memberIds[next++]) {
    const sendId = memberId
      .slice(4)
      .toLowerCase()
      .replace(/[^0-9a-f]/g, '0')
      .padStart(32, '0')
    const tags = { sendId, campaignId, memberId, shard: String(shard), class: 'campaign' }
    const { MessageId } = await ses.send(
      new SendRawEmailCommand({
        RawMessage: { Data: raw },
        Source: from,
        Destinations: [`${memberId.toLowerCase()}@example.org`],
        ConfigurationSetName: configurationSet,
        Tags: Object.entries(tags).map(([Name, Value]) => ({ Name, Value })),
      }),
    )
    const row = { campaignId, memberId, shard, sendId, step: 3, attempts: 1, state: 'SENT', messageId: MessageId }
    const key = { pk: `CAMPAIGN#${campaignId}#${shard}`, sk: `RCPT#${memberId}` }
    const Item = { ...key, ...row, at: new Date().toISOString() }
    await table.send(new PutCommand({ TableName: tableName, Item }))
  }
}

const began = performance.now()
await Promise.all(Array.from({ length: atOnce }, loop))
parentPort?.postMessage(memberIds.length / ((performance.now() - began) / 1000))
