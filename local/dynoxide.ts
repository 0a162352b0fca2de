import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Trouble } from './trouble.ts'

/** The embedded DynamoDB: dynoxide as a child process, or whatever DYNAMODB_ENDPOINT names. */
export type Dynoxide = { endpoint: string; stop(): Promise<void> }

export async function startDynoxide(options: {
  port: number
  data: string
  endpoint: string | undefined
  onDeath: () => void
}): Promise<Dynoxide> {
  if (options.endpoint) return { endpoint: options.endpoint, stop: async () => {} }
  const binary = findBinary()
  const pidFile = join(options.data, 'dynoxide.pid')
  await endOrphan(pidFile, binary)
  const args = ['serve', '-p', String(options.port), '--db-path', join(options.data, 'table.db')]
  // In a process group of its own: Ctrl-C in a terminal reaches the whole group, and DynamoDB is needed until the end.
  const child = spawn(binary, args, { stdio: ['ignore', 'ignore', 'pipe'], detached: true })
  // Whatever ends this process in order ends the child too.
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  let said = ''
  child.stderr.on('data', (chunk) => {
    said = (said + chunk).slice(-2000)
  })
  if (child.pid) writeFileSync(pidFile, String(child.pid))
  const endpoint = `http://127.0.0.1:${options.port}`
  await answering(endpoint, child, () => said)
  let stopping = false
  child.once('exit', () => {
    if (!stopping) options.onDeath()
  })
  return {
    endpoint,
    async stop() {
      stopping = true
      process.off('exit', kill)
      await end(child)
      rmSync(pidFile, { force: true })
    },
  }
}

function findBinary(): string {
  const platform = `${process.platform}-${process.arch}`
  try {
    return createRequire(import.meta.url).resolve(`@dynoxide/${platform}/dynoxide`)
  } catch {
    throw new Trouble(
      `No DynamoDB for ${platform}: run "npm i --no-save @dynoxide/${platform}@1.2.1", or set DYNAMODB_ENDPOINT to the address of any DynamoDB`,
    )
  }
}

/** A dynoxide that outlived a killed cloud still holds the file. The pid may be somebody else's by now: look first. */
async function endOrphan(pidFile: string, binary: string) {
  if (!existsSync(pidFile)) return
  const pid = Number(readFileSync(pidFile, 'utf8'))
  const runs = () => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')[0] === binary
    } catch {
      return false
    }
  }
  for (let tries = 0; runs() && tries < 50; tries++) {
    process.kill(pid, tries < 25 ? 'SIGTERM' : 'SIGKILL')
    await sleep(40)
  }
  rmSync(pidFile, { force: true })
}

async function answering(endpoint: string, child: ChildProcess, said: () => string) {
  for (let tries = 0; tries < 400; tries++) {
    if (child.exitCode !== null) throw new Trouble(`dynoxide did not start: ${said().trim().split('\n').at(-1)}`)
    try {
      await fetch(endpoint, { method: 'POST' })
      return
    } catch {
      await sleep(15)
    }
  }
  throw new Trouble(`dynoxide does not answer on ${endpoint}`)
}

async function end(child: ChildProcess) {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  const force = setTimeout(() => child.kill('SIGKILL'), 2000)
  await gone
  clearTimeout(force)
}
