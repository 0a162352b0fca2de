import { createHash } from 'node:crypto'

/** The same content gives the same text, whatever the order of its fields: what hashes and signatures are made over. */
export const canonical = (value: unknown): string => JSON.stringify(sorted(value))

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, field]) => field !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, field]) => [name, sorted(field)]),
  )
}
