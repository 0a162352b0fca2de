import { randomUUID } from 'node:crypto'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { Worker } from 'node:worker_threads'
import type { Activity } from './activity.ts'
import type { Answer, Collect, LambdaError, WorkerData } from './lambda-worker.ts'
import type { RunRecord } from './record.ts'
import type { Blueprint } from './template.ts'
import type { UsageCounters } from './usage.ts'

export type LambdaOutcome = { ok: true; payload: unknown } | { ok: false; error: LambdaError }
export type Invoke = (functionName: string, event: unknown) => Promise<LambdaOutcome>

type Context = {
  clock: SharedArrayBuffer
  /** What the runtime and the endpoints add to the template's environment. */
  environment: Record<string, string>
  activity: Activity
  usage: UsageCounters
  record: RunRecord
}

// One worker per function, in which invocations interleave. Lambda would run each in an environment of its own; with
// two cores more threads would only cost memory and cold starts, and whoever keeps state between two awaits in a
// module variable is found sooner. What waits behind this limit waits as it would for a burst to scale.
const interleaved = 50
const syncPayloadLimit = 6 * 1024 * 1024

export function createLambdas(functions: Blueprint['functions'], context: Context) {
  const pools = new Map(functions.map((lambda) => [lambda.name, createPool(lambda, context)]))
  return {
    async invoke(functionName, event) {
      const pool = pools.get(functionName)
      if (!pool) return failure('ResourceNotFoundException', `Function not found: ${functionName}`)
      return context.activity.track(pool.invoke(event))
    },
    /** Every function whose name has this part tells soon what lives in its thread. */
    collect(part: string) {
      for (const [name, pool] of pools) if (name.includes(part)) pool.collect()
    },
    stop: () => Promise.all([...pools.values()].map((pool) => pool.stop())),
  } satisfies { invoke: Invoke; collect: (part: string) => void; stop: () => Promise<unknown> }
}

type Waiting = { event: string; answer: (outcome: LambdaOutcome) => void }
type Flight = {
  answer: (outcome: LambdaOutcome) => void
  timer: NodeJS.Timeout | undefined
  started: number
  id: string
}

function createPool(lambda: Blueprint['functions'][number], context: Context) {
  const limit = Math.min(lambda.ReservedConcurrentExecutions ?? interleaved, interleaved)
  const queue: Waiting[] = []
  let host: Host | undefined
  let running = 0
  let stopped = false
  const retired = new Set<Host>()

  function next() {
    while (running < limit) {
      const waiting = queue.shift()
      if (!waiting) return
      running++
      host ??= startHost(lambda, context, (gone) => {
        retired.delete(gone)
        if (host === gone) host = undefined
      })
      const used = host
      used.run(waiting.event, (outcome, poisoned) => {
        running--
        if (poisoned && host === used) {
          // The others in this worker may finish; new ones get a fresh worker, as they would on Lambda.
          retired.add(used)
          host = undefined
        }
        if (retired.has(used) && used.empty()) used.stop()
        waiting.answer(outcome)
        next()
      })
    }
  }

  return {
    invoke(event: unknown): Promise<LambdaOutcome> {
      const text = JSON.stringify(event ?? null)
      if (text.length > syncPayloadLimit)
        return Promise.resolve(failure('RequestEntityTooLargeException', 'Request must be smaller than 6291456 bytes'))
      if (stopped) return Promise.resolve(failure('ServiceException', 'The embedded cloud is stopping'))
      return new Promise((answer) => {
        queue.push({ event: text, answer })
        next()
      })
    },
    collect: () => host?.collect(),
    stop() {
      stopped = true
      return Promise.all([host, ...retired].map((one) => one?.stop()))
    },
  }
}

type Host = ReturnType<typeof startHost>

