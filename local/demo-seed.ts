import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import type { DynamoDB } from './dynamodb.ts'
import type { Blueprint } from './template.ts'

/** Fills an empty table with the demo data, by the product's own use cases, in a process of its own. */
export async function seedDemo(parts: {
  data: string
  journal: DatabaseSync
  dynamodb: DynamoDB
  blueprint: Blueprint
  environment: Record<string, string>
  now: number
  say: (line: string) => void
  /** Told of the child, so that Ctrl-C ends it too. */
  started: (child: { kill(): void }) => void
}): Promise<void> {
  const { data, journal, dynamodb, blueprint, say } = parts
  journal.exec('create table if not exists demo_seed (state text not null)')
  const state = journal.prepare('select state from demo_seed').get()?.state
  if (state === 'begun') say(`The demo data in ${data} is incomplete: move that folder away to start anew`)
  if (state) return
  for (const { name } of blueprint.tables) {
    const { Count } = await dynamodb<{ Count: number }>('Scan', { TableName: name, Limit: 1, Select: 'COUNT' })
    if (Count > 0) return
  }
  if (!existsSync('demo/seed.ts')) return say('No demo data: there is no demo/seed.ts')
  journal.exec("insert into demo_seed values ('begun')")
  const { build } = await import('esbuild')
  const outfile = join(data, 'demo.mjs')
  await build({
    entryPoints: ['demo/seed.ts'],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    jsx: 'automatic',
    jsxImportSource: 'hono/jsx',
    logLevel: 'error',
    banner: {
      js: "import{createRequire as moduleRequire}from'node:module';const require=moduleRequire(import.meta.url);",
    },
  })
  const variables = Object.assign({}, ...blueprint.functions.map(({ Environment }) => Environment?.Variables))
  const child = spawn(process.execPath, [outfile], {
    env: { PATH: process.env.PATH, ...variables, ...parts.environment, DEMO_NOW: String(Math.trunc(parts.now)) },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  parts.started(child)
  let said = ''
  const hear = (chunk: Buffer) => {
    said = (said + chunk).slice(-20_000)
  }
  child.stdout.on('data', hear)
  child.stderr.on('data', hear)
  const code = await new Promise((done) => child.once('close', done))
  if (code === 0) journal.exec("update demo_seed set state = 'done'")
  else say(`The demo data could not be made:\n${said.trim()}`)
}
