import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { App } from 'aws-cdk-lib'
import { afterAll, describe, expect, it } from 'vitest'
import { bundleFunctions } from '../../infra/house/bundles.ts'
import { runbookLink } from '../../infra/house/house-alarm.ts'
import { HouseFunction } from '../../infra/house/house-function.ts'
import { NetworkStack } from '../../infra/house/network-stack.ts'
import { Workflow } from '../../infra/house/workflow.ts'
import { readSettings, Settings } from '../../infra/settings.ts'

const root = mkdtempSync(join(tmpdir(), 'refusals-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

describe('a deployment', () => {
  const refused = (context: Record<string, unknown>, deploying = false) => {
    const settings = readSettings(context, deploying)
    return settings.outcome === 'refused' ? settings.reasons : []
  }

  it('names the context key that it cannot use, and what was wrong with it', () => {
    expect(refused({ mailFrom: 'nobody' })).toEqual(['context mailFrom: must be a mail address, not "nobody"'])
    expect(refused({ publicUrl: 'https://example.org/site' })).toEqual([
      'context publicUrl: must have no path, not "https://example.org/site"',
    ])
    expect(refused({ environment: 'Production!' })).toHaveLength(1)
    expect(refused({ mailDomainVerified: 'perhaps' })).toEqual([
      'context mailDomainVerified: must be true or false, not "perhaps"',
    ])
  })

  it('does not overlook a misspelt key', () => {
    expect(refused({ mailform: 'hello@example.org' })[0]).toMatch(
      /^context mailform: is not known; the keys are .*mailFrom/,
    )
    expect(refused({ 'aws:cdk:version-reporting': true, '@aws-cdk/core:checkSecretUsage': true })).toEqual([])
  })

  it('asks for the addresses that must not be guessed', () => {
    expect(refused({ mailFrom: 'hello@example.org' }, true)).toEqual([
      'context postalAddress: is missing; give it with --context postalAddress="street, city, state and ZIP code"',
      'context firstStaffEmail: is missing; give it with --context firstStaffEmail=name@your-domain',
    ])
    const given = { mailFrom: 'hello@example.org', firstStaffEmail: 'staff@example.org' }
    expect(refused({ ...given, postalAddress: 'PO Box 12, Denver, CO 80201' }, true)).toEqual([])
    expect(refused({ postalAddress: '  ' })).toEqual(['context postalAddress: must not be empty, not "  "'])
    expect(refused({ postalAddress: '1 Main St\nDenver' })).toHaveLength(1)
    expect(refused({}, false)).toEqual([])
  })
})

describe('a synthesis stops', () => {
  it('at an entry that does not exist', () => {
    const bundles = bundleFunctions(
      folder('missing', { 'membership/join.lambda.ts': HANDLER }),
      join(root, 'out-missing'),
    )
    expect(() => bundles.folderOf('membership/leave.lambda.ts')).toThrow(
      'functions/membership/leave.lambda.ts does not exist',
    )
  })

  it('at a bundle that is too large', () => {
    const large = folder('large', {
      'mail/large.lambda.ts': `${HANDLER}; export const weight = '${'x'.repeat(1_000_000)}'`,
    })
    expect(() => bundleFunctions(large, join(root, 'out-large'))).toThrow(/mail\/large\.lambda\.ts has \d+ bytes/)
  })

  it('at an alarm whose runbook page is missing or unfinished', () => {
    const runbook = join(
      folder('docs', { 'runbook.md': '# Runbook\n\n## It rains\n\n### Description\n\n### Resolution\n' }),
      'runbook.md',
    )
    expect(() => runbookLink(runbook, 'It snows')).toThrow('no heading "It snows"')
    expect(() => runbookLink(runbook, 'It rains')).toThrow('no "Investigation" under "It rains"')
  })

  it('at a workflow with a placeholder that nobody does, a function that it never calls, or a task of another kind', () => {
    const source = { StartAt: 'A', States: { A: { Type: 'Task', Resource: `\${Greet}`, End: true } } }
    const workflows = folder('workflows', {
      'calls/hello.asl.json': JSON.stringify(source),
      'calls/mail.asl.json': JSON.stringify(source).replace(`\${Greet}`, 'arn:aws:states:::aws-sdk:ses:sendRawEmail'),
    })
    const functions = folder('functions', { 'calls/greet.lambda.ts': HANDLER })
    const stack = new NetworkStack(new App({ outdir: join(root, 'out') }), {
      settings: Settings.parse({}),
      bundles: bundleFunctions(functions, join(root, 'out-workflows')),
      workflows,
      runbook: join(
        folder('book', { 'runbook.md': '\n## X\n\n### Description\n\n### Investigation\n\n### Resolution\n' }),
        'runbook.md',
      ),
    })
    const greet = new HouseFunction(stack, 'Greet', { entry: 'calls/greet.lambda.ts' })
    const bound = (id: string, tasks: Record<string, HouseFunction>, definition = 'calls/hello') =>
      new Workflow(stack, id, { definition, tasks, impact: 'Nobody.', runbook: 'X' })

    expect(() => bound('Unbound', {})).toThrow('calls/hello.asl.json: no function is bound to Greet')
    expect(() => bound('Unused', { Greet: greet, Wave: greet })).toThrow(
      'calls/hello.asl.json: nothing in it uses Wave',
    )
    expect(() => bound('Mail', {}, 'calls/mail')).toThrow(
      'calls/mail.asl.json: a task may only call a function, not arn:aws:states:::aws-sdk:ses:sendRawEmail',
    )
    expect(() => bound('Right', { Greet: greet })).not.toThrow()
  })
})

const HANDLER = 'export const handler = async () => {}'

function folder(name: string, files: Record<string, string>) {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name, path)), { recursive: true })
    writeFileSync(join(root, name, path), text)
  }
  return join(root, name)
}
