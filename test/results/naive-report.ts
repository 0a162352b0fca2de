import { bandOf, type ReportQuestion } from '../../shared/results/questionnaire.ts'
import type { Margins } from '../../shared/results/settings/margins.ts'
import type { Policy } from '../../shared/results/settings/policy.ts'
import type { Person } from './people.ts'

/**
 * The tables of a report once more, from the answers of single people and as slowly as can be read: nothing here is taken
 * from the engine. A table is a text, so that the two can be compared line by line.
 */
export const naiveTables = (
  people: readonly Person[],
  asked: readonly ReportQuestion[],
  policy: Policy,
  margins?: Margins,
) => {
  const weights = margins && rakedWeights(people, margins)
  return asked.flatMap((question) => {
    if (question.kind === 'text' || question.kind === 'demographic') return []
    const dimensions = asked.flatMap((one) => (one.kind === 'demographic' ? [one] : []))
    const everybody = { name: 'everybody', who: people }
    return [
      naiveTable(question, people, [everybody], policy, weights),
      ...dimensions.map((dimension) => {
        const rows = naiveRows(people, dimension, policy)
        if (policy.neverCrossed.includes(dimension.dimension))
          return `${question.title} by ${dimension.dimension}: never`
        const table = rows.length < 2 ? 'few groups' : naiveTable(question, people, rows, policy)
        return `${question.title} by ${dimension.dimension}: ${table}`
      }),
    ]
  })
}

type Row = { name: string; who: readonly Person[] }
type Tabled = Exclude<ReportQuestion, { kind: 'text' | 'demographic' }>

const naiveRows = (
  people: readonly Person[],
  asked: Extract<ReportQuestion, { kind: 'demographic' }>,
  policy: Policy,
): Row[] => {
  const of = (key: string) => people.filter(({ cell }) => cell[asked.dimension] === key)
  let named = asked.options
    .map(({ key }) => key)
    .filter((key) => key !== 'prefer-not-to-say' && of(key).length >= policy.group)
  const others = () => people.filter(({ cell }) => !named.includes(cell[asked.dimension] ?? ''))
  while (named.length > 0 && others().length > 0 && others().length < policy.residual) {
    const least = Math.min(...named.map((key) => of(key).length))
    const goes = named.filter((key) => of(key).length === least).at(-1)
    named = named.filter((key) => key !== goes)
  }
  const rows = named.map((name) => ({ name, who: of(name) }))
  return others().length > 0 ? [...rows, { name: 'others', who: others() }] : rows
}

/** What a person answered, as the place in the question; nothing when they left it out. */
const answerOf = ({ answers }: Person, question: Tabled): number | undefined => {
  const answer = answers[question.id]
  if (answer === undefined) return undefined
  if (question.kind === 'scale') return Number(answer) - 1
  if (question.kind === 'number') return bandOf(Number(answer), question.bands)
  if (question.kind === 'single') return question.options.findIndex(({ key }) => key === answer)
  return undefined
}

const naiveTable = (
  question: Tabled,
  people: readonly Person[],
  rows: Row[],
  policy: Policy,
  weights?: ReadonlyMap<Person, number>,
): string => {
  const weigh = (who: readonly Person[]) => who.reduce((sum, person) => sum + (weights?.get(person) ?? 1), 0)
  if (question.kind === 'multiple') return naiveOptions(question, rows, policy, weigh)
  if (people.filter((person) => answerOf(person, question) !== undefined).length < policy.base) return 'few answers'
  const levels =
    question.kind === 'scale' ? 5 : question.kind === 'number' ? question.bands.length + 1 : question.options.length
  const inGroup = (who: readonly Person[], group: readonly number[]) =>
    who.filter((person) => group.includes(answerOf(person, question) ?? -1))
  const answered = (who: readonly Person[]) => inGroup(who, [...Array(levels).keys()])
  const ladder = naiveLadder(question, levels, (answer) => inGroup(people, [answer]).length)
  for (const groups of ladder)
    if (rows.every(({ who }) => groups.every((group) => inGroup(who, group).length >= policy.cell)))
      return rows
        .map(({ name, who }) => {
          const parts = groups.map(
            (group) => `${group.join('+')} ${naivePercent(weigh(inGroup(who, group)), weigh(answered(who)))}`,
          )
          return `${name} (${naiveBase(name, who, answered(who))}): ${parts.join(', ')}`
        })
        .join('; ')
  const last = ladder.at(-1) ?? []
  if (!policy.bands || rows.some(({ who }) => answered(who).length < policy.residual)) return 'few per answer'
  return rows
    .map(({ name, who }) => {
      const parts = last.map(
        (group) => `${group.join('+')} ${naiveQuarter(inGroup(who, group).length, answered(who).length)}`,
      )
      return `${name} (${naiveBase(name, who, answered(who))}): ${parts.join(', ')}`
    })
    .join('; ')
}

