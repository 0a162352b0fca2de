import { createHash, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto'
import * as z from 'zod'
import { epochSecondsOf, type Instant } from '../../shared/units.ts'

/** What a signed link may be used for. A token of one purpose never verifies as another: each has a key of its own. */
export type LinkPurpose =
  | 'answer'
  | 'unsubscribe'
  | 'response'
  | 'rsvp'
  | 'suppression'
  | 'renew'
  | 'card'
  | 'client'
  | 'form'

export type LinkRefusal = 'forged' | 'expired'

/** Signs and reads the tokens in bulk links: `1.<key id>.<payload>.<mac>`, base64url and dots only, ids only inside. */
export type Links = {
  sign(purpose: LinkPurpose, payload: Record<string, unknown>, expires?: Instant): Promise<string>
  read<S extends z.ZodType>(
    purpose: LinkPurpose,
    schema: S,
    token: string,
    now: Instant,
  ): Promise<{ outcome: 'valid'; payload: z.output<S> } | { outcome: 'refused'; reason: LinkRefusal }>
  /** The id of the key that signs today; whoever needs a pseudonym again after a rotation keeps it. */
  activeKey(): Promise<string>
  /** Every key of the set: what was named before a rotation is still found. */
  keyIds(): Promise<string[]>
  /** A name for these ids that nobody without the key can compute or invert (26 base32 characters). */
  pseudonym(purpose: LinkPurpose, keyId: string, ...ids: string[]): Promise<string>
  /** The names of these ids under every key of the set. */
  pseudonyms(purpose: LinkPurpose, ...ids: string[]): Promise<string[]>
}

export const createLinks = (masterKeys: () => Promise<string>): Links => {
  // A page of mails signs hundreds of links: the set is read and a key derived once, until the set is another.
  let known: { text: string; set: z.output<typeof KeySet>; derived: Map<string, Buffer> } | undefined
  const keySet = async () => {
    const text = await masterKeys()
    if (known?.text !== text) known = { text, set: parseKeys(text), derived: new Map() }
    return known
  }
  const keyOf = async (purpose: LinkPurpose, id?: string) => {
    const { set, derived } = await keySet()
    const chosen = id ?? set.active
    if (!Object.hasOwn(set.keys, chosen)) return undefined
    const name = `${purpose}|${chosen}`
    const key =
      derived.get(name) ?? Buffer.from(hkdfSync('sha256', set.keys[chosen] ?? '', '', `link/v1/${purpose}`, 32))
    derived.set(name, key)
    return { id: chosen, key }
  }
  const mac = (key: Buffer, text: string) => createHmac('sha256', key).update(text).digest()

  const pseudonym: Links['pseudonym'] = async (purpose, keyId, ...ids) => {
    const key = await keyOf(purpose, keyId)
    if (!key) throw new Error(`the link key ${keyId} is no longer in the set`)
    return base32(mac(key.key, ids.join('|'))).slice(0, 26)
  }
  const keyIds = async () => Object.keys((await keySet()).set.keys)

  return {
    async sign(purpose, payload, expires) {
      const key = await keyOf(purpose)
      if (!key) throw new Error('the active link key is missing from its own set')
      const body = { ...payload, ...(expires && { exp: epochSecondsOf(expires) }) }
      const signed = `1.${key.id}.${Buffer.from(JSON.stringify(body)).toString('base64url')}`
      return `${signed}.${mac(key.key, signed).toString('base64url')}`
    },

    async read(purpose, schema, token, now) {
      const forged = { outcome: 'refused', reason: 'forged' } as const
      if (token.length > LONGEST_TOKEN || !TOKEN_SHAPE.test(token)) return forged
      const [, keyId = '', payload = '', given = ''] = token.split('.')
      const key = await keyOf(purpose, keyId)
      if (!key) return forged
      const expected = mac(key.key, token.slice(0, token.lastIndexOf('.')))
      const bytes = Buffer.from(given, 'base64url')
      if (bytes.length !== expected.length || !timingSafeEqual(bytes, expected)) return forged
      const body = Signed.parse(JSON.parse(Buffer.from(payload, 'base64url').toString()))
      if (body.exp !== undefined && body.exp <= epochSecondsOf(now)) return { outcome: 'refused', reason: 'expired' }
      const parsed = schema.safeParse(body)
      return parsed.success ? { outcome: 'valid', payload: parsed.data } : forged
    },

    activeKey: async () => (await keySet()).set.active,

    keyIds,

    pseudonym,

    pseudonyms: async (purpose, ...ids) =>
      Promise.all((await keyIds()).map((keyId) => pseudonym(purpose, keyId, ...ids))),
  }
}

/** A random 256-bit token for links that work once; only its hash is stored. */
export const newToken = () => randomBytes(32).toString('base64url')

/** Enough for a value of 128 bits or more of chance: nothing can be guessed from it. */
export const hashOf = (secretValue: string) => createHash('sha256').update(secretValue).digest('base64url')

const LONGEST_TOKEN = 512
const TOKEN_SHAPE = /^1\.[A-Za-z0-9]{1,16}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{43}$/
const Signed = z.looseObject({ exp: z.number().optional() })

const KeySet = z.object({ active: z.string(), keys: z.record(z.string(), z.string().min(32)) })

/** A set `{"active":"k2","keys":{"k1":"…","k2":"…"}}`, or one bare secret, which is then the key `k1`. */
const parseKeys = (text: string): z.output<typeof KeySet> =>
  text.startsWith('{') ? KeySet.parse(JSON.parse(text)) : KeySet.parse({ active: 'k1', keys: { k1: text } })

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'
const base32 = (bytes: Buffer) => {
  let bits = 0
  let value = 0
  let text = ''
  for (const byte of bytes) {
    value = ((value << 8) | byte) & 0xffff
    bits += 8
    while (bits >= 5) {
      bits -= 5
      text += ALPHABET[(value >> bits) & 31]
    }
  }
  return text
}
