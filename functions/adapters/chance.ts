import { randomBytes } from 'node:crypto'
import type { NewId } from '../../shared/ids.ts'

/** An id of 130 bits of chance, for what is known only to whoever holds the link: a ULID's neighbours can be guessed. */
export const unguessableId: NewId = (schema, prefix) =>
  schema.parse(`${prefix}_${[...randomBytes(26)].map((byte) => ALPHABET[byte & 31]).join('')}`)

/** 256 bits that nobody can guess, and that are kept with what they hide. */
export const newSalt = (): string => randomBytes(32).toString('base64url')

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
