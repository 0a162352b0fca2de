import type * as z from 'zod'
import { parseParameters } from './fault.ts'
import type { FormTree } from './form.ts'
import { list } from './objects/wire.ts'

export type Route = { method: string; path: RegExp; run: (id: string, tree: FormTree) => object }

export function route<T extends z.ZodType>(
  method: string,
  path: string,
  schema: T,
  run: (id: string, given: z.output<T>) => object,
): Route {
  return {
    method,
    path: new RegExp(`^${path.replace(':id', '([^/]+)')}$`),
    run: (id, tree) => run(id, parseParameters(schema, tree)),
  }
}

export const listing = <T>(url: string, found: { data: T[]; has_more: boolean }) =>
  list(url, found.data, found.has_more)
