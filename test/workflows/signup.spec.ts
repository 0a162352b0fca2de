import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { AnsweredFact, examples } from '../../events/membership/facts.ts'
import { now } from '../../functions/adapters/clock.ts'
import { hashOf } from '../../functions/adapters/links.ts'
import type { Table } from '../../functions/adapters/table.ts'
import { answerFact } from '../../functions/membership/answer-fact.ts'
import { newMember } from '../../functions/membership/items.ts'
import { activateMember } from '../../functions/membership/joining/activate-member.ts'
import { MemberId } from '../../shared/ids.ts'
import { begun } from '../../shared/membership/membership.ts'
import { taskKey } from '../../shared/membership/task.ts'
import { Cents, PlainDate } from '../../shared/units.ts'
import { asDeployed, listen } from '../deployed.ts'
import { ana, countedIds, openCity, site, tokenIn } from '../membership/cast.ts'
import { postOffice } from '../membership/post-office.ts'
import { readWorkflow, runWorkflow, statesOf } from '../workflow.ts'

type Handler = (event: unknown) => Promise<{ outcome: string }>

let table: Table
let takeSignupStep: Handler
let mails: ReturnType<typeof postOffice>

const newId = countedIds()
let memberId: MemberId

beforeAll(async () => {
  ;({ table } = await asDeployed())
  await openCity(table)
  const { handler } = await import('../../functions/membership/joining/take-signup-step.lambda.ts')
  takeSignupStep = async (input) => {
    const taken = await handler(input)
    await mails.posts()
    return taken
  }
})

beforeEach(async () => {
  mails = postOffice(table, now)
  memberId = newId(MemberId, 'mbr')
  const payment = {
    paymentId: `in_${memberId}`,
    paidOn: PlainDate.parse(now().slice(0, 10)),
    cents: Cents.parse(2500),
    refunded: Cents.parse(0),
    months: 12,
  }
  const { name, city, language } = ana
  const email = `${memberId.toLowerCase()}@example.org` as typeof ana.email
  const member = { memberId, name, email, city, language, demographics: {}, consents: {}, unsubscribes: {} }
  await table.write(...newMember({ ...member, tokenEpoch: 0, joinedAt: now() }, begun(memberId, payment)))
})

describe('the signup workflow of somebody who does not activate', () => {
  it('invites, reminds three times and then asks staff to help', async () => {
    await run('activation')
    expect(mails.sent.map(({ subject }) => subject)).toEqual([
      'Activate your membership in San Francisco',
      ...Array(3).fill('One press is missing: activate your membership in San Francisco'),
    ])
    expect(await table.get(Task, taskKey('help-to-activate', memberId))).toMatchObject({ memberId })
    expect(WAITS).toEqual(['1', '2', '4', '3'])
  })

  it('sends nothing twice when it runs a second time', async () => {
    await run('activation')
    await run('activation')
    expect(mails.sent).toHaveLength(4)
  })

  it('goes on with the reminder when a mail could not be asked for in spite of every attempt', async () => {
    let failures = 0
    await run('activation', async (input) => {
      if (Input.parse(input).step !== 'activation') return takeSignupStep(input)
      failures++
      throw new Error('unreachable')
    })
    expect(failures).toBe(7)
    expect(mails.sent[0]?.subject).toBe('One press is missing: activate your membership in San Francisco')
    expect(mails.sent).toHaveLength(3)
  })
})

describe('the signup workflow of somebody who activates', () => {
  it('ends with the next step, and no staff are asked', async () => {
    await run('activation', async (input) => {
      const { step } = Input.parse(input)
      if (step === 'reminder-day-3') await activate()
      return takeSignupStep(input)
    })
    expect(mails.sent).toHaveLength(2)
    expect(await table.get(Task, taskKey('help-to-activate', memberId))).toBeUndefined()
  })

  it('carries the welcome as an execution of its own, at once', async () => {
    await run('activation', async (input) => {
      const taken = await takeSignupStep(input)
      if (taken.outcome === 'mail-asked') await activate()
      return taken
    })
    await run('welcome')
    expect(mails.sent.at(-1)?.subject).toBe('Welcome to San Francisco')
    expect(mails.sent.at(-1)?.text).toContain(`${site.publicUrl}/cities/san-francisco`)
  })
})

describe('the signup workflow', () => {
  it('fails loudly when the welcome cannot be asked for', async () => {
    const broken: Handler = async () => {
      throw new Error('broken')
    }
    await expect(run('welcome', broken)).rejects.toThrow('Every attempt at the step failed')
  })

  it.each(SIGNUP_FACTS)('is begun by $fact under a name that a second telling has too', async (example) => {
    const started: [string, object][] = []
    const start = async (name: string, input: object) => {
      started.push([name, input])
      return { outcome: 'started' } as const
    }
    const starters = { startSignup: start, startRenewal: unexpected, startErasure: unexpected }
    await answerFact(starters, AnsweredFact.parse(example))
    await answerFact(starters, AnsweredFact.parse(example))
    expect(started[0]).toEqual(started[1])
    expect(started[0]?.[0]).toMatch(/^[A-Za-z0-9_-]{1,80}$/)
    const begins = Object.keys(BEGINS)
    expect(begins).toContain(z.object({ begin: z.string() }).parse(started[0]?.[1]).begin)
  })

  it('is begun by what the bus tells; a fact that fails is told again', async () => {
    const names: string[] = []
    const states = await listen(async (_, body) => {
      const { name } = z.object({ name: z.string() }).parse(JSON.parse(body))
      names.push(name)
      return name.startsWith('welcome')
        ? { status: 400, type: 'application/x-amz-json-1.0', body: '{"__type":"StateMachineDoesNotExist"}' }
        : { status: 200, type: 'application/x-amz-json-1.0', body: '{"executionArn":"signup","startDate":1}' }
    })
    process.env.AWS_ENDPOINT_URL_SFN = states.url
    const { handler } = await import('../../functions/membership/answer-fact.lambda.ts')
    await handler({ 'detail-type': 'fact', detail: examples['membership.dues-paid'] })
    await expect(handler({ 'detail-type': 'fact', detail: examples['membership.activated'] })).rejects.toThrow()
    states.stop()
    expect(names).toEqual([`signup-${examples['membership.dues-paid'].memberId}`, expect.stringMatching(/^welcome-/)])
  })
})

/** The days of each wait, in the order in which they come. */
const WAITS = statesOf(readWorkflow('membership/signup'), 'Wait').map(([, { Seconds = 0 }]) => String(Seconds / 86_400))

const SIGNUP_FACTS = [
  examples['membership.dues-paid'],
  examples['membership.activated'],
  examples['membership.activation-link-asked'],
]
const unexpected = async () => {
  throw new Error('not a fact for this workflow')
}

const BEGINS = { activation: 'fct_1', 'fresh-link': 'fct_2', welcome: 'welcome', thanks: 'thanks' }
const Input = z.looseObject({ step: z.string() })
const Task = z.object({ memberId: MemberId })

const run = (begin: keyof typeof BEGINS, instead: Handler = takeSignupStep) =>
  runWorkflow('membership/signup', { memberId, begin, occasion: BEGINS[begin] }, { TakeSignupStep: instead })

const activate = async () => {
  const activated = await activateMember({ table, now, newId, hashOf }, tokenIn(mails.sent[0]))
  if (activated.outcome !== 'activated') throw new Error(activated.reason)
}
