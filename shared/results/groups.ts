import { type Dimension, PREFER_NOT } from '../words.ts'
import { cellFrom } from './cell.ts'
import { RESPONSES } from './contribution.ts'
import type { Policy } from './policy.ts'
import type { AnswerOption } from './questionnaire.ts'
import type { Cube } from './tally.ts'

/** A row of a table: the people who gave one of these demographic answers. */
export type Group =
  | { kind: 'group'; key: string; label: string; base: number }
  /** Everybody else, also those who did not say; `labels` names who was put in here. */
  | { kind: 'residual'; keys: readonly string[]; labels: readonly string[]; base: number }

export type Grouping =
  | { outcome: 'grouped'; groups: readonly Group[]; rowOf: (option: string | undefined) => number | undefined }
  | { outcome: 'left-out'; reason: 'too-few-groups' }

type Options = { dimension: Dimension; options: readonly AnswerOption[] }

/**
 * The groups of one dimension, the same for all questions of the survey: chosen by how many people answered the survey,
 * never by what they answered. Groups under the threshold, and people who did not say, form one residual; while it
 * is too small, the smallest group that is left goes into it.
 */
export const groupsOf = (cube: Cube, asked: Options, policy: Policy | 'exact'): Grouping => {
  const bases = basesOf(cube, asked)
  const least = policy === 'exact' ? 1 : policy.group
  const shown = asked.options.filter(({ key }) => key !== PREFER_NOT && (bases.get(key) ?? 0) >= least)
  const everybody = [...bases.values()].reduce((all, base) => all + base, 0)
  const baseOf = (option: AnswerOption) => bases.get(option.key) ?? 0
  const residualBase = () => everybody - shown.reduce((all, option) => all + baseOf(option), 0)

  if (policy !== 'exact')
    while (shown.length > 0 && residualBase() > 0 && residualBase() < policy.residual)
      shown.splice(shown.indexOf(smallest(shown, baseOf)), 1)

  const groups: Group[] = shown.map((option) => ({ kind: 'group', ...option, base: baseOf(option) }))
  const rest = asked.options.filter((option) => !shown.includes(option))
  if (residualBase() > 0)
    groups.push({
      kind: 'residual',
      keys: rest.map(({ key }) => key),
      labels: rest.map(({ label }) => label),
      base: residualBase(),
    })
  if (groups.length < 2) return { outcome: 'left-out', reason: 'too-few-groups' }
  const rows = new Map(shown.map(({ key }, row) => [key, row]))
  const last = residualBase() > 0 ? groups.length - 1 : undefined
  return { outcome: 'grouped', groups, rowOf: (option) => (option === undefined ? last : (rows.get(option) ?? last)) }
}

/** Of equally small groups the one that the questionnaire names last. */
const smallest = (options: readonly AnswerOption[], baseOf: (option: AnswerOption) => number): AnswerOption =>
  options.reduce((least, option) => (baseOf(option) <= baseOf(least) ? option : least))

const basesOf = (cube: Cube, { dimension }: Options): Map<string, number> => {
  const bases = new Map<string, number>()
  for (const [cell, adds] of cube) {
    const option = cellFrom(cell)[dimension] ?? PREFER_NOT
    bases.set(option, (bases.get(option) ?? 0) + (adds[RESPONSES] ?? 0))
  }
  return bases
}
