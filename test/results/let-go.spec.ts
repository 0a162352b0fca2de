import { beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { newSalt } from '../../functions/adapters/chance.ts'
import { highsSolver } from '../../functions/adapters/integer-programme.ts'
import type { Table } from '../../functions/adapters/table.ts'
import { chooseQuotations } from '../../functions/results/drafting/choose-quotations.ts'
import { approveReport, holdBackReport } from '../../functions/results/drafting/decide-report.ts'
import { draftReport } from '../../functions/results/drafting/draft-report.ts'
import { quotationsKey } from '../../functions/results/drafting/quotations.ts'
import { sealReport } from '../../functions/results/drafting/seal-report.ts'
import { showAgain } from '../../functions/results/drafting/show-again.ts'
import { shownReport } from '../../functions/results/drafting/shown-report.ts'
import { proveQuestion } from '../../functions/results/gate/prove-question.ts'
import { networkChoices } from '../../functions/results/network/network-choices.ts'
import { prepareNetworkReport } from '../../functions/results/network/prepare-network-report.ts'
import { readSealed, storeSealed } from '../../functions/results/preparing/sealed-store.ts'
import { lookAfterReports } from '../../functions/results/publishing/look-after-reports.ts'
import { publishReport } from '../../functions/results/publishing/publish-report.ts'
import {
  readDraft,
  readReport,
  sealedFrom,
  sealOf,
  storeDraft,
} from '../../functions/results/publishing/report-items.ts'
import { CitySlug } from '../../shared/ids.ts'
import { StaffTask, taskKey } from '../../shared/membership/task.ts'
import { cityInNetwork } from '../../shared/results/network/city-in-network.ts'
import { NETWORK } from '../../shared/results/network/network-report.ts'
import { type ReportOf, ReportWork, reportWorkKey } from '../../shared/results/report-work.ts'
import { responsesKey } from '../../shared/surveys/response.ts'
import { plusSeconds } from '../../shared/units.ts'
import { MemoryStore, tableOn } from '../bench/memory-table.ts'
import { aResponse, atNoon, campaignId, cubeOfPeople, denver, HOME, NOON, TRUST, WORDS } from './cast.ts'
import {
  asOlderCodeMadeIt,
  denversReport,
  draft,
  notStarted,
  publishIn,
  setTheScene,
  shownSeal,
  signer,
  staff,
  storeCube,
} from './published.ts'

const CITIES = ['denver', 'fresno', 'boise'].map((slug) => CitySlug.parse(slug))
const QUOTED = 'Trees on every street.'

let ofCity: MemoryStore
let ofNetwork: MemoryStore
let networkReport: ReportOf

beforeAll(async () => {
  ofCity = new MemoryStore()
  const table = tableOn(ofCity)
  await setTheScene(table, 'closed')
  const cube = cubeOfPeople([
    { times: 55, cell: { gender: 'woman' }, answers: { [TRUST]: '1', [HOME]: 'rent', [WORDS]: 'some words' } },
    { times: 25, cell: { gender: 'man' }, answers: { [TRUST]: '5', [HOME]: 'own' } },
  ])
  await storeCube(table, cube)
  const response = aResponse(1, { [WORDS]: `${QUOTED} And benches.` }, { gender: 'woman' })
  await table.write({
    put: { pk: responsesKey(campaignId, response.partition), sk: response.responseId, ...response },
  })
  await draft(table, cube)

  ofNetwork = new MemoryStore()
  networkReport = await draftOfThreeCities(tableOn(ofNetwork))
})

describe('a report that code of another version would publish', () => {
  it('is not signed: staff see it as it is now, with why, and publish exactly that', async () => {
    const table = copyOf(ofCity)
    const before = await shownSeal(table)
    await asOlderCodeMadeIt(table, denversReport)
    await letGo(table)
    expect(await publication(table)).toEqual('shown again')
    expect(await work(table)).toMatchObject({ state: 'waiting', changed: 'numbers' })
    expect(await readDraft(table, denversReport, 'SIGNED')).toBeUndefined()
    expect(await shownSeal(table)).toBe(before)
    await letGo(table)
    expect(await publication(table)).toEqual('published')
    expect((await readReport(table, denver, campaignId))?.seal).toBe(before)
  })

  it('is a task for staff at once, and once', async () => {
    const table = copyOf(ofCity)
    await asOlderCodeMadeIt(table, denversReport)
    await letGo(table)
    await publication(table)
    const needs = { table, now: atNoon, startPublication: notStarted }
    expect(await lookAfterReports(needs)).toEqual({ started: 0, asked: 1 })
    expect(await table.get(StaffTask, taskKey('report-waits', campaignId))).toBeDefined()
    expect(await lookAfterReports(needs)).toEqual({ started: 0, asked: 0 })
  })

  it('comes back from the network too, and no council reads its part of it', async () => {
    const table = copyOf(ofNetwork)
    await asOlderCodeMadeIt(table, networkReport)
    await letGo(table, networkReport)
    expect(await publication(table, networkReport)).toEqual('shown again')
    for (const city of [...CITIES, NETWORK]) {
      expect(await readDraft(table, { ...networkReport, city }, 'SIGNED')).toBeUndefined()
      expect(await readReport(table, city, networkReport.campaignId)).toBeUndefined()
    }
  })

  it('comes back when nobody kept what was looked at', async () => {
    const table = copyOf(ofCity)
    await letGo(table)
    await table.write({ update: reportWorkKey(denversReport), remove: ['shown'] })
    expect(await publication(table)).toEqual('shown again')
  })
})

describe('quotations', () => {
  it('that change while the report is let go are looked at before they are published', async () => {
    const bare = copyOf(ofCity)
    const other = { question: WORDS, typed: [QUOTED] }
    const waiting = await work(bare)
    if (!waiting) throw new Error('there is no draft')
    let chosen = false
    const overtaken: Table = {
      ...bare,
      write: async (...writes) => {
        if (!chosen) {
          chosen = true
          expect(await chooseQuotations({ table: bare, now: atNoon }, staff, waiting, other)).toMatchObject({
            outcome: 'chosen',
          })
        }
        return bare.write(...writes)
      },
    }
    await letGo(overtaken)
    expect(await publication(bare)).toEqual('shown again')
    expect(await work(bare)).toMatchObject({ state: 'waiting', changed: 'quotations' })
    await letGo(bare)
    expect(await publication(bare)).toEqual('published')
    const report = await readReport(bare, denver, campaignId)
    expect(report?.questions.find(({ id }) => id === WORDS)).toMatchObject({ quotations: [QUOTED] })
  })

  it('of somebody who is forgotten after the report was let go are published nowhere', async () => {
    const table = copyOf(ofCity)
    const key = quotationsKey(denversReport, WORDS)
    await table.write({ put: { ...key, question: WORDS, quotations: [QUOTED] } })
    await letGo(table)
    await table.write({ update: key, set: { quotations: [] } })
    expect(await publication(table)).toEqual('shown again')
    expect(await work(table)).toMatchObject({ changed: 'quotations' })
    expect(JSON.stringify(await shownReport(table, denversReport))).not.toContain(QUOTED)
  })

  it('of a question that too few answered are in no draft, so that what staff see can be signed', async () => {
    const table = copyOf(ofCity)
    const draft = await readDraft(table, denversReport, 'SHOWN')
    expect(draft?.quotable).toEqual([WORDS])
    if (draft) await storeDraft(table, denversReport, 'SHOWN', { ...draft, quotable: [] })
    await table.write({ put: { ...quotationsKey(denversReport, WORDS), question: WORDS, quotations: [QUOTED] } })
    expect(JSON.stringify(await shownReport(table, denversReport))).not.toContain(QUOTED)
  })
})

describe('a draft that is made while staff decide', () => {
  const made = async (decide: (table: Table) => Promise<unknown>) => {
    const bare = copyOf(ofCity)
    const before = (await work(bare))?.inputs ?? ''
    const sealed = await readSealed(bare, denversReport, before)
    if (!sealed) throw new Error('nothing is sealed')
    const receipt = { ...sealed.receipt, salt: 'another' }
    const inputs = await storeSealed(bare, denversReport, { ...sealed, receipt })
    let decided = false
    const overtaken: Table = {
      ...bare,
      write: async (...writes) => {
        if (!decided) {
          decided = true
          await decide(bare)
        }
        return bare.write(...writes)
      },
    }
    const outcome = await draftReport({ table: overtaken, now: atNoon }, { ...denversReport, inputs })
    const kept = [before, inputs].map(async (hash) => (await readSealed(bare, denversReport, hash)) !== undefined)
    return { outcome, kept: await Promise.all(kept), work: await work(bare), inputs }
  }

  it('takes the place of one that was held back meanwhile', async () => {
    const { outcome, kept, work, inputs } = await made((table) =>
      holdBackReport({ table, now: atNoon }, staff, { ...denversReport, reason: 'Not yet.' }),
    )
    expect([outcome.outcome, kept]).toEqual(['drafted', [false, true]])
    expect(work).toMatchObject({ state: 'waiting', inputs })
  })

  it('takes the place of none that was let go meanwhile', async () => {
    const { outcome, kept, work } = await made(letGo)
    expect([outcome, kept]).toEqual([{ outcome: 'refused', reason: 'published-already' }, [true, false]])
    expect(work).toMatchObject({ state: 'approved' })
  })
})

describe('an approval', () => {
  it('is taken back once: a late repeat does not take back the next one', async () => {
    const table = copyOf(ofCity)
    await asOlderCodeMadeIt(table, denversReport)
    await letGo(table)
    const signed = await sealReport({ table, signer }, denversReport)
    if (signed.outcome !== 'changed') throw new Error(signed.outcome)
    const again = () => showAgain({ table, now: atNoon }, { ...denversReport, ...signed })
    expect(await again()).toEqual({ outcome: 'shown' })
    expect(await again()).toEqual({ outcome: 'decided-meanwhile' })
    await letGo(table, denversReport, 60)
    expect(await again()).toEqual({ outcome: 'decided-meanwhile' })
    expect(await work(table)).toMatchObject({ state: 'approved' })
  })

  it('starts a publication of its own each time', async () => {
    const table = copyOf(ofCity)
    const names: string[] = []
    for (const seconds of [0, 60]) {
      await asOlderCodeMadeIt(table, denversReport)
      names.push(...(await letGo(table, denversReport, seconds)))
      await publication(table)
    }
    expect(new Set(names).size).toBe(2)
    for (const name of names) expect(name).toMatch(/^[\w-]{1,66}$/)
  })

  it('publishes nothing else, even if that was signed for an earlier one', async () => {
    const table = copyOf(ofCity)
    const seal = await signedByOlderCode(table, denversReport)
    await letGo(table)
    await publication(table)
    await letGo(table)
    expect(await publishReport({ table, now: atNoon }, { ...denversReport, seal })).toEqual({
      outcome: 'refused',
      reason: 'not-approved',
    })
    expect(await readReport(table, denver, campaignId)).toBeUndefined()

    expect(await publication(table)).toBe('published')
    const older = await signedByOlderCode(table, denversReport)
    expect(await publishReport({ table, now: atNoon }, { ...denversReport, seal: older })).toEqual({
      outcome: 'refused',
      reason: 'not-the-sealed-report',
    })
  })
})

describe('a publication that dies after any of its writes', () => {
  it('of what has changed shows it to staff once when it runs again, and nothing is published', async () => {
    let deaths = 0
    for (let writes = 0; ; writes++) {
      const store = clone(ofCity)
      const table = tableOn(store)
      await asOlderCodeMadeIt(table, denversReport)
      await letGo(table)
      if (await survives(() => publication(dyingAfter(store, writes)))) break
      deaths++
      expect(await publication(table)).toBe('shown again')
      expect(await work(table)).toMatchObject({ state: 'waiting', changed: 'numbers' })
      expect([...store.all()].filter(({ act }) => act === 'report.shown-again')).toHaveLength(1)
      expect(await readReport(table, denver, campaignId)).toBeUndefined()
      await letGo(table)
      expect(await publication(table)).toBe('published')
    }
    expect(deaths).toBeGreaterThan(5)
  })

  it('ends with the whole and every part of it published once, of one seal', async () => {
    let deaths = 0
    for (let writes = 0; ; writes++) {
      const store = clone(ofNetwork)
      const table = tableOn(store)
      await letGo(table, networkReport)
      if (await survives(() => publication(dyingAfter(store, writes), networkReport))) break
      deaths++
      await nothingIsTorn(table)
      expect(await publication(table, networkReport)).toBe('published')
      await nothingIsTorn(table, CITIES)
    }
    expect(deaths).toBeGreaterThan(20)
  })

  it('and is taken up by code of another version leaves no parts of both', async () => {
    let [back, through] = [0, 0]
    for (let writes = 0; ; writes++) {
      const store = clone(ofNetwork)
      const table = tableOn(store)
      const seal = await signedByOlderCode(table, networkReport)
      await letGo(table, networkReport)
      const older = () => publishReport({ table: dyingAfter(store, writes), now: atNoon }, { ...networkReport, seal })
      if (await survives(older)) break
      const ended = await publication(table, networkReport)
      if (ended === 'shown again') {
        back++
        await nothingIsTorn(table, [])
        await letGo(table, networkReport)
        expect(await publication(table, networkReport)).toBe('published')
      } else through++
      await nothingIsTorn(table, CITIES)
    }
    expect([back > 3, through > 3]).toEqual([true, true])
  })
})

describe('a council that already reads another part of the report', () => {
  it('is a fault, and not passed over', async () => {
    const table = copyOf(ofNetwork)
    await letGo(table, networkReport)
    const signed = await sealReport({ table, signer }, networkReport)
    if (signed.outcome !== 'signed') throw new Error(signed.outcome)
    const [city = NETWORK] = CITIES
    const slice = await readDraft(table, { ...networkReport, city }, 'SIGNED')
    const { head, questions, signature } = slice ?? {}
    const other = { head, questionIds: questions?.map(({ id }) => id), seal: 'another', signature, publishedAt: NOON }
    await table.write({ put: { pk: `REPORT#${networkReport.campaignId}#${city}`, sk: 'R#1', ...other } })
    const publishing = publishReport({ table, now: atNoon }, { ...networkReport, seal: signed.seal })
    await expect(publishing).rejects.toThrow('reads another part')
  })
})

const work = (table: Table, of = denversReport) => table.get(ReportWork, reportWorkKey(of))

/** As their page has it. Returns the names of the publications that were started. */
const letGo = async (table: Table, of: ReportOf = denversReport, seconds = 0): Promise<string[]> => {
  const names: string[] = []
  const startPublication = async (name: string) => {
    names.push(name)
    return { outcome: 'started' as const }
  }
  const needs = { table, now: () => plusSeconds(NOON, seconds), startPublication }
  const approved = await approveReport(needs, staff, { ...of, seal: await shownSeal(table, of), tellMembers: false })
  expect(approved).toEqual({ outcome: 'decided' })
  return names
}

/** The tasks of the publication in their order, as far as they decide what is published. */
const publication = async (table: Table, of: ReportOf = denversReport): Promise<string> => {
  const signed = await sealReport({ table, signer }, of)
  if (signed.outcome === 'changed') {
    await showAgain({ table, now: atNoon }, { ...of, ...signed })
    return 'shown again'
  }
  if (signed.outcome === 'refused') throw new Error(signed.reason)
  const published = await publishReport({ table, now: atNoon }, { ...of, seal: signed.seal })
  if (published.outcome === 'refused') throw new Error(published.reason)
  return 'published'
}

/** What staff will look at, signed as the code that made it would have. */
const signedByOlderCode = async (table: Table, of: ReportOf): Promise<string> => {
  await asOlderCodeMadeIt(table, of)
  const shown = await shownReport(table, of)
  if (!shown) throw new Error('there is no draft')
  for (const city of of.city === NETWORK ? CITIES : []) {
    const slice = cityInNetwork(shown, city)
    if (!slice) throw new Error(`${city} has no part`)
    const seal = sealOf(slice)
    const signature = await signer.sign('report', seal)
    await storeDraft(table, { ...of, city }, 'SIGNED', { ...slice, seal, signature })
  }
  const signature = await signer.sign('report', shown.seal)
  await storeDraft(table, of, 'SIGNED', { ...shown, signature })
  return shown.seal
}

/** Councils read parts of what is published, those of `cities` if given, and nobody reads what staff did not let go. */
const nothingIsTorn = async (table: Table, cities?: readonly CitySlug[]) => {
  const whole = await readReport(table, NETWORK, networkReport.campaignId)
  const standing = await work(table, networkReport)
  expect(standing?.state === 'published').toBe(whole !== undefined)
  if (standing?.state === 'published') expect([standing.seal, standing.shown]).toEqual([whole?.seal, whole?.seal])
  const read = []
  for (const city of CITIES) {
    const part = await readReport(table, city, networkReport.campaignId)
    if (!part) continue
    read.push(city)
    expect(whole).toBeDefined()
    const made = whole && cityInNetwork(sealedFrom(whole), city)
    expect(part.seal).toBe(made && sealOf(made))
    expect(part.publishedAt).toBe(whole?.publishedAt)
  }
  if (cities) expect(read).toEqual(cities)
}

const draftOfThreeCities = async (table: Table): Promise<ReportOf> => {
  for (const [nth, name] of ['Denver', 'Fresno', 'Boise'].entries())
    await publishIn(
      table,
      name,
      cubeOfPeople([
        { times: 30 + nth, cell: { gender: 'woman' }, answers: { [TRUST]: '1', [HOME]: 'rent' } },
        { times: 24, cell: { gender: 'man' }, answers: { [TRUST]: '5', [HOME]: 'own' } },
      ]),
    )
  const [choice] = await networkChoices(table)
  if (!choice) throw new Error('there is nothing to put together')
  const of = { campaignId: choice.campaignId, city: NETWORK }
  const needs = { table, now: atNoon, signer, solve: highsSolver(), newSalt, codeVersion: 'test' }
  const campaigns = choice.cities.map((one) => one.campaignId)
  const prepared = await prepareNetworkReport(needs, { campaignId: of.campaignId, campaigns })
  if (prepared.outcome !== 'prepared') throw new Error(prepared.reason)
  for (const question of prepared.questions) await proveQuestion(needs, { ...of, inputs: prepared.inputs, question })
  await draftReport(needs, { ...of, inputs: prepared.inputs })
  return of
}

const clone = (store: MemoryStore): MemoryStore => {
  const copy = new MemoryStore()
  for (const item of store.all()) copy.write([{ put: Key.parse(item) }])
  return copy
}
const Key = z.looseObject({ pk: z.string(), sk: z.string() })
const copyOf = (store: MemoryStore) => tableOn(clone(store))

class Died extends Error {}

const dyingAfter = (store: MemoryStore, writes: number): Table => {
  let left = writes
  return tableOn({
    get: (key) => store.get(key),
    query: (query) => store.query(query),
    write: async (all) => {
      if (left-- <= 0) throw new Died()
      return store.write(all)
    },
  })
}

const survives = async (act: () => Promise<unknown>): Promise<boolean> => {
  try {
    await act()
    return true
  } catch (fault) {
    if (!(fault instanceof Died)) throw fault
    return false
  }
}
