import { type CampaignId, CitySlug } from '../../ids.ts'
import type { ReportHead } from '../document.ts'

/** Stands where a report names its city. No city can have this slug, so no council can have the network's report. */
export const NETWORK = CitySlug.parse('network')

/** As staff read it beside the names of cities. */
export const NETWORK_NAME = 'The network'

/** With fewer there is nothing to put together. */
export const FEWEST_CITIES = 2

export type AskedAlike = Pick<ReportHead, 'surveyId' | 'surveyVersion' | 'wave' | 'protection'>

/**
 * What the reports of cities must have in common to become one of the network: version, wave and level. The network is
 * reported once for each: a second release over the same answers would have to be safe together with the first.
 */
export const askedAlike = ({ surveyId, surveyVersion, wave, protection }: AskedAlike): string =>
  [surveyId, surveyVersion, wave ?? '', protection].join('|')

/** The report of one city that goes into the network's. */
export type CityReport = { campaignId: CampaignId; city: CitySlug }

/** Each city once, and two of them at least. */
export const isNetwork = (reports: readonly CityReport[]): boolean =>
  reports.length >= FEWEST_CITIES && new Set(reports.map(({ city }) => city)).size === reports.length

/** That of its cities, where they share one; otherwise none of theirs, and readers are told so. */
export const zoneOfNetwork = (zones: readonly string[]): string => {
  const [zone = 'UTC', ...others] = new Set(zones)
  return others.length === 0 ? zone : 'UTC'
}
