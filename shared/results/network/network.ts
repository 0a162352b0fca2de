import type { CitySlug } from '../../ids.ts'
import { cellFrom, cellKey } from '../counting/cell.ts'
import { RESPONSES } from '../counting/contribution.ts'
import type { ReportTable } from '../document.ts'
import { type EarlierTables, type ReportInputs, sortedRows } from '../inputs.ts'
import type { ReportQuestion } from '../questionnaire.ts'
import { strictest } from '../settings/policy.ts'
import { prepare } from '../tables/prepare.ts'

/** A closed campaign of one city as it was sealed, and what was published of it. */
export type CityInputs = {
  city: CitySlug
  name: string
  inputs: ReportInputs
  /** Absent when its own report is not published. */
  released?: { seal: string; questions: EarlierTables['questions'] }
}

export type NetworkInputs = {
  inputs: ReportInputs
  /** Cities with too few answers, where they would be too few even together: nothing of them is in the cube. */
  leftOut: CitySlug[]
}

/**
 * The cubes of several cities as one, the city being one more demographic: the same people, sealed as for the cities' own reports,
 * which are attacked together with this one. Only what was asked alike everywhere is in it; neighbourhoods are a city's own.
 */
export const networkInputs = (cities: readonly CityInputs[]): NetworkInputs => {
  const policy = cities.reduce<ReportInputs['policy']>(
    (strict, { inputs }) => strictest(strict, inputs.policy === 'exact' ? undefined : inputs.policy),
    'exact',
  )
  const small = policy === 'exact' ? [] : cities.filter(({ inputs }) => responsesOf(inputs) < policy.group)
  const together = small.reduce((all, { inputs }) => all + responsesOf(inputs), 0)
  const leftOut = policy !== 'exact' && together < policy.group ? small : []
  const taken = cities.filter((city) => !leftOut.includes(city))
  return {
    inputs: {
      questionnaire: askedEverywhere(taken),
      cube: sortedRows(
        taken.flatMap(({ city, inputs }) =>
          inputs.cube.map(([cell, adds]): ReportInputs['cube'][number] => [inCity(cell, city), adds]),
        ),
      ),
      level: LEVELS.find((level) => taken.some(({ inputs }) => inputs.level === level)) ?? 'sensitive',
      policy,
      turnout: turnoutOf(taken),
      cities: taken.map(({ city, name }) => ({ city, name })),
      earlier: taken.flatMap((city) => earlierOf(city)),
    },
    leftOut: leftOut.map(({ city }) => city),
  }
}

/** The most protective first. */
const LEVELS = ['sensitive', 'standard', 'open'] as const

const responsesOf = ({ cube }: ReportInputs) => cube.reduce((all, [, adds]) => all + (adds[RESPONSES] ?? 0), 0)

const inCity = (cell: string, city: CitySlug) => cellKey({ ...cellFrom(cell), city })

const askedEverywhere = ([first, ...others]: readonly CityInputs[]): ReportQuestion[] =>
  (first?.inputs.questionnaire ?? []).filter(
    (question) =>
      !(question.kind === 'demographic' && question.dimension === 'neighbourhood') &&
      others.every(({ inputs }) =>
        inputs.questionnaire.some(({ id, contentHash }) => id === question.id && contentHash === question.contentHash),
      ),
  )

const turnoutOf = (cities: readonly CityInputs[]): ReportInputs['turnout'] => {
  const delivered = cities.map(({ inputs }) => inputs.turnout.delivered)
  return {
    invited: cities.reduce((all, { inputs }) => all + inputs.turnout.invited, 0),
    ...(delivered.every((one) => one !== undefined) && { delivered: delivered.reduce((all, one) => all + one, 0) }),
  }
}

/** What a city's own release tells, in the cells of the network. */
const earlierOf = ({ city, inputs, released }: CityInputs): EarlierTables[] => {
  if (!released) return []
  const { profiles, responses } = prepare(inputs)
  const weights = profiles.weights
  return [
    {
      seal: released.seal,
      cities: [city],
      responses,
      cell: inputs.policy === 'exact' ? 0 : inputs.policy.cell,
      ...(weights && {
        weights: inputs.cube.map(([cell], c) => [inCity(cell, city), weights[profiles.ofCell[c] ?? 0] ?? 0]),
      }),
      questions: released.questions.map(({ id, tables }) => ({ id, tables: tables.filter(isShown) })),
    },
  ]
}

const isShown = (table: ReportTable) => table.kind === 'shown'
