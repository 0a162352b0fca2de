import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Trouble } from './trouble.ts'

/** One cloud for one data folder. The lock is the operating system's: it ends with the process, however that ends. */
export function lockData(data: string): () => void {
  const lock = new DatabaseSync(join(data, 'lock.db'))
  try {
    lock.exec('pragma busy_timeout = 300; begin exclusive')
  } catch {
    lock.close()
    throw new Trouble(`${data} is in use by another start: stop that one, or choose another folder with --data`)
  }
  return () => lock.close()
}
