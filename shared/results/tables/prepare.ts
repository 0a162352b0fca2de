import type { QuestionId } from '../../ids.ts'
import { cellReader } from '../counting/cell.ts'
import { RESPONSES } from '../counting/contribution.ts'
import type { ReportInputs } from '../inputs.ts'
import type { Policy } from '../settings/policy.ts'
import { type Counted, countedBy, isTabled } from './counted.ts'
import { type Grouping, groupsOf, UNSTATED } from './groups.ts'
import { type Crossing, type Profiles, profilesOf } from './profiles.ts'
import type { Place } from './rows.ts'
import { type Weights, weightsOf } from './weights.ts'

/** What all questions of a report share. Time and memory depend on the cells of the cube, not on how many answered. */
export type Prepared = {
  inputs: ReportInputs
  policy: Policy | 'exact'
  responses: number
  /** Of every demographic that was asked and, in a network, of the city: also those that questions are not crossed with. */
  groupings: ReadonlyMap<Crossing, Grouping>
  profiles: Profiles
  counted: ReadonlyMap<QuestionId, Counted>
  weighting: Weights['weighting']
}

export const prepare = (inputs: ReportInputs): Prepared => {
  const { cube, questionnaire, policy } = inputs
  const places = placesOf(cube)
  const groupings = groupingsOf(inputs, places)
  const { weighting, thousandths } = weightsOf(places, inputs.margins, policy === 'exact')
  const crossed = new Map([...groupings].filter(([by]) => policy === 'exact' || !policy.neverCrossed.includes(by)))
  const profiles = profilesOf(places, crossed, thousandths, inputs.earlier)
  return {
    inputs,
    policy,
    responses: places.reduce((all, { people }) => all + people, 0),
    groupings,
    profiles,
    counted: countedBy(cube, questionnaire.filter(isTabled), profiles.ofCell, profiles.sizes) as Map<
      QuestionId,
      Counted
    >,
    weighting,
  }
}

const placesOf = (cube: ReportInputs['cube']): Place[] => {
  const read = cellReader()
  return cube.map(([cell, adds]) => {
    const options = read(cell)
    return {
      cell,
      people: adds[RESPONSES] ?? 0,
      option: (dimension) => {
        const option = options.get(dimension)
        return option === UNSTATED ? undefined : option
      },
    }
  })
}

const groupingsOf = (
  { questionnaire, policy, cities }: ReportInputs,
  places: readonly Place[],
): Map<Crossing, Grouping> => {
  const groupings = new Map<Crossing, Grouping>()
  if (cities) {
    const options = cities.map(({ city, name }) => ({ key: city, label: name }))
    // What stands under "smaller cities together" is as much a release as a city of its own.
    const sizes = policy === 'exact' ? 'exact' : { group: policy.group, residual: policy.group }
    groupings.set('city', groupsOf(basesOf(places, 'city'), options, sizes))
  }
  for (const question of questionnaire)
    if (question.kind === 'demographic')
      groupings.set(question.dimension, groupsOf(basesOf(places, question.dimension), question.options, policy))
  return groupings
}

const basesOf = (places: readonly Place[], dimension: string): Map<string, number> => {
  const bases = new Map<string, number>()
  for (const { people, option } of places) {
    const own = option(dimension) ?? UNSTATED
    bases.set(own, (bases.get(own) ?? 0) + people)
  }
  return bases
}
