import { describe, expect, it } from 'vitest'
import type { Comparison, ShownTable } from '../../../shared/results/document.ts'
import { finish } from '../../../shared/results/finish/finish.ts'
import type { ShownCounts } from '../../../shared/results/finish/group-test.ts'
import { question as idOf } from '../cast.ts'
import { answeredBy, byGroups, lastYear, options, proven, single, total } from './cast.ts'

/** Always the same numbers from 0 to 1 (mulberry32). */
const chanceFrom = (seed: number) => () => {
  seed = (seed + 0x6d2b79f5) | 0
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
}
const chance = chanceFrom(20261124)
const drawn = (people: number, share: number) =>
  Array.from({ length: people }, chance).filter((at) => at < share).length

const TWO = options('Rent', 'Own')
const percents = (yes: number, of: number) => [Math.round((100 * yes) / of), Math.round((100 * (of - yes)) / of)]

/** One question, answered by `people` women and as many men, who would rent with these chances. */
const sampled = (number: number, people: number, women: number, men: number) => {
  const [a, b] = [drawn(people, women), drawn(people, men)]
  const counts: ShownCounts = [a, b].map((yes) => ({ answered: people, byAnswer: [yes, people - yes] }))
  const question = single(
    total(2 * people, TWO, percents(a + b, 2 * people)),
    byGroups(TWO, [
      ['Woman', people, percents(a, people)],
      ['Man', people, percents(b, people)],
    ]),
  )
  const named = { ...question, number, id: idOf(`q${number}`), contentHash: `q${number}` }
  return proven(named, new Map([['gender' as const, counts]]))
}

type Finished = ReturnType<typeof finish>
const tested = ({ questions }: Finished): ShownTable[] =>
  questions.flatMap((made) => ('tables' in made ? made.tables.filter((table) => table.kind === 'shown') : []))
const compared = ({ questions }: Finished): Comparison[] =>
  questions.flatMap((made) => ('tables' in made ? made.comparisons : []))
const findings = (made: Finished): number =>
  tested(made).filter(({ test }) => test?.outcome === 'differs').length +
  compared(made).filter(
    (comparison) =>
      comparison.outcome === 'compared' &&
      comparison.differences.some(({ verdict }) => verdict !== 'no-clear-difference'),
  ).length

const report = (questions: number, people: number, women: number, men: number) => {
  const [before, now] = [0, 1].map(() =>
    Array.from({ length: questions }, (_, i) => sampled(i + 1, people, women, men)),
  )
  const head = answeredBy(2 * people)
  const asked = (before ?? []).flatMap(({ question }) => ('tables' in question ? [question] : []))
  return finish(head, now ?? [], [lastYear(head, ...asked)])
}

describe('reports on people who all answer alike, two years in a row', () => {
  it('call something more than chance in at most one of twenty', () => {
    const reports = Array.from({ length: 400 }, () => report(5, 100, 0.4, 0.4))
    const wrong = reports.filter((made) => findings(made) > 0).length
    expect(wrong / reports.length).toBeLessThanOrEqual(0.05)
    // Not because nothing is ever found.
    expect(wrong).toBeGreaterThan(0)
  })
})

describe('a report on groups that differ by as much as it says would have shown', () => {
  it('shows it in about four of five', () => {
    const head = answeredBy(400)
    const [alike] = tested(finish(head, [sampled(1, 200, 0.5, 0.5)], [])).slice(1)
    const detectable = alike?.test?.outcome === 'no-clear-difference' ? alike.test.detectable : 0
    const half = detectable / 200
    const found = Array.from({ length: 400 }, () => finish(head, [sampled(1, 200, 0.5 + half, 0.5 - half)], [])).filter(
      (made) => findings(made) > 0,
    ).length
    expect(found / 400).toBeGreaterThan(0.77)
    expect(found / 400).toBeLessThan(0.93)
  })

  it('shows it so often among sixty tests, too: the smallest difference that it names is larger', () => {
    const head = answeredBy(400)
    const others = () => Array.from({ length: 59 }, (_, i) => sampled(i + 2, 200, 0.5, 0.5))
    const [, alike] = tested(finish(head, [sampled(1, 200, 0.5, 0.5), ...others()], []))
    const detectable = alike?.test?.outcome === 'no-clear-difference' ? alike.test.detectable : 0
    const half = detectable / 200
    const found = Array.from({ length: 150 }, () =>
      tested(finish(head, [sampled(1, 200, 0.5 + half, 0.5 - half), ...others()], [])),
    ).filter(([, table]) => table?.test?.outcome === 'differs').length
    expect(found / 150).toBeGreaterThan(0.73)
    expect(found / 150).toBeLessThan(0.93)
  })

  it('shows it at least so often where the test looks at five answers of four groups at once', () => {
    const made = () => finish(answeredBy(800), [inFours(0)], [])
    const [, alike] = tested(made())
    const detectable = alike?.test?.outcome === 'no-clear-difference' ? alike.test.detectable : 0
    const found = Array.from({ length: 200 }, () =>
      tested(finish(answeredBy(800), [inFours(detectable / 100)], [])),
    ).filter(([, table]) => table?.test?.outcome === 'differs').length
    expect(found / 200).toBeGreaterThan(0.75)
  })
})

/** Four groups of 200; the first of them gives the first of five answers more often by `more` than the others, and the others alike less. */
const inFours = (more: number) => {
  const five = options('A', 'B', 'C', 'D', 'E')
  const people = [0, 1, 2, 3].map((group) => {
    const first = 0.2 + (group === 0 ? more : 0)
    const given = Array.from({ length: 200 }, () => {
      const at = chance()
      return at < first ? 0 : 1 + Math.min(3, Math.floor((4 * (at - first)) / (1 - first)))
    })
    return [0, 1, 2, 3, 4].map((answer) => given.filter((one) => one === answer).length)
  })
  const rounded = (line: readonly number[], of: number) => line.map((count) => Math.round((100 * count) / of))
  const all = [0, 1, 2, 3, 4].map((answer) => people.reduce((sum, line) => sum + (line[answer] ?? 0), 0))
  const question = single(
    total(800, five, rounded(all, 800)),
    byGroups(
      five,
      people.map((line, group) => [`Group ${group}`, 200, rounded(line, 200)]),
    ),
  )
  const counts: ShownCounts = people.map((byAnswer) => ({ answered: 200, byAnswer }))
  return proven(question, new Map([['gender' as const, counts]]))
}

describe('intervals of two waves', () => {
  it('hold the true change in at least 19 of 20', () => {
    const held = Array.from({ length: 600 }, () => {
      const [before, now] = [sampled(1, 150, 0.3, 0.3), sampled(1, 150, 0.38, 0.38)]
      const asked = 'tables' in before.question ? [before.question] : []
      const [comparison] = compared(finish(answeredBy(300), [now], [lastYear(answeredBy(300), ...asked)]))
      const [change] = comparison?.outcome === 'compared' ? comparison.differences : []
      return change !== undefined && change.low <= 8 && 8 <= change.high
    })
    expect(held.filter(Boolean).length / held.length).toBeGreaterThanOrEqual(0.95)
  })
})
