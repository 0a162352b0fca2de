import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type RunningCloud, startCloud } from '../cloud.ts'
import { measureAnswering } from './answering.ts'
import { measureBundles } from './bundles.ts'
import { measureFolding } from './folding.ts'
import { measureFreezing } from './freezing.ts'
import { measureGate, measureWalk } from './gate.ts'
import { measureImport } from './import.ts'
import { measureMemberList } from './member-list.ts'
import { PRICES } from './prices.ts'
import { measureRenewalDay } from './renewal-day.ts'
import { measureReports } from './reports.ts'
import { measureSending } from './sending.ts'
import { measureShown } from './shown.ts'
import { measureWebhookStorm } from './webhook-storm.ts'

/**
 * Ratios within one run: what the machine is doing beside it changes the figures, and hardly their ratios. All parts, or
 * those that are named: `npm run bench -- renewal sending`. `cloud` is four of them through one embedded cloud.
 */
const IN_CLOUD = { bundles, answering, webhooks, import: importing }
const PARTS = { renewal: renewalDay, roll: memberList, freezing, sending, folding, gate, report, shown }

const named = process.argv.slice(2).flatMap((name) => (name === 'cloud' ? Object.keys(IN_CLOUD) : name))
const unknown = named.filter((name) => !Object.hasOwn(PARTS, name) && !Object.hasOwn(IN_CLOUD, name))
if (unknown.length > 0) {
  const all = [...Object.keys(PARTS), 'cloud', ...Object.keys(IN_CLOUD)]
  console.error(`no part of the benchmark is called ${unknown.join(', ')}; there are ${all.join(', ')}`)
  process.exit(1)
}
const wanted = <T>(parts: Record<string, T>) =>
  Object.entries(parts).flatMap(([name, measure]) => (named.length === 0 || named.includes(name) ? [measure] : []))
for (const measure of wanted<() => Promise<void>>(PARTS)) await measure()
const inCloud = wanted<(running: RunningCloud) => Promise<void>>(IN_CLOUD)
if (inCloud.length > 0) await throughCloud(inCloud)

async function throughCloud(measures: readonly ((running: RunningCloud) => Promise<void>)[]) {
  const running = await startCloud()
  try {
    for (const measure of measures) {
      await running.settled()
      await measure(running)
    }
  } finally {
    await running.stop()
  }
}

