import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { launchQuietly, writeSurvey } from '../../demo/campaigns.ts'
import { demoMembers } from '../../demo/members.ts'
import { foundCities, importAll, inviteStaffAndCouncils } from '../../demo/network.ts'
import { FIRST_STEPS } from '../../demo/surveys.ts'
import { newId } from '../../functions/adapters/clock.ts'
import { createLinks } from '../../functions/adapters/links.ts'
import { countAnswers } from '../../functions/campaigns/events/count-answers.ts'
import type { CampaignId } from '../../shared/ids.ts'
import { type Clock, instantOf, plusDays } from '../../shared/units.ts'
import { type RunningCloud, tableOf, until } from '../cloud.ts'
import { inParallel } from './in-parallel.ts'

/** One of 500 would wait for a second reader. */
const MEMBERS = 490
const WARM_UP = 90

export type AnsweringFigure = {
  perSecond: number
  /** From the first answer until the tallies hold the last one. */
  countedPerSecond: number
  yardstickPerSecond: number
  ratio: number
}

/**
 * First answers of as many members, each through the personal link, while the stream counts them; against a bare handler
 * that does one transaction, in an embedded cloud of its own.
 */
export const measureAnswering = async (cloud: RunningCloud): Promise<AnsweringFigure> => {
  const { campaignId, posts: answering } = await answers(cloud)
  const began = performance.now()
  const perSecond = await rate(answering)
  const table = await tableOf(cloud)
  await until(
    'every answer to be counted',
    async () => (await countAnswers(table, campaignId)) === MEMBERS || undefined,
  )
  const countedPerSecond = MEMBERS / ((performance.now() - began) / 1000)
  const bare = await startBare()
  try {
    const posts = Array.from({ length: MEMBERS }, () => () => post(bare.url, new URLSearchParams()))
    const yardstickPerSecond = await rate(posts)
    return { perSecond, countedPerSecond, yardstickPerSecond, ratio: perSecond / yardstickPerSecond }
  } finally {
    await bare.stop()
  }
}

/** How many of these get done in a second, after a warm-up. */
const rate = async (all: readonly (() => Promise<void>)[]): Promise<number> => {
  await inParallel(all.slice(0, WARM_UP))
  const began = performance.now()
  await inParallel(all.slice(WARM_UP))
  return (all.length - WARM_UP) / ((performance.now() - began) / 1000)
}

/** One post for each member of a survey that was launched to them all. */
const answers = async (cloud: RunningCloud): Promise<{ campaignId: CampaignId; posts: (() => Promise<void>)[] }> => {
  const now = await clockOf(cloud)
  const needs = { table: await tableOf(cloud), links: await linksOf(cloud), now, newId }
  const cities = await foundCities(needs)
  const staff = await inviteStaffAndCouncils(needs, cities)
  const members = await importAll(needs, demoMembers({ ...cities.denver, members: MEMBERS }), now())
  const { campaignId, survey } = await launchQuietly(needs, {
    staff,
    survey: await writeSurvey(needs, staff, FIRST_STEPS),
    city: cities.denver,
    closesAt: plusDays(now(), 7),
  })
  const [question] = survey.questions
  if (question?.kind !== 'single') throw new Error('the survey begins with another question')
  const posts = await Promise.all(
    members.map(async ({ memberId }, index) => {
      const link = await needs.links.sign('answer', { c: campaignId, m: memberId, e: 0 })
      const body = new URLSearchParams({ link, version: '0' })
      body.set(question.id, question.options[index % question.options.length]?.key ?? '')
      return () => post(`${cloud.url}/answers/${campaignId}`, body, cloud.url)
    }),
  )
  return { campaignId, posts }
}

const post = async (url: string, body: URLSearchParams, origin = url) => {
  const answered = await fetch(url, { method: 'POST', body, headers: { origin }, redirect: 'manual' })
  if (answered.status !== 303) throw new Error(`a post was answered with ${answered.status}`)
}

/** The cloud's time may be ahead: it begins by day. */
const clockOf = async (cloud: RunningCloud): Promise<Clock> => {
  const ahead = Date.parse((await cloud.local<{ now: string }>('clock')).now) - Date.now()
  return () => instantOf(Date.now() + ahead)
}

const linksOf = async (cloud: RunningCloud) => {
  const secrets: Record<string, string> = JSON.parse(await readFile(join(cloud.data, 'secrets.json'), 'utf8'))
  const [, keys = ''] = Object.entries(secrets).find(([name]) => name.endsWith('link-keys')) ?? []
  return createLinks(async () => keys)
}

const startBare = async () => {
  const data = await mkdtemp(join(tmpdir(), 'bare-cloud-'))
  const port = 41_700
  const process = spawn(globalThis.process.execPath, ['test/bench/bare-cloud.ts', String(port), data], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await new Promise<void>((resolve, reject) => {
    process.stdout.on('data', (chunk: Buffer) => chunk.toString().includes('ready') && resolve())
    process.once('exit', (code) => reject(new Error(`the yardstick's cloud ended with ${code}`)))
  })
  return {
    url: `http://localhost:${port}/`,
    stop: async () => {
      const ended = new Promise((resolve) => process.once('exit', resolve))
      process.kill()
      await ended
      await rm(data, { recursive: true, force: true })
    },
  }
}
