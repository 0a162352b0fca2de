import { StateMachine } from 'aws-local-stepfunctions'
import { expect, it } from 'vitest'
import { RUN } from '../campaigns/network.ts'
import { fortyMembers, launchNow } from './forty.ts'
import { campaignWorkflow, type Definition, walkWorkflow } from './walk-workflow.ts'

const tasksOf = (definition: Definition): [name: string, resource: string][] =>
  Object.entries(definition.States).flatMap(([name, state]) => [
    ...(state.Resource ? [[name, state.Resource.slice(2, -1)] as [string, string]] : []),
    ...(state.ItemProcessor ? tasksOf(state.ItemProcessor) : []),
  ])

/** A campaign that is launched and that no execution has begun with. */
const launched = async () => {
  const world = await fortyMembers()
  await launchNow(world)
  const called: string[] = []
  const runTask = async (name: string, input: unknown) => {
    called.push(`${name} ${JSON.stringify(input)}`)
    return world.task(name, input)
  }
  return { world, called, runTask }
}

it('the walk calls the same tasks with the same inputs as an interpreter of Amazon States Language', async () => {
  const walked = await launched()
  const walk = walkWorkflow(campaignWorkflow, RUN, { runTask: walked.runTask, chance: () => 0, pause: () => 0 })
  while (!(await walk.next()).done);

  const interpreted = await launched()
  const text = JSON.stringify(campaignWorkflow)
  const machine = new StateMachine(
    JSON.parse(text.replace(/\$\{(\w+)\}/g, 'arn:aws:lambda:us-east-1:000000000000:function:$1')),
    { validationOptions: { checkArn: false } },
  )
  const handlers = tasksOf(campaignWorkflow).map(([name, resource]) => [
    name,
    async (input: unknown) => (await interpreted.runTask(resource, input)) as never,
  ])
  await machine.run(RUN, { overrides: { taskResourceLocalHandlers: Object.fromEntries(handlers) } }).result

  expect(walked.called.toSorted()).toEqual(interpreted.called.toSorted())
  expect(walked.called.length).toBeGreaterThan(30)
  expect(walked.world.taken.length).toBe(interpreted.world.taken.length)
})
