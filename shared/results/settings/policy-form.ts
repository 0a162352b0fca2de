import { POLICIES, type Policy } from './policy.ts'

export const THRESHOLDS = ['group', 'residual', 'cell', 'base', 'quotations'] as const
export type Threshold = (typeof THRESHOLDS)[number]
export type TypedPolicy = Record<Threshold, string> & { bands: boolean; neverCrossed: string[] }

export type PolicyProblem = {
  field: Threshold
  reason:
    | 'not-a-number'
    | 'too-loose'
    | 'too-large'
    | 'residual-above-group'
    | 'cell-above-residual'
    | 'base-below-group'
}

const MOST = 1000

/** No threshold below that of a standard survey: what is typed can only protect more. */
export const readPolicy = (
  typed: TypedPolicy,
): { outcome: 'policy'; policy: Policy | undefined } | { outcome: 'refused'; problems: PolicyProblem[] } => {
  const least = POLICIES.standard
  const problems: PolicyProblem[] = []
  const number = (field: Threshold): number => {
    const text = typed[field].trim()
    const value = text === '' ? least[field] : /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN
    if (Number.isNaN(value)) problems.push({ field, reason: 'not-a-number' })
    else if (value < least[field]) problems.push({ field, reason: 'too-loose' })
    else if (value > MOST) problems.push({ field, reason: 'too-large' })
    return value
  }
  const policy: Policy = {
    group: number('group'),
    residual: number('residual'),
    cell: number('cell'),
    base: number('base'),
    quotations: number('quotations'),
    bands: typed.bands,
    neverCrossed: [...new Set(typed.neverCrossed)].sort(),
  }
  if (problems.length === 0) {
    if (policy.residual > policy.group) problems.push({ field: 'residual', reason: 'residual-above-group' })
    if (policy.cell > policy.residual) problems.push({ field: 'cell', reason: 'cell-above-residual' })
    if (policy.base < policy.group) problems.push({ field: 'base', reason: 'base-below-group' })
  }
  if (problems.length > 0) return { outcome: 'refused', problems }
  return { outcome: 'policy', policy: isUsual(policy) ? undefined : policy }
}

const isUsual = (policy: Policy) =>
  THRESHOLDS.every((field) => policy[field] === POLICIES.standard[field]) &&
  policy.bands === POLICIES.standard.bands &&
  policy.neverCrossed.length === 0

export const typedPolicy = (policy: Policy = POLICIES.standard): TypedPolicy => ({
  group: String(policy.group),
  residual: String(policy.residual),
  cell: String(policy.cell),
  base: String(policy.base),
  quotations: String(policy.quotations),
  bands: policy.bands,
  neverCrossed: [...policy.neverCrossed],
})
