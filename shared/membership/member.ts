import * as z from 'zod'
import { Language, Mailbox, PersonName } from '../identity/person.ts'
import { CitySlug, MemberId } from '../ids.ts'
import { Instant } from '../units.ts'
import { Dimension, Topic } from '../words.ts'
import { ORGANIZATION } from './policy.ts'

/** Answers to the bank's demographic questions, by question key and option; every one may be left out. */
export const Demographics = z.partialRecord(Dimension, z.string().max(60))
export type Demographics = z.output<typeof Demographics>

/** The last time somebody agreed to be mailed about a topic, and the version of the words that asked for it. */
export const Consent = z.object({ wording: z.string().max(60), at: Instant })
export type Consent = z.output<typeof Consent>

/** What an organization brings, in its own words. */
export const Offer = z.enum(['skills', 'services', 'expertise'])
export type Offer = z.output<typeof Offer>

/** Characters of one offer. */
export const LONGEST_OFFER = 500

/** A member that is an organization: `name` and `email` of the member are its contact's. */
export const Organization = z.object({
  /** Shown to the public among those who take part. */
  publicName: PersonName,
  offers: z.partialRecord(Offer, z.string().max(LONGEST_OFFER)),
  /** Who shares the membership, besides the contact. */
  people: z.array(PersonName).max(ORGANIZATION.mostPeople),
})
export type Organization = z.output<typeof Organization>

/** Where somebody came from, as a link or a card said it: letters, digits, `_` and `-`. */
export const Source = z.string().regex(/^[A-Za-z0-9_-]{1,40}$/)

export const Member = z.object({
  memberId: MemberId,
  name: PersonName,
  email: Mailbox,
  city: CitySlug,
  language: Language,
  demographics: Demographics,
  /** By topic; a topic that nobody ever agreed to is not there. */
  consents: z.partialRecord(Topic, Consent),
  /** A topic stands here from the moment it was left, or was not agreed to when joining. */
  unsubscribes: z.partialRecord(Topic, z.object({ at: Instant })),
  organization: Organization.optional(),
  source: Source.optional(),
  /** Bumped to void every signed link that was ever sent to this member. */
  tokenEpoch: z.number().int().nonnegative(),
  joinedAt: Instant,
  /** `CITY#<slug>#<shard>` while the membership is in good standing; absent otherwise. The audiences of campaigns are read by it. */
  audience: z.string().optional(),
})
export type Member = z.output<typeof Member>

export const profileKey = (memberId: MemberId) => ({ pk: `MEMBER#${memberId}`, sk: 'PROFILE' })

/** What someone begins with who agreed to these topics, in these words, and to no others. */
export const consentsOf = (agreed: readonly Topic[], consent: Consent): Pick<Member, 'consents' | 'unsubscribes'> => ({
  consents: Object.fromEntries(agreed.map((topic) => [topic, consent])),
  unsubscribes: Object.fromEntries(
    Topic.options.filter((topic) => !agreed.includes(topic)).map((topic) => [topic, { at: consent.at }]),
  ),
})

/** The topics that may be mailed. */
export const topicsOf = ({ unsubscribes }: Pick<Member, 'unsubscribes'>): Topic[] =>
  Topic.options.filter((topic) => !unsubscribes[topic])

/** The member with exactly these topics: one that is new is agreed to now, in these words; one that is gone was left now. */
export const withTopics = (
  { consents, unsubscribes }: Pick<Member, 'consents' | 'unsubscribes'>,
  wanted: readonly Topic[],
  consent: Consent,
): Pick<Member, 'consents' | 'unsubscribes'> => {
  const agreed = wanted.filter((topic) => unsubscribes[topic])
  const left = Topic.options.filter((topic) => !wanted.includes(topic))
  return {
    consents: { ...consents, ...Object.fromEntries(agreed.map((topic) => [topic, consent])) },
    unsubscribes: Object.fromEntries(left.map((topic) => [topic, unsubscribes[topic] ?? { at: consent.at }])),
  }
}

/** How many partitions the audience index of a city has. */
export const AUDIENCE_SHARDS = 8

export const audienceKey = (city: CitySlug, shard: number) => `CITY#${city}#${shard}`

/** The same member always falls into the same of `shards` partitions. */
export const shardOf = (id: string, shards: number): number => {
  let hash = 2166136261 // FNV-1a, 32 bits
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 16777619) >>> 0
  return hash % shards
}
