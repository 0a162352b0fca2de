import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import * as z from 'zod'
import type { Signature as SignatureShape } from '../../../shared/results/document.ts'
import { Instant } from '../../../shared/units.ts'
import type { Table } from '../../adapters/table.ts'

/** What is signed: a signature under one kind of statement never stands under another. */
export type Statement = 'question' | 'report'
export type Signature = z.output<typeof SignatureShape>

/** Holds the private key: only the gate has one. */
export type Signer = {
  sign(statement: Statement, text: string): Promise<Signature>
  /** The half that may be shown, under the id that signatures name it by. */
  publicKey(): Promise<PublicKey>
}

/** `spki`: the public key in DER, base64. Its id is derived from it, so that no other key can take its name. */
export const PublicKey = z.object({ key: z.string(), spki: z.string() })
export type PublicKey = z.output<typeof PublicKey>

export const createSigner = (keys: () => Promise<string>): Signer => {
  const active = async () => {
    const { active, keys: seeds } = parseKeys(await keys())
    const seed = seeds[active]
    if (!seed) throw new Error('the active signing key is missing from its own set')
    const privateKey = privateKeyOf(seed)
    return { privateKey, publicKey: shownOf(privateKey) }
  }
  return {
    sign: async (statement, text) => {
      const { privateKey, publicKey } = await active()
      const value = sign(null, Buffer.from(said(statement, text)), privateKey).toString('base64')
      return { algorithm: 'Ed25519', key: publicKey.key, value }
    },
    publicKey: async () => (await active()).publicKey,
  }
}

/** Whether one of these keys signed exactly this. A key whose id is not its own proves nothing. */
export const isSigned = (
  keys: readonly PublicKey[],
  statement: Statement,
  text: string,
  signature: Signature | undefined,
): boolean => {
  const known = signature && keys.find(({ key }) => key === signature.key)
  if (!known || keyIdOf(Buffer.from(known.spki, 'base64')) !== known.key) return false
  const publicKey = createPublicKey({ key: Buffer.from(known.spki, 'base64'), format: 'der', type: 'spki' })
  return verify(null, Buffer.from(said(statement, text)), publicKey, Buffer.from(signature.value, 'base64'))
}

/** Every key that ever signed, the present one too: what was signed before a rotation is still verified. */
export const publicKeys = async (table: Pick<Table, 'query'>): Promise<(PublicKey & { since: Instant })[]> =>
  (await table.query(KeyItem, { pk: SIGNING_KEYS })).items

/** Before anything is signed with it. Only the gate may write there. */
export const showPublicKey = async (
  table: Pick<Table, 'get' | 'write'>,
  publicKey: PublicKey,
  since: Instant,
): Promise<void> => {
  const place = { pk: SIGNING_KEYS, sk: publicKey.key }
  if (await table.get(KeyItem, place)) return
  await table.write({ put: { ...place, ...publicKey, since }, if: { exists: false } })
}

export const SIGNING_KEYS = 'SIGNING-KEYS'
const KeyItem = PublicKey.extend({ since: Instant })

const said = (statement: Statement, text: string) => `common-agenda/${statement}/1\n${text}`

const keyIdOf = (spki: Buffer) => createHash('sha256').update(spki).digest('hex').slice(0, 16)

const shownOf = (privateKey: KeyObject): PublicKey => {
  const spki = createPublicKey(privateKey).export({ format: 'der', type: 'spki' })
  return { key: keyIdOf(spki), spki: spki.toString('base64') }
}

/** RFC 8410: an Ed25519 private key in PKCS #8 is this beginning and its 32 bytes. */
const PKCS8_BEGINS = Buffer.from('302e020100300506032b657004220420', 'hex')

/** The 32 bytes are a hash of the secret: it may be any text of enough chance. */
const privateKeyOf = (secret: string): KeyObject => {
  const seed = createHash('sha256').update(`common-agenda/signing-key/1\n${secret}`).digest()
  return createPrivateKey({ key: Buffer.concat([PKCS8_BEGINS, seed]), format: 'der', type: 'pkcs8' })
}

const KeySet = z.object({ active: z.string(), keys: z.record(z.string(), z.string().min(32)) })

/** A set `{"active":"k2","keys":{"k1":"…","k2":"…"}}`, or one bare secret, which is then the key `k1`. */
const parseKeys = (text: string): z.output<typeof KeySet> =>
  text.startsWith('{') ? KeySet.parse(JSON.parse(text)) : KeySet.parse({ active: 'k1', keys: { k1: text.trim() } })
