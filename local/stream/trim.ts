import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/**
 * Takes out of the stream what every mapping has read: DynamoDB drops records after a day, dynoxide keeps them. It looks
 * for the highest number of a stream with each write and would read all of the stream for it; with an index on the very
 * expression that it asks for, SQLite looks at one row.
 */
export const trimStream = (parts: { data: string; journal: DatabaseSync; mappings: number }) => {
  const readBy = parts.journal.prepare(
    'select count(*) mappings, min(cast(sequence as integer)) least from stream_positions',
  )
  const records = new DatabaseSync(join(parts.data, 'table.db'), { timeout: 2000 })
  records.exec(
    'create index if not exists _stream_records_number on _stream_records (table_name, CAST(sequence_number AS INTEGER))',
  )
  const trim = records.prepare('delete from _stream_records where id < ? and cast(sequence_number as integer) < ?')
  const newest = records.prepare('select max(id) id from _stream_records')

  return {
    trim() {
      const { mappings, least } = readBy.get() as { mappings: number; least: number | null }
      const { id } = newest.get() as { id: number | null }
      if (mappings < parts.mappings || least === null || id === null) return
      try {
        trim.run(id - KEPT, least)
      } catch (error) {
        // DynamoDB is writing without a pause, as during an import: the next turn trims more.
        if ((error as { errcode?: number }).errcode !== BUSY) throw error
      }
    },
    stop: () => records.close(),
  }
}

/** SQLite's code for a database that somebody else is writing to. */
const BUSY = 5

/** The newest record must stay, because the next one's number follows it; some more for whoever looks at the stream. */
const KEPT = 500
