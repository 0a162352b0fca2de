import type { AnswerGroup } from '../document.ts'

/** Answers that two tables both show, and which of their columns make them. */
export type CommonAnswer = { group: AnswerGroup; here: readonly number[]; there: readonly number[] }

/**
 * The finest groups of answers that both tables can be added up to. Answers that do not exclude each other ("select all") are
 * never added: those that both show. Empty where nothing can be compared.
 */
export const commonAnswers = (
  here: readonly AnswerGroup[],
  there: readonly AnswerGroup[],
  exclusive: boolean,
): CommonAnswer[] => {
  const bounds = boundsOf([...here, ...there])
  const [ours, theirs] = [here, there].map((groups) => groups.map((group) => answersIn(group, bounds)))
  if (!ours || !theirs) return []
  if (!exclusive)
    return here.flatMap((group, i) => {
      const same = theirs.findIndex((answers) => sameSet(answers, ours[i] ?? []))
      return same < 0 ? [] : [{ group, here: [i], there: [same] }]
    })
  if (!sameSet(ours.flat(), theirs.flat())) return []
  const common = components(ours, theirs).map((positions) => ({
    ...positions,
    group: together(here, there, positions),
  }))
  return common.length < 2 ? [] : common
}

/** Columns that share an answer, directly or by others, belong together. */
const components = (ours: readonly string[][], theirs: readonly string[][]) => {
  const made: { here: number[]; there: number[] }[] = []
  const placed = new Set<number>()
  for (const [first] of ours.entries()) {
    if (placed.has(first)) continue
    const here = new Set([first])
    const there = new Set<number>()
    for (let size = -1; size !== here.size + there.size; ) {
      size = here.size + there.size
      const inHere = new Set([...here].flatMap((i) => ours[i] ?? []))
      for (const [j, answers] of theirs.entries()) if (answers.some((answer) => inHere.has(answer))) there.add(j)
      const inThere = new Set([...there].flatMap((j) => theirs[j] ?? []))
      for (const [i, answers] of ours.entries()) if (answers.some((answer) => inThere.has(answer))) here.add(i)
    }
    for (const i of here) placed.add(i)
    made.push({ here: inOrder(here), there: inOrder(there) })
  }
  return made
}

type Positions = { here: readonly number[]; there: readonly number[] }

/** Where one of the tables shows just this group, as it names it. */
const together = (here: readonly AnswerGroup[], there: readonly AnswerGroup[], positions: Positions): AnswerGroup => {
  const ours = positions.here.flatMap((i) => here[i] ?? [])
  const theirs = positions.there.flatMap((j) => there[j] ?? [])
  const [own, other] = [ours[0], theirs[0]]
  if (own && ours.length === 1) return own
  if (other && theirs.length === 1) return other
  return ours.reduce(joined)
}

const joined = (one: AnswerGroup, other: AnswerGroup): AnswerGroup => {
  if (one.kind === 'points' && other.kind === 'points')
    return { kind: 'points', from: Math.min(one.from, other.from), to: Math.max(one.to, other.to) }
  if (one.kind === 'band' && other.kind === 'band') {
    const above = one.above === undefined || other.above === undefined ? undefined : Math.min(one.above, other.above)
    const upTo = one.upTo === undefined || other.upTo === undefined ? undefined : Math.max(one.upTo, other.upTo)
    return { kind: 'band', ...(above !== undefined && { above }), ...(upTo !== undefined && { upTo }) }
  }
  return { kind: 'others', keys: [...keysOf(one), ...keysOf(other)], labels: [...labelsOf(one), ...labelsOf(other)] }
}

/** The answers in a group, each by a name: keys, points, or the parts that all bounds of both tables cut a number into. */
const answersIn = (group: AnswerGroup, bounds: readonly number[]): string[] => {
  if (group.kind === 'points')
    return Array.from({ length: group.to - group.from + 1 }, (_, i) => String(group.from + i))
  if (group.kind !== 'band') return keysOf(group)
  const { above = Number.NEGATIVE_INFINITY, upTo = Number.POSITIVE_INFINITY } = group
  return bounds.filter((bound) => bound > above && bound <= upTo).map(String)
}

const boundsOf = (groups: readonly AnswerGroup[]): number[] => [
  ...new Set(groups.flatMap((group) => (group.kind === 'band' ? (group.upTo ?? Number.POSITIVE_INFINITY) : []))),
]

const keysOf = (group: AnswerGroup): string[] =>
  group.kind === 'option' ? [group.key] : group.kind === 'others' ? group.keys : []
const labelsOf = (group: AnswerGroup): string[] =>
  group.kind === 'option' ? [group.label] : group.kind === 'others' ? group.labels : []

const sameSet = (one: readonly string[], other: readonly string[]) =>
  one.length === other.length && one.every((answer) => other.includes(answer))

const inOrder = (positions: ReadonlySet<number>) => [...positions].sort((a, b) => a - b)
