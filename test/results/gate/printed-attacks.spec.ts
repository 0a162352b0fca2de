import { describe, expect, it } from 'vitest'
import { highsSolver } from '../../../functions/adapters/integer-programme.ts'
import { intervalOf } from '../../../functions/results/gate/attack-question.ts'
import reference from '../reference/f_suppression.json' with { type: 'json' }
import { threeMargins, withHidden } from './classic-tables.ts'
import { sevenPeople } from './seven-people.ts'

const solve = highsSolver()

describe('tables with hidden cells, as two other solvers attacked them', () => {
  for (const { name, counts, rows, cols, suppressed, expected } of reference.cases) {
    if (!Array.isArray(counts) || !rows || !cols || !suppressed) continue
    it(`${name}: every interval to the unit`, async () => {
      const hidden = new Set(suppressed)
      const problem = withHidden(counts, (row, column) => hidden.has(`${rows[row]}|${cols[column]}`))
      for (const [key, { lp, integer }] of Object.entries(expected)) {
        const [row = '', column = ''] = key.split('|')
        const cell = { profile: rows.indexOf(row), answer: cols.indexOf(column) }
        await expectIntervals(problem, cell, lp, integer)
      }
    })
  }

  for (const { name, counts, expected, exactly_revealed } of reference.cases) {
    if (Array.isArray(counts)) continue
    // Each case has its own cells; the type of the file has those of all.
    it(`${name}: every interval to the unit, and ${exactly_revealed?.length ?? 0} cells revealed`, async () => {
      const { problem, cellOf } = threeMargins(counts as unknown as Record<string, number>)
      for (const [key, { lp, integer }] of Object.entries(expected))
        await expectIntervals(problem, cellOf(key), lp, integer)
      const known = Object.entries(expected).filter(([, { integer }]) => integer[0] === integer[1])
      expect(known.map(([key]) => key).sort()).toEqual([...(exactly_revealed ?? [])].sort())
    })
  }

  const expectIntervals = async (
    problem: Parameters<typeof intervalOf>[1],
    cell: { profile: number; answer: number },
    lp: number[],
    integer: number[],
  ) => {
    const whole = await intervalOf({ solve }, problem, [cell])
    expect([Math.round(whole?.low ?? -1), Math.round(whole?.high ?? -1)]).toEqual(integer)
    const relaxed = await intervalOf({ solve }, problem, [cell], false)
    expect(relaxed?.low).toBeCloseTo(lp[0] ?? Number.NaN, 6)
    expect(relaxed?.high).toBeCloseTo(lp[1] ?? Number.NaN, 6)
  }
})

describe('two hidden cells in every row and column', () => {
  // The example with which the authors of sdcTable show that this is not enough.
  const counts = [
    [30, 47, 64, 89],
    [90, 124, 5, 31],
    [92, 100, 59, 85],
    [800, 991, 651, 685],
  ]
  const hidden = ['0,0', '0,1', '0,2', '1,0', '1,2', '2,1', '2,3', '3,1', '3,3']
  const attacked = (also: string[]) =>
    intervalOf(
      { solve },
      withHidden(counts, (row, column) => [...hidden, ...also].includes(`${row},${column}`)),
      [{ profile: 0, answer: 1 }],
    )

  it('give one of them away to the unit', async () => {
    expect(await attacked([])).toEqual({ low: 47, high: 47 })
  })

  it('hold once a further cell is hidden', async () => {
    expect(await attacked(['1,3'])).toEqual({ low: 0, high: 78 })
  })
})

describe('seven people in a block, of whom only counts, means and medians of at least three were told', () => {
  it('can be listed one by one: age, sex, race and whether they are married', async () => {
    const { programme, people } = sevenPeople()
    const solution = await solve(programme, 60)
    expect(solution).toMatchObject({ outcome: 'optimal', gain: people })
  })
})
