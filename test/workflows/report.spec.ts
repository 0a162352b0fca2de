import { setTimeout as pause } from 'node:timers/promises'
import { marshall } from '@aws-sdk/util-dynamodb'
import { beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import type { Table } from '../../functions/adapters/table.ts'
import { approveReport } from '../../functions/results/drafting/decide-report.ts'
import { isSigned, publicKeys } from '../../functions/results/gate/signing.ts'
import { readDraft, readReport } from '../../functions/results/publishing/report-items.ts'
import { Campaign, campaignKey, dueAtOf } from '../../shared/campaigns/campaign.ts'
import { ReportWork, reportWorkKey } from '../../shared/results/report-work.ts'
import type { Response } from '../../shared/surveys/response.ts'
import { asDeployed, entryOf } from '../deployed.ts'
import { keyOf, stored } from '../results/answered.ts'
import { aResponse, atNoon, campaignId, denver, HOME, TRUST } from '../results/cast.ts'
import { asOlderCodeMadeIt, denversReport, notStarted, setTheScene, shownSeal, staff } from '../results/published.ts'
import { type Handler, runWorkflow } from '../workflow.ts'

type Step =
  | 'CloseCampaign'
  | 'PlanRecount'
  | 'RecountPartition'
  | 'CompareRecount'
  | 'PrepareReport'
  | 'ProveQuestion'
  | 'DraftReport'
  | 'SealReport'
  | 'ShowAgain'
  | 'PublishReport'
  | 'TellCouncil'
  | 'WriteFindings'

let table: Table
let count: Handler
let steps: Record<Step, Handler>

beforeAll(async () => {
  ;({ table } = await asDeployed())
  count = await entryOf(import('../../functions/results/counting/count-responses.lambda.ts'))
  steps = {
    CloseCampaign: await entryOf(import('../../functions/campaigns/settling/close-campaign.lambda.ts')),
    PlanRecount: await entryOf(import('../../functions/results/recount/plan-recount.lambda.ts')),
    RecountPartition: await entryOf(import('../../functions/results/recount/recount-partition.lambda.ts')),
    CompareRecount: await entryOf(import('../../functions/results/recount/compare-recount.lambda.ts')),
    PrepareReport: await entryOf(import('../../functions/results/preparing/prepare-report.lambda.ts')),
    ProveQuestion: await entryOf(import('../../functions/results/gate/prove-question.lambda.ts')),
    DraftReport: await entryOf(import('../../functions/results/drafting/draft-report.lambda.ts')),
    SealReport: await entryOf(import('../../functions/results/drafting/seal-report.lambda.ts')),
    ShowAgain: await entryOf(import('../../functions/results/drafting/show-again.lambda.ts')),
    PublishReport: await entryOf(import('../../functions/results/publishing/publish-report.lambda.ts')),
    TellCouncil: await entryOf(import('../../functions/results/publishing/tell-council.lambda.ts')),
    WriteFindings: await entryOf(import('../../functions/results/publishing/write-findings.lambda.ts')),
  }
  await setTheScene(table, 'open')
})

describe('the report workflow', () => {
  it('waits for answers that the stream has not told of yet, and drafts the report for staff then', async () => {
    for (const response of ANSWERS) await table.write({ put: stored(response) })

    const running = run()
    await pause(300)
    expect(await work()).toBeUndefined()
    await count(streamOf(ANSWERS))
    expect(await running).toMatchObject({ draft: { outcome: 'drafted', refused: 0 } })
    expect(await work()).toMatchObject({ state: 'waiting', title: 'Spring survey', refused: 0 })
    expect(await readReport(table, denver, campaignId)).toBeUndefined()
  })

  it('drafts the same report again when it runs a second time', async () => {
    const before = await readDraft(table, denversReport, 'SHOWN')
    await run()
    const again = await readDraft(table, denversReport, 'SHOWN')
    expect(again?.questions).toEqual(before?.questions)
  })

  it('retries a step that failed for a moment', async () => {
    let calls = 0
    const flaky: Handler = async (event) => {
      if (++calls < 3) throw new Error('throttled')
      return steps.PrepareReport(event)
    }
    expect(await run({ PrepareReport: flaky })).toMatchObject({ draft: { outcome: 'drafted' } })
    expect(calls).toBe(3)
  })

  it('refuses a question whose gate dies, says so, and leaves no number of it', async () => {
    const dying: Handler = async (event) => {
      if ((event as { question: string }).question === TRUST) throw new Error('out of memory')
      return steps.ProveQuestion(event)
    }
    expect(await run({ ProveQuestion: dying })).toMatchObject({ draft: { outcome: 'drafted', refused: 1 } })
    const drafted = await readDraft(table, denversReport, 'SHOWN')
    const [trust, home] = drafted?.questions ?? []
    expect(trust).toMatchObject({ gate: 'refused', tables: [{ kind: 'left-out', reason: 'not-proven' }, {}] })
    expect(JSON.stringify(trust)).not.toMatch(/percent|"count"/)
    expect(home).toMatchObject({ id: HOME, tables: [{ kind: 'shown' }, {}] })
    expect(await work()).toMatchObject({ refused: 1 })
  })

  it('takes nothing from a row that the gate did not sign, or signed for other inputs', async () => {
    const { prepared } = (await run()) as { prepared: { inputs: string } }
    const { inputs } = prepared
    const key = { pk: `DRAFT#${campaignId}#denver`, sk: `PROVEN#${inputs}#${TRUST}` }
    const other = { pk: key.pk, sk: `PROVEN#${inputs}#${HOME}` }
    const row = await table.get(z.record(z.string(), z.unknown()), key)
    const stolen = await table.get(z.record(z.string(), z.unknown()), other)
    for (const signature of [stolen?.signature, { algorithm: 'Ed25519', key: 'mine', value: 'AAAA' }]) {
      await table.write({ put: { ...row, ...key, signature } })
      expect(await steps.DraftReport({ campaignId, prepared })).toMatchObject({ outcome: 'drafted', refused: 1 })
    }
    await table.write({ put: { ...row, ...key } })
    expect(await steps.DraftReport({ campaignId, prepared })).toMatchObject({ outcome: 'drafted', refused: 0 })
  })

  it('fails loudly, and publishes nothing more, when the tallies stay wrong', async () => {
    await table.write({ update: { pk: `TALLY#${campaignId}`, sk: 'gender=man#0' }, add: { n: 1 } })
    await expect(run({}, LATE)).rejects.toThrow('the tallies are still not equal to the responses')
    await table.write({ update: { pk: `TALLY#${campaignId}`, sk: 'gender=man#0' }, add: { n: -1 } })
  })

  it('fails loudly when a step keeps failing', async () => {
    const broken: Handler = async () => {
      throw new Error('broken')
    }
    await expect(run({ CloseCampaign: broken })).rejects.toThrow('A step failed or refused')
  })

  it('fails loudly when the campaign cannot be closed', async () => {
    const refused: Handler = async () => ({ outcome: 'refused', reason: 'wrong-state' })
    await expect(run({ CloseCampaign: refused })).rejects.toThrow('not in a state that can be closed')
  })
})

describe('the publication', () => {
  it('publishes nothing that staff have not let go', async () => {
    await expect(publish()).rejects.toThrow('nothing was published')
    expect(await readReport(table, denver, campaignId)).toBeUndefined()
  })

  it('brings back to staff what would not be published as they saw it, and publishes it when they let it go as it is', async () => {
    await asOlderCodeMadeIt(table, denversReport)
    await letGo()
    let calls = 0
    const flaky: Handler = async (event) => {
      if (++calls === 1) throw new Error('throttled')
      return steps.ShowAgain(event)
    }
    expect(await publish({ ShowAgain: flaky })).toMatchObject({
      signed: { outcome: 'changed', changed: 'numbers' },
      again: { outcome: 'shown' },
    })
    expect(await work()).toMatchObject({ state: 'waiting', changed: 'numbers' })
    expect(await readDraft(table, denversReport, 'SIGNED')).toBeUndefined()
    await expect(publish()).rejects.toThrow('nothing was published')
  })

  it('fails loudly when it cannot show staff what has changed, and begins anew then', async () => {
    await asOlderCodeMadeIt(table, denversReport)
    await letGo()
    const broken: Handler = async () => {
      throw new Error('broken')
    }
    await expect(publish({ ShowAgain: broken })).rejects.toThrow('nothing was published')
    expect(await work()).toMatchObject({ state: 'approved' })
    expect(await publish()).toMatchObject({ again: { outcome: 'shown' } })
  })

  it('signs and publishes what staff have let go', async () => {
    await letGo()
    expect(await publish()).toMatchObject({ publication: { outcome: 'published', release: 1 } })

    const report = await readReport(table, denver, campaignId)
    expect(report).toMatchObject({ answered: { count: 54 }, receipt: { recount: { outcome: 'equal' } } })
    expect(report?.questions[0]).toMatchObject({
      tables: [{ rows: [{ shares: [{ percent: 56 }, { percent: 44 }] }] }, {}],
    })
    const { signature, seal = '' } = report ?? {}
    expect(isSigned(await publicKeys(table), 'report', seal, signature)).toBe(true)
    const published = await work()
    expect(published).toMatchObject({ state: 'published', release: 1, seal, councilTold: 0 })
    const mailing = published?.state === 'published' ? published.mailing : undefined
    const update = mailing ? await table.get(Campaign, campaignKey(mailing)) : undefined
    expect(update).toMatchObject({
      kind: 'update',
      state: 'draft',
      title: 'What was found · Qué encontramos: Spring survey',
      participantsOf: { campaignId, ledgerShards: 1 },
    })
    expect(update?.message).toContain('This is what 54 members of the network in Denver told us')
    expect(update?.message).toContain('Esto es lo que nos dijeron 54 miembros de la red en Denver')
    expect(update?.message).toContain(`https://network.example/answers/${campaignId}/findings`)
    expect(update && dueAtOf(update)).toBe(update?.createdAt)
  })

  it('changes nothing when it runs a second time, and neither does another report workflow', async () => {
    const before = await readReport(table, denver, campaignId)
    expect(await publish()).toMatchObject({ publication: { outcome: 'published' } })
    expect(await run()).toMatchObject({ prepared: { outcome: 'refused', reason: 'published-already' } })
    expect(await readReport(table, denver, campaignId)).toEqual(before)
  })

  it('fails loudly when a step keeps failing', async () => {
    const broken: Handler = async () => {
      throw new Error('broken')
    }
    await expect(publish({ PublishReport: broken })).rejects.toThrow('nothing was published')
  })
})

const ANSWERS = [
  ...Array.from({ length: 30 }, (_, n) => aResponse(n, { [TRUST]: '1', [HOME]: 'rent' }, { gender: 'woman' })),
  ...Array.from({ length: 24 }, (_, n) => aResponse(100 + n, { [TRUST]: '5', [HOME]: 'own' }, { gender: 'man' })),
]

const work = () => table.get(ReportWork, reportWorkKey(denversReport))

const letGo = async () => {
  const needs = { table, now: atNoon, startPublication: notStarted }
  const approving = { ...denversReport, seal: await shownSeal(table), tellMembers: true }
  expect(await approveReport(needs, staff, approving)).toEqual({ outcome: 'decided' })
}

/** As if fifty-seven recounts had differed already. */
const LATE = { recount: { attempt: 57 } }

const run = (instead: Partial<Record<Step, Handler>> = {}, more: object = {}) =>
  execute('report', { campaignId, ...more }, instead)

const publish = (instead: Partial<Record<Step, Handler>> = {}) => execute('publication', denversReport, instead)

/** Answers that are not counted yet are looked for every 40 ms. */
const execute = (name: string, input: object, instead: Partial<Record<Step, Handler>>) =>
  runWorkflow(`results/${name}`, input, { ...steps, ...instead }, { wait: 40 })

const streamOf = (responses: readonly Response[]) => ({
  Records: responses.map((response, index) => ({
    eventID: `event-${index}`,
    eventName: 'INSERT',
    dynamodb: {
      SequenceNumber: String(index),
      Keys: marshall(keyOf(response)),
      NewImage: marshall(stored(response)),
    },
  })),
})
