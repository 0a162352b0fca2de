import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { App } from 'aws-cdk-lib'
import { Template } from 'aws-cdk-lib/assertions'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { defineNetwork, ROOT } from '../../infra/network.ts'
import { Settings } from '../../infra/settings.ts'

type Handled = { ErrorEquals: string[]; Next?: string }
type State = {
  Type: string
  Resource?: string
  Parameters?: Record<string, unknown>
  MaxConcurrencyPath?: string
  Retry?: Handled[]
  Catch?: Handled[]
  Next?: string
  Default?: string
  Choices?: { Next: string }[]
  ItemProcessor?: Machine
  Branches?: Machine[]
}
type Machine = { StartAt: string; States: Record<string, State> }

const FILES = globSync('**/*.asl.json', { cwd: join(ROOT, 'workflows') }).sort()

describe.each(FILES)('workflows/%s', (file) => {
  const source = readFileSync(join(ROOT, 'workflows', file), 'utf8')
  const machines = within(JSON.parse(source))
  const states = machines.flatMap(({ States }) => Object.entries(States))
  const tasks = states.filter(([, { Type }]) => Type === 'Task')

  it('names its states in sentences', () => {
    expect(states.map(([name]) => name).filter((name) => !/^[A-Z]\S* .*[^.]$/.test(name))).toEqual([])
  })

  it('tries every task again, and says where it goes on when that does not help', () => {
    expect(tasks.length).toBeGreaterThan(0)
    for (const [name, { Retry, Catch }] of tasks) {
      expect(Retry?.at(-1)?.ErrorEquals, `Retry of ${name}`).toEqual(['States.ALL'])
      expect(Catch?.at(-1)?.ErrorEquals, `Catch of ${name}`).toEqual(['States.ALL'])
    }
  })

  it('does not end because one item of a map failed', () => {
    for (const [name, { Type, Catch }] of states)
      if (Type === 'Map') expect(Catch?.at(-1)?.ErrorEquals, `Catch of ${name}`).toEqual(['States.ALL'])
  })

  it('computes nothing: what a task is given are paths and constants', () => {
    for (const [, { Parameters = {} }] of tasks)
      for (const [name, value] of Object.entries(Parameters))
        if (name.endsWith('.$')) expect(value).toMatch(/^\$(\.\w+)+$/)
  })

  it('leads to every state that it has, and to no other', () => {
    for (const { StartAt, States } of machines)
      expect(new Set([StartAt, ...Object.values(States).flatMap(nextOf)])).toEqual(new Set(Object.keys(States)))
  })
})

describe('the deployed workflows', () => {
  const outdir = mkdtempSync(join(tmpdir(), 'workflows-'))
  let resources: Record<string, { Type: string; Properties: Record<string, unknown> }>
  beforeAll(() => {
    const app = new App({ outdir, builtinCloudFormationValidation: false })
    resources = Template.fromStack(defineNetwork(app, Settings.parse({}), ROOT)).toJSON().Resources
  }, 120_000)
  afterAll(() => rmSync(outdir, { recursive: true, force: true }))

  it('are the files, all of them, with a function for every placeholder', () => {
    const deployed = Object.values(resources).filter(({ Type }) => Type === 'AWS::StepFunctions::StateMachine')
    expect(deployed).toHaveLength(FILES.length)
    for (const { Properties } of deployed) {
      const definition = String(Properties.DefinitionString)
      const bound = Properties.DefinitionSubstitutions as Record<string, { 'Fn::GetAtt': [string, string] }>
      expect(new Set([...definition.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name))).toEqual(
        new Set(Object.keys(bound)),
      )
      for (const { 'Fn::GetAtt': target } of Object.values(bound))
        expect(resources[target[0]]?.Type).toBe('AWS::Lambda::Function')
    }
    const comments = deployed.map(({ Properties }) => JSON.parse(String(Properties.DefinitionString)).Comment)
    expect(new Set(comments)).toEqual(new Set(FILES.map((file) => read(file).Comment)))
  })

  it('send with as many workers as the pace of each is divided by', () => {
    expect(read('campaigns/campaign.asl.json').States['Send to everybody']?.MaxConcurrencyPath).toBe('$.plan.workers')
  })
})

function read(file: string): Machine & { Comment: string } {
  return JSON.parse(readFileSync(join(ROOT, 'workflows', file), 'utf8'))
}

/** The machine itself and every machine inside it. */
function within(machine: Machine): Machine[] {
  const inner = Object.values(machine.States).flatMap(({ ItemProcessor, Branches = [] }) =>
    ItemProcessor ? [ItemProcessor, ...Branches] : Branches,
  )
  return [machine, ...inner.flatMap(within)]
}

function nextOf({ Next, Default, Choices = [], Catch = [] }: State): string[] {
  return [Next, Default, ...Choices.map((choice) => choice.Next), ...Catch.map((handled) => handled.Next)].filter(
    (name) => name !== undefined,
  )
}
