import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { highsSolver } from '../../functions/adapters/integer-programme.ts'
import { cubeHash } from '../../functions/results/counting/stored-cube.ts'
import { attackReports } from '../../functions/results/gate/attack-reports.ts'
import { provingWithin } from '../../functions/results/gate/prove-question.ts'
import { type PublicKey, publicKeys } from '../../functions/results/gate/signing.ts'
import { isVerified, verifyReport } from '../../functions/results/gate/verify-report.ts'
import { hashOfSealed, readSealed } from '../../functions/results/preparing/sealed-store.ts'
import { readReport } from '../../functions/results/publishing/report-items.ts'
import { CampaignId } from '../../shared/ids.ts'
import { FORMAT, type ReportDocument } from '../../shared/results/document.ts'
import { cubeRows } from '../../shared/results/inputs.ts'
import type { SealedInputs } from '../../shared/results/sealed.ts'
import { freshTable } from '../table.ts'
import { atNoon, campaignId, cubeOfPeople, denver, HOME, NEEDS, TRUST } from './cast.ts'
import { denversReport, publish, setTheScene, storeCube } from './published.ts'

const solve = highsSolver()
let report: ReportDocument
let sealed: SealedInputs
let keys: PublicKey[]

beforeAll(async () => {
  const { table } = await freshTable()
  await setTheScene(table, 'closed')
  const cube = cubeOfPeople([
    { times: 32, cell: { gender: 'woman' }, answers: { [TRUST]: '1', [HOME]: 'rent', [NEEDS]: ['work'] } },
    { times: 9, cell: { gender: 'woman' }, answers: { [TRUST]: '5', [HOME]: 'own', [NEEDS]: ['care'] } },
    { times: 25, cell: { gender: 'man' }, answers: { [TRUST]: '5', [HOME]: 'own' } },
    { times: 8, cell: { gender: 'man' }, answers: { [TRUST]: '2', [HOME]: 'rent', [NEEDS]: ['work'] } },
  ])
  await storeCube(table, cube)
  await publish(table, cube)
  const published = await readReport(table, denver, campaignId)
  const inputs = published && (await readSealed(table, denversReport, published.receipt.inputs))
  if (!published || !inputs) throw new Error('the report was not published')
  report = published
  sealed = inputs
  keys = await publicKeys(table)
})

const verify = (document: ReportDocument, inputs = sealed, known: PublicKey[] | undefined = keys) =>
  verifyReport({ prove: () => provingWithin({ now: atNoon, solve }), keys: known }, document, inputs)

describe('a published report', () => {
  it('is what its sealed inputs give, to the last number, and the gate has signed it', async () => {
    const verified = await verify(JSON.parse(JSON.stringify(report)))
    expect(verified).toEqual({ seal: 'equal', signature: 'valid', inputs: 'equal', unequal: [] })
    expect(isVerified(verified)).toBe(true)
    expect(report.format).toBe(FORMAT)
  })

  it('is not equal when a number was changed, and the place is named', async () => {
    const changed = JSON.parse(JSON.stringify(report))
    changed.questions[0].tables[0].rows[0].shares[0].percent = 7
    const verified = await verify(changed)
    expect(verified).toMatchObject({ seal: 'not-equal', unequal: ['questions.0.tables.0.rows.0.shares.0.percent'] })
    expect(isVerified(verified)).toBe(false)
  })

  it('is not equal when other inputs are handed over for it', async () => {
    const [first, ...others] = sealed.inputs.cube
    if (!first) throw new Error('the cube is empty')
    const cube: typeof sealed.inputs.cube = [[first[0], { ...first[1], n: (first[1].n ?? 0) + 1 }], ...others]
    const verified = await verify(report, { ...sealed, inputs: { ...sealed.inputs, cube } })
    expect(verified.inputs).toBe('not-equal')
    expect(verified.unequal).toContain('head.answered.count')
  })

  it('shows no hash that whoever tries all answers there can be could compute', () => {
    expect(report.receipt.cube).not.toBe(cubeHash(new Map(sealed.inputs.cube)))
    const { salt, ...guessed } = sealed.receipt
    expect(salt?.length).toBeGreaterThan(40)
    expect(hashOfSealed({ ...sealed, receipt: guessed })).not.toBe(report.receipt.inputs)
    expect(JSON.stringify(report)).not.toContain(salt)
  })

  it('was signed by nobody when its key is not among those that are known', async () => {
    expect((await verify(report, sealed, [])).signature).toBe('not-valid')
    const impostor = keys.map((one) => ({
      ...one,
      spki: 'MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=',
    }))
    expect((await verify(report, sealed, impostor)).signature).toBe('not-valid')
  })
})

