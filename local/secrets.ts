import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import type { Blueprint } from './template.ts'

/**
 * The values of the SSM parameters that the functions name in environment variables ending in `_PARAMETER`: those a
 * provider gives (by variable), else made once and kept in a file.
 */
export function openSecrets(
  file: string,
  functions: Blueprint['functions'],
  given: Record<string, string>,
): Map<string, string> {
  const kept: Record<string, string> = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}
  for (const { Environment } of functions)
    for (const [variable, parameter] of Object.entries(Environment?.Variables ?? {})) {
      if (!variable.endsWith('_PARAMETER')) continue
      const value = given[variable]
      if (value !== undefined) kept[parameter] = value
      else kept[parameter] ??= randomBytes(32).toString('base64url')
    }
  writeFileSync(file, `${JSON.stringify(kept, null, 2)}\n`, { mode: 0o600 })
  return new Map(Object.entries(kept))
}
