import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { getHeapStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { parentPort, workerData } from 'node:worker_threads'
import { installVirtualDate } from './clock.ts'

/** Runs one function's bundle in a worker thread, as the Lambda runtime would. */
export type WorkerData = {
  clock: SharedArrayBuffer
  directory: string
  /** `file.export` as the template says. */
  handler: string
  name: string
  arn: string
  memory: number
}
export type Invocation = { id: string; event: string; timeoutMs: number }
/** To measure what lives: collects the rest first. */
export type Collect = { collect: true }
export type Answer =
  | { kind: 'ready' }
  | { kind: 'not ready'; error: LambdaError }
  /** `heap`: bytes that the function's own thread uses; `cpu`: milliseconds of processor time it has taken since its start. */
  | { kind: 'answer'; id: string; payload: string; heap: number; cpu: number }
  | { kind: 'error'; id: string; error: LambdaError }
  /** Some times a second while anything runs: an invocation may take a minute. */
  | { kind: 'measured'; heap: number }
  | { kind: 'collected'; heap: number }
export type LambdaError = { errorType: string; errorMessage: string; trace: string[] }

type Handler = (event: unknown, context: unknown) => unknown

const port = parentPort
if (port) {
  const { clock, directory, handler, name, arn, memory } = workerData as WorkerData
  const say = (answer: Answer) => port.postMessage(answer)
  // Before the bundle is imported: what it captures at a cold start must be virtual already.
  installVirtualDate(clock)
  try {
    const run = await load(directory, handler)
    let running = 0
    const measure = () => running > 0 && say({ kind: 'measured', heap: getHeapStatistics().used_heap_size })
    setInterval(measure, 250).unref()
    port.on('message', async (message: Invocation | Collect) => {
      if ('collect' in message) {
        collect()
        return say({ kind: 'collected', heap: getHeapStatistics().used_heap_size })
      }
      const { id, event, timeoutMs } = message
      running++
      const started = performance.now()
      const context = {
        functionName: name,
        functionVersion: '$LATEST',
        invokedFunctionArn: arn,
        memoryLimitInMB: String(memory),
        awsRequestId: id,
        logGroupName: `/aws/lambda/${name}`,
        logStreamName: 'local',
        callbackWaitsForEmptyEventLoop: false,
        getRemainingTimeInMillis: () => Math.max(0, timeoutMs - (performance.now() - started)),
      }
      try {
        const payload = JSON.stringify((await run(JSON.parse(event), context)) ?? null)
        say({ kind: 'answer', id, payload, heap: getHeapStatistics().used_heap_size, cpu: processorTime() })
      } catch (error) {
        say({ kind: 'error', id, error: asLambdaError(error) })
      } finally {
        running--
      }
    })
    say({ kind: 'ready' })
  } catch (error) {
    say({ kind: 'not ready', error: asLambdaError(error) })
  }
}

/** The flag opens the collector to contexts that are made after it. */
const collect = () => {
  setFlagsFromString('--expose-gc')
  ;(runInNewContext('gc') as () => void)()
}

const processorTime = () => {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

async function load(directory: string, handler: string): Promise<Handler> {
  const dot = handler.lastIndexOf('.')
  const base = join(directory, handler.slice(0, dot))
  const file = ['.mjs', '.js', '.cjs'].map((extension) => base + extension).find(existsSync)
  if (!file) throw Object.assign(new Error(`Cannot find module '${base}'`), { name: 'Runtime.ImportModuleError' })
  const run = (await import(pathToFileURL(file).href))[handler.slice(dot + 1)]
  if (typeof run !== 'function')
    throw Object.assign(new Error(`${handler} is undefined or not exported`), { name: 'Runtime.HandlerNotFound' })
  return run
}

function asLambdaError(error: unknown): LambdaError {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error), trace: [] }
  return { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? '').split('\n') }
}
