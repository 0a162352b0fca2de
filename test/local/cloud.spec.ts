import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Usage } from '../../local/usage.ts'
import { type RunningFixture, runFixture } from './fixture/running.ts'

let cloud: RunningFixture
beforeAll(async () => {
  cloud = await runFixture()
  expect((await cloud.start()).said).toContain('ready')
})
afterAll(() => cloud.stop())

describe('the HTTP API', () => {
  it('hands a request to its function in payload format 2.0', async () => {
    const answer = await fetch(`${cloud.url}/members/m1?a=1&a=2&b=x%20y`, {
      method: 'POST',
      headers: { cookie: 'one=1; two=2', 'content-type': 'application/x-www-form-urlencoded' },
      body: 'name=Ada',
    })
    const { event, now } = (await answer.json()) as { event: object; now: string }
    expect(event).toMatchObject({
      version: '2.0',
      routeKey: 'POST /members/{id}',
      rawPath: '/members/m1',
      rawQueryString: 'a=1&a=2&b=x%20y',
      queryStringParameters: { a: '1,2', b: 'x y' },
      pathParameters: { id: 'm1' },
      cookies: ['one=1', 'two=2'],
      body: 'name=Ada',
      isBase64Encoded: false,
      requestContext: { http: { method: 'POST', sourceIp: '127.0.0.1' } },
    })
    expect(Math.abs(Date.parse(now) - (await cloud.now()))).toBeLessThan(5000)
  })

  it('sends status, cookies and binary bodies as the function says', async () => {
    const answer = await fetch(`${cloud.url}/files/binary`)
    expect(answer.status).toBe(201)
    expect(answer.headers.getSetCookie()).toEqual(['a=1; HttpOnly', 'b=2'])
    expect([...new Uint8Array(await answer.arrayBuffer())]).toEqual([0, 255, 10])
  })

  it.each([
    ['/nowhere', 404, 'Not Found'],
    ['/files/fault', 500, 'Internal Server Error'],
    ['/files/crash', 500, 'Internal Server Error'],
    ['/files/slow', 503, 'Service Unavailable'],
  ])('answers %s with %d', async (path, status, message) => {
    const answer = await fetch(cloud.url + path)
    expect([answer.status, await answer.json()]).toEqual([status, { message }])
    // A crashed or late environment is replaced.
    expect((await fetch(`${cloud.url}/members/next`)).status).toBe(200)
  })

  it('lets a function that took too long not take others with it', async () => {
    const late = fetch(`${cloud.url}/files/slow`)
    const good = await fetch(`${cloud.url}/members/meanwhile`)
    expect([good.status, (await late).status]).toEqual([200, 503])
  })

  it('refuses more than 10 MB', async () => {
    const answer = await fetch(`${cloud.url}/members/m1`, { method: 'POST', body: Buffer.alloc(10 * 1024 * 1024 + 1) })
    expect(answer.status).toBe(413)
  })
})

describe('a stream mapping', () => {
  const failedFor = async (sequence: string) => {
    const messages = await cloud.queued()
    return messages
      .map(({ body }) => JSON.parse(body).DDBStreamBatchInfo)
      .filter((info) => info?.startSequenceNumber === sequence)
  }
  const words = async (pk: string, hows: string[]) => {
    for (const [index, how] of hows.entries()) await cloud.put({ pk, sk: `${pk}-${index}`, kind: 'word', how })
    await cloud.settled()
  }
  const seen = async (pk: string) =>
    ((await cloud.notes('SEEN')) as string[]).filter((word) => word.startsWith(`${pk}-`))

  it('hands on what its filter lets through, in order', async () => {
    await cloud.put({ pk: 'first', sk: 'first-x', kind: 'number' })
    await words('first', ['good', 'good', 'good'])
    expect(await seen('first')).toEqual(['first-0', 'first-1', 'first-2'])
  })

  it('tries only what failed again, and puts it into the on-failure queue at last', async () => {
    await words('partial', ['good', 'bad', 'good'])
    expect(new Set(await seen('partial'))).toEqual(new Set(['partial-0', 'partial-2']))
    const queued = await cloud.queued()
    expect(JSON.parse(queued[0]?.body ?? '{}')).toMatchObject({
      requestContext: { condition: 'RetryAttemptsExhausted', approximateInvokeCount: 3 },
      DDBStreamBatchInfo: { batchSize: 1 },
    })
  })

  it('cuts a batch that cannot be read until the rest is through', async () => {
    const before = (await cloud.queued()).length
    await Promise.all(
      ['good', 'throws', 'good', 'good'].map((how, i) => cloud.put({ pk: 'cut', sk: `cut-${i}`, kind: 'word', how })),
    )
    await cloud.settled()
    expect(new Set(await seen('cut'))).toEqual(new Set(['cut-0', 'cut-2', 'cut-3']))
    expect((await cloud.queued()).length).toBe(before + 1)
  })

  it('goes on after a kill where it was', async () => {
    await words('kept', ['good'])
    await cloud.kill()
    expect((await cloud.start()).ready).toBe(true)
    await words('later', ['good'])
    expect(await seen('kept')).toEqual(['kept-0'])
    expect(await seen('later')).toEqual(['later-0'])
    expect(await failedFor('0')).toEqual([])
  })
})

