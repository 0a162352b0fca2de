import { beforeEach, describe, expect, it } from 'vitest'
import { confirmImport } from '../../functions/membership/import/steer-import.ts'
import type { Import } from '../../shared/membership/transfer/import.ts'
import { emptyNetwork, SAM } from '../membership/transfer.ts'
import { type Handler, runWorkflow } from '../workflow.ts'

type Step = 'PlanWork' | 'ReadFile' | 'WorkBatch' | 'SettleWork'

let network: Awaited<ReturnType<typeof emptyNetwork>>
let steps: Record<Step, Handler>

beforeEach(async () => {
  network = await emptyNetwork()
  const module = async (path: string) => import(`../../functions/membership/import/${path}.ts`)
  const [plan, read, work, settle] = await Promise.all(
    ['plan-work', 'read-file', 'work-batch', 'settle-work'].map(module),
  )
  steps = {
    PlanWork: (event) => plan.planWork(network.needs, read.ImportRun.parse(event)),
    ReadFile: (event) => read.readFile(network.needs, read.ImportRun.parse(event)),
    WorkBatch: (event) => work.workBatch(network.needs, work.BatchTask.parse(event)),
    SettleWork: (event) => settle.settleWork(network.needs, settle.SettleTask.parse(event)),
  }
})

const FILE = [
  'name,email,city,paid_through',
  ...Array.from({ length: 300 }, (_, n) => `Person ${n},person${n}@example.org,san-francisco,2027-05-01`),
].join('\n')

const confirmed = async (): Promise<Import> => {
  const checked = await network.check(FILE)
  await confirmImport(network.needs, SAM, checked)
  network.waiting.length = 0
  return network.importNow(checked.importId)
}

describe('the import workflow', () => {
  it('takes every batch in, over a worker that fails for a moment', async () => {
    const { importId, revision } = await confirmed()
    let calls = 0
    const flaky: Handler = async (event) => {
      if (++calls % 3 === 1) throw new Error('throttled')
      return steps.WorkBatch(event)
    }
    await run({ importId, revision }, { WorkBatch: flaky })
    expect(await network.importNow(importId)).toMatchObject({ state: 'imported', done: { new: 300 } })
  })

  it('changes nothing when it runs a second time', async () => {
    const { importId, revision } = await confirmed()
    await run({ importId, revision })
    const before = await network.importNow(importId)
    await run({ importId, revision })
    expect(await network.importNow(importId)).toEqual(before)
  })

  it('pauses for the staff when a batch cannot be written, and goes on from there', async () => {
    const { importId, revision } = await confirmed()
    const broken: Handler = async (event) => {
      if ((event as { batch: number }).batch === 1) throw new Error('broken')
      return steps.WorkBatch(event)
    }
    await expect(run({ importId, revision }, { WorkBatch: broken })).rejects.toThrow('staff can go on')
    const paused = await network.importNow(importId)
    expect(paused).toMatchObject({ state: 'paused', why: 'stalled' })
    const { resumeImport } = await import('../../functions/membership/import/steer-import.ts')
    await resumeImport(network.needs, SAM, paused)
    await run(await network.importNow(importId))
    expect(await network.importNow(importId)).toMatchObject({ state: 'imported', done: { new: 300 } })
  }, 60_000)

  it('says that a file cannot be read when its reader keeps failing', async () => {
    const { takeWholeFile } = await import('../../functions/membership/import/upload-file.ts')
    const begun = await takeWholeFile(network.needs, SAM, 'a.csv', new TextEncoder().encode(FILE))
    if (begun.outcome === 'refused') throw new Error('refused')
    const reading = await network.importNow(begun.importId)
    const broken: Handler = async () => {
      throw new Error('out of memory')
    }
    await expect(run(reading, { ReadFile: broken })).rejects.toThrow('staff can go on')
    expect(await network.importNow(begun.importId)).toMatchObject({ state: 'unreadable', reason: 'fault' })
  })
})

const run = (
  { importId, revision }: Pick<Import, 'importId' | 'revision'>,
  instead: Partial<Record<Step, Handler>> = {},
) => runWorkflow('membership/import', { importId, revision }, { ...steps, ...instead })