function startHost(lambda: Blueprint['functions'][number], context: Context, gone: (host: Host) => void) {
  const { name, usage, record } = { name: lambda.name, ...context }
  const worker = new Worker(new URL('./lambda-worker.ts', import.meta.url), {
    workerData: {
      clock: context.clock,
      directory: lambda.directory,
      handler: lambda.Handler,
      name,
      arn: lambda.arn,
      memory: lambda.MemorySize,
    } satisfies WorkerData,
    env: {
      ...context.environment,
      AWS_LAMBDA_FUNCTION_NAME: name,
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(lambda.MemorySize),
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      ...lambda.Environment?.Variables,
    },
    stdout: true,
    stderr: true,
  })
  usage.startedCold(name)
  keepLines(worker.stdout, (line) => record.log(name, line))
  keepLines(worker.stderr, (line) => record.log(name, line))

  const flights = new Map<string, Flight>()
  const early: (() => void)[] = []
  let ready = false
  let cpuCounted = 0
  let death: LambdaError | undefined

  function land(
    id: string,
    outcome: LambdaOutcome,
    poisoned = false,
    { heap, cpu }: { heap?: number; cpu?: number } = {},
  ) {
    const flight = flights.get(id)
    if (!flight) return
    flights.delete(id)
    clearTimeout(flight.timer)
    // Invocations interleave in one thread: each is counted what the thread has taken since the answer before.
    const taken = cpu === undefined ? 0 : cpu - cpuCounted
    cpuCounted = cpu ?? cpuCounted
    usage.invoked(name, performance.now() - flight.started, outcome.ok, { memory: lambda.MemorySize, heap, cpu: taken })
    if (!outcome.ok)
      record.fault(name, `${outcome.error.errorType}: ${outcome.error.errorMessage}`, outcome.error.trace)
    flight.answer(outcome)
    if (poisoned && flights.size === 0) worker.terminate()
  }

  function die(error: LambdaError) {
    death ??= error
    gone(host)
    for (const id of [...flights.keys()]) land(id, { ok: false, error: death })
  }

  worker.on('message', (answer: Answer) => {
    if (answer.kind === 'ready') {
      ready = true
      for (const begin of early.splice(0)) begin()
    } else if (answer.kind === 'not ready') {
      die(answer.error)
      worker.terminate()
    } else if (answer.kind === 'measured') usage.measured(name, answer.heap)
    else if (answer.kind === 'collected') usage.collected(name, answer.heap)
    else if (answer.kind === 'error') land(answer.id, { ok: false, error: answer.error })
    else if (answer.payload.length > syncPayloadLimit)
      land(answer.id, failure('Function.ResponseSizeTooLarge', 'Response payload size exceeded 6291556 bytes'))
    else land(answer.id, { ok: true, payload: JSON.parse(answer.payload) }, false, answer)
  })
  worker.on('error', (error: Error) =>
    die({ errorType: error.name, errorMessage: error.message, trace: (error.stack ?? '').split('\n') }),
  )
  worker.on('exit', (code) =>
    die({ errorType: 'Runtime.ExitError', errorMessage: `Runtime exited with exit status ${code}`, trace: [] }),
  )

  const host = {
    empty: () => flights.size === 0,
    run(event: string, answer: (outcome: LambdaOutcome, poisoned: boolean) => void) {
      const id = randomUUID()
      const timeoutMs = lambda.Timeout * 1000
      const flight: Flight = {
        id,
        answer: (outcome) => answer(outcome, !outcome.ok && outcome.error.errorType === 'Sandbox.Timedout'),
        started: performance.now(),
        timer: undefined,
      }
      flights.set(id, flight)
      const begin = () => {
        flight.started = performance.now()
        flight.timer = setTimeout(
          () =>
            land(
              id,
              failure(
                'Sandbox.Timedout',
                `RequestId: ${id} Error: Task timed out after ${lambda.Timeout.toFixed(2)} seconds`,
              ),
              true,
            ),
          timeoutMs,
        )
        worker.postMessage({ id, event, timeoutMs })
      }
      if (death) queueMicrotask(() => land(id, { ok: false, error: death ?? failureOf('Runtime.ExitError', '') }))
      else if (ready) begin()
      else early.push(begin)
    },
    collect: () => worker.postMessage({ collect: true } satisfies Collect),
    stop: () => worker.terminate(),
  }
  return host
}

const failureOf = (errorType: string, errorMessage: string): LambdaError => ({ errorType, errorMessage, trace: [] })
const failure = (errorType: string, errorMessage: string): LambdaOutcome => ({
  ok: false,
  error: failureOf(errorType, errorMessage),
})

function keepLines(stream: Readable, keep: (line: string) => void) {
  createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY }).on('line', keep)
}