async function bundles(running: RunningCloud) {
  const scratch = await mkdtemp(join(tmpdir(), 'bench-'))
  try {
    console.log(
      '\nImport of each bundle, against a handler with only the DynamoDB client (median of 7 fresh processes)',
    )
    for (const { name, kilobytes, milliseconds, ratio } of await measureBundles(join(running.data, 'cdk.out'), scratch))
      console.log(`${name.padEnd(34)} ${row(kilobytes, 'kB')} ${row(milliseconds, 'ms')} ${times(ratio)}`)
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

async function answering(running: RunningCloud) {
  console.log('\nAnswers through the embedded cloud, against a bare handler that does one transaction (8 at once)')
  const { perSecond, countedPerSecond, yardstickPerSecond, ratio, writes } = await measureAnswering(running)
  console.log(`${'answer submissions'.padEnd(34)} ${row(perSecond, '/s')}`)
  console.log(`${'until the tallies hold the last one'.padEnd(34)} ${row(countedPerSecond, '/s')}`)
  console.log(`${'bare handler'.padEnd(34)} ${row(yardstickPerSecond, '/s')} ${times(ratio)}`)
  console.log(
    `${'table writes of one answer'.padEnd(34)} ${writes.alone.toFixed(2).padStart(7)}      alone, ${writes.atOnce.toFixed(2)} of many at once (4 at most, whatever writes)`,
  )
}

async function webhooks(running: RunningCloud) {
  console.log('\nWebhooks of Stripe, shuffled, each delivered three times (8 at once)')
  const storm = await measureWebhookStorm(running)
  console.log(`${'deliveries'.padEnd(34)} ${row(storm.perSecond, '/s')}`)
  console.log(
    `${'events'.padEnd(34)} ${row(storm.perSecond / 3, '/s')}   (${storm.events} of them, seed ${storm.seed})`,
  )
  console.log(`${'memberships as Stripe has them'.padEnd(34)} ${row(storm.memberships, '')}`)
}

async function importing(running: RunningCloud) {
  const { rows, checkedPerSecond, importedPerSecond } = await measureImport(running)
  console.log(`\nAn import of ${rows} members from a file, the roll kept beside it`)
  console.log(`${'rows checked'.padEnd(34)} ${row(checkedPerSecond, '/s')}`)
  console.log(`${'rows taken in'.padEnd(34)} ${row(importedPerSecond, '/s')}`)
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

async function sending() {
  const sender = await startCloud()
  try {
    await sender.settled()
    const { recipients, megabytes, cost, patient, ...figure } = await measureSending(sender, 20_000)
    console.log(
      `\nA survey to ${recipients} through its workflow, against a bare loop that sends the same mail and puts a row`,
    )
    console.log(`${'mails'.padEnd(34)} ${row(figure.perSecond, '/s')} ${times(figure.ratio)}`)
    console.log(`${'bare loop'.padEnd(34)} ${row(figure.barePerSecond, '/s')}`)
    console.log(`${'until all that is told is recorded'.padEnd(34)} ${' '.repeat(10)} ${times(figure.settledRatio)}`)
    console.log(
      `${`answered after ${patient.answeredAfter} each`.padEnd(34)} ${row(patient.perSecond, '/s')} ${times(patient.ratio)}   (bare ${patient.barePerSecond.toFixed(0)}/s; ${patient.recipients} mails)`,
    )
    console.log(
      `${'time against that of half of them'.padEnd(34)} ${' '.repeat(10)} ${times(figure.growth)}   (2.2 at most)`,
    )
    console.log(
      `${'live memory of the sender'.padEnd(34)} ${row(megabytes.most, 'MB')}   (${megabytes.at2000.toFixed(0)} MB after 2000)`,
    )
    console.log(
      `\nOn AWS a campaign to 100,000, at list prices of ${PRICES.asOf}: SES asks for $${cost.ses.toFixed(2)}, all else for`,
    )
    for (const [name, dollars] of Object.entries(cost.dollars))
      console.log(
        `${name.padEnd(34)} ${`$${dollars.toFixed(3)}`.padStart(10)}   ${((100 * dollars) / cost.ses).toFixed(1)} %`,
      )
    console.log(`${'together'.padEnd(34)} ${' '.repeat(10)}   ${(100 * cost.share).toFixed(2)} %   (6 % at most)`)
  } finally {
    await sender.stop()
  }
}

async function report() {
  const figure = await measureReports()
  console.log(
    `\nA report of ${figure.questions} questions by 6 demographics, of ${figure.people} answers in ${figure.cells} cells`,
  )
  console.log(`${'tables, weights, ranges, tests'.padEnd(34)} ${row(figure.milliseconds, 'ms')}   (250 ms at most)`)
  console.log(`${'and what the gate is asked'.padEnd(34)} ${row(figure.problems, 'ms')}`)
  console.log(
    `${'1,000,000 answers against 100,000'.padEnd(34)} ${' '.repeat(10)} ${times(figure.growth)}   (1.2 at most)`,
  )
  const { database } = figure
  if (!database) return console.log('There is no DuckDB for this machine to compare with.')
  console.log(
    `${'the same tables from rows, DuckDB'.padEnd(34)} ${row(database.milliseconds, 'ms')} ${times(database.ratio)}`,
  )
  if (!database.agrees) throw new Error('DuckDB has counted other totals')
}

async function folding() {
  const { recount, writes, ...figure } = await measureFolding()
  console.log(
    `\nCounting ${figure.responses} answers to ${figure.questions} questions in ${figure.cells} cells, and counting them again, against a table in memory`,
  )
  console.log(`${'counted, without any table'.padEnd(34)} ${row(figure.foldedPerSecond, '/s')}`)
  console.log(
    `${'recounted'.padEnd(34)} ${row(figure.responses / recount.seconds, '/s')}   (${recount.seconds.toFixed(1)} s; ${recount.slowestPartition.toFixed(1)} s the longest task, ${recount.compareSeconds.toFixed(1)} s to compare)`,
  )
  console.log(`${'memory of that'.padEnd(34)} ${row(recount.megabytes, 'MB')}`)
  console.log(
    `${'table writes of one answer'.padEnd(34)} ${writes.inBatches.toFixed(2).padStart(7)}      in batches of 100, ${writes.inTens.toFixed(2)} in tens, ${writes.alone.toFixed(2)} alone (4 at most, the mark that it was given among them)`,
  )
}

async function shown() {
  console.log('\nTables by five demographics that are shown, all of them proven, of 24 simulated surveys each')
  for await (const { answers, reference, natural, groups, ...of } of measureShown())
    console.log(
      `${`${answers} answers`.padEnd(34)} ${percent(of.shown)} (${percent(reference)} in the reference), ${percent(of.inPercent)} in percent, ${percent(of.threeAndMore)} of those shown with three levels or more, ${groups.toFixed(1)} groups; proven as counted: ${percent(natural)}`,
    )
}

function percent(part: number) {
  return `${(100 * part).toFixed(0)} %`
}

async function freezing() {
  const figure = await measureFreezing()
  const { early, end, most } = figure.megabytes
  console.log(`\nThe flight plan and the ledger of ${figure.members} recipients, against a table in memory`)
  console.log(`${'planned, frozen, counted'.padEnd(34)} ${row(figure.seconds, 's')}   (60 s at most)`)
  console.log(`${'of that the flight plan'.padEnd(34)} ${row(figure.planSeconds, 's')}`)
  console.log(`${'processor time, both threads'.padEnd(34)} ${row(figure.cpuSeconds, 's')}`)
  console.log(`${'memory at 50,000'.padEnd(34)} ${row(early, 'MB')}`)
  console.log(`${'memory at the end'.padEnd(34)} ${row(end, 'MB')}   (${most.toFixed(0)} MB at most)`)
}

async function gate() {
  console.log('\nThe release gate, per question (2 s at most up to 1,000 answers, 30 s at 50,000)')
  for await (const { answers, questions, proven, profiles, seconds, alike, bySearch } of measureGate()) {
    const share = alike === 0 ? 'nobody was alone' : `${((100 * bySearch) / alike).toFixed(2)} % by local search`
    console.log(
      `${`${answers} answers`.padEnd(34)} ${seconds.median.toFixed(2).padStart(7)} s   (${seconds.most.toFixed(2)} s at most; ${profiles} profiles, ${share}, ${proven} of ${questions} proven)`,
    )
  }
  console.log('\nThe same for the twenty questions of a report, the whole walk to the tables that are shown')
  for await (const { answers, questions, seconds, shown, asCounted } of measureWalk())
    console.log(
      `${`${answers} answers`.padEnd(34)} ${seconds.median.toFixed(2).padStart(7)} s   (${seconds.most.toFixed(2)} s at most; ${questions} questions, ${shown} shown, ${asCounted} as counted)`,
    )
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
