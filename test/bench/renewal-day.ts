import { Worker } from 'node:worker_threads'
import { newId } from '../../functions/adapters/clock.ts'
import { newMemberRows } from '../../functions/membership/items.ts'
import { dayIn, daysAfter } from '../../shared/calendar.ts'
import { City, cityKey } from '../../shared/cities/city.ts'
import { Mailbox, PersonName } from '../../shared/identity/person.ts'
import { CitySlug, MemberId } from '../../shared/ids.ts'
import type { Mandate } from '../../shared/membership/mandate.ts'
import { type Active, activated, begun, Membership, withMandate } from '../../shared/membership/membership.ts'
import { Cents, Instant, type PlainDate } from '../../shared/units.ts'
import { MemoryStore, type Store } from './memory-table.ts'
import type { Asked } from './renewal-job.ts'
import type { Answered } from './table-behind-port.ts'

const ZONES = ['New_York', 'Chicago', 'Denver', 'Los_Angeles', 'Anchorage'].map((place) => `America/${place}`)
const SIX_ZONES = [...ZONES, 'Pacific/Honolulu']
const MEMBERS = 100_000
const KILLS = 2
/** 14:00 in New York, 08:00 in Honolulu: one day everywhere. */
const AT = Instant.parse('2027-03-15T18:00:00.000Z')
const JOINED = Instant.parse('2026-11-23T20:00:00.000Z')

export type RenewalDayFigure = {
  members: number
  zones: number
  kills: number
  seconds: number
  /** Of both threads: on a machine that does other things beside it the seconds say less. */
  cpuSeconds: number
  /** What the job itself holds in memory after its first shards, and at most. */
  jobMegabytes: { early: number; most: number }
  /** The whole process with the table, before and at most. */
  rssMegabytes: { before: number; most: number }
}

/**
 * One renewal day of a whole country, all of it due. The job is a thread that is killed in the middle of its work and
 * begun again; the table outlives it. Ends with a fault when a member was not acted on exactly once.
 */
export const measureRenewalDay = async (): Promise<RenewalDayFigure> => {
  const store = new MemoryStore()
  const expected = await seed(store)
  const rss = { before: rssNow(), most: rssNow() }
  const sampling = setInterval(() => {
    rss.most = Math.max(rss.most, rssNow())
  }, 200)
  const heaps: number[] = []
  const began = performance.now()
  const cpu = process.cpuUsage()
  for (let killed = 0; killed <= KILLS; killed++) {
    const limit = killed < KILLS ? Math.floor(((killed + 1) * MEMBERS) / (KILLS + 1)) : Number.POSITIVE_INFINITY
    await runJob(store, limit, heaps)
  }
  const seconds = (performance.now() - began) / 1000
  const { user, system } = process.cpuUsage(cpu)
  clearInterval(sampling)
  checkEverybody(store, expected)
  return {
    members: MEMBERS,
    zones: SIX_ZONES.length,
    kills: KILLS,
    seconds,
    cpuSeconds: (user + system) / 1e6,
    jobMegabytes: { early: Math.max(...heaps.slice(0, 3)), most: Math.max(...heaps) },
    rssMegabytes: rss,
  }
}

let acted = 0

/** Until it ends by itself, or so many memberships have changed that it is time to kill it. */
const runJob = (store: Store, limit: number, heaps: number[]) =>
  new Promise<void>((resolve, reject) => {
    const worker = new Worker(new URL('./renewal-job.ts', import.meta.url), { workerData: AT })
    let dead = false
    worker.on('message', async (asked: Asked) => {
      if (dead) return
      if ('failed' in asked) return void worker.terminate().then(() => reject(new Error(asked.failed)))
      if ('heapMegabytes' in asked) return void heaps.push(asked.heapMegabytes)
      const answers: Answered = []
      for (const { id, ask, with: given } of asked) {
        const answer = await store[ask](given as never)
        answers.push({ id, answer })
        if (ask !== 'write' || (answer as { outcome: string }).outcome !== 'written' || ++acted < limit) continue
        // This write is in the table, and the job never hears so; nor of anything else that it has asked.
        dead = true
        return void worker.terminate()
      }
      worker.postMessage(answers)
    })
    worker.once('error', reject)
    worker.once('exit', () => resolve())
  })

type Kind = 'reminder-30' | 'reminder-7' | 'reminder-0' | 'charge-notice' | 'payment-failed-0' | 'lapse'
const KINDS: Kind[] = ['reminder-30', 'reminder-7', 'reminder-0', 'charge-notice', 'payment-failed-0', 'lapse']

