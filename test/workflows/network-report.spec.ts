import { beforeAll, describe, expect, it } from 'vitest'
import type { Table } from '../../functions/adapters/table.ts'
import { approveReport } from '../../functions/results/drafting/decide-report.ts'
import { networkChoices } from '../../functions/results/network/network-choices.ts'
import { readDraft, readReport } from '../../functions/results/publishing/report-items.ts'
import type { CampaignId } from '../../shared/ids.ts'
import { NETWORK } from '../../shared/results/network/network-report.ts'
import { ReportWork, reportWorkKey } from '../../shared/results/report-work.ts'
import { asDeployed, entryOf } from '../deployed.ts'
import { atNoon, cubeOfPeople, denver, HOME, TRUST } from '../results/cast.ts'
import { asOlderCodeMadeIt, notStarted, publishIn, shownSeal, staff } from '../results/published.ts'
import { type Handler, runWorkflow } from '../workflow.ts'

type Step =
  | 'PrepareNetworkReport'
  | 'ProveQuestion'
  | 'DraftReport'
  | 'SealReport'
  | 'ShowAgain'
  | 'PublishReport'
  | 'TellCouncil'
  | 'WriteFindings'

let table: Table
let steps: Record<Step, Handler>
let campaignId: CampaignId
let campaigns: CampaignId[]

beforeAll(async () => {
  ;({ table } = await asDeployed())
  steps = {
    PrepareNetworkReport: await entryOf(import('../../functions/results/network/prepare-network-report.lambda.ts')),
    ProveQuestion: await entryOf(import('../../functions/results/gate/prove-question.lambda.ts')),
    DraftReport: await entryOf(import('../../functions/results/drafting/draft-report.lambda.ts')),
    SealReport: await entryOf(import('../../functions/results/drafting/seal-report.lambda.ts')),
    ShowAgain: await entryOf(import('../../functions/results/drafting/show-again.lambda.ts')),
    PublishReport: await entryOf(import('../../functions/results/publishing/publish-report.lambda.ts')),
    TellCouncil: await entryOf(import('../../functions/results/publishing/tell-council.lambda.ts')),
    WriteFindings: await entryOf(import('../../functions/results/publishing/write-findings.lambda.ts')),
  }
  for (const [nth, city] of ['Denver', 'Fresno', 'Boise'].entries()) await publishIn(table, city, cubeOf(30 + nth))
  const [choice] = await networkChoices(table)
  if (!choice) throw new Error('there is nothing to put together')
  campaignId = choice.campaignId
  campaigns = choice.cities.map((one) => one.campaignId)
})

describe('the workflow of a report on the network', () => {
  it('drafts it for staff, and publishes nothing', async () => {
    expect(await run()).toMatchObject({ draft: { outcome: 'drafted', refused: 0 } })
    expect(await work()).toMatchObject({ state: 'waiting', cityName: 'The network' })
    expect(await readReport(table, NETWORK, campaignId)).toBeUndefined()
  })

  it('tries again what failed, and shows nothing of a question that could not be proven', async () => {
    let calls = 0
    const flaky: Handler = async (event) => {
      if (calls++ === 0) throw new Error('throttled')
      return steps.PrepareNetworkReport(event)
    }
    const killed: Handler = async (event) => {
      if ((event as { question: string }).question === TRUST) throw new Error('out of memory')
      return steps.ProveQuestion(event)
    }
    expect(await run({ PrepareNetworkReport: flaky, ProveQuestion: killed })).toMatchObject({ draft: { refused: 1 } })
    const draft = await readDraft(table, { campaignId, city: NETWORK }, 'SHOWN')
    const trust = draft?.questions.find(({ id }) => id === TRUST)
    expect(trust).toMatchObject({ gate: 'refused', comparisons: [] })
  })

  it('fails where cities cannot be put together', async () => {
    await expect(run({}, [campaigns[0]])).rejects.toThrow('nothing was published')
    await expect(run({}, [campaigns[0], `cmp_${'0'.repeat(26)}`])).rejects.toThrow('nothing was published')
    const broken: Handler = async () => {
      throw new Error('broken')
    }
    await expect(run({ DraftReport: broken })).rejects.toThrow('nothing was published')
  })

  it('comes back to staff when it would not be published as they saw it, and no council reads a part of it', async () => {
    await run()
    const of = { campaignId, city: NETWORK }
    await asOlderCodeMadeIt(table, of)
    await letGo()
    expect(await execute('publication', of)).toMatchObject({
      signed: { changed: 'numbers' },
      again: { outcome: 'shown' },
    })
    expect(await work()).toMatchObject({ state: 'waiting', changed: 'numbers' })
    expect(await readDraft(table, { campaignId, city: denver }, 'SIGNED')).toBeUndefined()
    for (const city of [NETWORK, denver]) expect(await readReport(table, city, campaignId)).toBeUndefined()
  })

  it('ends without a word when the report was let go: it is published with the parts of councils, and no member is mailed', async () => {
    await run()
    const { inputs } = (await work()) ?? { inputs: '' }
    const of = { campaignId, city: NETWORK }
    await letGo()
    // A second time it does nothing.
    for (const _ of [1, 2])
      expect(await execute('publication', of)).toMatchObject({
        publication: { outcome: 'published' },
        council: { outcome: 'told', people: 0 },
        findings: { outcome: 'not-wanted' },
      })
    expect(await readReport(table, NETWORK, campaignId)).toBeDefined()
    expect(await readReport(table, denver, campaignId)).toBeDefined()
    expect(await run()).toMatchObject({ prepared: { reason: 'published-already' } })
    expect(await work()).toMatchObject({ state: 'published', inputs })
  })
})

const cubeOf = (happy: number) =>
  cubeOfPeople([
    { times: happy, cell: { gender: 'woman' }, answers: { [TRUST]: '1', [HOME]: 'rent' } },
    { times: 24, cell: { gender: 'man' }, answers: { [TRUST]: '5', [HOME]: 'own' } },
  ])

const work = () => table.get(ReportWork, reportWorkKey({ campaignId, city: NETWORK }))

const letGo = async () => {
  const of = { campaignId, city: NETWORK }
  const needs = { table, now: atNoon, startPublication: notStarted }
  const approving = { ...of, seal: await shownSeal(table, of), tellMembers: true }
  expect(await approveReport(needs, staff, approving)).toEqual({ outcome: 'decided' })
}

const run = (instead: Partial<Record<Step, Handler>> = {}, of: readonly unknown[] = campaigns) =>
  execute('network-report', { campaignId, campaigns: [...of] }, instead)

const execute = (name: string, input: object, instead: Partial<Record<Step, Handler>> = {}) =>
  runWorkflow(`results/${name}`, input, { ...steps, ...instead })
