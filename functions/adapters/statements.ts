import type { Write } from './writes.ts'

export type Statement = { Statement: string; Parameters: unknown[] }

/**
 * A write in PartiQL, which is the only way to send several conditional writes with one request at the price of single
 * ones. `undefined` for what cannot be said so: an item that is replaced, an addition, other conditions than equality, more
 * than one attribute that goes (DynamoDB repeats the word for each of them, the embedded one lists them).
 */
export const statementOf = (tableName: string, write: Write): Statement | undefined => {
  if ('put' in write) return insertion(tableName, write)
  return 'update' in write ? change(tableName, write) : undefined
}

/** Refused where there is an item with this key. */
const insertion = (tableName: string, { put, if: condition }: Extract<Write, { put: unknown }>) => {
  if (!isOnly(condition, 'exists') || condition?.exists !== false) return undefined
  const attributes = defined(put)
  const names = attributes.map(([name]) => name)
  if (!names.every(isPlain)) return undefined
  return {
    Statement: `INSERT INTO "${tableName}" VALUE {${names.map((name) => `'${name}':?`).join(',')}}`,
    Parameters: attributes.map(([, value]) => value),
  }
}

/** Refused where the conditions do not hold, and where there is no item: nothing equals an attribute that is not there. */
const change = (
  tableName: string,
  { update: { pk, sk }, set = {}, add, remove = [], if: condition }: Extract<Write, { update: unknown }>,
) => {
  const sets = defined(set)
  const equal = defined(condition?.equals ?? {})
  if (sets.length === 0 || equal.length === 0 || add || remove.length > 1 || !isOnly(condition, 'equals'))
    return undefined
  if (![...sets, ...equal].every(([name]) => isPlain(name)) || !remove.every(isPlain)) return undefined
  const assigned = (pairs: readonly [string, unknown][]) => pairs.map(([name]) => `"${name}"=?`)
  const gone = remove.map((name) => ` REMOVE "${name}"`).join('')
  const where = assigned([['pk', pk], ['sk', sk], ...equal]).join(' AND ')
  return {
    Statement: `UPDATE "${tableName}" SET ${assigned(sets).join(', ')}${gone} WHERE ${where}`,
    Parameters: [...sets.map(([, value]) => value), pk, sk, ...equal.map(([, value]) => value)],
  }
}

const defined = (attributes: Record<string, unknown>) =>
  Object.entries(attributes).filter(([, value]) => value !== undefined)

const isOnly = (condition: Write['if'], kind: string) => Object.keys(condition ?? {}).join() === kind

const isPlain = (name: string) => /^\w+$/.test(name)
