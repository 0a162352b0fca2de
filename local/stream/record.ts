import type { Item } from '../dynamodb.ts'

export type StreamRecord = {
  eventID: string
  eventName: 'INSERT' | 'MODIFY' | 'REMOVE'
  awsRegion: string
  eventSourceARN?: string
  userIdentity?: { type: string; principalId: string }
  dynamodb: {
    Keys: Item
    NewImage?: Item
    OldImage?: Item
    SequenceNumber: string
    ApproximateCreationDateTime: number
  }
}
