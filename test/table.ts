import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { afterAll } from 'vitest'
import { openTable, type Table } from '../functions/adapters/table.ts'
import { createNetworkTable, type EmbeddedDynamoDB, startDynamoDB } from './embedded-dynamodb.ts'

export type EmbeddedTable = { table: Table; client: DynamoDBClient; tableName: string; endpoint: string }

let server: Promise<EmbeddedDynamoDB> | undefined
let tables = 0

/** An empty table of the network's shape on the embedded DynamoDB; one server for each spec file, ended with it. */
export const freshTable = async (): Promise<EmbeddedTable> => {
  server ??= startDynamoDB()
  const { client, endpoint } = await server
  const tableName = `network-${++tables}`
  await createNetworkTable(client, tableName)
  return { table: openTable(tableName, client), client, tableName, endpoint }
}

afterAll(async () => {
  const running = await server
  running?.process.kill('SIGKILL')
  running?.client.destroy()
})
