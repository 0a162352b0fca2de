import type { QuestionId } from '../ids.ts'
import { chose, RESPONSES } from './counting/contribution.ts'
import { total } from './counting/tally.ts'
import type { ReportInputs } from './inputs.ts'

export const MOST_QUOTATIONS = 10
export const LONGEST_QUOTATION = 600
/** Stands for what was cut out, so that nobody can be recognised by it. */
export const CUT = '[…]'

/** Whether enough people wrote something for any of it to be quoted, and enough answered for anything to be shown. */
export const mayQuote = ({ policy, cube }: Pick<ReportInputs, 'policy' | 'cube'>, question: QuestionId): boolean => {
  const people = new Map(cube)
  const texts = total(people, chose(question, 'text'))
  return policy === 'exact' ? texts >= 1 : texts >= policy.quotations && total(people, RESPONSES) >= policy.base
}

export type QuotationRefusal = 'too-few-texts' | 'too-many' | 'too-long' | 'not-in-a-text'

/**
 * A quotation is one text, whole or in parts in their order: staff may cut out what gives somebody away, and never put a
 * word in.
 */
export const isCutFrom = (quotation: string, text: string): boolean => {
  const whole = evenly(text)
  let from = 0
  for (const part of evenly(quotation)
    .split(CUT)
    .map((piece) => piece.trim())) {
    const at = whole.indexOf(part, from)
    if (at < 0) return false
    from = at + part.length
  }
  return from > 0
}

/** Quotations as they are stored: one line, with one sign for every cut. */
export const evenly = (text: string): string =>
  text
    .replaceAll(/\[\s*(?:\.{2,}|…)\s*\]/g, CUT)
    .replaceAll(/\s+/g, ' ')
    .trim()
