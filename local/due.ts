import type { DatabaseSync } from 'node:sqlite'
import type { Clock } from './clock.ts'

/** What has to happen at an instant, kept in the journal: done at least once, also over `kill -9`. */
export type Due = ReturnType<typeof createDue>

type DueOptions = {
  journal: DatabaseSync
  clock: Clock
  /** The table's name; one for each lane, so that a slow lane does not hold up another. */
  table: string
  /** Does the work. `attempt` is 1 the first time; a higher one may follow a death in the middle of the work. */
  run: (task: Task) => Promise<void> | void
  /** Milliseconds until the next attempt after `attempts` failed ones; undefined gives up. */
  retry?: (attempts: number) => number | undefined
  /** How many run at a time. */
  width?: number
}
type Task = { kind: string; key: string | null; body: unknown; attempt: number; at: number }
type Row = { id: number; kind: string; key: string | null; body: string; attempts: number; at: number }

export function createDue({ journal, clock, table, run, retry = retrySoon, width = 1 }: DueOptions) {
  // autoincrement: a task that forgets itself while it runs must not lend its id to the one it plans.
  journal.exec(`create table if not exists ${table} (
    id integer primary key autoincrement, kind text not null, key text, body text not null, at real not null,
    attempts integer not null default 0, ended_at real, error text);
    create index if not exists ${table}_open on ${table} (at, id) where ended_at is null;
    create index if not exists ${table}_key on ${table} (key) where ended_at is null`)
  const insert = journal.prepare(`insert into ${table} (kind, key, body, at) values (?, ?, ?, ?)`)
  const begin = journal.prepare(`update ${table} set attempts = attempts + 1 where id = ?`)
  const end = journal.prepare(`update ${table} set ended_at = ?, error = ? where id = ?`)
  const again = journal.prepare(`update ${table} set at = ?, error = ? where id = ?`)
  const drop = journal.prepare(`delete from ${table} where key = ? and kind = ? and ended_at is null`)
  const open = journal.prepare(`select * from ${table} where ended_at is null and at <= ? order by at, id limit ?`)
  const earliest = journal.prepare(`select id, at from ${table} where ended_at is null order by at, id limit ?`)
  const running = new Map<number, Promise<void>>()
  let cancel: (() => void) | undefined
  let armedFor = Number.POSITIVE_INFINITY
  let held = false
  let stopped = false
  let resumed = false
  let busy = false
  let idle = Promise.withResolvers<void>()
  idle.resolve()

  function plan(task: { kind: string; at: number; body: unknown; key?: string }) {
    insert.run(task.kind, task.key ?? null, JSON.stringify(task.body), task.at)
    // Whatever is armed earlier looks for the next one anyway.
    if (task.at < armedFor) arm()
  }

  /** Open tasks whose time has come and that are not running, earliest first. */
  function waiting(until: number): Row[] {
    const rows = open.all(until, width + running.size) as Row[]
    return rows.filter((row) => !running.has(row.id))
  }

  function nextAt(): number {
    const rows = earliest.all(running.size + 1) as Pick<Row, 'id' | 'at'>[]
    return rows.find(({ id }) => !running.has(id))?.at ?? Number.POSITIVE_INFINITY
  }

  function arm() {
    if (!resumed || held || stopped || running.size >= width) return
    const at = nextAt()
    if (at === armedFor) return
    cancel?.()
    armedFor = at
    cancel = at === Number.POSITIVE_INFINITY ? undefined : clock.at(at, start)
  }

  function start() {
    armedFor = Number.POSITIVE_INFINITY
    if (held || stopped) return
    for (const row of waiting(clock.now()).slice(0, width - running.size)) undertake(row)
    arm()
  }

  function undertake(row: Row) {
    if (!busy) idle = Promise.withResolvers()
    busy = true
    begin.run(row.id)
    const attempt = row.attempts + 1
    const work = attemptOnce(row, attempt).finally(() => {
      running.delete(row.id)
      if (!stopped) start()
      if (running.size > 0) return
      busy = false
      idle.resolve()
    })
    running.set(row.id, work)
  }

  async function attemptOnce(row: Row, attempt: number) {
    try {
      await run({ kind: row.kind, key: row.key, body: JSON.parse(row.body), attempt, at: row.at })
      end.run(clock.now(), null, row.id)
    } catch (error) {
      if (stopped) return
      const delay = retry(attempt)
      if (delay === undefined) end.run(clock.now(), String(error), row.id)
      else again.run(clock.now() + delay, String(error), row.id)
    }
  }

  return {
    plan,
    /** Forgets the open tasks of one kind planned under a key. */
    forget(kind: string, key: string) {
      drop.run(key, kind)
      arm()
    },
    /** While held nothing starts; what is running ends. */
    hold(yes: boolean) {
      held = yes
      if (yes) {
        cancel?.()
        armedFor = Number.POSITIVE_INFINITY
      } else arm()
    },
    /** Begins, with what an earlier process left open. Nothing starts before. */
    resume() {
      resumed = true
      arm()
    },
    /** Resolves when nothing is running. */
    idle: () => idle.promise,
    async stop() {
      stopped = true
      cancel?.()
      await Promise.allSettled(running.values())
    },
  }
}

// 1 s, 2 s, 4 s ... at most a minute, without end.
const retrySoon = (attempts: number) => Math.min(1000 * 2 ** (attempts - 1), 60_000)
