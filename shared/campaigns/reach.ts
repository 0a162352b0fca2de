import type { Topic } from '../words.ts'
import type { SkipReason } from './ledger.ts'

type Reachable = {
  audience?: string | undefined
  city: string
  unsubscribes: Partial<Record<Topic, unknown>>
}

export type Reach = { outcome: 'reached' } | { outcome: 'skipped'; reason: SkipReason }

/** Whether a mail of this topic may go to somebody, as things stand at this moment. */
export const reach = (
  member: Reachable | undefined,
  campaign: { city: string; topic: Topic },
  suppressed: boolean,
): Reach => {
  if (!member?.audience || member.city !== campaign.city) return { outcome: 'skipped', reason: 'no-longer-a-member' }
  if (member.unsubscribes[campaign.topic]) return { outcome: 'skipped', reason: 'unsubscribed' }
  if (suppressed) return { outcome: 'skipped', reason: 'suppressed' }
  return { outcome: 'reached' }
}

export const topicOf = (_campaign: { kind: 'survey' }): Topic => 'surveys'