describe('events', () => {
  it('reach the functions of the rules whose pattern they match', async () => {
    const entry = (DetailType: string, detail: object) => ({
      Source: 'aws.ses',
      DetailType,
      Detail: JSON.stringify(detail),
    })
    await cloud.aws('events', 'AWSEvents.PutEvents', {
      Entries: [entry('Email Bounced', { mail: 'm1' }), entry('Email Sent', { mail: 'm2' })],
    })
    await cloud.settled()
    const heard = (await cloud.notes('HEARD#Email Bounced')) as object[]
    expect(heard).toEqual([
      expect.objectContaining({ source: 'aws.ses', detail: { mail: 'm1' }, account: '000000000000' }),
    ])
    expect(await cloud.notes('HEARD#Email Sent')).toEqual([])
  })

  it('that a function fails on are tried again a minute later, then queued', async () => {
    const before = (await cloud.queued()).length
    const failing = { Source: 'aws.ses', DetailType: 'Email Bounced', Detail: '{"deaf":true}' }
    await cloud.aws('events', 'AWSEvents.PutEvents', { Entries: [failing] })
    await cloud.settled()
    expect((await cloud.queued()).length).toBe(before)
    await cloud.advance('PT2M')
    const queued = await cloud.queued()
    expect(queued.length).toBe(before + 1)
    expect(JSON.parse(queued[0]?.body ?? '{}')).toMatchObject({
      requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 2 },
      requestPayload: { detail: { deaf: true } },
      responsePayload: { errorType: 'Error', errorMessage: 'nothing heard' },
    })
  })
})

describe('time', () => {
  it('played for three days fires the daily rule three times and the frequent one each hour', async () => {
    const ticks = async () => (await cloud.notes('HEARD#Scheduled Event')).length
    const before = await ticks()
    const start = await cloud.now()
    const answer = await cloud.advance('P3D')
    expect(Date.parse(answer.now) - start).toBeGreaterThanOrEqual(3 * 86_400_000)
    const daily = await cloud.get<{ input: { name: string } }[]>('/_local/executions')
    expect(daily.filter(({ input }) => input.name === 'day')).toHaveLength(3)
    const ticked = (await ticks()) - before
    expect(ticked).toBeGreaterThanOrEqual(72)
    expect(ticked).toBeLessThan(80)
  })

  it('takes away what has expired', async () => {
    const inAnHour = Math.floor((await cloud.now()) / 1000) + 3600
    await cloud.put({ pk: 'session', sk: 'short', ttl: String(inAnHour) })
    await cloud.put({ pk: 'session', sk: 'long', ttl: String(inAnHour + 30 * 86_400) })
    await cloud.advance('P2D')
    expect((await cloud.items('session')).map(({ sk }) => sk?.S)).toEqual(['long'])
  })

  it('is turned by JSON that curl calls a form, and by the form of the page', async () => {
    const before = await cloud.now()
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    for (const body of ['{"advance":"PT1H"}', 'advance=PT1H'])
      await fetch(`${cloud.url}/_local/clock`, { method: 'POST', headers, body })
    expect((await cloud.now()) - before).toBeGreaterThanOrEqual(2 * 3_600_000)
  })

  it('is not turned by another site, backwards, or by nonsense', async () => {
    const turn = async (headers: Record<string, string>, body: string) =>
      (await fetch(`${cloud.url}/_local/clock`, { method: 'POST', headers, body })).status
    expect(await turn({ origin: 'https://elsewhere.example' }, '{"advance":"P1D"}')).toBe(403)
    expect(await turn({}, '{"to":"2001-01-01T00:00:00Z"}')).toBe(400)
    expect(await turn({}, '{"advance":"a while"}')).toBe(400)
    expect(await turn({}, '{')).toBe(400)
  })
})

describe('usage', () => {
  it('counts calls, capacity, invocations and transitions since the last reset', async () => {
    await cloud.post('/_local/usage/reset', {})
    await cloud.put({ pk: 'usage', sk: '1' })
    await cloud.settled()
    const usage = await cloud.get<Usage>('/_local/usage')
    expect(usage.services.DynamoDB?.PutItem).toMatchObject({ calls: 1, writeUnits: 1, written: 1 })
    // Looking at the stream is not on the bill.
    expect(Object.keys(usage.services.DynamoDB ?? {})).toEqual(['PutItem'])
  })
})

describe('a secret', () => {
  it('named by a function is there, and the same after a restart', async () => {
    const name = { Name: '/fixture/token-key', WithDecryption: true }
    const ask = () => cloud.aws<{ Parameter: { Value: string } }>('ssm', 'AmazonSSM.GetParameter', name)
    const { Parameter } = await ask()
    expect(Parameter.Value.length).toBeGreaterThan(30)
    await cloud.kill()
    await cloud.start()
    expect((await ask()).Parameter.Value).toBe(Parameter.Value)
    expect(await cloud.aws('ssm', 'AmazonSSM.GetParameter', { Name: '/fixture/other' })).toMatchObject({
      __type: 'ParameterNotFound',
    })
  })
})

describe('a start that cannot succeed says why in one line', () => {
  const startIn = (port: number, data: string) => {
    const args = ['test/local/fixture/start.ts', String(port), data]
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 15_000 })
    return {
      status,
      lines: stderr.split('\n').filter((line) => line && !/ExperimentalWarning|--trace-warnings/.test(line)),
    }
  }

  it('when the data folder is in use', () => {
    const { status, lines } = startIn(cloud.port + 20, cloud.data)
    expect(status).toBe(1)
    expect(lines).toEqual([expect.stringContaining('is in use by another start')])
  })

  it('when a port is in use', async () => {
    const data = mkdtempSync(join(tmpdir(), 'start-'))
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const { port } = other.address() as { port: number }
    const { status, lines } = startIn(port, data)
    expect(status).toBe(1)
    expect(lines).toEqual([expect.stringContaining(`Port ${port} is in use`)])
    other.close()
    rmSync(data, { recursive: true, force: true })
  })
})
