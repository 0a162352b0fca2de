import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge'

export type Told = { kind: string; detail: object }

/** `first`: the position from which they are to be told again; some after it may have been taken. */
export type ToldOutcome = { outcome: 'told' } | { outcome: 'refused'; first: number; reason: string }

/** Tells events in this order, as few requests as the bus allows. */
export type Tell = (events: readonly Told[]) => Promise<ToldOutcome>

/** The account's default bus. `source` keeps two environments in one account from hearing each other. */
export const openBus =
  (source: string, client = new EventBridgeClient({})): Tell =>
  async (events) => {
    const entries = events.map(({ kind, detail }) => ({
      Source: source,
      DetailType: kind,
      Detail: JSON.stringify(detail),
    }))
    let position = 0
    for (const chunk of chunksOf(entries)) {
      const { Entries = [] } = await client.send(new PutEventsCommand({ Entries: chunk }))
      const failed = Entries.findIndex(({ ErrorCode }) => ErrorCode !== undefined)
      if (failed >= 0)
        return { outcome: 'refused', first: position + failed, reason: Entries[failed]?.ErrorCode ?? 'unknown' }
      position += chunk.length
    }
    return { outcome: 'told' }
  }

type Entry = PutEventsRequestEntry & { Source: string; DetailType: string; Detail: string }

const chunksOf = (entries: readonly Entry[]): Entry[][] => {
  const chunks: Entry[][] = []
  let bytes = 0
  for (const entry of entries) {
    const size = Buffer.byteLength(entry.Source + entry.DetailType + entry.Detail)
    const open = chunks.at(-1)
    if (open && open.length < MOST_ENTRIES && bytes + size <= MOST_BYTES) {
      open.push(entry)
      bytes += size
    } else {
      chunks.push([entry])
      bytes = size
    }
  }
  return chunks
}

/** What PutEvents takes with one request; an entry counts its source, its kind and its detail. */
const MOST_ENTRIES = 10
const MOST_BYTES = 256 * 1024
