import { randomUUID } from 'node:crypto'
import type { Clock } from './clock.ts'
import type { Execution, Executions } from './executions.ts'
import type { Invoke } from './lambda.ts'
import type { RunRecord } from './record.ts'
import { account, type Blueprint, functionNameOf, region } from './template.ts'
import type { UsageCounters } from './usage.ts'
import { contextKey, type Retrier, readWorkflow, type Step, type Task, type Workflow } from './workflow-definition.ts'

/** Step Functions: starts, stops and, after a restart, resumes the executions of the template's state machines. */
export type Workflows = {
  start(request: { stateMachineArn: string; name?: string; input?: string }): {
    executionArn: string
    startDate: number
  }
  stop(executionArn: string, error?: string, cause?: string): { stopDate: number }
  /** Continues what was running when the process died. Returns how many. */
  resume(): number
  stopAll(): void
}

/** An error of the Step Functions API: its name is what the SDK throws. */
export class StatesError extends Error {
  constructor(name: string, message: string) {
    super(message)
    this.name = name
  }
}

type Parts = {
  clock: Clock
  invoke: Invoke
  executions: Executions
  usage: UsageCounters
  record: RunRecord
}
type Live = { abort: (() => void) | undefined; over: boolean; cancels: Set<() => void> }

// Step Functions keeps names for 90 days after the end and payloads under 256 KiB.
const nameKeptMs = 90 * 24 * 60 * 60 * 1000
const payloadLimit = 262_144

