import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { handle } from 'hono/aws-lambda'
import { beforeAll, describe, expect, it } from 'vitest'
import { AS_BYTES } from '../../../functions/http/as-bytes.ts'
import { audienceApp } from '../../../functions/http/audience.tsx'
import { SESSION_COOKIE } from '../../../functions/http/guard.tsx'
import { Manifest } from '../../../functions/results/downloads/manifest.ts'
import { FILES } from '../../../functions/results/downloads/release-files.ts'
import { downloadRoutes } from '../../../functions/results/publishing/downloads.routes.tsx'
import { sendHttpResult } from '../../../local/http-event.ts'
import type { Actor } from '../../../shared/identity/actor.ts'
import { FAY, RUTH, SAM } from '../../identity/cast.ts'
import { freshTable } from '../../table.ts'
import { campaignId, cubeOfPeople, HOME, TRUST } from '../cast.ts'
import { publish, setTheScene, storeCube } from '../published.ts'

const actors: Record<string, Actor> = {
  ruth: RUTH,
  fay: FAY,
  sam: SAM,
}

const site = { publicUrl: 'https://network.example', networkName: 'Network' }
const files = `/council/denver/reports/${campaignId}/files`
let app: ReturnType<typeof audienceApp>

const get = (path: string, who?: string, headers: Record<string, string> = {}) =>
  app.request(path, { headers: { ...(who && { cookie: `${SESSION_COOKIE}=${who}` }), ...headers } })

beforeAll(async () => {
  const { table } = await freshTable()
  await setTheScene(table, 'closed', '=HYPERLINK("https://bad.example")')
  const cube = cubeOfPeople([
    { times: 35, cell: { gender: 'woman' }, answers: { [TRUST]: '1', [HOME]: 'rent' } },
    { times: 25, cell: { gender: 'man' }, answers: { [TRUST]: '4', [HOME]: 'own' } },
  ])
  await storeCube(table, cube)
  expect(await publish(table, cube)).toEqual({ outcome: 'published', release: 1 })
  app = audienceApp(site, { section: 'council' })
  app.route('/', downloadRoutes({ site, table, actorOf: async (cookie) => actors[cookie] }))
})

describe('a council member of Denver', () => {
  it('takes every file of the release along, under a name that says which it is', async () => {
    for (const kind of FILES) {
      const file = await get(`${files}/report.${kind}`, 'ruth')
      expect(file.status).toBe(200)
      expect(file.headers.get('content-disposition')).toBe(`attachment; filename="denver-2026-11-20-release-1.${kind}"`)
      const begins = Buffer.from(await file.arrayBuffer()).toString('latin1', 0, 5)
      expect(begins, kind).toMatch(BEGINS[kind.replace(/^.*\./, '')] ?? /never/)
    }
  })

  it('gets files whose hashes are those of the manifest', async () => {
    const manifest = Manifest.parse(await (await get(`${files}/report.manifest.json`, 'ruth')).json())
    for (const { name, mediaType, bytes, sha256 } of manifest.files) {
      const file = await get(`${files}/${name.replace(/^.*?-release-1\./, 'report.')}`, 'sam')
      const body = await file.arrayBuffer()
      const hash = Buffer.from(await crypto.subtle.digest('SHA-256', body)).toString('hex')
      expect([file.headers.get('content-type'), body.byteLength, hash]).toEqual([mediaType, bytes, sha256])
    }
  })

  it('gets the same release from the own browser’s memory', async () => {
    const tag = (await get(`${files}/report.en.pdf`, 'ruth')).headers.get('etag') ?? ''
    expect((await get(`${files}/report.en.pdf`, 'ruth', { 'if-none-match': tag })).status).toBe(304)
    expect((await get(`${files}/report.es.pdf`, 'ruth', { 'if-none-match': tag })).status).toBe(200)
  })

  it('finds no file of another kind or of another report', async () => {
    for (const path of [`${files}/report.exe`, `${files}/csv`, `${files.replace(campaignId, 'x')}/report.csv`])
      expect((await get(path, 'ruth')).status, path).toBe(404)
  })
})

describe('others', () => {
  it('are refused, and learn nothing', async () => {
    for (const kind of FILES) {
      const answer = await get(`${files}/report.${kind}`, 'fay')
      expect(answer.status).toBe(403)
      expect(await answer.text()).not.toMatch(/HYPERLINK|trust/)
      expect((await get(`${files}/report.${kind}`)).status).toBe(303)
    }
  })

  it('do not find it under their own city', async () => {
    expect((await get(`${files.replace('denver', 'fresno')}/report.zip`, 'fay')).status).toBe(404)
  })
})

describe('through API Gateway', () => {
  it('no byte of a file is changed on its way', async () => {
    const handler = handle(app, AS_BYTES)
    for (const kind of FILES) {
      const direct = Buffer.from(await (await get(`${files}/report.${kind}`, 'ruth')).arrayBuffer())
      const result = await handler(requestOf(`${files}/report.${kind}`, 'ruth') as never)
      expect((result as { isBase64Encoded: boolean }).isBase64Encoded).toBe(!kind.endsWith('json'))
      expect(JSON.stringify(result).length).toBeLessThan(6_000_000)
      expect((await received(result)).equals(direct), kind).toBe(true)
    }
  })
})

const BEGINS: Record<string, RegExp> = { csv: /^ï»¿re/, json: /^\{\n/, xlsx: /^PK/, zip: /^PK/, pdf: /^%PDF-/ }

/** What a browser gets of a function's result. */
const received = async (result: unknown): Promise<Buffer> => {
  const server = createServer((_, response) => sendHttpResult(response, result))
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  const answer = await fetch(`http://127.0.0.1:${port}`)
  const body = Buffer.from(await answer.arrayBuffer())
  server.close()
  return body
}

const requestOf = (path: string, who: string) => ({
  version: '2.0',
  rawPath: path,
  rawQueryString: '',
  headers: { host: 'network.example' },
  cookies: [`${SESSION_COOKIE}=${who}`],
  requestContext: { domainName: 'network.example', http: { method: 'GET', path } },
  isBase64Encoded: false,
})
