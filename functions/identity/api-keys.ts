import type { Actor } from '../../shared/identity/actor.ts'
import {
  ApiKey,
  ApiKeyFound,
  ApiKeyPolicy,
  ApiKeyUse,
  ApiToken,
  apiKeyFoundKey,
  apiKeyKey,
  apiKeys,
  apiKeyUses,
  madeKey,
  mayHandOut,
  reachText,
  standingOf,
  TOKEN_BEGINS,
} from '../../shared/identity/api-key.ts'
import type { ApiKeyId, UserId } from '../../shared/ids.ts'
import type { Clock, PlainDate } from '../../shared/units.ts'
import { auditEntry } from '../adapters/audit.ts'
import type { Table } from '../adapters/table.ts'
import type { Bearer } from '../http/api-guard.ts'
import { people } from './people.ts'

export type KeyNeeds = {
  table: Table
  now: Clock
  hashOf: (secret: string) => string
  newToken: () => string
}

export type ChosenKey = Pick<ApiKey, 'keyId' | 'name' | 'reach'> & { days: number }

export type MadeKey =
  | { outcome: 'made'; key: ApiKey; token: string }
  | { outcome: 'refused'; reason: 'not-yours' | 'too-many-keys' | 'made-before' }

/** The token is in the answer and nowhere else. A form that is sent twice makes one key: its id comes with the form. */
export const makeKey = async (needs: KeyNeeds, actor: Actor, chosen: ChosenKey): Promise<MadeKey> => {
  const { table, hashOf, now } = needs
  if (!mayHandOut(actor, chosen.reach)) return { outcome: 'refused', reason: 'not-yours' }
  const mine = await keysOf(table, actor.userId)
  const living = mine.filter(({ apiKey }) => standingOf(apiKey, now()) === 'valid')
  if (living.length >= ApiKeyPolicy.most) return { outcome: 'refused', reason: 'too-many-keys' }

  const token = `${TOKEN_BEGINS}${needs.newToken()}`
  const key = madeKey(chosen, actor.userId, token, now())
  const { userId, keyId, expiresAt } = key
  const detail = { scope: key.scope, reach: reachText(key.reach), until: key.endsAt }
  const { outcome } = await table.write(
    { put: { ...apiKeyKey(userId, keyId), ...key }, if: { exists: false } },
    { put: { ...apiKeyFoundKey(hashOf(token)), userId, keyId, expiresAt }, if: { exists: false } },
    auditEntry({ at: now(), actor, act: 'key.made', subject: keyId, detail }),
  )
  return outcome === 'written' ? { outcome: 'made', key, token } : { outcome: 'refused', reason: 'made-before' }
}

/** Acts on the next request. What was revoked or has ended before is left as it is. */
export const revokeKey = async (
  { table, now }: Pick<KeyNeeds, 'table' | 'now'>,
  actor: Actor,
  keyId: ApiKeyId,
): Promise<'revoked' | 'unknown'> => {
  const at = now()
  const { outcome } = await table.write(
    { update: apiKeyKey(actor.userId, keyId), set: { revokedAt: at }, if: { exists: true, missing: ['revokedAt'] } },
    auditEntry({ at, actor, act: 'key.revoked', subject: keyId }),
  )
  return outcome === 'written' ? 'revoked' : 'unknown'
}

/** The newest first, each with the last day on which it was used. */
export const keysOf = async (
  table: Pick<Table, 'query'>,
  userId: UserId,
): Promise<{ apiKey: ApiKey; usedOn?: PlainDate | undefined }[]> => {
  const [keys, uses] = await Promise.all([
    table.query(ApiKey, { pk: apiKeys(userId) }),
    table.query(ApiKeyUse, { pk: apiKeyUses(userId) }),
  ])
  const usedOn = new Map(uses.items.map((use) => [use.keyId, use.usedOn]))
  return keys.items
    .toSorted((a, b) => (a.madeAt < b.madeAt ? 1 : -1))
    .map((apiKey) => ({ apiKey, usedOn: usedOn.get(apiKey.keyId) }))
}

/** Whose key this token is, with the roles that they have now; nothing for a token that nobody was given. */
export const bearerOf = async (
  { table, hashOf }: Pick<KeyNeeds, 'table' | 'hashOf'>,
  token: string,
): Promise<Bearer | undefined> => {
  if (!ApiToken.safeParse(token).success) return undefined
  const found = await table.get(ApiKeyFound, apiKeyFoundKey(hashOf(token)))
  if (!found) return undefined
  const { userId, keyId } = found
  const [key, maker] = await Promise.all([table.get(ApiKey, apiKeyKey(userId, keyId)), people(table).actor(userId)])
  return key && maker && { key, maker }
}
