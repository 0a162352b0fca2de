import type { MessagePort } from 'node:worker_threads'
import type { Table } from '../../functions/adapters/table.ts'
import { type Store, tableOn } from './memory-table.ts'

export type Question = { id: number; ask: keyof Store; with: unknown }
export type Answered = { id: number; answer: unknown }[]

/** The table of a thread that does not hold it: questions of one moment go together. */
export const tableBehind = (port: Pick<MessagePort, 'on' | 'postMessage'>): Table => {
  const waiting = new Map<number, (answer: unknown) => void>()
  port.on('message', (answers: Answered) => {
    for (const { id, answer } of answers) {
      waiting.get(id)?.(answer)
      waiting.delete(id)
    }
  })
  let asked = 0
  let together: Question[] = []
  const ask =
    (name: keyof Store) =>
    (given: unknown): Promise<never> =>
      new Promise((resolve) => {
        const id = asked++
        waiting.set(id, resolve as (answer: unknown) => void)
        if (together.push({ id, ask: name, with: given }) > 1) return
        setImmediate(() => {
          port.postMessage(together)
          together = []
        })
      })
  return tableOn({ get: ask('get'), query: ask('query'), write: ask('write') })
}
