import type { DatabaseSync } from 'node:sqlite'

/** Queues hold what failed until somebody looks: nothing in the embedded cloud reads from them. */
export function createQueues(journal: DatabaseSync, names: string[], now: () => number) {
  journal.exec(`create table if not exists queue_messages (
    id integer primary key, queue text not null, body text not null, sent_at integer not null)`)
  const insert = journal.prepare('insert into queue_messages (queue, body, sent_at) values (?, ?, ?)')
  const select = journal.prepare('select id, queue, body, sent_at from queue_messages order by id desc limit 200')
  return {
    names,
    /** `queue`: a name, an ARN or a URL. */
    send(queue: string, body: unknown): string {
      const name = queue.split(/[:/]/).at(-1) ?? ''
      if (!names.includes(name)) throw new Error(`There is no queue ${name}`)
      const text = typeof body === 'string' ? body : JSON.stringify(body)
      return String(insert.run(name, text, Math.trunc(now())).lastInsertRowid)
    },
    newest: () =>
      select.all().map(({ id, queue, body, sent_at }) => ({
        id: Number(id),
        queue: String(queue),
        body: String(body),
        sentAt: new Date(Number(sent_at)).toISOString(),
      })),
  }
}
export type Queues = ReturnType<typeof createQueues>
