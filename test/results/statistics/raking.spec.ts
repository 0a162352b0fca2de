import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { kish } from '../../../shared/results/statistics/kish.ts'
import { type Margin, missedBy, RAKING, rake, type WeightingCell } from '../../../shared/results/statistics/raking.ts'
import { trim } from '../../../shared/results/statistics/trimming.ts'
import { WEIGHING, weigh } from '../../../shared/results/statistics/weighing.ts'
import { expectClose, records, reference, SEEDED, unless } from './reference.ts'

const a1 = reference('a1_raking_api')
const a3 = reference('a3_trim')
const clus1 = records(a1.csv)

/** The example of R asks for levels of any size. */
const ANY_SIZE = { ...RAKING, level: { respondents: 1, share: 0 } }
const cellsOf = (
  schools: Record<string, string>[],
  ...dimensions: ((school: Record<string, string>) => [string, string])[]
) =>
  schools.map(
    (school): WeightingCell => ({
      count: 1,
      base: Number(school.pw),
      levels: Object.fromEntries(dimensions.map((dimension) => dimension(school))),
    }),
  )
const by =
  (name: string) =>
  (school: Record<string, string>): [string, string] => [name, String(school[name])]

describe('raking', () => {
  it.skipIf(!clus1)(`gives 183 schools the weights that R gives them${unless(clus1, a1.csv)}`, () => {
    const schools = clus1 ?? []
    const margins: Margin[] = Object.entries<Record<string, number>>(a1.margins).map(([dimension, people]) => ({
      dimension,
      people,
    }))
    const raked = rake(cellsOf(schools, by('stype'), by('sch_wide')), margins, ANY_SIZE)
    if (raked.outcome !== 'raked') throw new Error(JSON.stringify(raked.problems))
    expect(schools).toHaveLength(183)
    for (const [nth, school] of schools.entries()) {
      const cell = a1.expected.final_weight_by_cell.find(
        ({ stype, sch_wide }: Record<string, unknown>) => stype === school.stype && sch_wide === school.sch_wide,
      )
      expectClose(raked.weights[nth] ?? 0, cell.final_weight, a1.tolerance.final_weight_relative, String(school.cds))
    }
    const { nEff, deff } = kish(raked.weights.map((weight) => ({ count: 1, weight })))
    expectClose(nEff, a1.expected.kish.n_eff, 1e-6)
    expectClose(deff, a1.expected.kish.deff, 1e-6)
    for (const { stype, 'sch.wide': wide, weighted } of a1.expected.joint_after) {
      const sum = schools.reduce(
        (all, school, nth) =>
          all + (school.stype === stype && school.sch_wide === wide ? (raked.weights[nth] ?? 0) : 0),
        0,
      )
      expect(Math.abs(sum - weighted), `${stype} ${wide}`).toBeLessThanOrEqual(a1.tolerance.margin_absolute)
    }
    expect(missedBy(cellsOf(schools, by('stype'), by('sch_wide')), margins, raked.weights, 1e-9)).toEqual([])
  })

  it.skipIf(!clus1)(`takes a margin of two dimensions together${unless(clus1, a1.csv)}`, () => {
    const { margins, expected_final_weight_by_cell: wanted } = a1.second_case
    const joint = (school: Record<string, string>): [string, string] => ['joint', `${school.stype} ${school.sch_wide}`]
    const raked = rake(
      cellsOf(clus1 ?? [], joint, by('comp_imp')),
      [
        {
          dimension: 'joint',
          people: Object.fromEntries(
            margins.stype_by_sch_wide.map((m: Record<string, number>) => [`${m.stype} ${m['sch.wide']}`, m.N]),
          ),
        },
        {
          dimension: 'comp_imp',
          people: Object.fromEntries(margins.comp_imp.map((m: Record<string, number>) => [m['comp.imp'], m.Freq])),
        },
      ],
      ANY_SIZE,
    )
    if (raked.outcome !== 'raked') throw new Error(JSON.stringify(raked.problems))
    for (const [nth, school] of (clus1 ?? []).entries()) {
      const cell = wanted.find(
        (one: Record<string, unknown>) =>
          one.stype === school.stype && one.sch_wide === school.sch_wide && one.comp_imp === school.comp_imp,
      )
      expectClose(raked.weights[nth] ?? 0, cell.final_weight, a1.tolerance.final_weight_relative, String(school.cds))
    }
  })

  const AGES = { young: 400, old: 600 }
  const cell = (count: number, levels: Record<string, string>): WeightingCell => ({ count, base: 1, levels })
  const problems = (cells: WeightingCell[], ...margins: Margin[]) => {
    const raked = rake(cells, margins)
    return raked.outcome === 'refused' ? raked.problems : raked.outcome
  }

  it.each([
    ['fewer than a hundred answers', [cell(40, { age: 'young' }), cell(40, { age: 'old' })], 'too-few-respondents'],
    ['a level that nobody gave', [cell(120, { age: 'young' })], 'level-without-respondents'],
    ['a level of nine', [cell(9, { age: 'young' }), cell(120, { age: 'old' })], 'level-too-small'],
    ['a level under three percent', [cell(20, { age: 'young' }), cell(980, { age: 'old' })], 'level-too-small'],
    [
      'an answer that no margin knows',
      [cell(60, { age: 'young' }), cell(60, { age: 'old' }), cell(20, { age: 'ancient' })],
      'level-without-people',
    ],
  ])('is refused with the reason: %s', (_, cells, reason) => {
    expect(problems(cells, { dimension: 'age', people: AGES })).toMatchObject([{ reason }])
  })

  it('is done from a hundred answers and ten of each level on', () => {
    const cells = [cell(10, { age: 'young' }), cell(90, { age: 'old' })]
    expect(problems(cells, { dimension: 'age', people: AGES })).toBe('raked')
    expect(problems([cell(9, { age: 'young' }), cell(91, { age: 'old' })], { dimension: 'age', people: AGES })).toEqual(
      [{ reason: 'level-too-small', dimension: 'age', level: 'young', respondents: 9, needed: 10 }],
    )
  })

  it('is refused without margins, with more than four, and where totals differ', () => {
    const cells = [cell(60, { age: 'young', home: 'own' }), cell(60, { age: 'old', home: 'rent' })]
    expect(problems(cells)).toMatchObject([{ reason: 'no-margins' }])
    expect(problems(cells, { dimension: 'pet', people: {} })).toMatchObject([{ reason: 'no-margins' }])
    const age = { dimension: 'age', people: AGES }
    expect(problems(cells, age, age, age, age, age)).toMatchObject([
      { reason: 'too-many-margins', margins: 5, most: 4 },
    ])
    expect(problems(cells, age, { dimension: 'home', people: { own: 500, rent: 501 } })).toEqual([
      { reason: 'totals-differ', dimension: 'home', total: 1001, expected: 1000 },
    ])
  })

  it('says what cannot be met when two margins contradict one another', () => {
    const cells = [cell(60, { age: 'young', home: 'own' }), cell(60, { age: 'old', home: 'rent' })]
    const raked = problems(
      cells,
      { dimension: 'age', people: AGES },
      { dimension: 'home', people: { own: 700, rent: 300 } },
    )
    expect(raked).toMatchObject([{ reason: 'does-not-converge', missed: [{ dimension: 'age' }, { dimension: 'age' }] }])
  })

  it('leaves those who did not say out of the shares, with the weight that they had', () => {
    const cells = [cell(100, { age: 'young' }), cell(100, { age: 'old' }), cell(50, {})]
    const raked = rake(cells, [{ dimension: 'age', people: AGES }])
    if (raked.outcome !== 'raked') throw new Error('refused')
    const [young = 0, old = 0, unstated = 0] = raked.weights
    expectClose(young / old, 400 / 600, 1e-9)
    expectClose(unstated, 1000 / 250, 1e-12)
  })

  const city = fc
    .array(
      fc.record({
        count: fc.integer({ min: 12, max: 200 }),
        age: fc.constantFrom('young', 'old'),
        home: fc.constantFrom('own', 'rent'),
      }),
      { minLength: 4, maxLength: 12 },
    )
    .map((cells) => [
      ...cells.map(({ count, ...levels }) => cell(count, levels)),
      // Every combination is there, so that any margins can be met.
      ...['young', 'old'].flatMap((age) => ['own', 'rent'].map((home) => cell(40, { age, home }))),
    ])
  const share = fc.integer({ min: 10, max: 90 })

  it('meets every margin, and never depends on the scale of the weights it began with', () => {
    fc.assert(
      fc.property(city, share, share, fc.double({ min: 0.01, max: 100, noNaN: true }), (cells, young, own, times) => {
        const margins: Margin[] = [
          { dimension: 'age', people: { young, old: 100 - young } },
          { dimension: 'home', people: { own, rent: 100 - own } },
        ]
        const raked = rake(cells, margins)
        const scaled = rake(
          cells.map((one) => ({ ...one, base: one.base * times })),
          margins,
        )
        if (raked.outcome !== 'raked' || scaled.outcome !== 'raked') throw new Error('refused')
        expect(missedBy(cells, margins, raked.weights, 1e-9)).toEqual([])
        for (const [c, weight] of raked.weights.entries()) expectClose(scaled.weights[c] ?? 0, weight, 1e-9)
      }),
      SEEDED,
    )
  })

  it('within limits says which margins they leave unmet', () => {
    const cells = [
      cell(20, { age: 'young', home: 'own' }),
      cell(20, { age: 'young', home: 'rent' }),
      cell(160, { age: 'old', home: 'own' }),
      cell(200, { age: 'old', home: 'rent' }),
    ]
    const margins = [{ dimension: 'age', people: { young: 32, old: 68 } }]
    const weighed = weigh(cells, margins)
    // 32 % from a tenth of the answers needs 3.2 times the mean; 3 times is the limit.
    if (weighed.outcome !== 'weighed') throw new Error('refused')
    expect(weighed).toMatchObject({ rounds: WEIGHING.rounds, trimmed: 40 })
    expect(weighed.missed).toEqual([
      { dimension: 'age', level: 'young', wanted: 0.32, got: expect.closeTo(0.3, 9) },
      { dimension: 'age', level: 'old', wanted: 0.68, got: expect.closeTo(0.7, 9) },
    ])
  })

  it('within limits meets margins by the others that one round would have missed', () => {
    const cells = [
      cell(5, { age: 'young', home: 'own' }),
      cell(35, { age: 'young', home: 'rent' }),
      cell(35, { age: 'old', home: 'own' }),
      cell(325, { age: 'old', home: 'rent' }),
    ]
    const margins: Margin[] = [
      { dimension: 'age', people: { young: 28, old: 72 } },
      { dimension: 'home', people: { own: 28, rent: 72 } },
    ]
    // Raked once, the five are at 7.2 times the mean; cutting them misses every margin by 4.8 %.
    expect(weigh(cells, margins)).toMatchObject({ outcome: 'weighed', rounds: 5, trimmed: 5, missed: [] })
  })

  it('within limits keeps every weight from 0.3 to 3 times the mean, or refuses', () => {
    fc.assert(
      fc.property(city, share, share, (cells, young, own) => {
        const weighed = weigh(cells, [
          { dimension: 'age', people: { young, old: 100 - young } },
          { dimension: 'home', people: { own, rent: 100 - own } },
        ])
        if (weighed.outcome === 'refused') return
        const people = cells.map(({ count }, c) => ({ count, weight: weighed.weights[c] ?? 0 }))
        const mean = people.reduce((sum, { count, weight }) => sum + count * weight, 0) / weighed.n
        for (const { weight } of people) {
          expect(weight).toBeGreaterThanOrEqual(WEIGHING.low * mean * (1 - 1e-9))
          expect(weight).toBeLessThanOrEqual(WEIGHING.high * mean * (1 + 1e-9))
        }
        expect(weighed.deff).toBeLessThanOrEqual(WEIGHING.deff)
        expect(weighed.deff).toBeGreaterThanOrEqual(1 - 1e-12)
      }),
      SEEDED,
    )
  })
})

