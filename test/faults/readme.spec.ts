import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')

it('every spec that the table of faults names is there, in these words', () => {
  const missing: string[] = []
  let named = 0
  for (const line of read('test/faults/README.md')
    .split('\n')
    .filter((text) => text.startsWith('| '))) {
    let file = ''
    for (const [, path, words] of line.matchAll(/`(test\/[^`]+)`|“([^”]+)”/g)) {
      if (path) file = path
      if (!words) continue
      named++
      if (!read(file).includes(words)) missing.push(`${file}: ${words}`)
    }
  }
  expect(missing).toEqual([])
  expect(named).toBeGreaterThan(40)
})
