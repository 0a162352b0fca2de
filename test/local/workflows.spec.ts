import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningFixture, runFixture } from './fixture/running.ts'

type Seen = {
  arn: string
  name: string
  status: string
  state: string
  output: Record<string, unknown> | null
  error: string | null
  cause: string | null
  wakeAt: string | null
}

describe('an execution of a state machine', () => {
  let cloud: RunningFixture
  let machine: string
  beforeAll(async () => {
    cloud = await runFixture()
    expect((await cloud.start()).said).toContain('ready')
    const page = await cloud.get<{ environment: { GREETING_ARN: string } }>('/members/x')
    machine = page.environment.GREETING_ARN
  })
  afterAll(() => cloud.stop())

  const start = (name: string, input: object) =>
    cloud.aws<{ executionArn: string }>('states', 'AWSStepFunctions.StartExecution', {
      stateMachineArn: machine,
      name,
      input: JSON.stringify(input),
    })
  const look = async (name: string): Promise<Seen> => {
    await cloud.settled()
    const all = await cloud.get<Seen[]>('/_local/executions')
    const found = all.find((execution) => execution.name === name)
    if (!found) throw new Error(`no execution ${name}`)
    return found
  }

  it('waits by the virtual clock and goes on when it is advanced', async () => {
    await start('patient', { name: 'Ada', waitSeconds: 86_400 })
    expect(await look('patient')).toMatchObject({ status: 'RUNNING', state: 'Wait a while' })
    await cloud.advance('PT23H')
    expect(await look('patient')).toMatchObject({ status: 'RUNNING' })
    await cloud.advance('PT2H')
    expect(await look('patient')).toMatchObject({
      status: 'SUCCEEDED',
      output: { name: 'Ada', hello: { greeting: 'hello Ada' } },
    })
  })

  it('knows its own name', async () => {
    await start('named', { name: 'Bo', waitSeconds: 0 })
    await look('named')
    expect(await cloud.notes('WORK')).toContainEqual({ step: 'hello', execution: 'named', name: 'Bo' })
  })

  it('runs a distributed map over a list, each item with its own wait', async () => {
    await start('friends', { name: 'Cy', waitSeconds: 0, friends: ['Di', 'Ed', 'Fe'] })
    await cloud.advance('PT1M')
    expect(await look('friends')).toMatchObject({
      status: 'SUCCEEDED',
      output: { greeted: [{ greeting: 'hello Di' }, { greeting: 'hello Ed' }, { greeting: 'hello Fe', root: 'Cy' }] },
    })
  })

  it('tries a task again after the interval, by the virtual clock', async () => {
    await start('again', { name: 'busy', waitSeconds: 0 })
    expect(await look('again')).toMatchObject({ status: 'RUNNING', state: 'Say hello' })
    await cloud.advance('PT1M')
    expect(await look('again')).toMatchObject({ status: 'RUNNING', state: 'Say hello' })
    await cloud.advance('PT3M')
    expect(await look('again')).toMatchObject({ status: 'SUCCEEDED' })
  })

  it('fails as its Fail state says when a task failed for good', async () => {
    await start('lost', { name: 'broken', waitSeconds: 0 })
    expect(await look('lost')).toMatchObject({ status: 'FAILED', error: 'GaveUp', cause: 'Nobody answered' })
  })

  it('started again under its name while it runs is the same one', async () => {
    const input = { name: 'Gil', waitSeconds: 3600 }
    const first = await start('once', input)
    const second = await start('once', input)
    expect(second.executionArn).toBe(first.executionArn)
    expect(await start('once', { ...input, name: 'Hal' })).toMatchObject({ __type: 'ExecutionAlreadyExists' })
    await cloud.advance('PT2H')
    expect(await look('once')).toMatchObject({ status: 'SUCCEEDED' })
    expect(await start('once', input)).toMatchObject({ __type: 'ExecutionAlreadyExists' })
  })

  it('is stopped and does nothing more', async () => {
    const { executionArn } = await start('stopped', { name: 'Ivy', waitSeconds: 60, friends: ['Jo'] })
    await look('stopped')
    await cloud.aws('states', 'AWSStepFunctions.StopExecution', { executionArn, cause: 'enough' })
    await cloud.advance('PT1H')
    expect(await look('stopped')).toMatchObject({ status: 'ABORTED', cause: 'enough' })
    expect(await cloud.notes('WORK')).not.toContainEqual(expect.objectContaining({ friend: 'Jo' }))
  })

  it('of an unknown machine or under a bad name is refused', async () => {
    expect(await start('a/b', { name: 'x' })).toMatchObject({ __type: 'InvalidName' })
    expect(
      await cloud.aws('states', 'AWSStepFunctions.StartExecution', { stateMachineArn: `${machine}x` }),
    ).toMatchObject({ __type: 'StateMachineDoesNotExist' })
  })

  it('goes on in the same state after the process was killed, and keeps the instant it waits for', async () => {
    await start('waiting', { name: 'Kim', waitSeconds: 7200 })
    const before = await look('waiting')
    await start('working', { name: 'slow', waitSeconds: 0 })
    await cloud.kill()
    expect((await cloud.start()).said).toContain('2 executions go on where they were')
    expect(await look('waiting')).toMatchObject({ status: 'RUNNING', state: 'Wait a while', wakeAt: before.wakeAt })
    expect(await look('working')).toMatchObject({ status: 'SUCCEEDED' })
    await cloud.advance('PT3H')
    expect(await look('waiting')).toMatchObject({ status: 'SUCCEEDED' })
    const greeted = (await cloud.notes('WORK')) as { execution: string }[]
    expect(greeted.filter(({ execution }) => execution === 'waiting')).toHaveLength(1)
  })
})
