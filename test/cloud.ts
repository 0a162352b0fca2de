import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb'
import { openTable, type Table } from '../functions/adapters/table.ts'

export type LocalMail = {
  to: string[]
  subject: string
  text: string
  html: string
  links: string[]
  headers: Record<string, string>
}

/** `npm start` as a process of its own, with a data folder that a second start can go on with. */
export type RunningCloud = {
  url: string
  port: number
  data: string
  /** `path` below /_local, such as `executions`. */
  local<T>(path: string, body?: object): Promise<T>
  mailTo(address: string): Promise<LocalMail[]>
  /** The newest mail to this address whose subject matches, as soon as it is there. */
  awaitMail(address: string, subject: RegExp): Promise<LocalMail>
  /** Until no function runs, no stream has news and no timer is due. */
  settled(): Promise<void>
  stop(signal?: NodeJS.Signals): Promise<void>
}

export const startCloud = async (
  options: { demo?: boolean; data?: string; port?: number } = {},
): Promise<RunningCloud> => {
  const data = options.data ?? (await mkdtemp(join(tmpdir(), 'common-agenda-')))
  const port = options.port ?? (await freePorts())
  const process = spawn(
    globalThis.process.execPath,
    ['local/start.ts', '--port', String(port), '--data', data, ...(options.demo ? [] : ['--no-demo'])],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  )
  await ready(process)
  const url = `http://localhost:${port}`

  const local = async <T>(path: string, body?: object): Promise<T> => {
    const request = body && {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    }
    const answer = await fetch(`${url}/_local/${path}`, request)
    if (!answer.ok) throw new Error(`/_local/${path.split('?')[0]} answered ${answer.status}: ${await answer.text()}`)
    return (await answer.json()) as T
  }
  const mailTo = (address: string) => local<LocalMail[]>(`mail?to=${encodeURIComponent(address)}`)

  return {
    url,
    port,
    data,
    local,
    mailTo,
    awaitMail: (address, subject) =>
      until(`a mail to ${address} with the subject ${subject}`, async () =>
        (await mailTo(address)).filter((mail) => subject.test(mail.subject)).at(-1),
      ),
    settled: async () => {
      await until('the cloud to settle', async () => (await fetch(`${url}/_local/idle`)).ok || undefined)
    },
    stop: async (signal = 'SIGTERM') => {
      const ended = new Promise((resolve) => process.once('exit', resolve))
      process.kill(signal)
      await ended
      if (signal !== 'SIGKILL') await rm(data, { recursive: true, force: true })
    },
  }
}

/** The cloud's own table, for putting in place what a journey begins with. */
export const tableOf = async (cloud: RunningCloud): Promise<Table> => {
  const client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${cloud.port + 5}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'embedded', secretAccessKey: 'embedded' },
  })
  const { TableNames: [name = ''] = [] } = await client.send(new ListTablesCommand({}))
  return openTable(name, client)
}

/** Asks again until there is an answer; fails by naming what did not come. */
export const until = async <T>(what: string, ask: () => Promise<T | undefined>, seconds = 30): Promise<T> => {
  const end = Date.now() + seconds * 1000
  for (;;) {
    const answer = await ask()
    if (answer !== undefined) return answer
    if (Date.now() > end) throw new Error(`waited ${seconds} s for ${what}`)
    await pause(100)
  }
}

const ready = (process: ChildProcess) =>
  new Promise<void>((resolve, reject) => {
    let said = ''
    const listen = (chunk: Buffer) => {
      said += chunk.toString()
      if (/^ready\b/m.test(said)) resolve()
    }
    process.stdout?.on('data', listen)
    process.stderr?.on('data', listen)
    process.once('exit', (code) => reject(new Error(`the cloud ended with ${code} before it was ready:\n${said}`)))
  })

/** The first of the handful of neighbouring ports that one cloud takes. */
const freePorts = async (): Promise<number> => {
  for (let port = 20_000 + (globalThis.process.pid % 500) * 20; port < 60_000; port += 20) {
    const all = await Promise.all(Array.from({ length: 8 }, (_, i) => isFree(port + i)))
    if (all.every(Boolean)) return port
  }
  throw new Error('no free ports')
}

const isFree = (port: number) =>
  new Promise<boolean>((resolve) => {
    const probe = createServer()
      .once('error', () => resolve(false))
      .once('listening', () => probe.close(() => resolve(true)))
    probe.listen(port, '127.0.0.1')
  })
