import * as z from 'zod'
import { Language, Mailbox, PersonName } from '../identity/person.ts'
import { CitySlug, MemberId } from '../ids.ts'
import { Instant } from '../units.ts'
import { Dimension, Topic } from '../words.ts'

/** Answers to the bank's demographic questions, by question key and option; every one may be left out. */
export const Demographics = z.partialRecord(Dimension, z.string().max(60))
export type Demographics = z.output<typeof Demographics>

export const Member = z.object({
  memberId: MemberId,
  name: PersonName,
  email: Mailbox,
  city: CitySlug,
  language: Language,
  demographics: Demographics,
  /** Wording version and time of what was agreed to when joining. */
  consent: z.object({ wording: z.string(), at: Instant }),
  /** A topic stands here from the moment it was left. */
  unsubscribes: z.partialRecord(Topic, z.object({ at: Instant })),
  /** Bumped to void every signed link that was ever sent to this member. */
  tokenEpoch: z.number().int().nonnegative(),
  joinedAt: Instant,
  /** `CITY#<slug>#<shard>` while the membership is in good standing; absent otherwise. The audiences of campaigns are read by it. */
  audience: z.string().optional(),
})
export type Member = z.output<typeof Member>

export const profileKey = (memberId: MemberId) => ({ pk: `MEMBER#${memberId}`, sk: 'PROFILE' })

/** What someone begins with who agreed to these topics and to no others. */
export const unsubscribesOf = (agreed: readonly Topic[], at: Instant): Member['unsubscribes'] =>
  Object.fromEntries(Topic.options.filter((topic) => !agreed.includes(topic)).map((topic) => [topic, { at }]))

/** How many partitions the audience index of a city has. */
export const AUDIENCE_SHARDS = 8

export const audienceKey = (city: CitySlug, shard: number) => `CITY#${city}#${shard}`

/** The same member always falls into the same of `shards` partitions. */
export const shardOf = (id: string, shards: number): number => {
  let hash = 2166136261 // FNV-1a, 32 bits
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 16777619) >>> 0
  return hash % shards
}
