import { readFileSync } from 'node:fs'
import { StateMachine } from 'aws-local-stepfunctions'

/** Stands for the function that a task calls. */
export type Handler = (input: unknown) => Promise<unknown>

type State = { Type: string; Resource?: string; Seconds?: number; ItemProcessor?: Machine }
type Machine = { StartAt: string; States: Record<string, State> }

/**
 * Runs the file of a workflow (`results/report`) to its end. Its tasks call `handlers` by the names of their placeholders;
 * a retry follows at once, and a wait takes `wait` milliseconds.
 */
export const runWorkflow = async (
  file: string,
  input: object,
  handlers: Readonly<Record<string, Handler>>,
  { wait = 1 } = {},
): Promise<unknown> => {
  const definition = readWorkflow(file)
  const tasks = statesOf(definition, 'Task')
  const local = JSON.stringify(definition).replace(/\$\{(\w+)\}/g, 'arn:aws:lambda:us-east-1:000000000000:function:$1')
  return new StateMachine(JSON.parse(local)).run(asJson(input), {
    overrides: {
      taskResourceLocalHandlers: Object.fromEntries(
        tasks.map(([name, { Resource = '' }]) => [name, async (given: unknown) => asJson(await call(Resource, given))]),
      ),
      waitTimeOverrides: Object.fromEntries(statesOf(definition, 'Wait').map(([name]) => [name, wait])),
      retryIntervalOverrides: Object.fromEntries(tasks.map(([name]) => [name, 1])),
    },
  }).result

  async function call(resource: string, given: unknown) {
    const handler = handlers[resource.slice('${'.length, -'}'.length)]
    if (!handler) throw new Error(`nothing stands for ${resource}`)
    return handler(given)
  }
}

export const readWorkflow = (file: string): Machine =>
  JSON.parse(readFileSync(new URL(`../workflows/${file}.asl.json`, import.meta.url), 'utf8'))

/** The states of one type with their names, those inside maps too, in the order of the file. */
export const statesOf = ({ States }: Machine, type: 'Task' | 'Wait'): [string, State][] =>
  Object.entries(States).flatMap(([name, state]) => [
    ...(state.Type === type ? [[name, state] satisfies [string, State]] : []),
    ...(state.ItemProcessor ? statesOf(state.ItemProcessor, type) : []),
  ])

/** As the service passes it on. */
const asJson = (value: unknown) => JSON.parse(JSON.stringify(value ?? null))
