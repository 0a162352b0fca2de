import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** What the embedded cloud must remember over `kill -9`. Every part creates its own tables. */
export function openJournal(file: string): DatabaseSync {
  mkdirSync(dirname(file), { recursive: true })
  const journal = new DatabaseSync(file)
  // WAL with synchronous=normal survives the death of the process, though not of the machine: enough here, and fast.
  journal.exec('pragma journal_mode = wal; pragma synchronous = normal; pragma busy_timeout = 2000')
  return journal
}
