import { spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { resolve } from 'node:path'
import { Trouble } from './trouble.ts'

/** Runs the CDK app as the cdk command would; returns the folder of the cloud assembly. */
export async function synthesize(app: string, data: string, context: Record<string, string>): Promise<string> {
  const directory = resolve(data, 'cdk.out')
  rmSync(directory, { recursive: true, force: true })
  const child = spawn(process.execPath, [app], {
    env: { ...process.env, CDK_CONTEXT_JSON: JSON.stringify(context), CDK_OUTDIR: directory },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  child.stdout.on('data', (chunk) => {
    said += chunk
  })
  child.stderr.on('data', (chunk) => {
    said += chunk
  })
  const code = await new Promise((done) => child.once('close', done))
  if (code !== 0) throw new Trouble(`The infrastructure cannot be synthesized (node ${app}):\n${said.trim()}`)
  return directory
}
