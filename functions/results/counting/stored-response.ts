import { Response, responsesKey } from '../../../shared/surveys/response.ts'
import type { Key } from '../../adapters/table.ts'

export const keyOf = (response: Response): Key => ({
  pk: responsesKey(response.campaignId, response.partition),
  sk: response.responseId,
})

export type ReadResponse = { outcome: 'read'; response: Response } | { outcome: 'unreadable'; fields: string[] }

/** A response as it is stored, or the fields that do not fit: their names only, of the outermost level. */
export const readResponse = (key: Key, item: unknown): ReadResponse => {
  const parsed = Response.safeParse(item)
  if (!parsed.success) return unreadable(parsed.error.issues.map(({ path: [field] }) => String(field ?? 'item')))
  const { data: response } = parsed
  const place = keyOf(response)
  if (place.pk !== key.pk || place.sk !== key.sk) return unreadable(['responseId'])
  // What was counted of it cannot be taken back without knowing what it was.
  if (response.counted > 0 && !response.tallied) return unreadable(['tallied'])
  return { outcome: 'read', response }
}

const unreadable = (fields: string[]): ReadResponse => ({ outcome: 'unreadable', fields: [...new Set(fields)].sort() })
