import * as z from 'zod'
import type { CampaignId } from '../ids.ts'
import { SCALE_POINTS } from '../words.ts'
import { type Adds, addTo, answered, chose, RESPONSES } from './contribution.ts'
import { type CountedQuestion, type Questionnaire, sortedBands } from './questionnaire.ts'

/**
 * One stored tally: `TALLY#<campaignId>` / `<cell>#<p>`, or `<cell>#<p>#<part>` where a questionnaire is too long for
 * one update. Every part has an `n`, so that readers can sum it: it counts in the first part and is 0 in the others.
 */
export const Tally = z.object({ sk: z.string() }).catchall(z.unknown())

/** What the partition key of every tally begins with: rights are drawn along it. */
export const TALLIES_BEGIN = 'TALLY#'
export const talliesKey = (campaignId: CampaignId) => `${TALLIES_BEGIN}${campaignId}`

export const tallySortKey = (cell: string, spread: number, part: number) =>
  part === 0 ? `${cell}#${spread}` : `${cell}#${spread}#${part}`

/** What a sort key says; cells hold no `#`. */
export const placeOfTally = (sk: string): { cell: string; spread: number; part: number } => {
  const [cell = '-', spread = '0', part = '0'] = sk.split('#')
  return { cell, spread: Number(spread), part: Number(part) }
}

/**
 * Which part of a split tally each attribute belongs to. An update expression may have 4 KB; one added attribute takes
 * at most 14 characters of it.
 */
export const partsOf = (questionnaire: Questionnaire): ((attribute: string) => number) => {
  const parts = new Map<string, number>()
  let part = 0
  let room = MOST_ATTRIBUTES - 1
  for (const question of questionnaire) {
    const names = attributesOf(question)
    if (names.length > room) {
      part++
      room = MOST_ATTRIBUTES - 1
    }
    room -= names.length
    for (const name of names) parts.set(name, part)
  }
  return (attribute) => parts.get(attribute) ?? 0
}

/** Splits what is added to one cell by part; parts that get nothing are not there. */
export const splitAdds = (adds: Adds, partOf: (attribute: string) => number): Map<number, Adds> => {
  const split = new Map<number, Adds>()
  for (const [name, value] of Object.entries(adds)) {
    const part = partOf(name)
    const own = split.get(part) ?? (part === 0 ? {} : { [RESPONSES]: 0 })
    own[name] = value
    split.set(part, own)
  }
  return split
}

/** The cube: what every cell holds, parts and spreads taken together. */
export type Cube = ReadonlyMap<string, Readonly<Adds>>

export const cubeOf = (tallies: Iterable<z.output<typeof Tally>>): Cube => {
  const cube = new Map<string, Adds>()
  for (const tally of tallies) {
    addToCube(cube, placeOfTally(tally.sk).cell, numbersOf(tally))
  }
  return withoutEmpty(cube)
}

export const addToCube = (cube: Map<string, Adds>, cell: string, adds: Readonly<Adds>): void => {
  const own = cube.get(cell) ?? {}
  addTo(own, adds)
  cube.set(cell, own)
}

/** Cells that everybody has left, and zeros, say nothing. */
export const withoutEmpty = (cube: ReadonlyMap<string, Adds>): Cube =>
  new Map(
    [...cube]
      .map(([cell, adds]) => [cell, Object.fromEntries(Object.entries(adds).filter(([, v]) => v !== 0))] as const)
      .filter(([, adds]) => Object.keys(adds).length > 0),
  )

/** One number of one cell on which the tallies and the responses do not agree. */
export type Disagreement = { cell: string; attribute: string; tallies: number; responses: number }

/** Where the tallies hold something else than the responses give; empty when they are equal. */
export const disagreements = (tallies: Cube, responses: Cube): Disagreement[] =>
  [...new Set([...tallies.keys(), ...responses.keys()])].flatMap((cell) => {
    const [held, given] = [tallies.get(cell) ?? {}, responses.get(cell) ?? {}]
    return [...new Set([...Object.keys(held), ...Object.keys(given)])]
      .filter((attribute) => (held[attribute] ?? 0) !== (given[attribute] ?? 0))
      .map((attribute) => ({
        cell,
        attribute,
        tallies: held[attribute] ?? 0,
        responses: given[attribute] ?? 0,
      }))
  })

/** The same cube always gives the same text, whatever the order of its items: what a receipt's hash is made of. */
export const cubeText = (cube: Cube): string =>
  JSON.stringify(
    [...cube]
      .map(([cell, adds]) => [cell, Object.entries(adds).sort(([a], [b]) => (a < b ? -1 : 1))] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  )

export const responsesIn = (cube: Cube): number => total(cube, RESPONSES)

export const total = (cube: Cube, attribute: string): number => {
  let sumOfCells = 0
  for (const adds of cube.values()) sumOfCells += adds[attribute] ?? 0
  return sumOfCells
}

const attributesOf = (question: CountedQuestion): string[] => {
  const own = (keys: readonly string[]) => [answered(question.id), ...keys.map((key) => chose(question.id, key))]
  switch (question.kind) {
    case 'single':
    case 'multiple':
      return own(question.options.map(({ key }) => key))
    case 'scale':
      return own(SCALE_POINTS)
    case 'number':
      return own([...sortedBands(question.bands), Number.POSITIVE_INFINITY].map((_, band) => `b${band}`))
    case 'text':
      return own(['text'])
    case 'demographic':
      return []
  }
}

const MOST_ATTRIBUTES = 240

/** The attributes of a stored tally that count something. */
export const COUNTED = /^(n$|a\.|q\.)/
const numbersOf = (tally: Record<string, unknown>): Adds =>
  Object.fromEntries(
    Object.entries(tally).filter(
      (entry): entry is [string, number] => COUNTED.test(entry[0]) && typeof entry[1] === 'number',
    ),
  )
