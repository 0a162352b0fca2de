import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, globSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { buildSync } from 'esbuild'

/** A cold start reads the whole file: beyond this it is slower than a person waits. */
const LARGEST_BUNDLE = 1_000_000
/** Larger for a reason that a decision record gives. */
const LARGER: Readonly<Record<string, number>> = {
  // It brings what draws paper and what reads fonts (decision 032). Whoever asks for a file waits for a moment anyway.
  'http/council-files.lambda.tsx': 1_100_000,
}
export const largestBundle = (entry: string): number => LARGER[entry] ?? LARGEST_BUNDLE

/**
 * Ways to find credentials on somebody's own machine, a sixth of a bundle. Lambda gives them by the environment, which is
 * asked first; the SDK imports the others only when it is their turn.
 */
const ELSEWHERE_THAN_IN_LAMBDA = [
  '@aws-sdk/credential-provider-ini',
  '@aws-sdk/credential-provider-login',
  '@aws-sdk/credential-provider-process',
  '@aws-sdk/credential-provider-sso',
  '@aws-sdk/credential-provider-web-identity',
  '@smithy/credential-provider-imds',
]

/** Files that code reads at run time from where it is: beside the bundle. */
const READ_BESIDE = {
  'node_modules/highs/build/highs.mjs': ['highs.wasm'],
  'results/downloads/pdf/fonts.ts': ['NotoSans-Regular.ttf', 'NotoSans-Bold.ttf'],
}

/**
 * Only read in kinds of fonts and pictures that no function is given: half a megabyte. Node's own module stands in their place,
 * as something that can be imported.
 */
const NEVER_CALLED = { 'brotli/decompress.js': 'node:zlib', 'png-js': 'node:zlib' }

export type Bundles = {
  /** Every entry there is, for example `campaigns/sending/send-page.lambda.ts`. */
  readonly entries: readonly string[]
  /** The folder with the `index.mjs` of an entry. */
  folderOf(entry: string): string
  /** SHA-256 over the bundles of these entries: what was deployed, whoever deployed it. */
  codeVersion(entries: readonly string[]): string
  /** The entries that no function has asked for. */
  unused(): string[]
}

/**
 * Bundles every `*.lambda.ts(x)` below `functions` in one esbuild call (decision 002).
 * @param outdir gets one folder for each entry: `<capability>-<name>/index.mjs`
 */
export function bundleFunctions(functions: string, outdir: string): Bundles {
  const entries = globSync('**/*.lambda.{ts,tsx}', { cwd: functions }).sort()
  const used = new Set<string>()
  rmSync(outdir, { recursive: true, force: true })

  const { metafile } = buildSync({
    absWorkingDir: resolve(functions),
    entryPoints: Object.fromEntries(entries.map((entry) => [`${folderName(entry)}/index`, entry])),
    outdir: resolve(outdir),
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    jsx: 'automatic',
    jsxImportSource: 'hono/jsx',
    minify: true,
    legalComments: 'none',
    metafile: true,
    logLevel: 'error',
    external: ELSEWHERE_THAN_IN_LAMBDA,
    alias: NEVER_CALLED,
    // CommonJS packages inside an ES module still call require for Node's own modules.
    banner: {
      js: "import{createRequire as moduleRequire}from'node:module';const require=moduleRequire(import.meta.url);",
    },
  })
  for (const [file, { bytes, entryPoint, inputs }] of Object.entries(metafile.outputs)) {
    const most = largestBundle(entryPoint ?? '')
    if (bytes > most)
      throw new Error(`the bundle of ${entryPoint ?? file} has ${bytes} bytes, more than ${most / 1e6} MB`)
    for (const input of Object.keys(inputs))
      for (const [reader, read] of Object.entries(READ_BESIDE))
        if (input.endsWith(reader))
          for (const name of read)
            copyFileSync(resolve(functions, dirname(input), name), join(dirname(resolve(functions, file)), name))
  }

  return {
    entries,
    folderOf(entry) {
      const folder = join(outdir, folderName(entry))
      if (!existsSync(join(folder, 'index.mjs')))
        throw new Error(`functions/${entry} does not exist, or is not named *.lambda.ts or *.lambda.tsx`)
      used.add(entry)
      return folder
    },
    codeVersion(of) {
      const hash = createHash('sha256')
      for (const entry of of) hash.update(readFileSync(join(outdir, folderName(entry), 'index.mjs')))
      return hash.digest('hex')
    },
    unused: () => entries.filter((entry) => !used.has(entry)),
  }
}

const folderName = (entry: string) =>
  `${dirname(entry).replaceAll('/', '-')}-${entry.replace(/^.*\//, '').replace(/\.lambda\.tsx?$/, '')}`
