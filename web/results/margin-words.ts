import {
  type GroupProblem,
  LONGEST_NOTE,
  LONGEST_SOURCE,
  type MarginProblem,
  type OriginProblem,
} from '../../shared/results/settings/margin-form.ts'
import type { AskedGroups, Named, TableProblem } from '../../shared/results/settings/margin-table.ts'
import { LEAST_SHARE, levelsOf, type Margin, totalOf } from '../../shared/results/settings/margins.ts'
import { POLICIES } from '../../shared/results/settings/policy.ts'
import type { PolicyProblem, Threshold } from '../../shared/results/settings/policy-form.ts'
import type { EnteredMargin } from '../../shared/results/settings/result-settings.ts'
import { RAKING } from '../../shared/results/statistics/raking.ts'
import type { Problem } from '../components/form.tsx'
import { numeral } from '../numeral.ts'

export const shareText = (share: number) => `${(100 * share).toLocaleString('en-US', { maximumFractionDigits: 1 })}%`

export const countField = (option: string) => `count-${option}`
export const joinedField = (option: string) => `joined-${option}`
/** Where the total of everything that stands together is to be agreed to. */
export const SCALE_FIELD = 'scaled'

export const labelOf = (options: readonly Named[], key: string) =>
  options.find((option) => option.key === key)?.label ?? key

/** Each level by all options that it takes together. */
export const levelNames = (
  margin: Pick<Margin, 'counts' | 'joined'>,
  options: readonly Named[],
): { level: string; name: string; people: number }[] => {
  const order = (key: string) => options.findIndex((option) => option.key === key)
  const joined = Object.entries(margin.joined ?? {})
  return Object.entries(levelsOf(margin))
    .sort(([a], [b]) => order(a) - order(b))
    .map(([level, people]) => {
      const others = joined.flatMap(([option, into]) => (into === level ? [option] : []))
      const keys = [level, ...others.sort((a, b) => order(a) - order(b))]
      return { level, people, name: keys.map((key) => labelOf(options, key)).join(', ') }
    })
}

/** What the numbers do not know of, since neighbourhoods were added or taken away. */
export const strangersIn = (margin: Pick<Margin, 'counts' | 'joined'>, options: readonly Named[]): string[] => {
  const known = new Set([...Object.keys(margin.counts), ...Object.keys(margin.joined ?? {})])
  const offered = new Set(options.map(({ key }) => key))
  const missing = options.filter(({ key }) => !known.has(key)).map(({ label }) => label)
  return [...missing, ...[...known].filter((key) => !offered.has(key))]
}

export const marginProblems = (problems: readonly MarginProblem[], options: readonly Named[]): Problem[] =>
  problems.map((problem) => ('option' in problem ? groupProblem(problem, options) : originProblem(problem)))

const groupProblem = (problem: GroupProblem, options: readonly Named[]): Problem => {
  const { option } = problem
  const label = labelOf(options, option)
  const least = shareText(LEAST_SHARE)
  switch (problem.reason) {
    case 'not-a-number':
      return { field: countField(option), message: `The number of “${label}” must be a whole number such as 1,204.` }
    case 'no-number':
      return {
        field: countField(option),
        message: `“${label}” has no number. Enter one, or choose the group that it is weighted together with.`,
      }
    case 'joined-to-nothing':
      return { field: joinedField(option), message: `Choose another group that “${label}” is weighted together with.` }
    case 'joined-in-a-row':
      return {
        field: joinedField(option),
        message: `“${label}” is weighted together with a group that is itself weighted together with another. Choose the last one for both.`,
      }
    case 'too-small':
      return {
        field: joinedField(option),
        message: `“${label}” is ${shareText(problem.share)} of all. Groups of less than ${least} cannot be weighted to: choose the group that it is weighted together with.`,
      }
    case 'only-one':
      return { field: joinedField(option), message: 'At least two groups must stand by themselves.' }
  }
}

const originProblem = ({ field, reason }: OriginProblem): Problem => ({
  field,
  message: ORIGIN[field][reason] ?? 'This cannot be stored.',
})

