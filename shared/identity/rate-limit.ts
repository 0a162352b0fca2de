import * as z from 'zod'
import { EpochSeconds, epochSecondsOf, type Instant } from '../units.ts'

const MINUTE = 60
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** No more than `most` within any `seconds`; every line must hold. */
type Limit = readonly { most: number; seconds: number }[]

/** What somebody without a session may ask of the network how often. A client is a source address, or a network of one household. */
export const LIMITS = {
  /** Checkouts that one client opens. A meeting may join from one wireless network; stolen cards are tried by the hundred. */
  'joining-client': [
    { most: 10, seconds: MINUTE },
    { most: 30, seconds: HOUR },
  ],
  /** Checkouts that are opened for one mailbox. */
  'joining-mailbox': [{ most: 5, seconds: HOUR }],
  /** Refused forms that are kept for one client. */
  'typing-client': [
    { most: 30, seconds: MINUTE },
    { most: 120, seconds: HOUR },
  ],
  /** Links that one client asks for by typing a mailbox. */
  'asking-client': [
    { most: 10, seconds: MINUTE },
    { most: 60, seconds: HOUR },
  ],
  /** Mails to a mailbox that nobody has shown to be theirs in this session, across all forms that make the network write one. */
  'mail-to-mailbox': [
    { most: 1, seconds: 10 * MINUTE },
    { most: 3, seconds: DAY },
    { most: 10, seconds: 30 * DAY },
  ],
  /** Mails of a campaign that one staff member sends to the own mailbox. */
  'test-mail': [
    { most: 5, seconds: 10 * MINUTE },
    { most: 20, seconds: HOUR },
  ],
  /** Answers that a program fetches with one access key. */
  'api-key': [{ most: 60, seconds: MINUTE }],
} satisfies Record<string, Limit>

export type LimitedAct = keyof typeof LIMITS

/** When somebody did what is limited, oldest first: no longer ago than the limit looks back. */
export const Bucket = z.object({
  taken: z.array(EpochSeconds).readonly(),
  version: z.int().positive(),
  expiresAt: EpochSeconds,
})
export type Bucket = z.output<typeof Bucket>

export type Drawn = { outcome: 'drawn'; bucket: Bucket } | { outcome: 'too-many'; againInSeconds: number }

/**
 * One more at this instant, or how long to wait for it. The times themselves are kept: tokens that refill would let twice
 * the number through in the first span.
 */
export const drawn = (act: LimitedAct, bucket: Bucket | undefined, at: Instant): Drawn => {
  const limit: Limit = LIMITS[act]
  const now = epochSecondsOf(at)
  const longest = Math.max(...limit.map(({ seconds }) => seconds))
  const taken = (bucket?.taken ?? []).filter((then) => then > now - longest)
  const wait = Math.max(
    ...limit.map(({ most, seconds }) => {
      // The one that has to be over before there is room for another.
      const oldest = taken.filter((then) => then > now - seconds).at(-most)
      return oldest === undefined ? 0 : oldest + seconds - now
    }),
  )
  if (wait > 0) return { outcome: 'too-many', againInSeconds: wait }
  return {
    outcome: 'drawn',
    bucket: {
      taken: [...taken, now].sort((a, b) => a - b),
      version: (bucket?.version ?? 0) + 1,
      expiresAt: EpochSeconds.parse(now + longest),
    },
  }
}

/** Whoever holds an IPv6 address holds the 64 bits after its prefix too. */
export const clientNetwork = (address: string): string => {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped || !address.includes(':')) return mapped ?? address
  const [head = '', tail] = address.toLowerCase().split('%')[0]?.split('::') ?? []
  const groups = head.split(':').filter(Boolean)
  const rest = tail?.split(':').filter(Boolean) ?? []
  const filled =
    tail === undefined ? groups : [...groups, ...Array(Math.max(0, 8 - groups.length - rest.length)).fill('0'), ...rest]
  const prefix = filled.slice(0, 4).map((group) => group.replace(/^0+(?=.)/, ''))
  return `${prefix.join(':')}::/64`
}
