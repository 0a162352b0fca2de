import type { CitySlug } from '../../ids.ts'
import type { Comparison, QuestionReport, ReportDocument, ReportHead } from '../document.ts'

/** The rest of the network is never one other city: its council alone reads of that one. */
export const FEWEST_OTHERS = 2

type Made = { head: ReportHead; questions: readonly QuestionReport[] }

/**
 * What the council of one city reads of a report on the network: its city against all others together, and no row of
 * another city. Undefined for a city that does not stand by itself, and where nothing is compared.
 */
export const cityInNetwork = ({ head, questions }: Made, city: CitySlug): Made | undefined => {
  if (head.scope.kind !== 'network') return undefined
  const { cities } = head.scope
  const own = cities.find((one) => one.city === city)
  if (!own?.campaignId) return undefined
  const compared = questions.flatMap((question): QuestionReport[] => {
    if (!('tables' in question)) return []
    const comparisons = question.comparisons.filter((comparison) => isOwn(comparison, city))
    return comparisons.length > 0 ? [{ ...question, tables: [], comparisons }] : []
  })
  if (compared.length === 0) return undefined
  const scope = {
    kind: 'city-in-network' as const,
    campaignId: own.campaignId,
    cities: cities.map((one) => ({ city: one.city, name: one.name })),
  }
  return { head: { ...head, scope, city, cityName: own.name, headlines: [] }, questions: compared }
}

const isOwn = ({ with: other }: Comparison, city: CitySlug) =>
  other.kind === 'rest-of-network' && other.city === city && other.cities >= FEWEST_OTHERS

/** A city's own report with how the city compares with the others, for pages: each number stands in one of the two. */
export const besideOthers = (report: ReportDocument, slice: ReportDocument | undefined): ReportDocument => ({
  ...report,
  questions: report.questions.map((question) => {
    const same = slice?.questions.find(
      ({ id, contentHash }) => id === question.id && contentHash === question.contentHash,
    )
    // At the end: headlines name comparisons by their position.
    return same && 'comparisons' in question && 'comparisons' in same
      ? { ...question, comparisons: [...question.comparisons, ...same.comparisons] }
      : question
  }),
})
