import { existsSync, readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import { expect } from 'vitest'

/** Numbers computed with R; each file names its source and its tolerance. */
export const reference = (name: string) =>
  JSON.parse(readFileSync(new URL(`../reference/${name}.json`, import.meta.url), 'utf8'))

/** The records that some numbers rest on belong to others and are not part of the project. */
const SHARED = new URL('../../../../shared/reference/stats/', import.meta.url)

export const records = (file: string): Record<string, string>[] | undefined => {
  const place = new URL(file, SHARED)
  return existsSync(place) ? parse(readFileSync(place), { columns: true, cast: false }) : undefined
}

/** Said in the name of what is skipped. */
export const unless = (there: unknown, file: string) => (there ? '' : ` (skipped: ${file} is not there)`)

/** Relative to what is expected; absolute where that is 0. */
export const expectClose = (got: number, wanted: number, tolerance: number, what = ''): void => {
  const error = wanted === 0 ? Math.abs(got) : Math.abs(got / wanted - 1)
  expect(error, `${what}: ${got} for ${wanted}`).toBeLessThanOrEqual(tolerance)
}

/** Of property tests; fast-check names it when one fails. */
export const SEEDED = { seed: 20261124, numRuns: 300 }