const naiveOptions = (
  question: Extract<Tabled, { kind: 'multiple' }>,
  rows: Row[],
  policy: Policy,
  weigh: (who: readonly Person[]) => number,
): string => {
  if (rows.reduce((all, { who }) => all + who.length, 0) < policy.base) return 'few answers'
  const chose = (who: readonly Person[], key: string) =>
    who.filter(({ answers }) => [answers[question.id] ?? []].flat().includes(key))
  const large = question.options.filter(({ key }) =>
    rows.every(({ who }) => Math.min(chose(who, key).length, who.length - chose(who, key).length) >= policy.cell),
  )
  const quarters = large.length === 0
  if (quarters && !policy.bands) return 'few per answer'
  return rows
    .map(({ name, who }) => {
      const parts = (quarters ? question.options : large).map(({ key }) => {
        const those = chose(who, key)
        return `${key} ${quarters ? naiveQuarter(those.length, who.length) : naivePercent(weigh(those), weigh(who))}`
      })
      return `${name} (${naiveBase(name, who, who)}): ${parts.join(', ')}`
    })
    .join('; ')
}

const naiveLadder = (question: Tabled, levels: number, total: (answer: number) => number): number[][][] => {
  const single = [...Array(levels).keys()].map((level) => [level])
  if (question.kind === 'scale')
    return [
      single,
      [[0, 1], [2], [3, 4]],
      [
        [0, 1, 2],
        [3, 4],
      ],
    ]
  if (question.kind === 'number')
    return [
      single,
      [
        [0, 1],
        [2, 3],
      ],
    ]
  const most = single.flat().sort((a, b) => total(b) - total(a) || a - b)
  const keeping = (kept: number) => [
    ...most
      .slice(0, kept)
      .sort((a, b) => a - b)
      .map((answer) => [answer]),
    most.slice(kept).sort((a, b) => a - b),
  ]
  return [single, ...[...Array(levels - 2).keys()].map((k) => keeping(levels - 2 - k))]
}

/** Of everybody only those who answered the question, rounded down to five. */
const naiveBase = (name: string, who: readonly Person[], answered: readonly Person[]) =>
  name === 'everybody' ? answered.length - (answered.length % 5) : who.length

const naivePercent = (part: number, all: number): string => {
  const percent = Math.round((100 * part) / all)
  return percent === 0 ? 'under 1' : percent === 100 ? 'over 99' : String(percent)
}

const naiveQuarter = (part: number, all: number): string =>
  part * 4 < all ? 'under-25' : part * 2 < all ? '25-to-50' : part * 4 < all * 3 ? '50-to-75' : '75-and-more'

/** Everybody's own weight in whole thousandths of the mean, by two hundred sweeps. */
const rakedWeights = (people: readonly Person[], margins: Margins): Map<Person, number> => {
  const weights = new Map(people.map((person) => [person, 1]))
  const sum = (who: readonly Person[]) => who.reduce((all, person) => all + (weights.get(person) ?? 0), 0)
  for (let sweep = 0; sweep < 200; sweep++)
    for (const { dimension, counts } of margins) {
      const stated = people.filter(
        ({ cell }) => cell[dimension] !== undefined && cell[dimension] !== 'prefer-not-to-say',
      )
      const before = sum(stated)
      const all = Object.values(counts).reduce((a, b) => a + b, 0)
      for (const [key, count] of Object.entries(counts)) {
        const those = stated.filter(({ cell }) => cell[dimension] === key)
        const factor = ((count / all) * before) / sum(those)
        for (const person of those) weights.set(person, (weights.get(person) ?? 0) * factor)
      }
    }
  const mean = sum(people) / people.length
  return new Map([...weights].map(([person, weight]) => [person, Math.round((1000 * weight) / mean)]))
}
