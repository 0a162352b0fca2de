import { readFileSync } from 'node:fs'

type Fault = { ErrorEquals: string[] }
type Retrier = Fault & { IntervalSeconds: number; BackoffRate: number; MaxAttempts: number; MaxDelaySeconds: number }
type State = {
  Type: string
  Next?: string
  End?: true
  Result?: unknown
  ResultPath?: string | null
  Parameters?: Record<string, unknown>
  Resource?: string
  Retry?: Retrier[]
  Catch?: (Fault & { ResultPath?: string | null; Next: string })[]
  Choices?: { Variable: string; StringEquals?: string; NumericGreaterThanEquals?: number; Next: string }[]
  Default?: string
  ItemsPath?: string
  ItemProcessor?: Definition
  SecondsPath?: string
}
export type Definition = { StartAt: string; States: Record<string, State> }

/** Runs a function of the workflow; rejects when it failed. */
export type RunTask = (name: string, input: unknown) => Promise<unknown>

/** `pause`: seconds between two tasks, in which others have their turn. */
type Needs = { runTask: RunTask; chance: () => number; pause: () => number }

/** The execution was ended from outside; nothing of it goes on. */
export class Ended extends Error {
  override name = 'Ended'
}

export const campaignWorkflow: Definition = JSON.parse(
  readFileSync(new URL('../../workflows/campaigns/campaign.asl.json', import.meta.url), 'utf8'),
)

/**
 * One execution of a workflow as its file says, the items of a map one after the other. It yields the seconds that it
 * waits, the waits before retries too. `chance` is from 0 to 1. A field that it does not know is an error.
 */
export async function* walkWorkflow(
  definition: Definition,
  input: unknown,
  needs: Needs,
): AsyncGenerator<number, unknown> {
  let data = input
  let at: string | undefined = definition.StartAt
  while (at !== undefined) {
    const state: State | undefined = definition.States[at]
    if (!state) throw new Error(`the workflow has no state "${at}"`)
    refuseUnknown(at, state)
    try {
      const [result, next]: Step = yield* enter(state, data, needs)
      data = placed(data, state.ResultPath, result)
      at = next
    } catch (error) {
      const caught = error instanceof Ended ? undefined : state.Catch?.find(isForAll)
      if (!caught) throw error
      data = placed(data, caught.ResultPath, { Error: 'Fault' })
      at = caught.Next
    }
  }
  return data
}

type Step = [result: unknown, next: string | undefined]

async function* enter(state: State, data: unknown, needs: Needs): AsyncGenerator<number, Step> {
  switch (state.Type) {
    case 'Pass':
      return ['Result' in state ? state.Result : data, state.Next]
    case 'Succeed':
      return [data, undefined]
    case 'Fail':
      throw new Error('the workflow failed')
    case 'Wait':
      yield Number(read(data, state.SecondsPath))
      return [data, state.Next]
    case 'Choice':
      return [data, state.Choices?.find((choice) => holds(choice, data))?.Next ?? state.Default]
    case 'Task': {
      const parameters = state.Parameters ? filled(state.Parameters, data) : data
      const seconds = needs.pause()
      if (seconds > 0) yield seconds
      return [yield* tried(state, parameters, needs), state.Next]
    }
    case 'Map':
      for (const item of read(data, state.ItemsPath) as unknown[])
        yield* walkWorkflow(state.ItemProcessor as Definition, item, needs)
      return [undefined, state.Next]
    default:
      throw new Error(`the walk knows no state of the type ${state.Type}`)
  }
}

async function* tried(
  { Resource = '', Retry = [] }: State,
  input: unknown,
  { runTask, chance }: Needs,
): AsyncGenerator<number, unknown> {
  const retrier = Retry.find(isForAll)
  for (let attempt = 0; ; attempt++) {
    try {
      return await runTask(Resource.slice(2, -1), input)
    } catch (error) {
      if (error instanceof Ended || !retrier || attempt >= retrier.MaxAttempts) throw error
      // Full jitter: anything between nothing and the whole interval.
      yield Math.min(retrier.IntervalSeconds * retrier.BackoffRate ** attempt, retrier.MaxDelaySeconds) * chance()
    }
  }
}

const isForAll = ({ ErrorEquals }: Fault) => ErrorEquals.includes('States.ALL')

const holds = (choice: NonNullable<State['Choices']>[number], data: unknown) => {
  const value = read(data, choice.Variable)
  if (choice.StringEquals !== undefined) return value === choice.StringEquals
  return typeof value === 'number' && value >= Number(choice.NumericGreaterThanEquals)
}

const read = (data: unknown, path = '$'): unknown =>
  path
    .split('.')
    .slice(1)
    .reduce<unknown>((found, name) => (found as Record<string, unknown> | undefined)?.[name], data)

const filled = (parameters: Record<string, unknown>, data: unknown) =>
  Object.fromEntries(
    Object.entries(parameters).map(([name, value]) =>
      name.endsWith('.$') ? [name.slice(0, -2), read(data, String(value))] : [name, value],
    ),
  )

const placed = (data: unknown, path: string | null | undefined, result: unknown): unknown => {
  if (path === null) return data
  if (path === undefined) return result
  return { ...(data as object), [path.slice(2)]: result }
}

const KNOWN: Record<string, readonly string[]> = {
  Pass: ['Result'],
  Succeed: [],
  Fail: ['Error', 'Cause'],
  Wait: ['SecondsPath'],
  Choice: ['Choices', 'Default'],
  Task: ['Resource', 'Parameters', 'Retry', 'Catch'],
  Map: ['ItemsPath', 'MaxConcurrency', 'MaxConcurrencyPath', 'ItemProcessor', 'Catch'],
}

const refuseUnknown = (name: string, state: State) => {
  const unknown = Object.keys(state).filter(
    (field) => !['Type', 'Next', 'End', 'ResultPath', ...(KNOWN[state.Type] ?? [])].includes(field),
  )
  if (unknown.length > 0) throw new Error(`the walk does not know ${unknown.join(', ')} of the state "${name}"`)
}
