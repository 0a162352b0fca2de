import type { IncomingMessage } from 'node:http'
import { FAILS, listen, secretAnswer, variablesOf } from '../deployed.ts'

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
    if (target === 'AmazonSSM.GetParameter') return secretAnswer(secret)
    if (target) effects.push(String(target))
    else if (request.method !== 'GET') effects.push(`${request.method} ${request.url}`)
    return FAILS
  })
  return {
    effects,
    variables: variablesOf({ database: database.url, others: others.url }),
    stop: () => {
      for (const { stop } of [database, others]) stop()
    },
  }
}

const READS = ['GetItem', 'BatchGetItem', 'TransactGetItems', 'Query']

/** The kinds of items that a request names, without their ids. */
const partitionsIn = (body: string) => [
  ...new Set([...body.matchAll(/"pk":\s*\{"S":\s*"([A-Z-]+#?)/g)].map(([, kind = '']) => kind)),
]

const passedOn = ({ headers }: IncomingMessage) =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value && !UNPASSED.includes(name) ? [[name, String(value)]] : [],
    ),
  )
const UNPASSED = ['host', 'connection', 'content-length', 'transfer-encoding', 'expect']
