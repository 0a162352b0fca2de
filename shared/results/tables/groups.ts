import { PREFER_NOT } from '../../words.ts'
import type { RowGroup } from '../document.ts'
import type { AnswerOption } from '../questionnaire.ts'

/** A row of a table: the people who gave one of these demographic answers. */
export type Group =
  | { kind: 'group'; key: string; label: string; base: number }
  /** Everybody else, also those who did not say; `labels` names who was put in here. */
  | { kind: 'residual'; keys: readonly string[]; labels: readonly string[]; base: number }

export type Grouping =
  | { outcome: 'grouped'; groups: readonly Group[]; rowOf: (option: string | undefined) => number | undefined }
  | { outcome: 'left-out'; reason: 'too-few-groups' }

export type GroupSizes = { group: number; residual: number }

/** Under this stand people who did not say, and those who would rather not. */
export const UNSTATED = PREFER_NOT

/**
 * The groups of one dimension, the same for all questions of the survey: chosen by how many people answered the survey,
 * never by what they answered. Groups under the threshold, and people who did not say, form one residual; while it
 * is too small, the smallest group that is left goes into it.
 *
 * `bases`: people who answered the survey, by option.
 */
export const groupsOf = (
  bases: ReadonlyMap<string, number>,
  options: readonly AnswerOption[],
  sizes: GroupSizes | 'exact',
): Grouping => {
  const baseOf = ({ key }: AnswerOption) => bases.get(key) ?? 0
  const least = sizes === 'exact' ? 1 : sizes.group
  const shown = options.filter((option) => option.key !== UNSTATED && baseOf(option) >= least)
  const everybody = [...bases.values()].reduce((all, base) => all + base, 0)
  const residualBase = () => everybody - shown.reduce((all, option) => all + baseOf(option), 0)

  if (sizes !== 'exact')
    while (shown.length > 0 && residualBase() > 0 && residualBase() < sizes.residual)
      shown.splice(shown.indexOf(smallest(shown, baseOf)), 1)

  const groups: Group[] = shown.map((option) => ({ kind: 'group', ...option, base: baseOf(option) }))
  const rest = options.filter((option) => !shown.includes(option))
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

export const rowGroup = (group: Group): RowGroup =>
  group.kind === 'group'
    ? { kind: 'group', key: group.key, label: group.label }
    : { kind: 'residual', labels: [...group.labels] }

/** Of equally small groups the one that the questionnaire names last. */
const smallest = (options: readonly AnswerOption[], baseOf: (option: AnswerOption) => number): AnswerOption =>
  options.reduce((least, option) => (baseOf(option) <= baseOf(least) ? option : least))
