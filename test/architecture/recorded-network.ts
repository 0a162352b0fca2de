import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type * as z from 'zod'
import * as environment from '../../shared/environment.ts'

/** What was done to the world: `PutItem SNAPSHOT…`, `AWSStepFunctions.StartExecution`, `POST /v1/refunds`. */
export type Effects = string[]

/**
 * Stands between the functions and their providers. Requests to the table are passed on, all others get the least answer;
 * those that change anything are noted.
 */
export const recordedNetwork = async (endpoint: string, secret: string) => {
  const effects: Effects = []
  const database = await listen(async (request, body) => {
    const operation = String(request.headers['x-amz-target']).split('.')[1] ?? ''
    if (!READS.includes(operation)) effects.push(`${operation} ${partitionsIn(body).join(' ')}`)
    const answer = await fetch(endpoint, { method: 'POST', headers: passedOn(request), body })
    return { status: answer.status, type: 'application/x-amz-json-1.0', body: await answer.text() }
  })
  const others = await listen(async (request) => {
    const target = request.headers['x-amz-target']
    if (target === 'AmazonSSM.GetParameter') return { ...JSON_1_1, body: parameter(secret) }
    if (target) effects.push(String(target))
    else if (request.method !== 'GET') effects.push(`${request.method} ${request.url}`)
    return { status: 404, type: 'application/json', body: '{}' }
  })
  return {
    effects,
    variables: {
      ...variablesOf(others.url),
      AWS_ENDPOINT_URL: others.url,
      AWS_ENDPOINT_URL_DYNAMODB: database.url,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'embedded',
      AWS_SECRET_ACCESS_KEY: 'embedded',
      POWERTOOLS_LOG_LEVEL: 'SILENT',
    },
    stop: () => {
      for (const { server } of [database, others]) {
        server.closeAllConnections()
        server.close()
      }
    },
  }
}

const READS = ['GetItem', 'BatchGetItem', 'TransactGetItems', 'Query']

/** The kinds of items that a request names, without their ids. */
const partitionsIn = (body: string) => [
  ...new Set([...body.matchAll(/"pk":\s*\{"S":\s*"([A-Z-]+#?)/g)].map(([, kind = '']) => kind)),
]

/** A value of the right kind for every variable that a function may have. */
const variablesOf = (url: string): Record<string, string> => {
  const groups = Object.values(environment) as z.ZodObject[]
  const names = groups.flatMap((group) => Object.keys(group.shape))
  return Object.fromEntries(
    names.map((name) => {
      if (/_ARN$/.test(name)) return [name, `arn:aws:states:us-east-1:000000000000:stateMachine:${name}`]
      if (/EMAIL|FROM/.test(name)) return [name, 'hello@network.example.org']
      return [name, /API|ISSUER|URL/.test(name) ? url : name.toLowerCase()]
    }),
  )
}

const JSON_1_1 = { status: 200, type: 'application/x-amz-json-1.1' }
const parameter = (value: string) => JSON.stringify({ Parameter: { Name: 'secret', Value: value } })

const passedOn = ({ headers }: IncomingMessage) =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value && !UNPASSED.includes(name) ? [[name, String(value)]] : [],
    ),
  )
const UNPASSED = ['host', 'connection', 'content-length', 'transfer-encoding', 'expect']

type Answer = { status: number; type: string; body: string }

const listen = async (answer: (request: IncomingMessage, body: string) => Promise<Answer>) => {
  const server: Server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const { status, type, body } = await answer(request, Buffer.concat(chunks).toString())
    response.writeHead(status, { 'content-type': type }).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}
