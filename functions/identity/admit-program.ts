import { type ApiKey, ApiKeyUse, apiKeyUseKey, standingOf } from '../../shared/identity/api-key.ts'
import { drawn } from '../../shared/identity/rate-limit.ts'
import { utcDay } from '../../shared/units.ts'
import type { AdmitProgram } from '../http/api-guard.ts'
import { bearerOf, type KeyNeeds } from './api-keys.ts'

type Needs = Pick<KeyNeeds, 'table' | 'now' | 'hashOf'>

/** A key that works, counted: its owner sees the last day of use, and no program asks without end. */
export const admitProgram =
  (needs: Needs): AdmitProgram =>
  async (token) => {
    const bearer = await bearerOf(needs, token)
    if (!bearer) return { outcome: 'refused', reason: 'unknown-key' }
    const standing = standingOf(bearer.key, needs.now())
    if (standing !== 'valid') return { outcome: 'refused', reason: `${standing}-key` }
    const counted = await countUse(needs, bearer.key)
    return counted.outcome === 'counted'
      ? { outcome: 'admitted', bearer }
      : { outcome: 'too-many', key: bearer.key, againInSeconds: counted.againInSeconds }
  }

/** The one thing that reading writes: how often and when last, one item for each key, forgotten with it. */
const countUse = async ({ table, now }: Needs, { userId, keyId, expiresAt }: ApiKey) => {
  const key = apiKeyUseKey(userId, keyId)
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const before = await table.get(ApiKeyUse, key)
    const draw = drawn('api-key', before, now())
    if (draw.outcome === 'too-many') return draw
    const use: ApiKeyUse = { ...draw.bucket, keyId, usedOn: utcDay(now()), expiresAt }
    const { outcome } = await table.write({
      put: { ...key, ...use },
      if: before ? { equals: { version: before.version } } : { exists: false },
    })
    if (outcome === 'written') return { outcome: 'counted' } as const
  }
  // So many at once are a flood already.
  return { outcome: 'too-many', againInSeconds: CROWDED_SECONDS } as const
}

const MOST_ATTEMPTS = 6
const CROWDED_SECONDS = 5
