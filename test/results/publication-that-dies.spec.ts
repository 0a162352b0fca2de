import { beforeAll, describe, expect, it } from 'vitest'
import type { Table } from '../../functions/adapters/table.ts'
import { sealReport } from '../../functions/results/drafting/seal-report.ts'
import { publishReport } from '../../functions/results/publishing/publish-report.ts'
import { readDraft, readReport, sealedFrom, sealOf } from '../../functions/results/publishing/report-items.ts'
import type { CitySlug } from '../../shared/ids.ts'
import { cityInNetwork } from '../../shared/results/network/city-in-network.ts'
import { NETWORK } from '../../shared/results/network/network-report.ts'
import type { ReportOf } from '../../shared/results/report-work.ts'
import { MemoryStore, tableOn } from '../bench/memory-table.ts'
import { atNoon, campaignId, denver, NOON } from './cast.ts'
import {
  CITIES,
  clone,
  copyOf,
  draftOfDenver,
  draftOfThreeCities,
  letGo,
  publication,
  signedByOlderCode,
  work,
} from './letting-go.ts'
import { asOlderCodeMadeIt, denversReport, signer } from './published.ts'

let ofCity: MemoryStore
let ofNetwork: MemoryStore
let networkReport: ReportOf

beforeAll(async () => {
  ofCity = new MemoryStore()
  ofNetwork = new MemoryStore()
  await draftOfDenver(tableOn(ofCity))
  networkReport = await draftOfThreeCities(tableOn(ofNetwork))
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