export function createWorkflows(machines: Blueprint['machines'], functionNames: string[], parts: Parts): Workflows {
  const { clock, invoke, executions, usage, record } = parts
  const workflows = new Map<string, Workflow>()
  for (const { id, name, definition } of machines)
    try {
      workflows.set(name, readWorkflow(definition, functionNames))
    } catch (error) {
      throw new Error(`${id} (AWS::StepFunctions::StateMachine): ${(error as Error).message}`)
    }
  const lives = new Map<string, Live>()
  const now = () => Math.trunc(clock.now())

  function end(arn: string, live: Live, how: Partial<Execution> & Pick<Execution, 'status'>) {
    if (live.over) return
    live.over = true
    lives.delete(arn)
    for (const cancel of live.cancels) cancel()
    executions.end(arn, { output: null, error: null, cause: null, ...how }, now())
    executions.note(arn, now(), `Execution ${how.status}`, '', how.error ? `${how.error}: ${how.cause}` : '')
    if (how.status === 'FAILED' || how.status === 'TIMED_OUT')
      record.fault(arn.split(':').slice(6).join(' '), `${how.error}: ${how.cause}`)
    live.abort?.()
  }

  function pause(until: number, live: Live): Promise<void> {
    return new Promise((resolve) => {
      const cancel = clock.at(until, () => {
        live.cancels.delete(cancel)
        resolve()
      })
      // One that was aborted is left waiting for ever: nothing follows, and the collector takes it.
      live.cancels.add(cancel)
    })
  }

  async function drive(execution: Execution, workflow: Workflow) {
    const { arn, machine } = execution
    const live: Live = { abort: undefined, over: false, cancels: new Set() }
    lives.set(arn, live)
    if (workflow.timeoutSeconds) {
      const timesOutAt = execution.startedAt + workflow.timeoutSeconds * 1000
      const timesOut = { status: 'TIMED_OUT', error: 'States.Timeout', cause: 'The execution took too long' } as const
      live.cancels.add(clock.at(timesOutAt, () => end(arn, live, timesOut)))
    }
    let state: string | undefined = execution.state
    let input = execution.stateInput
    let wakeAt = execution.wakeAt
    try {
      while (state !== undefined) {
        const step = workflow.steps.get(state)
        if (!step) throw new StatesError('States.Runtime', `The state machine has no state "${state}" any more`)
        if (wakeAt === null) executions.enter(arn, state, input, now())
        executions.note(arn, now(), 'Entered', state, input)
        const ended = await runStep(execution, machine, workflow, state, step, input, wakeAt, live)
        if (live.over) return
        if (ended.wakeAt !== undefined) {
          executions.wait(arn, ended.wakeAt)
          await pause(ended.wakeAt, live)
          if (live.over) return
        }
        input = JSON.stringify(ended.output ?? null)
        if (input.length > payloadLimit)
          throw new StatesError('States.DataLimitExceeded', `The state "${state}" returned more than 256 KiB`)
        state = ended.next
        wakeAt = null
      }
      end(arn, live, { status: 'SUCCEEDED', output: input })
    } catch (error) {
      const fault = ((error as Error).cause ?? error) as Error
      end(arn, live, { status: 'FAILED', error: fault.name, cause: fault.message })
    }
  }

  async function runStep(
    execution: Execution,
    machine: string,
    workflow: Workflow,
    state: string,
    step: Step,
    input: string,
    knownWakeAt: number | null,
    live: Live,
  ): Promise<{ output: unknown; next: string | undefined; wakeAt: number | undefined }> {
    let wakeAt: number | undefined
    // The library lets the waiting items of a failed Map go on; what they would call is refused then.
    let stepOver = false
    const handlers = Object.fromEntries(
      [...workflow.tasks].map(([name, task]) => [
        name,
        async (taskInput: unknown) => {
          if (stepOver || live.over) throw new StatesError('States.Aborted', 'The state has ended already')
          if (task.kind !== 'wait') return (await runTask(execution.arn, name, task, taskInput, live)) as never
          const wait = taskInput as { seconds?: unknown; timestamp?: unknown; input: unknown }
          const until = (task.outermost ? knownWakeAt : null) ?? instantOf(wait, clock.now())
          if (task.outermost) wakeAt = until
          else await pause(until, live)
          return wait.input as never
        },
      ]),
    )
    const context = {
      [contextKey]: {
        Id: execution.arn,
        Name: execution.name,
        Input: JSON.parse(execution.input),
        StartTime: new Date(execution.startedAt).toISOString(),
      },
      State: { Name: state, EnteredTime: new Date(now()).toISOString(), RetryCount: 0 },
      StateMachine: { Id: machineArn(machine), Name: machine },
    }
    const run = step.machine.run(JSON.parse(input), { overrides: { taskResourceLocalHandlers: handlers }, context })
    live.abort = run.abort
    let next: string | undefined
    const watch = async () => {
      for await (const event of run.eventLogs) {
        if (event.type === 'StateEntered' && step.successors.has(event.state.name)) next = event.state.name
        else if (event.type === 'StateEntered') usage.transitioned(machine)
        else if (event.type === 'StateCaught') executions.note(execution.arn, now(), 'Caught', event.state.name)
        else if (event.type === 'StateFailed')
          executions.note(execution.arn, now(), 'Failed', event.state.name, `${event.Error}: ${String(event.Cause)}`)
      }
    }
    const watched = watch()
    try {
      const output = await run.result
      await watched
      return { output, next, wakeAt }
    } finally {
      stepOver = true
    }
  }

  async function runTask(arn: string, name: string, task: Exclude<Task, { kind: 'wait' }>, input: unknown, live: Live) {
    const attempts = new Map<Retrier, number>()
    for (;;) {
      try {
        return await withTimeout(runOnce(task, input), task.timeoutSeconds)
      } catch (error) {
        const fault = error as Error
        const retrier = task.retriers.find(({ ErrorEquals }) =>
          ErrorEquals.some((wanted) => catches(wanted, fault.name)),
        )
        const made = retrier ? (attempts.get(retrier) ?? 0) : 0
        if (!retrier || made >= (retrier.MaxAttempts ?? 3) || live.over) throw error
        attempts.set(retrier, made + 1)
        const delay = (retrier.IntervalSeconds ?? 1) * (retrier.BackoffRate ?? 2) ** made
        executions.note(arn, now(), 'Retried', name, `${fault.name}: ${fault.message}`)
        await pause(clock.now() + Math.min(delay, retrier.MaxDelaySeconds ?? Number.POSITIVE_INFINITY) * 1000, live)
      }
    }
  }

  async function runOnce(task: Exclude<Task, { kind: 'wait' }>, input: unknown): Promise<unknown> {
    if (task.kind === 'startExecution') {
      const { StateMachineArn, Name, Input } = input as { StateMachineArn: string; Name?: string; Input?: unknown }
      try {
        const started = start({
          stateMachineArn: StateMachineArn,
          ...(Name !== undefined && { name: Name }),
          input: typeof Input === 'string' ? Input : JSON.stringify(Input ?? {}),
        })
        return { ExecutionArn: started.executionArn, StartDate: started.startDate }
      } catch (error) {
        const { name, message } = error as Error
        throw new StatesError(`StepFunctions.${name}Exception`, message)
      }
    }
    if (task.kind === 'function') return invoked(task.functionName, input)
    const { FunctionName, Payload } = input as { FunctionName: string; Payload?: unknown }
    return {
      ExecutedVersion: '$LATEST',
      StatusCode: 200,
      Payload: await invoked(functionNameOf(FunctionName), Payload ?? {}),
    }
  }

  async function invoked(functionName: string, payload: unknown): Promise<unknown> {
    const outcome = await invoke(functionName, payload)
    if (outcome.ok) return outcome.payload
    // What a Catch sees as Cause: the error as Lambda answers it, in JSON.
    throw new StatesError(outcome.error.errorType, JSON.stringify(outcome.error))
  }

  function start({ stateMachineArn, name = randomUUID(), input = '{}' }: Parameters<Workflows['start']>[0]) {
    const machine = stateMachineArn.split(':')[6] ?? ''
    const workflow = workflows.get(machine)
    if (!workflow)
      throw new StatesError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${stateMachineArn}'`)
    if (!validName.test(name)) throw new StatesError('InvalidName', `Invalid Name: '${name}'`)
    if (input.length > payloadLimit || !isJson(input))
      throw new StatesError('InvalidExecutionInput', 'Invalid State Machine Execution Input')
    const arn = `arn:aws:states:${region}:${account}:execution:${machine}:${name}`
    const known = executions.get(arn)
    if (known?.status === 'RUNNING' && known.input === input) return { executionArn: arn, startDate: known.startedAt }
    if (known && (known.endedAt === null || known.endedAt > now() - nameKeptMs))
      throw new StatesError('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`)
    const execution: Execution = {
      arn,
      machine,
      name,
      status: 'RUNNING',
      input,
      output: null,
      error: null,
      cause: null,
      startedAt: now(),
      endedAt: null,
      state: workflow.startAt,
      stateInput: input,
      enteredAt: now(),
      wakeAt: null,
    }
    executions.start(execution)
    usage.executed(machine)
    drive(execution, workflow)
    return { executionArn: arn, startDate: execution.startedAt }
  }

  return {
    start,
    stop(executionArn, error, cause) {
      const execution = executions.get(executionArn)
      if (!execution) throw new StatesError('ExecutionDoesNotExist', `Execution Does Not Exist: '${executionArn}'`)
      const live = lives.get(executionArn)
      if (live) end(executionArn, live, { status: 'ABORTED', error: error ?? null, cause: cause ?? null })
      return { stopDate: executions.get(executionArn)?.endedAt ?? now() }
    },
    resume() {
      const open = executions.running()
      for (const execution of open) {
        const workflow = workflows.get(execution.machine)
        if (workflow) drive(execution, workflow)
        else
          executions.end(
            execution.arn,
            { status: 'ABORTED', output: null, error: 'StateMachineDeleted', cause: 'The template has it no more' },
            now(),
          )
      }
      return open.length
    },
    stopAll() {
      // Nothing is written: the next start resumes from the journal.
      for (const live of lives.values()) {
        live.over = true
        for (const cancel of live.cancels) cancel()
        live.abort?.()
      }
      lives.clear()
    },
  }
}

export const machineArn = (machine: string) => `arn:aws:states:${region}:${account}:stateMachine:${machine}`

const validName = /^[^\s<>{}[\]?*"#%\\^|~`$&,;:/]{1,80}$/

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

function catches(wanted: string, name: string): boolean {
  if (wanted === 'States.ALL' || wanted === name) return true
  if (wanted === 'States.TaskFailed') return name !== 'States.Timeout'
  // Step Functions calls what killed the function's environment by this name.
  return wanted === 'Lambda.Unknown' && (name === 'Sandbox.Timedout' || name === 'Runtime.ExitError')
}

function instantOf({ seconds, timestamp }: { seconds?: unknown; timestamp?: unknown }, now: number): number {
  const instant = timestamp === undefined ? now + Number(seconds) * 1000 : Date.parse(String(timestamp))
  if (Number.isNaN(instant)) throw new StatesError('States.Runtime', `Cannot wait for ${String(seconds ?? timestamp)}`)
  return Math.trunc(instant)
}

async function withTimeout<T>(work: Promise<T>, seconds: number | undefined): Promise<T> {
  if (seconds === undefined) return work
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new StatesError('States.Timeout', `The task took more than ${seconds} s`)),
      seconds * 1000,
    )
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
