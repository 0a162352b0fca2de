import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { unmarshall } from '@aws-sdk/util-dynamodb'
import * as z from 'zod'

/** One change of the table, as its stream tells it. `after` is the item as the change left it; absent when deleted. */
export type TableChange = {
  id: string
  sequenceNumber: string
  key: { pk: string; sk: string }
  after?: Record<string, unknown>
  /** The item as the change met it; absent when it is new. */
  readonly before?: Record<string, unknown> | undefined
}

/** The position in the stream from which a batch is to be delivered again. */
export type StreamAnswer = { batchItemFailures: { itemIdentifier: string }[] }

const Image = z.record(
  z.string(),
  z.custom<AttributeValue>((value) => typeof value === 'object' && value !== null),
)

const StreamEvent = z.object({
  Records: z.array(
    z.object({
      eventID: z.string(),
      dynamodb: z.object({
        SequenceNumber: z.string(),
        Keys: z.object({ pk: z.object({ S: z.string() }), sk: z.object({ S: z.string() }) }),
        NewImage: Image.optional(),
        OldImage: Image.optional(),
      }),
    }),
  ),
})

export const tableChanges = (event: unknown): TableChange[] =>
  StreamEvent.parse(event).Records.map(({ eventID, dynamodb }) => ({
    id: eventID,
    sequenceNumber: dynamodb.SequenceNumber,
    key: { pk: dynamodb.Keys.pk.S, sk: dynamodb.Keys.sk.S },
    ...(dynamodb.NewImage && { after: unmarshall(dynamodb.NewImage) }),
    // Few ask for it.
    get before() {
      return dynamodb.OldImage && unmarshall(dynamodb.OldImage)
    },
  }))
