import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bundleFunctions } from '../../../infra/house/bundles.ts'
import { ROOT } from '../../../infra/network.ts'

/** An entry that does nothing but prove one question, beside copies of the files that it is made of. */
const ENTRY = `
import { highsSolver } from '../../adapters/integer-programme.ts'
import { gateQuestion } from './gate-question.ts'
const everybody = { name: 'everybody', terms: [{ profiles: [0, 1], answers: [0], weight: 1 }], low: 1, high: 1 }
const profiles = [{ key: 'a', size: 1 }, { key: 'b', size: 1 }]
const problem = { profiles, answers: 2, counts: [[1, 0], [0, 1]], published: [everybody] }
export const handler = () => gateQuestion({ solve: highsSolver(), effort: { total: 0 } }, problem)
`

describe('the gate as it is deployed', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'gate-bundle-'))
  const functions = join(scratch, 'functions')
  beforeAll(() => {
    for (const file of [
      'functions/adapters/integer-programme.ts',
      'functions/results/gate/canonical.ts',
      'functions/results/gate/gate-question.ts',
      'shared/results/gate',
    ])
      cpSync(join(ROOT, file), join(scratch, file), { recursive: true })
    mkdirSync(join(functions, 'mail'))
    symlinkSync(join(ROOT, 'node_modules'), join(scratch, 'node_modules'))
    writeFileSync(join(functions, 'results/gate/prove.lambda.ts'), ENTRY)
    writeFileSync(join(functions, 'mail/other.lambda.ts'), 'export const handler = () => 1\n')
  })
  afterAll(() => rmSync(scratch, { recursive: true, force: true }))

  it('has its solver beside the bundle, and solves with it; other functions do not carry it', async () => {
    const bundles = bundleFunctions(functions, join(scratch, 'out'))
    const folder = bundles.folderOf('results/gate/prove.lambda.ts')
    // Where there is nothing but the folder that is uploaded.
    const alone = join(scratch, 'alone')
    cpSync(folder, alone, { recursive: true })
    const { handler } = await import(pathToFileURL(join(alone, 'index.mjs')).href)
    expect(await handler()).toMatchObject({ outcome: 'proven', byProgramme: 2 })
    expect(existsSync(join(bundles.folderOf('mail/other.lambda.ts'), 'highs.wasm'))).toBe(false)
  })
})
