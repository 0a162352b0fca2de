import type { GateProblem, PublishedForm } from './problem.ts'

/** Groups of people of whom every reader knows how many gave one answer. */
export type KnownCounts = {
  /** The profiles of each group, and how many of its people gave the answer. */
  members: readonly (readonly number[])[]
  people: readonly number[]
  /** The groups that each profile stands in. */
  of: readonly (readonly number[])[]
}

/**
 * How many of a group gave an answer is known where it was told for this answer alone, and where it was told for all others: what is
 * left of the group then gave this one. A group that this overlooks makes searches longer, and nothing wrong.
 */
export const knownCounts = (problem: GateProblem, answer: number): KnownCounts => {
  const members: (readonly number[])[] = []
  const people: number[] = []
  const of = problem.profiles.map((): number[] => [])
  for (const told of toldByGroup(problem)) {
    if (!told.some(({ answers }) => isOnly(answers, answer)) && !leavesOnly(told, answer, problem.answers)) continue
    const [{ profiles } = { profiles: [] }] = told
    for (const profile of profiles) of[profile]?.push(members.length)
    members.push(profiles)
    people.push(profiles.reduce((all, profile) => all + (problem.counts[profile]?.[answer] ?? 0), 0))
  }
  return { members, people, of }
}

type Told = { profiles: readonly number[]; answers: readonly number[] }

/** Exact counts of people, by the group that they are told of. */
export const toldByGroup = ({ published }: GateProblem): Told[][] => {
  const groups = new Map<string, Told[]>()
  const names = new Map<readonly number[], string>()
  for (const form of published) {
    const term = countedPeople(form)
    if (!term) continue
    const name = names.get(term.profiles) ?? [...term.profiles].sort((a, b) => a - b).join()
    names.set(term.profiles, name)
    groups.set(name, [...(groups.get(name) ?? []), term])
  }
  return [...groups.values()]
}

const countedPeople = ({ terms, low, high }: PublishedForm): Told | undefined => {
  const [term, ...others] = terms
  return low === high && term?.weight === 1 && others.length === 0 ? term : undefined
}

const isOnly = (answers: readonly number[], answer: number) => answers.length === 1 && answers[0] === answer

/** Whether these columns, none of them twice, hold all answers but this one. */
const leavesOnly = (told: readonly Told[], answer: number, width: number): boolean => {
  const others = new Set<number>()
  for (const { answers } of told)
    if (!answers.some((one) => one === answer || others.has(one))) for (const one of answers) others.add(one)
  return others.size === width - 1
}
