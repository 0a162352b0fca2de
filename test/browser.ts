import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { type Browser, chromium } from 'playwright-core'

/**
 * A real browser. On Linux a Chromium that comes as a package, together with the shared libraries that a bare machine
 * lacks; elsewhere the Chrome that is installed. CHROME_PATH overrides both.
 */
export const openBrowser = async (): Promise<Browser> => {
  const chosen = process.env.CHROME_PATH
  if (chosen || process.platform !== 'linux')
    return chromium.launch({ ...(chosen ? { executablePath: chosen } : { channel: 'chrome' }), args: ARGUMENTS })
  const { executablePath, libraries, fonts } = await packagedChromium()
  return chromium.launch({
    executablePath,
    args: ARGUMENTS,
    env: {
      ...process.env,
      FONTCONFIG_PATH: fonts,
      // The system's own libraries come first: the packaged ones are for machines without them.
      LD_LIBRARY_PATH: [process.env.LD_LIBRARY_PATH, '/usr/lib/x86_64-linux-gnu', libraries].filter(Boolean).join(':'),
    },
  })
}

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

const packagedChromium = async () => {
  const folder = resolve('node_modules/.cache/chromium')
  await mkdir(folder, { recursive: true })
  // The package unpacks into the temporary folder, and its libraries only where it believes to be in Lambda.
  const before = { TMPDIR: process.env.TMPDIR, AWS_LAMBDA_JS_RUNTIME: process.env.AWS_LAMBDA_JS_RUNTIME }
  Object.assign(process.env, { TMPDIR: folder, AWS_LAMBDA_JS_RUNTIME: 'nodejs24.x' })
  try {
    const { default: packaged, inflate } = await import('@sparticuz/chromium')
    const executablePath = await packaged.executablePath()
    if (!existsSync(join(folder, 'al2023'))) await inflate('node_modules/@sparticuz/chromium/bin/al2023.tar.br')
    return { executablePath, libraries: join(folder, 'al2023/lib'), fonts: join(folder, 'fonts') }
  } finally {
    for (const [name, value] of Object.entries(before))
      if (value === undefined) delete process.env[name]
      else process.env[name] = value
  }
}
