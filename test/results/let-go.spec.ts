import { beforeAll, describe, expect, it } from 'vitest'
import type { Table } from '../../functions/adapters/table.ts'
import { chooseQuotations } from '../../functions/results/drafting/choose-quotations.ts'
import { holdBackReport } from '../../functions/results/drafting/decide-report.ts'
import { draftReport } from '../../functions/results/drafting/draft-report.ts'
import { quotationsKey } from '../../functions/results/drafting/quotations.ts'
import { sealReport } from '../../functions/results/drafting/seal-report.ts'
import { showAgain } from '../../functions/results/drafting/show-again.ts'
import { shownReport } from '../../functions/results/drafting/shown-report.ts'
import { readSealed, storeSealed } from '../../functions/results/preparing/sealed-store.ts'
import { lookAfterReports } from '../../functions/results/publishing/look-after-reports.ts'
import { publishReport } from '../../functions/results/publishing/publish-report.ts'
import { readDraft, readReport, storeDraft } from '../../functions/results/publishing/report-items.ts'
import { StaffTask, taskKey } from '../../shared/membership/task.ts'
import { NETWORK } from '../../shared/results/network/network-report.ts'
import { type ReportOf, reportWorkKey } from '../../shared/results/report-work.ts'
import { MemoryStore, tableOn } from '../bench/memory-table.ts'
import { atNoon, campaignId, denver, WORDS } from './cast.ts'
import {
  CITIES,
  copyOf,
  draftOfDenver,
  draftOfThreeCities,
  letGo,
  publication,
  QUOTED,
  signedByOlderCode,
  work,
} from './letting-go.ts'
import { asOlderCodeMadeIt, denversReport, notStarted, shownSeal, signer, staff } from './published.ts'

let ofCity: MemoryStore
let ofNetwork: MemoryStore
let networkReport: ReportOf

beforeAll(async () => {
  ofCity = new MemoryStore()
  ofNetwork = new MemoryStore()
  await draftOfDenver(tableOn(ofCity))
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