describe('an attack on releases', () => {
  it('finds nobody in a report that went through the gate', async () => {
    const attacked = await attackReports({ solve }, [report], sealed)
    expect(attacked.length).toBeGreaterThan(2)
    expect(attacked.every(({ outcome }) => outcome === 'nobody')).toBe(true)
  })

  it('finds whom a table gives away that the rules would never have let through', async () => {
    const counts = { woman: [41, 0, 0, 0, 0], man: [0, 8, 0, 0, 25] }
    const cube = cubeOfPeople([
      { times: 41, cell: { gender: 'woman' }, answers: { [TRUST]: '1' } },
      { times: 8, cell: { gender: 'man' }, answers: { [TRUST]: '2' } },
      { times: 25, cell: { gender: 'man' }, answers: { [TRUST]: '5' } },
    ])
    const question = report.questions.find(({ id }) => id === TRUST)
    const table = question && 'tables' in question && question.tables.find(({ by }) => by === 'gender')
    if (!question || !table || table.kind !== 'shown') throw new Error('there is no table by gender')
    const naive: ReportDocument = JSON.parse(
      JSON.stringify({ ...report, questions: [{ ...question, tables: [table] }] }),
    )
    const [told] = naive.questions
    const [shown] = told && 'tables' in told ? told.tables : []
    if (shown?.kind !== 'shown') throw new Error('there is no table')
    // All five points as they were counted, although nobody gave some of them.
    shown.answers = [1, 2, 3, 4, 5].map((point) => ({ kind: 'points', from: point, to: point }))
    shown.rows = shown.rows.map((row) => {
      const own = counts[row.group.kind === 'group' && row.group.key === 'man' ? 'man' : 'woman']
      return { ...row, shares: own.map((count) => shareOf(count, row === shown.rows[0] ? 41 : 33)) }
    })
    const attacked = await attackReports({ solve }, [naive], {
      ...sealed,
      inputs: { ...sealed.inputs, cube: cubeRows(cube) },
    })
    expect(attacked).toEqual([{ title: question.title, outcome: 'exposed', people: 41 }])
  })

  it('says by its command whose inputs it needs, and calls nothing safe that it cannot look at', () => {
    const folder = mkdtempSync(join(tmpdir(), 'attack-'))
    const attack = (document: ReportDocument) => {
      writeFileSync(join(folder, 'report.json'), JSON.stringify(document))
      writeFileSync(join(folder, 'sealed.json'), JSON.stringify(sealed))
      const files = [join(folder, 'report.json'), '--sealed', join(folder, 'sealed.json')]
      const { status, stdout } = spawnSync(process.execPath, ['verify/attack.ts', ...files], { encoding: 'utf8' })
      return [status, stdout]
    }
    expect(attack(report)).toEqual([0, expect.stringContaining('NOBODY can be given away')])
    const other = { ...report, campaignId: CampaignId.parse(`cmp_${'7'.repeat(26)}`) }
    expect(attack(other)).toEqual([2, expect.stringContaining('not the sealed inputs of this report')])
    const part = { ...other, scope: { kind: 'city-in-network' as const, campaignId, cities: [] } }
    expect(attack(part)).toEqual([2, expect.stringContaining('no tables of its own')])
    rmSync(folder, { recursive: true })
  })
})

const shareOf = (count: number, all: number) => {
  const percent = Math.floor((200 * count + all) / (2 * all))
  if (percent === 0) return { kind: 'under', percent: 1 } as const
  return percent === 100 ? ({ kind: 'over', percent: 99 } as const) : ({ kind: 'share', percent } as const)
}
