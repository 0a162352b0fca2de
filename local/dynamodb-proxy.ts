import { Agent, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { UsageCounters } from './usage.ts'

/** Between the functions and DynamoDB: counts calls and capacity units, and tells when something was written. */
export function createDynamoDBProxy(endpoint: string, { usage, wrote }: { usage: UsageCounters; wrote: () => void }) {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 })
  const target = new URL(endpoint)

  return {
    handle(req: IncomingMessage, res: ServerResponse, body: Buffer) {
      const operation = String(req.headers['x-amz-target']).split('.').at(-1) ?? ''
      const unit = unitOf[operation]
      const asked = unit ? askForCapacity(body) : body
      const headers = { ...req.headers, host: target.host, 'content-length': String(asked.length) }
      const options = {
        agent,
        host: target.hostname,
        port: target.port,
        path: target.pathname,
        method: 'POST',
        headers,
      }
      const onward = request(options, (answer) => {
        const chunks: Buffer[] = []
        answer.on('data', (chunk) => chunks.push(chunk))
        answer.on('error', () => res.destroy())
        answer.on('end', () => {
          const content = Buffer.concat(chunks)
          const ok = answer.statusCode === 200
          const written = ok && unit === 'writeUnits' ? itemsWritten(operation, body, content) : undefined
          usage.called('DynamoDB', operation, ok, unit && { kind: unit, count: ok ? unitsIn(content) : 0, written })
          if (unit === 'writeUnits') wrote()
          res.writeHead(answer.statusCode ?? 502, answer.headers)
          res.end(content)
        })
      })
      onward.on('error', () => res.destroy())
      onward.end(asked)
    },
    stop: () => agent.destroy(),
  }
}

const unitOf: Record<string, 'readUnits' | 'writeUnits'> = {
  GetItem: 'readUnits',
  BatchGetItem: 'readUnits',
  Query: 'readUnits',
  Scan: 'readUnits',
  TransactGetItems: 'readUnits',
  PutItem: 'writeUnits',
  UpdateItem: 'writeUnits',
  DeleteItem: 'writeUnits',
  BatchWriteItem: 'writeUnits',
  TransactWriteItems: 'writeUnits',
  // The functions only ever write with it.
  BatchExecuteStatement: 'writeUnits',
}

const opening = Buffer.from('{"ReturnConsumedCapacity":"TOTAL",')

function askForCapacity(body: Buffer): Buffer {
  return body.includes('"ReturnConsumedCapacity"') || body.length < 3
    ? body
    : Buffer.concat([opening, body.subarray(body.indexOf('{') + 1)])
}

/** A look that holds a transaction to something writes nothing; of statements each is answered for itself. */
function itemsWritten(operation: string, asked: Buffer, answered: Buffer): number {
  switch (operation) {
    case 'TransactWriteItems': {
      const { TransactItems }: { TransactItems: object[] } = JSON.parse(asked.toString())
      return TransactItems.filter((item) => !('ConditionCheck' in item)).length
    }
    case 'BatchExecuteStatement': {
      const { Responses }: { Responses: object[] } = JSON.parse(answered.toString())
      return Responses.filter((response) => !('Error' in response)).length
    }
    case 'BatchWriteItem': {
      const { RequestItems }: { RequestItems: Record<string, object[]> } = JSON.parse(asked.toString())
      return Object.values(RequestItems).flat().length
    }
    default:
      return 1
  }
}

/** The answer is passed on as it came (its checksum is checked), so the units are only read out of it. */
function unitsIn(content: Buffer): number {
  const start = content.lastIndexOf('"ConsumedCapacity":')
  if (start < 0) return 0
  const rest = content.toString('utf8', start)
  const part = /^"ConsumedCapacity":(\[[^\]]*\]|\{[^}]*\})/.exec(rest)?.[1] ?? ''
  return [...part.matchAll(/"CapacityUnits":([\d.]+)/g)].reduce((sum, [, units]) => sum + Number(units), 0)
}
