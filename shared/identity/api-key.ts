import * as z from 'zod'
import { ApiKeyId, CitySlug, UserId } from '../ids.ts'
import { EpochSeconds, epochSecondsOf, Instant, PlainDate, plusDays, utcDay } from '../units.ts'
import { type Actor, isStaff, may } from './actor.ts'
import { oneLine } from './person.ts'
import { Bucket } from './rate-limit.ts'

/** What a key opens. Each thing that programs may fetch has a scope of its own. */
export const ApiScope = z.enum(['reports.read'])
export type ApiScope = z.output<typeof ApiScope>

/** Of whose reports. `all-cities` also covers cities that join the network later. */
export const Reach = z.discriminatedUnion('of', [
  z.object({ of: z.literal('city'), city: CitySlug }),
  z.object({ of: z.literal('all-cities') }),
])
export type Reach = z.output<typeof Reach>

export const KeyName = z.string().transform(oneLine).pipe(z.string().min(1).max(60))

/**
 * An access key by which a program reads in the name of whoever made it. The secret itself is stored nowhere: `hint` is
 * its visible beginning.
 */
export const ApiKey = z.object({
  keyId: ApiKeyId,
  userId: UserId,
  name: KeyName,
  hint: z.string(),
  scope: ApiScope,
  reach: Reach,
  madeAt: Instant,
  endsAt: Instant,
  revokedAt: Instant.optional(),
  /** Its owner sees for a while yet that it has ended. */
  expiresAt: EpochSeconds,
})
export type ApiKey = z.output<typeof ApiKey>

export const ApiKeyPolicy = {
  /** Of which its maker chooses one. No key lives longer than a year. */
  days: [30, 90, 180, 365],
  /** Keys of one person that open something. */
  most: 10,
  keptDays: 30,
} as const

/** Keys are told from other secrets by this, also by scanners of published files. */
export const TOKEN_BEGINS = 'ca_live_'
export const ApiToken = z.string().regex(new RegExp(`^${TOKEN_BEGINS}[A-Za-z0-9_-]{43}$`))

export const apiKeys = (userId: UserId) => `API-KEYS#${userId}`
export const apiKeyKey = (userId: UserId, keyId: ApiKeyId) => ({ pk: apiKeys(userId), sk: keyId })

/** Where a presented token leads, by its hash. */
export const ApiKeyFound = ApiKey.pick({ userId: true, keyId: true })
export const apiKeyFoundKey = (hash: string) => ({ pk: `API-KEY#${hash}`, sk: 'API-KEY' })

/** How often a key was used of late, and the last day (UTC). */
export const ApiKeyUse = Bucket.extend({ keyId: ApiKeyId, usedOn: PlainDate })
export type ApiKeyUse = z.output<typeof ApiKeyUse>
export const apiKeyUses = (userId: UserId) => `API-USE#${userId}`
export const apiKeyUseKey = (userId: UserId, keyId: ApiKeyId) => ({ pk: apiKeyUses(userId), sk: keyId })

export const standingOf = ({ revokedAt, endsAt }: ApiKey, now: Instant): 'valid' | 'revoked' | 'expired' => {
  if (revokedAt) return 'revoked'
  return endsAt <= now ? 'expired' : 'valid'
}

/** Nobody hands out more than they may read themselves. */
export const mayHandOut = (actor: Actor, reach: Reach): boolean =>
  reach.of === 'all-cities' ? isStaff(actor) : may(actor, 'report.read', reach.city)

/** What the key opens, as far as whoever made it may still read it. */
export const opens = (key: ApiKey, maker: Actor, scope: ApiScope, city: CitySlug): boolean =>
  key.scope === scope &&
  (key.reach.of === 'all-cities' || key.reach.city === city) &&
  may(maker, 'report.read', city) &&
  mayHandOut(maker, key.reach)

export const madeKey = (
  chosen: Pick<ApiKey, 'keyId' | 'name' | 'reach'> & { days: number },
  userId: UserId,
  token: string,
  now: Instant,
): ApiKey => {
  const endsAt = plusDays(now, chosen.days)
  return {
    keyId: chosen.keyId,
    userId,
    name: chosen.name,
    hint: token.slice(0, TOKEN_BEGINS.length + SHOWN),
    scope: 'reports.read',
    reach: chosen.reach,
    madeAt: now,
    endsAt,
    expiresAt: epochSecondsOf(plusDays(endsAt, ApiKeyPolicy.keptDays)),
  }
}
const SHOWN = 4

/** `all-cities`, or `city:<city>`: how a reach stands in a form. */
export const reachText = (reach: Reach): string => (reach.of === 'city' ? `city:${reach.city}` : reach.of)

export const parseReach = (text: string): Reach | undefined => {
  const [of, city] = text.split(':')
  return Reach.safeParse(of === 'city' ? { of, city } : { of }).data
}

export const lastDayOf = ({ endsAt }: Pick<ApiKey, 'endsAt'>): PlainDate => utcDay(endsAt)