describe('trimming', () => {
  const groups = (weights: number[]) => weights.map((weight) => ({ count: 1, weight }))
  const [low, high] = a3.limits
  const each = (got: readonly number[], wanted: readonly number[]) => {
    expect(got).toHaveLength(wanted.length)
    for (const [nth, weight] of wanted.entries()) expectClose(got[nth] ?? 0, weight, 1e-9, `weight ${nth}`)
  }

  it('spreads what it cuts off over the others, once or until all are within, as survey::trimWeights does', () => {
    for (const [once, wanted] of [
      [true, a3.expected.after_one_pass],
      [false, a3.expected.after_strict],
    ]) {
      const trimmed = trim(groups(a3.before), { low, high }, once)
      if (trimmed.outcome !== 'trimmed') throw new Error(trimmed.reason)
      each(trimmed.weights, wanted)
      expectClose(
        trimmed.weights.reduce((sum, weight) => sum + weight, 0),
        a3.expected.sum_after,
        1e-9,
      )
    }
    expectClose(
      a3.before.reduce((sum: number, weight: number) => sum + weight, 0),
      a3.expected.sum_before,
      1e-9,
    )
  })

  it('leaves Kish’s effective number as R has it, before and after', () => {
    const before = kish(groups(a3.before))
    expectClose(before.nEff, a3.expected.kish_before.n_eff, 1e-9)
    expectClose(before.deff, a3.expected.kish_before.deff, 1e-9)
    const strict = trim(groups(a3.before), { low, high })
    const after = kish(groups(strict.outcome === 'trimmed' ? strict.weights : []))
    expectClose(after.nEff, a3.expected.kish_strict.n_eff, 1e-9)
    expectClose(after.deff, a3.expected.kish_strict.deff, 1e-9)
    expectClose(strict.outcome === 'trimmed' ? strict.weights.length : 0, 183, 0)
  })

  it('is refused where the limits do not hold the mean', () => {
    expect(trim(groups([1, 1, 10]), { low: 0.1, high: 2 })).toEqual({
      outcome: 'refused',
      reason: 'limits-without-the-mean',
    })
  })
})

describe('the effective number of answers', () => {
  it('is their number where all weigh the same, and 0 where nobody answered', () => {
    expect(kish([{ count: 40, weight: 7 }])).toEqual({ n: 40, nEff: 40, deff: 1 })
    expect(kish([])).toEqual({ n: 0, nEff: 0, deff: 1 })
    expect(() => kish([{ count: 1, weight: Number.NaN }])).toThrow('a weight must be')
  })
})
