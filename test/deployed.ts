import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll } from 'vitest'
import type * as z from 'zod'
import * as environment from '../shared/environment.ts'
import { type EmbeddedTable, freshTable } from './table.ts'
import type { Handler } from './workflow.ts'

/**
 * An empty table, and the variables that entries of functions find when they start beside it: whoever asks for a secret
 * gets one, every other provider fails. Entries are imported after this.
 */
export const asDeployed = async (more: Record<string, string> = {}): Promise<EmbeddedTable> => {
  const embedded = await freshTable()
  const providers = await listen(async (request) =>
    request.headers['x-amz-target'] === 'AmazonSSM.GetParameter'
      ? secretAnswer('of the tests, with enough chance')
      : FAILS,
  )
  running.push(providers)
  Object.assign(
    process.env,
    variablesOf({ database: embedded.endpoint, others: providers.url }),
    { TABLE_NAME: embedded.tableName, PUBLIC_URL: 'https://network.example', POWERTOOLS_METRICS_DISABLED: 'true' },
    more,
  )
  return embedded
}

const running: { stop: () => void }[] = []
afterAll(() => {
  for (const { stop } of running) stop()
})

/** What AWS calls of an entry, once its module is loaded. */
export const entryOf = async (module: Promise<{ handler: unknown }>): Promise<Handler> =>
  (await module).handler as Handler

/** A value of the right kind for every variable that a function may have, and where its providers listen. */
export const variablesOf = ({ database, others }: { database: string; others: string }): Record<string, string> => {
  const groups = Object.values(environment) as z.ZodObject[]
  const names = groups.flatMap((group) => Object.keys(group.shape))
  const told = names.map((name) => {
    if (/_ARN$/.test(name)) return [name, `arn:aws:states:us-east-1:000000000000:stateMachine:${name}`]
    if (/EMAIL|FROM/.test(name)) return [name, 'hello@network.example.org']
    return [name, /API|ISSUER|URL/.test(name) ? others : name.toLowerCase()]
  })
  return {
    ...Object.fromEntries(told),
    AWS_ENDPOINT_URL: others,
    AWS_ENDPOINT_URL_DYNAMODB: database,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'embedded',
    AWS_SECRET_ACCESS_KEY: 'embedded',
    POWERTOOLS_LOG_LEVEL: 'SILENT',
  }
}

type Answer = { status: number; type: string; body: string }

export const FAILS: Answer = { status: 404, type: 'application/json', body: '{}' }

/** What the store of secrets answers. */
export const secretAnswer = (value: string): Answer => ({
  status: 200,
  type: 'application/x-amz-json-1.1',
  body: JSON.stringify({ Parameter: { Name: 'secret', Value: value } }),
})

/** A provider on a port of its own. */
export const listen = async (answer: (request: IncomingMessage, body: string) => Promise<Answer>) => {
  const server: Server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const { status, type, body } = await answer(request, Buffer.concat(chunks).toString())
    response.writeHead(status, { 'content-type': type }).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
