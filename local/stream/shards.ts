import type { DynamoDB } from '../dynamodb.ts'
import type { StreamPositions } from './positions.ts'
import type { StreamRecord } from './record.ts'

type Parts = {
  dynamodb: DynamoDB
  tableName: string
  startingPosition: string
  /** The table was made by this very start: nothing in its stream is older than the mapping. */
  tableIsNew: boolean
  positions: StreamPositions
}

/** Reads the shards of a table's stream from where they were delivered to. */
export function streamShards({ dynamodb, tableName, startingPosition, tableIsNew, positions }: Parts) {
  let streamArn: string | undefined
  let known: string[] | undefined
  const iterators = new Map<string, string>()

  async function list(): Promise<string[]> {
    streamArn ??= (await dynamodb<{ Table: { LatestStreamArn: string } }>('DescribeTable', { TableName: tableName }))
      .Table.LatestStreamArn
    known ??= (
      await dynamodb<{ StreamDescription: { Shards: { ShardId: string }[] } }>(
        'DynamoDBStreams_20120810.DescribeStream',
        { StreamArn: streamArn },
      )
    ).StreamDescription.Shards.map(({ ShardId }) => ShardId)
    return known
  }

  async function iteratorOf(shard: string): Promise<string> {
    const iterator = iterators.get(shard)
    if (iterator) return iterator
    const position = positions.of(shard)
    const get = (how: object) =>
      dynamodb<{ ShardIterator: string }>('DynamoDBStreams_20120810.GetShardIterator', {
        StreamArn: streamArn,
        ShardId: shard,
        ...how,
      })
    const whole = { ShardIteratorType: 'TRIM_HORIZON' }
    const fresh = tableIsNew ? whole : { ShardIteratorType: startingPosition }
    // What is older than a day is gone from the stream; then the oldest there is comes next.
    const { ShardIterator } = position
      ? await get({ ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: position }).catch(() => get(whole))
      : await get(fresh)
    iterators.set(shard, ShardIterator)
    return ShardIterator
  }

  return {
    list,
    /** What a shard has now. It has the same again until `goOn` is called. */
    async read(shard: string): Promise<{ records: StreamRecord[]; goOn(): void }> {
      const iterator = await iteratorOf(shard)
      try {
        const answer = await dynamodb<{ Records: StreamRecord[]; NextShardIterator?: string }>(
          'DynamoDBStreams_20120810.GetRecords',
          { ShardIterator: iterator, Limit: 1000 },
        )
        return { records: answer.Records, goOn: () => goOn(shard, answer.NextShardIterator) }
      } catch (error) {
        iterators.delete(shard)
        throw error
      }
    },
  }

  /** A shard without a next iterator has ended, and others may have begun. */
  function goOn(shard: string, next: string | undefined) {
    if (next) return iterators.set(shard, next)
    iterators.delete(shard)
    known = undefined
  }
}