const ORIGIN: Record<OriginProblem['field'], Partial<Record<OriginProblem['reason'], string>>> = {
  of: { 'not-chosen': 'Choose whether the numbers are of members or of residents.' },
  source: {
    missing: 'The source is missing.',
    'too-long': `The source can have at most ${LONGEST_SOURCE} characters.`,
  },
  asOf: {
    missing: 'The date of the numbers is missing.',
    'not-a-date': 'The date must be one such as 2026-11-23.',
    'to-come': 'The date of the numbers is still to come.',
  },
  note: { 'too-long': `The note can have at most ${LONGEST_NOTE} characters.` },
}

export const tableProblems = (problems: readonly TableProblem[], asked: AskedGroups): Problem[] =>
  problems.map((problem) => ({ field: 'table', message: tableMessage(problem, asked) }))

const tableMessage = (problem: TableProblem, asked: AskedGroups): string => {
  switch (problem.reason) {
    case 'no-table':
      return 'Choose a file, or paste a table.'
    case 'no-rows':
      return 'There is no row below the header.'
    case 'no-column':
      return `There is no column “${problem.column}”. The columns are dimension, option and count.`
    case 'unknown-dimension':
      return `Row ${problem.row}: “${problem.value}” is none of ${asked.map(({ dimension }) => dimension).join(', ')}.`
    case 'unknown-option':
      return `Row ${problem.row}: “${problem.value}” is no group that people can choose.`
    case 'twice':
      return `Row ${problem.row}: “${problem.value}” stands there twice.`
  }
}

export const totalsProblem = (totals: readonly { dimension: string; total: number }[], asked: AskedGroups): Problem => {
  const [most] = totals.toSorted((a, b) => b.total - a.total)
  const told = totals.map(({ dimension, total }) => {
    const name = asked.find((group) => group.dimension === dimension)?.name ?? dimension
    const less = (most?.total ?? total) - total
    return `${name} ${numeral(Math.round(total))}${less > 0 ? ` (${numeral(Math.round(less))} fewer, ${shareText(less / (most?.total ?? 1))})` : ''}`
  })
  return {
    field: SCALE_FIELD,
    message: `The totals differ: ${told.join('; ')}. Correct the numbers, or agree that they count as shares only.`,
  }
}

/** What weighting to these numbers will need. */
export const needOf = (margin: EnteredMargin, options: readonly Named[]): string => {
  const total = totalOf(margin)
  const [least] = levelNames(margin, options).sort((a, b) => a.people - b.people)
  const { name, people } = least ?? { name: '', people: total }
  const answers = Math.max(RAKING.respondents, Math.ceil((RAKING.level.respondents * total) / people))
  return `Smallest group: ${name}, ${shareText(people / total)}. If all groups answer alike, about ${numeral(Math.round(answers))} answers are needed to weigh.`
}

export const policyProblems = (problems: readonly PolicyProblem[]): Problem[] =>
  problems.map(({ field, reason }) => ({ field, message: `${THRESHOLD_NAMES[field]}: ${policyReason(field, reason)}` }))

const policyReason = (field: Threshold, reason: PolicyProblem['reason']): string => {
  switch (reason) {
    case 'not-a-number':
      return 'enter a whole number.'
    case 'too-loose':
      return `at least ${POLICIES.standard[field]}. A city can ask for more protection, never for less.`
    case 'too-large':
      return 'at most 1,000.'
    case 'residual-above-group':
      return 'everybody else cannot need more people than a group of its own.'
    case 'cell-above-residual':
      return 'one answer cannot need more people than its row.'
    case 'base-below-group':
      return 'a total cannot need fewer people than a group.'
  }
}

export const THRESHOLD_NAMES: Record<Threshold, string> = {
  group: 'People in a group that has a row of its own',
  residual: 'People in the row of everybody else',
  cell: 'People behind every answer of a row',
  base: 'People behind a total, and behind any report',
  quotations: 'Texts that must have been written for one to be quoted',
}
