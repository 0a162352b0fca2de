import { execFile } from 'node:child_process'
import { rm, writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { afterAll, describe, expect, it } from 'vitest'

const run = promisify(execFile)
const TRESPASSER = 'shared/results/trespasser.fixture.ts'

const cruise = (...folders: string[]) =>
  run(process.execPath, [
    '--import',
    './test/architecture/cruise-with-typescript-6.mjs',
    'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs',
    '--config',
    '.dependency-cruiser.cjs',
    ...folders,
  ]).then(
    ({ stdout }) => ({ clean: true, stdout }),
    (error: { stdout: string }) => ({ clean: false, stdout: error.stdout }),
  )

describe('the floors of the house', () => {
  afterAll(() => rm(TRESPASSER, { force: true }))

  it('are really read: a rule that reaches for a Lambda is found', async () => {
    await writeFile(TRESPASSER, "export { now } from '../../functions/adapters/clock.ts'\n")
    const result = await cruise('shared/results')
    expect(result.clean).toBe(false)
    expect(result.stdout).toContain('shared-is-pure')
  })
})
