import { StateMachine } from 'aws-local-stepfunctions'

/**
 * A state machine as the embedded cloud runs it: the outermost one state by state, so that each is in the journal
 * before it begins; each state by aws-local-stepfunctions as a machine of one state whose successors end it.
 */
export type Workflow = {
  startAt: string
  timeoutSeconds: number | undefined
  steps: Map<string, Step>
  /** Every Task and Wait, nested ones included (names are unique in the whole machine). */
  tasks: Map<string, Task>
}
export type Step = { machine: StateMachine; successors: Set<string> }
export type Task =
  | { kind: 'wait'; outermost: boolean }
  | { kind: 'function'; functionName: string; retriers: Retrier[]; timeoutSeconds: number | undefined }
  | { kind: 'lambda:invoke'; retriers: Retrier[]; timeoutSeconds: number | undefined }
  | { kind: 'startExecution'; retriers: Retrier[]; timeoutSeconds: number | undefined }
export type Retrier = {
  ErrorEquals: string[]
  IntervalSeconds?: number
  MaxAttempts?: number
  BackoffRate?: number
  MaxDelaySeconds?: number
}

/** The context object's part that the library would overwrite with that of the step is kept under this name. */
export const contextKey = 'Workflow'

type State = Record<string, unknown> & { Type: string; Next?: string }
type Definition = { StartAt: string; States: Record<string, State>; TimeoutSeconds?: number; QueryLanguage?: string }

export function readWorkflow(text: string, functionNames: readonly string[]): Workflow {
  const asWritten = JSON.parse(text)
  if (/"QueryLanguage"\s*:\s*"JSONata"/.test(text)) throw new Error('the embedded cloud reads JSONPath, not JSONata')
  // Validates; what runs are the steps below.
  new StateMachine(asWritten)
  const definition: Definition = JSON.parse(text.replaceAll('$$.Execution', () => `$$.${contextKey}`))
  const tasks = new Map<string, Task>()
  const states = prepare(definition.States, tasks, functionNames, true)
  const steps = new Map<string, Step>()
  for (const [name, state] of Object.entries(states)) {
    const successors = successorsOf(state)
    const ends = Object.fromEntries(successors.map((next) => [next, { Type: 'Succeed' }]))
    const machine = new StateMachine({ StartAt: name, States: { ...ends, [name]: state } } as never, {
      validationOptions: { noValidate: true },
    })
    steps.set(name, { machine, successors: new Set(successors) })
  }
  return { startAt: definition.StartAt, timeoutSeconds: definition.TimeoutSeconds, steps, tasks }
}

// The library's own timer around a task is in real time and at most what setTimeout takes: 24 days.
const longest = 2_147_483

const notRun = [
  'Assign',
  'HeartbeatSeconds',
  'HeartbeatSecondsPath',
  'ItemBatcher',
  'ItemReader',
  'ResultWriter',
  'TimeoutSecondsPath',
  'ToleratedFailureCount',
  'ToleratedFailureCountPath',
  'ToleratedFailurePercentage',
  'ToleratedFailurePercentagePath',
]

function prepare(
  states: Record<string, State>,
  tasks: Map<string, Task>,
  functionNames: readonly string[],
  outermost: boolean,
): Record<string, State> {
  return Object.fromEntries(
    Object.entries(states).map(([name, state]) => {
      const refuse = (why: string): never => {
        throw new Error(`state "${name}": ${why}`)
      }
      for (const field of notRun) if (field in state) refuse(`the embedded cloud does not run ${field}`)
      const inner = (nested: unknown) => {
        const machine = nested as Definition
        return { ...machine, States: prepare(machine.States, tasks, functionNames, false) }
      }
      if (state.Type === 'Map') {
        const { ItemProcessor, Iterator: iterator, ItemSelector, Parameters, ...rest } = state
        refuseItemContext(ItemProcessor ?? iterator, refuse)
        return [
          name,
          {
            ...rest,
            ...(ItemSelector !== undefined && { ItemSelector }),
            ...(Parameters !== undefined && { Parameters }),
            ItemProcessor: inner(ItemProcessor ?? iterator),
          },
        ]
      }
      if (state.Type === 'Parallel') return [name, { ...state, Branches: (state.Branches as Definition[]).map(inner) }]
      if (state.Type === 'Wait') {
        tasks.set(name, { kind: 'wait', outermost })
        return [name, waitAsTask(state)]
      }
      if (state.Type === 'Task') {
        const { Retry = [], TimeoutSeconds, ...rest } = state
        const how = {
          retriers: Retry as Retrier[],
          timeoutSeconds: TimeoutSeconds as number | undefined,
        }
        tasks.set(name, { ...taskKind(state, functionNames, refuse), ...how } as Task)
        return [name, { ...rest, Resource: localResource, TimeoutSeconds: longest }]
      }
      return [name, state]
    }),
  )
}

const localResource = 'arn:aws:lambda:us-east-1:000000000000:function:local'

function taskKind(state: State, functionNames: readonly string[], refuse: (why: string) => never) {
  const resource = String(state.Resource)
  if (resource === 'arn:aws:states:::states:startExecution') return { kind: 'startExecution' }
  const direct = resource.startsWith('arn:aws:lambda:')
  if (!direct && resource !== 'arn:aws:states:::lambda:invoke')
    refuse(`the embedded cloud runs functions and startExecution, not ${resource}`)
  const named = direct ? resource : (state.Parameters as { FunctionName?: string } | undefined)?.FunctionName
  if (named === undefined) return { kind: 'lambda:invoke' }
  const functionName = named.startsWith('arn:') ? (named.split(':')[6] ?? '') : named
  if (!functionNames.includes(functionName)) refuse(`there is no function ${functionName}`)
  return direct ? { kind: 'function', functionName } : { kind: 'lambda:invoke' }
}

function waitAsTask({ Seconds, SecondsPath, Timestamp, TimestampPath, ...rest }: State): State {
  const until =
    SecondsPath !== undefined
      ? { 'seconds.$': SecondsPath }
      : TimestampPath !== undefined
        ? { 'timestamp.$': TimestampPath }
        : Timestamp !== undefined
          ? { timestamp: Timestamp }
          : { seconds: Seconds }
  return {
    ...rest,
    Type: 'Task',
    Resource: localResource,
    Parameters: { ...until, 'input.$': '$' },
    TimeoutSeconds: longest,
  }
}

function refuseItemContext(nested: unknown, refuse: (why: string) => never) {
  // The library knows $$.Map only in the selector of the items.
  for (const { ItemSelector: _, Parameters, Type, ...state } of Object.values((nested as Definition).States)) {
    const text = JSON.stringify(Type === 'Map' ? state : { ...state, Parameters })
    if (text.includes('$$.Map')) refuse('use $$.Map in the ItemSelector only')
  }
}

function successorsOf(state: State): string[] {
  const branches = [...((state.Choices as { Next: string }[]) ?? []), ...((state.Catch as { Next: string }[]) ?? [])]
  const next = [state.Next, state.Default as string | undefined, ...branches.map((branch) => branch.Next)]
  return [...new Set(next.filter((name) => name !== undefined))]
}
