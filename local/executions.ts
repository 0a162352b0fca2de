import type { DatabaseSync } from 'node:sqlite'

/** The executions of all state machines in the journal: where each stands, with what input, and how it ended. */
export type Execution = {
  arn: string
  machine: string
  name: string
  status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED'
  input: string
  output: string | null
  error: string | null
  cause: string | null
  startedAt: number
  endedAt: number | null
  /** The state it is in, what the state was entered with, and until when it waits. */
  state: string
  stateInput: string
  enteredAt: number
  wakeAt: number | null
}

// More is never looked at; a Map over thousands would only slow the journal down.
const historyKept = 200

export function openExecutions(journal: DatabaseSync) {
  journal.exec(`
    create table if not exists executions (
      arn text primary key, machine text not null, name text not null, status text not null,
      input text not null, output text, error text, cause text, startedAt integer not null, endedAt integer,
      state text not null, stateInput text not null, enteredAt integer not null, wakeAt integer);
    create index if not exists executions_started on executions (startedAt);
    create index if not exists executions_status on executions (status);
    create table if not exists execution_history (
      arn text not null, at integer not null, event text not null, state text not null, detail text not null);
    create index if not exists execution_history_arn on execution_history (arn)`)
  const insert = journal.prepare(`insert or replace into executions
    (arn, machine, name, status, input, startedAt, state, stateInput, enteredAt) values (?, ?, ?, 'RUNNING', ?, ?, ?, ?, ?)`)
  const forget = journal.prepare('delete from execution_history where arn = ?')
  const enter = journal.prepare(
    'update executions set state = ?, stateInput = ?, enteredAt = ?, wakeAt = null where arn = ?',
  )
  const wait = journal.prepare('update executions set wakeAt = ? where arn = ?')
  const end = journal.prepare(
    'update executions set status = ?, output = ?, error = ?, cause = ?, endedAt = ? where arn = ?',
  )
  const one = journal.prepare('select * from executions where arn = ?')
  const running = journal.prepare("select * from executions where status = 'RUNNING' order by startedAt")
  const list = journal.prepare(`select * from executions
    where (? is null or machine = ?) and (? is null or status = ?) order by startedAt desc, rowid desc limit ? offset ?`)
  const note = journal.prepare('insert into execution_history values (?, ?, ?, ?, ?)')
  const history = journal.prepare('select at, event, state, detail from execution_history where arn = ? order by rowid')
  const noted = new Map<string, number>()

  const asExecution = (row: unknown) => row as Execution
  return {
    start(execution: Pick<Execution, 'arn' | 'machine' | 'name' | 'input' | 'startedAt' | 'state'>) {
      const { arn, machine, name, input, startedAt, state } = execution
      forget.run(arn)
      insert.run(arn, machine, name, input, startedAt, state, input, startedAt)
    },
    enter: (arn: string, state: string, input: string, at: number) => enter.run(state, input, at, arn),
    wait: (arn: string, wakeAt: number) => wait.run(wakeAt, arn),
    end(arn: string, how: Pick<Execution, 'status' | 'output' | 'error' | 'cause'>, at: number) {
      end.run(how.status, how.output, how.error, how.cause, at, arn)
      noted.delete(arn)
    },
    get: (arn: string) => one.get(arn) as Execution | undefined,
    running: () => running.all().map(asExecution),
    list: (filter: { machine?: string; status?: string; limit: number; offset: number }) =>
      list
        .all(
          filter.machine ?? null,
          filter.machine ?? null,
          filter.status ?? null,
          filter.status ?? null,
          filter.limit,
          filter.offset,
        )
        .map(asExecution),
    note(arn: string, at: number, event: string, state: string, detail = '') {
      const count = noted.get(arn) ?? 0
      if (count >= historyKept) return
      noted.set(arn, count + 1)
      note.run(arn, at, event, state, detail.slice(0, 2000))
    },
    history: (arn: string) =>
      history.all(arn).map(({ at, event, state, detail }) => ({
        at: new Date(Number(at)).toISOString(),
        event: String(event),
        state: String(state),
        detail: String(detail),
      })),
  }
}
export type Executions = ReturnType<typeof openExecutions>
