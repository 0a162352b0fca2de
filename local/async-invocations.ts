import type { DatabaseSync } from 'node:sqlite'
import type { Clock } from './clock.ts'
import type { Invoke } from './lambda.ts'
import type { Queues } from './queues.ts'
import type { Blueprint } from './template.ts'
import { functionNameOf } from './template.ts'

/**
 * Asynchronous invocations: accepted means kept in the journal until the function succeeded, or failed for good and
 * was put into its on-failure queue. At least once, as on Lambda.
 */
export type AcceptInvocation = (functionName: string, event: unknown) => void

const defaultRetries = 2
const defaultAgeSeconds = 6 * 60 * 60

export function createAsyncInvocations(parts: {
  journal: DatabaseSync
  clock: Clock
  invoke: Invoke
  queues: Queues
  configs: Blueprint['invokeConfigs']
}): { accept: AcceptInvocation; resume(): void; waiting(): number; stop(): void } {
  const { journal, clock, invoke, queues, configs } = parts
  journal.exec(`create table if not exists async_invocations (
    id integer primary key, function text not null, event text not null,
    attempts integer not null default 0, accepted_at integer not null, due_at integer not null)`)
  const insert = journal.prepare(
    'insert into async_invocations (function, event, accepted_at, due_at) values (?, ?, ?, ?)',
  )
  const postpone = journal.prepare('update async_invocations set attempts = ?, due_at = ? where id = ?')
  const remove = journal.prepare('delete from async_invocations where id = ?')
  const select = journal.prepare('select * from async_invocations order by id')
  const count = journal.prepare('select count(*) as n from async_invocations')

  let stopped = false

  async function run(id: number | bigint, functionName: string, event: unknown, attempts: number, acceptedAt: number) {
    const outcome = await invoke(functionName, event)
    // It ended with its worker: the next start runs it again.
    if (stopped) return
    if (outcome.ok) return void remove.run(id)
    const config = configs.find((c) => functionNameOf(c.FunctionName) === functionName)
    const made = attempts + 1
    // One minute before the first retry, two before the second, as Lambda waits.
    const dueAt = clock.now() + made * 60_000
    const ageLimit = (config?.MaximumEventAgeInSeconds ?? defaultAgeSeconds) * 1000
    if (made <= (config?.MaximumRetryAttempts ?? defaultRetries) && dueAt - acceptedAt <= ageLimit) {
      postpone.run(made, Math.trunc(dueAt), id)
      clock.at(dueAt, () => run(id, functionName, event, made, acceptedAt))
      return
    }
    const destination = config?.DestinationConfig?.OnFailure?.Destination
    if (destination)
      queues.send(destination, {
        version: '1.0',
        timestamp: new Date(clock.now()).toISOString(),
        requestContext: { functionArn: functionName, condition: 'RetriesExhausted', approximateInvokeCount: made },
        requestPayload: event,
        responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
        responsePayload: outcome.error,
      })
    remove.run(id)
  }

  return {
    accept(functionName, event) {
      const at = Math.trunc(clock.now())
      const id = insert.run(functionName, JSON.stringify(event), at, at).lastInsertRowid
      run(id, functionName, event, 0, at)
    },
    resume() {
      for (const row of select.all())
        clock.at(Number(row.due_at), () =>
          run(
            Number(row.id),
            String(row.function),
            JSON.parse(String(row.event)),
            Number(row.attempts),
            Number(row.accepted_at),
          ),
        )
    },
    stop() {
      stopped = true
    },
    waiting: () => Number(count.get()?.n),
  }
}
