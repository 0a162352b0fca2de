import type { Context } from 'hono'
import type { Actor } from '../../shared/identity/actor.ts'
import type { ApiKey } from '../../shared/identity/api-key.ts'
import { type ApiPage, refuse } from './api-app.ts'

export type Bearer = { key: ApiKey; maker: Actor }

/** Lets a program in by the key that it shows, and counts that it was used. */
export type AdmitProgram = (
  token: string,
) => Promise<
  | { outcome: 'admitted'; bearer: Bearer }
  | { outcome: 'refused'; reason: 'unknown-key' | 'revoked-key' | 'expired-key' }
  | { outcome: 'too-many'; key: ApiKey; againInSeconds: number }
>

/** Whose key this request came with, or the refusal to answer with. */
export const bearerIn = async (c: Context<ApiPage>, admit: AdmitProgram): Promise<Bearer | Response> => {
  const [, token] = /^Bearer +(\S+)$/i.exec(c.req.header('authorization') ?? '') ?? []
  if (!token) {
    c.header('www-authenticate', CHALLENGE)
    return refuse(c, 'no-key')
  }
  const admitted = await admit(token)
  if (admitted.outcome === 'admitted') {
    c.set('apiKey', admitted.bearer.key)
    return admitted.bearer
  }
  if (admitted.outcome === 'too-many') {
    c.set('apiKey', admitted.key)
    c.header('retry-after', String(admitted.againInSeconds))
    return refuse(c, 'too-many')
  }
  c.header('www-authenticate', `${CHALLENGE}, error="invalid_token"`)
  return refuse(c, admitted.reason)
}

export const notOpened = (c: Context<ApiPage>): Response => {
  c.header('www-authenticate', `${CHALLENGE}, error="insufficient_scope"`)
  return refuse(c, 'not-opened')
}

/** Of RFC 6750. */
const CHALLENGE = 'Bearer realm="Common Agenda"'