/** As many members of each kind and zone, all with exactly one step due on the day. */
const seed = async (store: Store): Promise<Map<MemberId, Kind>> => {
  const today = dayIn(AT, 'America/New_York')
  const cities = SIX_ZONES.map((timeZone, n) =>
    City.parse({ slug: `city-${n}`, name: `City ${n}`, state: 'CO', timeZone, neighbourhoods: [], foundedAt: JOINED }),
  )
  for (const city of cities) await store.write([{ put: { ...cityKey(city.slug), ...city } }])
  const expected = new Map<MemberId, Kind>()
  for (let n = 0; n < MEMBERS; n++) {
    const memberId = newId(MemberId, 'mbr')
    const kind = KINDS[Math.floor(n / SIX_ZONES.length) % KINDS.length] ?? 'lapse'
    expected.set(memberId, kind)
    const member = {
      memberId,
      name: PersonName.parse(`Member ${n}`),
      email: Mailbox.parse(`member-${n}@example.org`),
      city: CitySlug.parse(`city-${n % SIX_ZONES.length}`),
      language: 'en' as const,
      demographics: {},
      consents: {},
      unsubscribes: {},
      tokenEpoch: 0,
      joinedAt: JOINED,
    }
    await store.write(newMemberRows(member, membershipOf(memberId, kind, today)))
  }
  return expected
}

const membershipOf = (memberId: MemberId, kind: Kind, today: PlainDate): Membership => {
  const through = daysAfter(today, { 'reminder-30': 30, 'reminder-7': 7, lapse: -31 }[kind as string] ?? 0)
  const payment = {
    paymentId: `in_${memberId}`,
    paidOn: daysAfter(through, -365),
    cents: Cents.parse(2500),
    refunded: Cents.parse(0),
    months: 12,
    through,
  }
  const decided = activated(begun(memberId, payment), JOINED)
  if (decided.outcome === 'refused') throw new Error(decided.reason)
  const active = { ...(decided.membership as Active), plannedFrom: daysAfter(through, kind === 'lapse' ? 1 : -30) }
  if (kind === 'reminder-7' || kind === 'reminder-0') return { ...active, plannedFrom: today }
  if (kind !== 'charge-notice' && kind !== 'payment-failed-0') return active
  const card = { subscriptionId: `sub_${memberId}`, cents: Cents.parse(2500), interval: 'year' } as const
  const mandate: Mandate =
    kind === 'charge-notice'
      ? { ...card, standing: 'alive', chargesOn: daysAfter(today, 30) }
      : { ...card, standing: 'failing', failing: { invoiceId: `in_2_${memberId}`, since: today } }
  return withMandate(active, { mandate }, { today: kind === 'charge-notice' ? daysAfter(today, -20) : today, at: AT })
}

/** One step and one mail for each, or one lapse and one line of history; nothing else, and nobody twice. */
const checkEverybody = (store: MemoryStore, expected: ReadonlyMap<MemberId, Kind>) => {
  const mails = new Map<string, number>()
  const lines = new Map<string, number>()
  const wrong: string[] = []
  for (const item of store.all()) {
    const [sort = ''] = String(item.sk).split('#')
    const of = String(item.memberId)
    if (sort === 'MAIL') mails.set(of, (mails.get(of) ?? 0) + 1)
    if (sort === 'HISTORY') lines.set(of, (lines.get(of) ?? 0) + 1)
    if (sort !== 'MEMBERSHIP') continue
    const membership = Membership.parse(item)
    const steps = membership.state === 'erased' ? [] : membership.steps.map(({ step }) => step)
    const kind = expected.get(membership.memberId)
    if (steps.length !== 1 || steps[0] !== kind) wrong.push(`${kind}: ${steps.join(' ')}`)
  }
  for (const [memberId, kind] of expected) {
    const due = kind === 'lapse' ? { mails: 0, lines: 1 } : { mails: 1, lines: 0 }
    const had = { mails: mails.get(memberId) ?? 0, lines: lines.get(memberId) ?? 0 }
    if (had.mails !== due.mails || had.lines !== due.lines)
      wrong.push(`${kind}: ${had.mails} mails, ${had.lines} lines`)
  }
  if (wrong.length > 0)
    throw new Error(`${wrong.length} were not acted on exactly once, such as ${wrong.slice(0, 3).join('; ')}`)
}

const rssNow = () => process.memoryUsage.rss() / 1e6
