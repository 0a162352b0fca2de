import type { DatabaseSync } from 'node:sqlite'

export type StreamPositions = ReturnType<typeof streamPositions>

/** Up to where a mapping has delivered each shard. */
export function streamPositions(journal: DatabaseSync, mapping: string) {
  journal.exec(`create table if not exists stream_positions (
    mapping text not null, shard text not null, sequence text not null, primary key (mapping, shard))`)
  const read = journal.prepare('select sequence from stream_positions where mapping = ? and shard = ?')
  const save = journal.prepare('insert or replace into stream_positions values (?, ?, ?)')
  const all = journal.prepare('select shard, sequence from stream_positions where mapping = ?')
  return {
    of: (shard: string) => read.get(mapping, shard)?.sequence,
    save: (shard: string, sequence: string) => void save.run(mapping, shard, sequence),
    all: (): Record<string, string> =>
      Object.fromEntries(all.all(mapping).map(({ shard, sequence }) => [String(shard), String(sequence)])),
  }
}
