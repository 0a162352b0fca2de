import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, TransactWriteCommand } from '@aws-sdk/lib-dynamodb'

const documents = DynamoDBDocumentClient.from(new DynamoDBClient({}))
let written = 0

export const handler = async () => {
  const Item = { pk: `BARE#${++written % 64}`, sk: String(written), text: 'as much as an answer or two' }
  await documents.send(
    new TransactWriteCommand({ TransactItems: [{ Put: { TableName: process.env.TABLE_NAME ?? '', Item } }] }),
  )
  return { statusCode: 303, headers: { location: '/' } }
}
