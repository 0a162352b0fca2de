import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RunningCloud } from '../cloud.ts'

const AT_ONCE = 8
const SECONDS = 8

export type AnsweringFigure = { perSecond: number; yardstickPerSecond: number; ratio: number }

/** Answers submitted in a second to a cloud with an open survey, against a bare handler in a cloud of its own. */
export const measureAnswering = async (cloud: RunningCloud): Promise<AnsweringFigure> => {
  const links = await answerLinks(cloud)
  const forms = await Promise.all(links.slice(0, 96).map((link) => openForm(cloud.url, link)))
  const answer = async (index: number) => {
    const form = forms[index % forms.length]
    if (!form) throw new Error('the demo survey has no invitations')
    // Each is an edit of the answers before: the choice moves on every round, or nothing would be written.
    form.body.set(form.question, form.options[form.version % form.options.length] ?? '')
    form.body.set('version', String(form.version))
    const answered = await fetch(form.url, {
      method: 'POST',
      body: form.body,
      headers: form.headers,
      redirect: 'manual',
    })
    if (answered.status !== 303) throw new Error(`an answer got ${answered.status}`)
    form.version += 1
  }
  await rate(answer, 2)
  const perSecond = await rate(answer, SECONDS)
  const bare = await startBare()
  try {
    const post = async () => {
      const answered = await fetch(bare.url, { method: 'POST', body: 'x', redirect: 'manual' })
      if (answered.status !== 303) throw new Error(`the bare handler answered ${answered.status}`)
    }
    await rate(post, 2)
    const yardstickPerSecond = await rate(post, SECONDS)
    return { perSecond, yardstickPerSecond, ratio: perSecond / yardstickPerSecond }
  } finally {
    await bare.stop()
  }
}

/** Each of the workers keeps to its own forms: one person does not send two answers at once. */
const rate = async (one: (index: number) => Promise<void>, seconds: number): Promise<number> => {
  const began = performance.now()
  let done = 0
  await Promise.all(
    Array.from({ length: AT_ONCE }, async (_, worker) => {
      for (let round = 0; performance.now() - began < seconds * 1000; round++) {
        await one(worker + AT_ONCE * (round % 12))
        done++
      }
    }),
  )
  return done / ((performance.now() - began) / 1000)
}

const answerLinks = async (cloud: RunningCloud): Promise<string[]> => {
  const mails = await cloud.local<{ links: string[] }[]>('mail')
  const all = mails.flatMap(({ links }) => links.filter((link) => new URL(link).pathname === '/answers/start'))
  return [...new Set(all)]
}

const openForm = async (url: string, link: string) => {
  const start = await fetch(link, { redirect: 'manual' })
  const cookie = start.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ')
  const form = new URL(start.headers.get('location') ?? '', url).href
  const html = await (await fetch(form, { headers: { cookie } })).text()
  const body = new URLSearchParams(
    [...html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(
      ([, name = '', value = '']): [string, string] => [name, value],
    ),
  )
  const question = html.match(/name="(qst_[0-9A-Z]{26})"/)?.[1] ?? ''
  const options = [...html.matchAll(new RegExp(`name="${question}" value="([^"]+)"`, 'g'))].map(([, key = '']) => key)
  const version = Number(body.get('version'))
  return { url: form, body, question, options, version, headers: { cookie, origin: url } }
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
