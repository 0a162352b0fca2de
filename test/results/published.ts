import type { Table } from '../../functions/adapters/table.ts'
import { makeReport } from '../../functions/results/make-report.ts'
import { publishReport } from '../../functions/results/publish-report.ts'
import { cubeHash } from '../../functions/results/stored-cube.ts'
import { Campaign, campaignKey, campaignListKey } from '../../shared/campaigns/campaign.ts'
import { City, cityKey } from '../../shared/cities/city.ts'
import { responsesCountedKey } from '../../shared/results/responses-counted.ts'
import { type Cube, responsesIn, talliesKey, tallySortKey } from '../../shared/results/tally.ts'
import { Survey, surveyKey } from '../../shared/surveys/survey.ts'
import { atNoon, campaignId, denver, NOON, questionnaire, surveyId } from './cast.ts'

export const aCity = (slug: string, name: string) =>
  City.parse({ slug, name, state: 'CO', timeZone: 'America/Denver', neighbourhoods: [], foundedAt: NOON })

export const aCampaign = (state: 'open' | 'closed'): Campaign =>
  Campaign.parse({
    state,
    campaignId,
    kind: 'survey',
    city: denver,
    surveyId,
    surveyVersion: 1,
    protection: 'standard',
    title: 'Spring survey',
    message: 'Please answer.',
    createdAt: '2026-11-01T12:00:00.000Z',
    launchAt: '2026-11-02T12:00:00.000Z',
    closesAt: '2026-11-20T12:00:00.000Z',
    closedAt: '2026-11-20T12:00:00.000Z',
    revision: 1,
    responseKey: 'k1',
    recipients: 150,
    ledgerShards: 1,
  })

/** Denver, its spring survey and the campaign, with the city of Fresno beside it. */
export const setTheScene = async (table: Table, state: 'open' | 'closed', title = 'Spring survey') => {
  const survey = Survey.parse({
    surveyId,
    version: 1,
    title,
    introduction: '',
    protection: 'standard',
    questions: questionnaire,
    editedAt: NOON,
    launchedAt: NOON,
  })
  const campaign = { ...aCampaign(state), title }
  for (const city of [aCity('denver', 'Denver'), aCity('fresno', 'Fresno')])
    await table.write({ put: { ...cityKey(city.slug), ...city } })
  await table.write({ put: { ...surveyKey(surveyId, 1), ...survey } })
  await table.write({ put: { ...campaignKey(campaignId), ...campaign } })
  await table.write({ put: { ...campaignListKey(denver, campaignId), ...campaign } })
}

export const storeCube = async (table: Table, cube: Cube) => {
  for (const [cell, adds] of cube)
    await table.write({ put: { pk: talliesKey(campaignId), sk: tallySortKey(cell, 0, 0), ...adds } })
  await table.write({ put: { ...responsesCountedKey(campaignId, 0), n: responsesIn(cube) } })
}

/** Makes and publishes the report of the stored cube. */
export const publish = async (table: Table, cube: Cube) => {
  const needs = { table, now: atNoon }
  const made = await makeReport(needs, { campaignId, cube: cubeHash(cube) })
  if (made.outcome !== 'made') throw new Error(`the report was not made: ${made.outcome}`)
  return publishReport(needs, { campaignId, release: made.release, seal: made.seal })
}
