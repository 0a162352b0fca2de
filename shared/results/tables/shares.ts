import type { Quantity, QuarterBand, Share } from '../document.ts'
import { type Policy, QUESTION_BASE_STEP, roundedDown } from '../settings/policy.ts'

/** A whole percentage, half rounded up. Under protection nothing is called 0 or 100: there is always somebody else. */
export const shareOf = (count: number, base: number, exact: boolean): Share => {
  const percent = percentOf(count, base)
  if (exact) return { kind: 'exact', count, percent }
  if (percent === 0) return { kind: 'under', percent: 1 }
  if (percent === 100) return { kind: 'over', percent: 99 }
  return { kind: 'share', percent }
}

export const percentOf = (count: number, base: number) =>
  base === 0 ? 0 : Math.floor((200 * count + base) / (2 * base))

/** From the first of the two numbers of people up to the second, both within. */
export const quarterOf = (count: number, base: number): { band: QuarterBand; least: number; most: number } => {
  const quarter = Math.min(3, Math.floor((4 * count) / base))
  const from = (k: number) => Math.ceil((k * base) / 4)
  return {
    band: QUARTERS[quarter] ?? 'under-25',
    least: from(quarter),
    most: quarter === 3 ? base : from(quarter + 1) - 1,
  }
}
const QUARTERS: readonly QuarterBand[] = ['under-25', '25-to-50', '50-to-75', '75-and-more']

export const questionBase = (count: number, policy: Policy | 'exact'): Quantity =>
  policy === 'exact' ? { kind: 'exact', count } : { kind: 'at-least', count: roundedDown(count, QUESTION_BASE_STEP) }
