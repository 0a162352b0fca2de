import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { launchQuietly, writeSurvey } from '../demo/campaigns.ts'
import { demoMembers } from '../demo/members.ts'
import { foundCities, importAll, inviteStaffAndCouncils } from '../demo/network.ts'
import { FIRST_STEPS } from '../demo/surveys.ts'
import { newId } from '../functions/adapters/clock.ts'
import { createLinks, type Links } from '../functions/adapters/links.ts'
import type { OpenCampaign } from '../functions/surveys/admit-respondent.ts'
import type { Usage } from '../local/usage.ts'
import { Campaign, campaignKey, isUnderWay } from '../shared/campaigns/campaign.ts'
import type { MemberId } from '../shared/ids.ts'
import type { Survey } from '../shared/surveys/survey.ts'
import { type Clock, instantOf, plusDays } from '../shared/units.ts'
import { type RunningCloud, tableOf } from './cloud.ts'

export type Asked = {
  campaign: OpenCampaign
  survey: Survey
  links: Links
  people: { memberId: MemberId; answer: (typed: Record<string, string>, version?: number) => Promise<void> }[]
}

/** A survey that was launched to as many members, each of whom answers through the personal link. */
export const askMembers = async (cloud: RunningCloud, many: number): Promise<Asked> => {
  const now = await clockOf(cloud)
  const needs = { table: await tableOf(cloud), links: await linksOf(cloud), now, newId }
  const cities = await foundCities(needs)
  const staff = await inviteStaffAndCouncils(needs, cities)
  const members = await importAll(needs, demoMembers({ ...cities.denver, members: many }), now())
  const { campaignId, survey } = await launchQuietly(needs, {
    staff,
    survey: await writeSurvey(needs, staff, FIRST_STEPS),
    city: cities.denver,
    closesAt: plusDays(now(), 7),
  })
  const people = await Promise.all(
    members.map(async ({ memberId }) => {
      const link = await needs.links.sign('answer', { c: campaignId, m: memberId, e: 0 })
      const answer = (typed: Record<string, string>, version = 0) =>
        post(
          `${cloud.url}/answers/${campaignId}`,
          new URLSearchParams({ link, version: String(version), ...typed }),
          cloud.url,
        )
      return { memberId, answer }
    }),
  )
  const campaign = await needs.table.get(Campaign, campaignKey(campaignId))
  if (campaign?.kind !== 'survey' || !isUnderWay(campaign)) throw new Error('nobody can answer the survey')
  return { campaign, survey, links: needs.links, people }
}

/** What is typed to choose one of the options of the first question. */
export const firstAnswer = ({ questions: [question] }: Survey, nth: number): Record<string, string> => {
  if (question?.kind !== 'single') throw new Error('the survey begins with another question')
  return { [question.id]: question.options[nth % question.options.length]?.key ?? '' }
}

export const post = async (url: string, body: URLSearchParams, origin = url) => {
  const answered = await fetch(url, { method: 'POST', body, headers: { origin }, redirect: 'manual' })
  if (answered.status !== 303) throw new Error(`a post was answered with ${answered.status}`)
}

/** How many items the functions of a cloud put, change and delete while this goes on, and until nothing follows from it. */
export const writesOf = async (cloud: RunningCloud, act: () => Promise<unknown>): Promise<number> => {
  await cloud.settled()
  await cloud.local('usage/reset', {})
  await act()
  await cloud.settled()
  const { services } = await cloud.local<Usage>('usage')
  return Object.values(services.DynamoDB ?? {}).reduce((sum, { written = 0 }) => sum + written, 0)
}

/** The cloud's time may be ahead: it begins by day. */
export const clockOf = async (cloud: RunningCloud): Promise<Clock> => {
  const ahead = Date.parse((await cloud.local<{ now: string }>('clock')).now) - Date.now()
  return () => instantOf(Date.now() + ahead)
}

const linksOf = async (cloud: RunningCloud) => {
  const secrets: Record<string, string> = JSON.parse(await readFile(join(cloud.data, 'secrets.json'), 'utf8'))
  const [, keys = ''] = Object.entries(secrets).find(([name]) => name.endsWith('link-keys')) ?? []
  return createLinks(async () => keys)
}
