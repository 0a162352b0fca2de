import * as z from 'zod'
import type { CampaignId } from '../../ids.ts'
import { SCALE_POINTS } from '../../words.ts'
import { type CountedQuestion, type Questionnaire, sortedBands } from '../questionnaire.ts'
import { type Adds, addTo, answered, chose, RESPONSES } from './contribution.ts'

/**
 * One stored tally: `TALLY#<campaignId>` / `<cell>#<p>`, or `<cell>#<p>#<part>` where so much was added at once that one
 * update had no room for it. A number may therefore stand in several parts, below zero in one of them; it is their sum.
 * Every part has an `n`, which is 0 but in the first.
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

/** Which part each attribute goes to where a tally is split, and how many there are. */
export type Parts = { of: (attribute: string) => number; many: number }

/** An update expression may have 4 KB; one added attribute takes at most 14 characters of it. */
export const partsOf = (questionnaire: Questionnaire): Parts => {
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
  return { of: (attribute) => parts.get(attribute) ?? 0, many: part + 1 }
}

/**
 * Splits what is added to one cell at once. What one update has room for goes to the first part, which is nearly always
 * all that one response adds: a second part would be a second write. Parts that get nothing are not there.
 */
export const splitAdds = (adds: Adds, parts: Parts): Map<number, Adds> => {
  if (parts.many === 1 || Object.keys(adds).length <= MOST_ATTRIBUTES) return new Map([[0, adds]])
  const split = new Map<number, Adds>()
  for (const [name, value] of Object.entries(adds)) {
    const part = parts.of(name)
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
  const own = cube.get(cell)
  if (own) addTo(own, adds)
  else cube.set(cell, { ...adds })
}

/** Cells that everybody has left, and zeros, say nothing. */
export const withoutEmpty = (cube: ReadonlyMap<string, Adds>): Cube => {
  const full = new Map<string, Adds>()
  for (const [cell, adds] of cube) {
    const entries = Object.entries(adds)
    const some = entries.filter(([, value]) => value !== 0)
    if (some.length > 0) full.set(cell, some.length === entries.length ? adds : Object.fromEntries(some))
  }
  return full
}

/** One number of one cell on which the tallies and the responses do not agree. */
export type Disagreement = { cell: string; attribute: string; tallies: number; responses: number }

/** Where the tallies hold something else than the responses give; empty when they are equal. */
export const disagreements = (tallies: Cube, responses: Cube): Disagreement[] => {
  const found: Disagreement[] = []
  const compare = (cell: string, attribute: string) => {
    const [held = 0, given = 0] = [tallies.get(cell)?.[attribute], responses.get(cell)?.[attribute]]
    if (held !== given) found.push({ cell, attribute, tallies: held, responses: given })
  }
  for (const [cell, adds] of tallies) for (const attribute in adds) compare(cell, attribute)
  for (const [cell, adds] of responses) {
    const held = tallies.get(cell)
    for (const attribute in adds) if (held?.[attribute] === undefined) compare(cell, attribute)
  }
  return found
}

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
const numbersOf = (tally: Record<string, unknown>): Adds => {
  const numbers: Adds = {}
  for (const name in tally) {
    const value = tally[name]
    if (typeof value === 'number' && COUNTED.test(name)) numbers[name] = value
  }
  return numbers
}
