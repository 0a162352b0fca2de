import { execFile } from 'node:child_process'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { buildSync } from 'esbuild'
import * as z from 'zod'

const run = promisify(execFile)
const ROUNDS = 7

export type BundleFigure = { name: string; kilobytes: number; milliseconds: number; ratio: number }

/** How long a cold start spends on reading each bundle, against a handler that has a DynamoDB client and nothing else. */
export const measureBundles = async (assembly: string, scratch: string): Promise<BundleFigure[]> => {
  const bare = join(scratch, 'bare.mjs')
  await writeFile(
    join(scratch, 'bare.ts'),
    "import { DynamoDBClient } from '@aws-sdk/client-dynamodb'\nconst client = new DynamoDBClient({})\nexport const handler = async () => client\n",
  )
  buildSync({
    entryPoints: [join(scratch, 'bare.ts')],
    outfile: bare,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    nodePaths: ['node_modules'],
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
  })
  const yardstick = await importTime(bare, {})
  const figures: BundleFigure[] = []
  for (const lambda of await functionsIn(assembly)) {
    const milliseconds = await importTime(lambda.file, lambda.environment)
    const kilobytes = Math.round((await stat(lambda.file)).size / 1024)
    figures.push({ name: lambda.name, kilobytes, milliseconds, ratio: milliseconds / yardstick })
  }
  return figures.sort((a, b) => b.ratio - a.ratio)
}

/** The median of several fresh processes, in milliseconds. */
const importTime = async (file: string, environment: Record<string, string>): Promise<number> => {
  const script = `const t = performance.now(); await import(${JSON.stringify(pathToFileURL(file).href)}); console.log(performance.now() - t)`
  const times: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], {
      env: { ...environment, AWS_REGION: 'us-east-1', PATH: process.env.PATH },
    })
    times.push(Number(stdout.trim().split('\n').at(-1)))
  }
  return times.sort((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? Number.NaN
}

type Template = {
  Resources: Record<string, { Type: string; Properties?: Record<string, unknown> }>
}

const functionsIn = async (assembly: string) => {
  const manifest = JSON.parse(await readFile(join(assembly, 'manifest.json'), 'utf8'))
  const stack = Object.values<{ type: string; properties?: { templateFile?: string } }>(manifest.artifacts).find(
    ({ type }) => type === 'aws:cloudformation:stack',
  )
  const template: Template = JSON.parse(await readFile(join(assembly, stack?.properties?.templateFile ?? ''), 'utf8'))
  return Object.entries(template.Resources)
    .filter(([, { Type }]) => Type === 'AWS::Lambda::Function')
    .map(([logicalId, { Properties = {} }]) => {
      // CDK names the staged folder and the uploaded archive by the same hash.
      const { S3Key } = z.object({ S3Key: z.string() }).parse(Properties.Code)
      const variables = (Properties.Environment as { Variables?: Record<string, unknown> } | undefined)?.Variables ?? {}
      return {
        // Without the eight characters of a hash that CDK puts behind every name.
        name: logicalId.slice(0, -8),
        file: join(assembly, `asset.${S3Key.replace('.zip', '')}`, 'index.mjs'),
        environment: Object.fromEntries(Object.entries(variables).map(([key, value]) => [key, standIn(key, value)])),
      }
    })
}

/** What the template leaves to the deployment, in a form that the function's own schema takes. */
const standIn = (key: string, value: unknown): string => {
  if (typeof value === 'string') return value
  return /URL|ISSUER|API/.test(key) ? 'https://network.example.org' : `stand-in-for-${key.toLowerCase()}`
}
