import type * as z from 'zod'
import type { FormTree } from './form.ts'

/** An answer in Stripe's error form. */
export class StripeFault extends Error {
  readonly status: number
  readonly body: { type: string; code?: string; param?: string; message: string; decline_code?: string }

  constructor(status: number, body: StripeFault['body']) {
    super(body.message)
    this.status = status
    this.body = body
  }
}

export const invalid = (message: string, param?: string, code?: string) =>
  new StripeFault(400, {
    type: 'invalid_request_error',
    ...(code ? { code } : {}),
    ...(param ? { param } : {}),
    message,
  })

export const missing = (what: string, id: string, param = 'id') =>
  new StripeFault(404, {
    type: 'invalid_request_error',
    code: 'resource_missing',
    param,
    message: `No such ${what}: '${id}'`,
  })

/** Parses request parameters; the first problem becomes Stripe's error with `param` in bracket form. */
export function parseParameters<T extends z.ZodType>(schema: T, tree: FormTree): z.output<T> {
  const parsed = schema.safeParse(tree)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  if (!issue) throw invalid('Invalid request.')
  const param = bracketed(issue.path)
  const value = valueAt(tree, issue.path)
  if (issue.code === 'unrecognized_keys') {
    const unknown = bracketed([...issue.path, issue.keys[0] ?? ''])
    throw invalid(`Received unknown parameter: ${unknown}`, unknown, 'parameter_unknown')
  }
  if (value === undefined) throw invalid(`Missing required param: ${param}.`, param, 'parameter_missing')
  if (value === '') throw invalid(`You passed an empty string for '${param}'.`, param, 'parameter_invalid_empty')
  if (issue.message.startsWith('Invalid integer'))
    throw invalid(`Invalid integer: ${value}`, param, 'parameter_invalid_integer')
  throw invalid(`Invalid ${param}: ${issue.message}`, param)
}

const bracketed = ([first, ...rest]: PropertyKey[]) =>
  `${String(first ?? '')}${rest.map((part) => `[${String(part)}]`).join('')}`

function valueAt(tree: FormTree, path: PropertyKey[]): FormTree | undefined {
  let value: FormTree | undefined = tree
  for (const part of path) {
    if (typeof value !== 'object') return undefined
    value = (value as Record<string, FormTree>)[String(part)]
  }
  return value
}
