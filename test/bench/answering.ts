import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readCube } from '../../functions/results/counting/stored-cube.ts'
import { responsesIn } from '../../shared/results/counting/tally.ts'
import { askMembers, firstAnswer, post, writesOf } from '../asked-members.ts'
import { type RunningCloud, tableOf, until } from '../cloud.ts'
import { inParallel } from './in-parallel.ts'

/** One of 500 would wait for a second reader. */
const MEMBERS = 490
const WARM_UP = 90
/** Each of these is counted before the next one comes. */
const ALONE = 5

export type AnsweringFigure = {
  perSecond: number
  /** From the first answer until the tallies hold the last one. */
  countedPerSecond: number
  yardstickPerSecond: number
  ratio: number
  /** Items that all functions together write for one answer. */
  writes: { alone: number; atOnce: number }
}

/**
 * First answers of as many members, each through the personal link, while the stream counts them; against a bare handler
 * that does one transaction, in an embedded cloud of its own.
 */
export const measureAnswering = async (cloud: RunningCloud): Promise<AnsweringFigure> => {
  const { campaign, survey, people } = await askMembers(cloud, MEMBERS)
  const answering = people.map(
    ({ answer }, nth) =>
      () =>
        answer(firstAnswer(survey, nth)),
  )
  let alone = 0
  for (const answer of answering.slice(0, ALONE)) alone += await writesOf(cloud, answer)
  const table = await tableOf(cloud)
  let [perSecond, countedPerSecond] = [0, 0]
  const rest = answering.slice(ALONE)
  const atOnce = await writesOf(cloud, async () => {
    const began = performance.now()
    perSecond = await rate(rest)
    await until(
      'every answer to be counted',
      async () => responsesIn(await readCube(table, campaign.campaignId)) === MEMBERS || undefined,
    )
    countedPerSecond = rest.length / ((performance.now() - began) / 1000)
  })
  const writes = { alone: alone / ALONE, atOnce: atOnce / rest.length }
  const bare = await startBare()
  try {
    const posts = Array.from({ length: MEMBERS }, () => () => post(bare.url, new URLSearchParams()))
    const yardstickPerSecond = await rate(posts)
    return { perSecond, countedPerSecond, yardstickPerSecond, ratio: perSecond / yardstickPerSecond, writes }
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
