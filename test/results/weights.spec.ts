import { describe, expect, it } from 'vitest'
import { POLICIES } from '../../shared/results/settings/policy.ts'
import { prepare } from '../../shared/results/tables/prepare.ts'
import { inputsFrom, marginsOfTwo, peopleOf, weighable } from './people.ts'

const [gender, ageBand] = marginsOfTwo
if (!gender || !ageBand) throw new Error('there are no margins')
const weightingOf = (...[people, over]: Parameters<typeof inputsFrom>) => prepare(inputsFrom(people, over)).weighting

describe('totals of a city', () => {
  it('are weighted to its margins: every level has its part of all weights', () => {
    const people = weighable(600, 3)
    const prepared = prepare(inputsFrom(people, { margins: [gender] }))
    const { inputs, profiles } = prepared
    const weightOf = (option: string) =>
      inputs.cube.reduce((sum, [cell, adds], c) => {
        const weight = profiles.weights?.[profiles.ofCell[c] ?? 0] ?? 0
        return cell.split(';').includes(`gender=${option}`) ? sum + weight * (adds.n ?? 0) : sum
      }, 0)
    const part = weightOf('woman') / (weightOf('woman') + weightOf('man'))
    expect(part).toBeCloseTo(0.49, 3)
    expect(prepared.weighting).toMatchObject({
      outcome: 'weighted',
      margins: [{ dimension: 'gender', source: 'Membership list' }],
      trimmed: false,
    })
  })

  it('weigh on average one for each person, whoever has not said', () => {
    const people = weighable(600, 3)
    const { profiles } = prepare(inputsFrom(people, { margins: marginsOfTwo }))
    const sum = profiles.list.reduce((all, { size }, p) => all + size * (profiles.weights?.[p] ?? 0), 0)
    expect(sum / people.length / 1000).toBeCloseTo(1, 3)
  })

  it('tell what weights cost: the answers they are worth, and how many times fewer those are', () => {
    const weighting = weightingOf(weighable(600, 3), { margins: marginsOfTwo })
    if (weighting.outcome !== 'weighted') throw new Error(weighting.reason)
    const n = weighable(600, 3).length
    expect(weighting.effectiveSample).toBeLessThan(n)
    expect(weighting.designEffect).toBeCloseTo(n / weighting.effectiveSample, 1)
  })

  it('do not depend on what anybody answered', () => {
    const people = weighable(300, 3)
    const silent = people.map(({ cell }) => ({ cell, answers: {} }))
    const weights = (those: typeof people) => prepare(inputsFrom(those, { margins: marginsOfTwo })).profiles.weights
    expect(weights(silent)).toEqual(weights(people))
  })
})

describe('totals are not weighted, and it is said why', () => {
  it('of an open survey, and where nobody gave margins', () => {
    const people = weighable(300, 3)
    expect(weightingOf(people, { margins: marginsOfTwo, level: 'open', policy: POLICIES.open })).toEqual({
      outcome: 'unweighted',
      reason: 'open-results',
    })
    expect(weightingOf(people)).toEqual({ outcome: 'unweighted', reason: 'no-margins' })
  })

  it('with fewer than 100 answers', () => {
    expect(weightingOf(weighable(300, 3).slice(0, 99), { margins: [gender] })).toEqual({
      outcome: 'unweighted',
      reason: 'too-few-answers',
    })
  })

  it('where a level has too few answers: it is named, and their number is not told', () => {
    const margins = [{ ...gender, counts: { woman: 490, man: 480, nonbinary: 30 } }]
    expect(weightingOf(peopleOf(150, 3), { margins })).toEqual({
      outcome: 'unweighted',
      reason: 'margins-do-not-fit',
      detail: 'gender nonbinary',
    })
  })

  it('where margins do not have the same total', () => {
    const margins = [gender, { ...ageBand, counts: { ...ageBand.counts, '18-34': 999 } }]
    expect(weightingOf(weighable(300, 3), { margins })).toMatchObject({
      reason: 'margins-do-not-fit',
      detail: 'ageBand',
    })
  })

  it('where weights would cost more than half of the answers', () => {
    const counts = { '18-34': 930, '35-49': 30, '50-64': 30, '65-plus': 10 }
    expect(weightingOf(weighable(600, 3), { margins: [{ ...ageBand, counts }] })).toMatchObject({
      reason: 'design-effect-too-large',
    })
  })
})
