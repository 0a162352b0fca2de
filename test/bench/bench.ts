import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startCloud } from '../cloud.ts'
import { measureAnswering } from './answering.ts'
import { measureBundles } from './bundles.ts'
import { measureImport } from './import.ts'
import { measureMemberList } from './member-list.ts'
import { measureRenewalDay } from './renewal-day.ts'
import { measureWebhookStorm } from './webhook-storm.ts'

/** Ratios within one run: what the machine is doing beside it changes the figures, and hardly their ratios. */
await renewalDay()
await memberList()
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

  await cloud.settled()
  console.log('\nWebhooks of Stripe, shuffled, each delivered three times (8 at once)')
  const storm = await measureWebhookStorm(cloud)
  console.log(`${'deliveries'.padEnd(34)} ${row(storm.perSecond, '/s')}`)
  console.log(
    `${'events'.padEnd(34)} ${row(storm.perSecond / 3, '/s')}   (${storm.events} of them, seed ${storm.seed})`,
  )
  console.log(`${'memberships as Stripe has them'.padEnd(34)} ${row(storm.memberships, '')}`)

  await cloud.settled()
  const { rows, checkedPerSecond, importedPerSecond } = await measureImport(cloud)
  console.log(`\nAn import of ${rows} members from a file, the roll kept beside it`)
  console.log(`${'rows checked'.padEnd(34)} ${row(checkedPerSecond, '/s')}`)
  console.log(`${'rows taken in'.padEnd(34)} ${row(importedPerSecond, '/s')}`)
} finally {
  await cloud.stop()
  await rm(scratch, { recursive: true, force: true })
}

async function renewalDay() {
  const day = await measureRenewalDay()
  console.log(
    `\nOne renewal day of ${day.members} memberships in ${day.zones} time zones, the job killed ${day.kills} times`,
  )
  console.log(`${'from the first to the last step'.padEnd(34)} ${row(day.seconds, 's')}   (60 s at most)`)
  console.log(`${'processor time, both threads'.padEnd(34)} ${row(day.cpuSeconds, 's')}`)
  console.log(`${'memberships'.padEnd(34)} ${row(day.members / day.seconds, '/s')}`)
  const { early, most } = day.jobMegabytes
  console.log(`${'memory of the job'.padEnd(34)} ${row(most, 'MB')}   (${early.toFixed(0)} MB after its first shards)`)
  const { before, most: peak } = day.rssMegabytes
  console.log(`${'whole process with the table'.padEnd(34)} ${row(peak, 'MB')}   (${before.toFixed(0)} MB before)`)
}

async function memberList() {
  console.log('\nLooking through the roll of a city with 100,000 members (median of 15)')
  for (const { name, milliseconds, ratio } of await measureMemberList())
    console.log(`${name.padEnd(48)} ${milliseconds.toFixed(1).padStart(7)} ms ${times(ratio)}`)
}

function row(value: number, unit: string) {
  return `${value.toFixed(0).padStart(7)} ${unit}`
}

function times(ratio: number) {
  return `${ratio.toFixed(2).padStart(7)} ×`
}
