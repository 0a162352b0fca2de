import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startCloud } from '../cloud.ts'
import { measureAnswering } from './answering.ts'
import { measureBundles } from './bundles.ts'

/** Ratios within one run: what the machine is doing beside it changes the figures, and hardly their ratios. */
const scratch = await mkdtemp(join(tmpdir(), 'bench-'))
const cloud = await startCloud()
try {
  await cloud.settled()

  console.log('\nImport of each bundle, against a handler with only the DynamoDB client (median of 7 fresh processes)')
  for (const { name, kilobytes, milliseconds, ratio } of await measureBundles(join(cloud.data, 'cdk.out'), scratch))
    console.log(`${name.padEnd(34)} ${row(kilobytes, 'kB')} ${row(milliseconds, 'ms')} ${times(ratio)}`)

  console.log('\nAnswers through the embedded cloud, against a bare handler that does one transaction (8 at once)')
  const { perSecond, yardstickPerSecond, ratio } = await measureAnswering(cloud)
  console.log(`${'answer submissions'.padEnd(34)} ${row(perSecond, '/s')}`)
  console.log(`${'bare handler'.padEnd(34)} ${row(yardstickPerSecond, '/s')} ${times(ratio)}`)
} finally {
  await cloud.stop()
  await rm(scratch, { recursive: true, force: true })
}

function row(value: number, unit: string) {
  return `${value.toFixed(0).padStart(7)} ${unit}`
}

function times(ratio: number) {
  return `${ratio.toFixed(2).padStart(7)} ×`
}
